"""Has pictures read by the scanner's own modules in a browser, as they come from the sources."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Route

from ocop_verify.config import ROOT

SCANNER = ROOT / "static" / "js" / "scanner"
# The turns of the camera, after which they begin again.
MIDDLE, CLOSER, WHOLE = 0, 1, 3
TURNS = 4


class Reading(NamedTuple):
    """What was read in one picture: by one look of the camera after the other, and as an uploaded file."""

    looks: list[list[str]]
    look_ms: list[float]
    upload: list[str]
    upload_ms: float

    def in_a_round(self, text: str) -> bool:
        """Whether the camera, held still, reads a text before its looks begin again."""
        return any(text in texts for texts in self.looks)


@contextmanager
def scanner_page(started: Browser, home: str) -> Iterator[Page]:
    """The scanner's page, with its modules at hand."""
    context = started.new_context(service_workers="block")
    page = context.new_page()
    page.route("**/scanner/*.js", source)
    page.goto(f"{home}/vi/scan")
    page.evaluate(OPEN)
    yield page
    context.close()


def source(route: Route) -> None:
    name = PurePosixPath(urlsplit(route.request.url).path).name
    route.fulfill(path=SCANNER / name, content_type="text/javascript")


def read(page: Page, picture: bytes) -> Reading:
    """Look at a PNG in every way that the scanner looks."""
    return Reading(**page.evaluate(READ, [b64encode(picture).decode("ascii"), TURNS]))


OPEN = """
async () => {
  window.modules = {...await import("/scanner/reading.js"), ...await import("/scanner/camera.js")};
  window.reader = await window.modules.openReader(document.querySelector("#scanner").dataset);
}
"""
READ = """
async ([picture, turns]) => {
  const {draw, readPicture} = window.modules;
  const timed = async work => {
    const start = performance.now();
    return [await work(), performance.now() - start];
  };
  const file = new Blob([Uint8Array.from(atob(picture), each => each.charCodeAt(0))], {type: "image/png"});
  const bitmap = await createImageBitmap(file);
  const canvas = document.createElement("canvas");
  const looks = [], look_ms = [];
  for (let turn = 0; turn < turns; turn++) {
    const [texts, ms] = await timed(() => {
      draw(canvas, bitmap, bitmap, turn);
      return window.reader.read(canvas);
    });
    looks.push(texts);
    look_ms.push(ms);
  }
  const [upload, upload_ms] = await timed(() => readPicture(file, window.reader));
  return {looks, look_ms, upload, upload_ms};
}
"""
