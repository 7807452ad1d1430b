"""The scanner on a slow phone: a code to its verdict, a cold start, what is fetched, what the decoder reads.

    python -m bench.phone               about eight minutes

Chromium runs with its processor slowed down four times (the page; the service worker is a target of its own
that cannot be slowed). The register has the programme's size and names as untidy as real ones. The pictures
are those of ``bench.photographs``; the mark to beat is zxing-cpp, native, on the very same pixels.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import islice
from pathlib import Path
from statistics import median
from threading import Thread
from typing import Any
from urllib.request import Request, urlopen

import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from bench.naming import Fiction, catalogue_of
from bench.photographs import PREFIX, Sight
from bench.reading import CLOSER, MIDDLE, WHOLE, read, scanner_page
from ocop_verify.catalog.publishing import Shelf
from ocop_verify.config import ROOT, Settings
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.label import label_of
from ocop_verify.domain.records import Batch, LabelKey, LabelKind
from ocop_verify.domain.token import LabelSigner, sign_label
from ocop_verify.domain.validity import add_months
from ocop_verify.factory import create_app
from tests.browser.chromium import FLAGS, find_chromium

PRODUCTS = 17_316
SLOWER = 4
SCANS = 300
STARTS = 7
FRAMES = 12
CENTRE = (420, 0, 1500, 1080)
SIGNER = LabelSigner(1, b"p" * 32)

Row = dict[str, Any]

# A phone in the hand of somebody who hurries.
HELD = Sight(blur=1.1, noise=10, tilt=0.1)
SIGHTS: dict[str, list[tuple[str, Sight]]] = {
    "size": [(f"{size} px", replace(HELD, symbol=size)) for size in (140, 160, 180, 200, 240)],
    "blur": [(f"{blur} px", replace(HELD, blur=blur)) for blur in (0.6, 1.5, 2.0)],
    "tilt": [(f"{tilt:.0%}", replace(HELD, tilt=tilt)) for tilt in (0.2, 0.4, 0.6)],
    "glare": [(f"{glare:.0%}", replace(HELD, glare=glare)) for glare in (0.2, 0.35, 0.5)],
    "worn": [(f"{worn:.0%}", replace(HELD, worn=worn)) for worn in (0.05, 0.1, 0.2)],
    "noise": [(f"{noise:.0f}", replace(HELD, noise=noise)) for noise in (25.0, 50.0)],
}


def run() -> list[Row]:
    """Every figure."""
    return list(rows())


def rows() -> Iterator[Row]:
    """One after the other."""
    catalogue = register()
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder), catalogue) as home,
        browser() as started,
    ):
        yield from sizes(home)
        yield from speeds(started, home, catalogue)
        yield from reading(started, home)


def register() -> Catalogue:
    """The programme's size, with a batch of labels for every product."""
    bare = catalogue_of(Fiction(7).world(PRODUCTS))
    today = datetime.now(UTC).date()
    batches = [
        Batch(each.id, each.id, LabelKind.UNIT, 1_000, SIGNER.key_id, each.valid_from, each.stars,
              add_months(each.valid_from, 36))
        for each in bare.certifications.values()
    ]  # fmt: skip
    key = LabelKey(SIGNER.key_id, SIGNER.public, date(2020, 1, 1))
    return bare.updated(1, datetime.combine(today, datetime.min.time(), UTC), [key, *batches])


def tokens(catalogue: Catalogue, count: int) -> list[str]:
    """Labels of different products."""
    spread = islice(catalogue.batches.values(), 0, None, len(catalogue.batches) // count)
    return [sign_label(label_of(batch, 7), SIGNER) for batch in islice(spread, count)]


@contextmanager
def served(folder: Path, catalogue: Catalogue) -> Iterator[str]:
    """The site on a free port, from a signed catalogue and without a database."""
    settings = Settings(data_dir=folder, database_url=f"sqlite:///{folder}/no/such/folder.sqlite3")
    shelf = Shelf(settings.catalogue_path, settings.keys_dir)
    shelf.publish(replace(catalogue, compiled_at=datetime.now(UTC)))
    server = make_server("127.0.0.1", 0, create_app(settings), threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        yield started
        started.close()


# --- what has to be fetched ---------------------------------------------------------------------------


def sizes(home: str) -> Iterator[Row]:
    """The catalogue and the scripts, compressed."""
    with urlopen(Request(f"{home}/offline/catalogue", headers={"Accept-Encoding": "gzip"})) as answer:
        size = len(answer.read()) / 1000
    yield row(f"catalogue for phones, {PRODUCTS:,} products, kB", "at most", size, 400)
    scripts = {
        path.name: path.stat().st_size / 1000 for path in (ROOT / "static" / "dist" / "js").glob("*.gz")
    }
    ours = sum(size for name, size in scripts.items() if name.endswith(".js.gz") and "decoder" not in name)
    yield row("JavaScript that is ours, all of it, kB", "at most", ours, 40)
    decoder = scripts["decoder.js.gz"] + scripts["zxing_reader.wasm.gz"]
    yield row("decoder of QR codes, on /scan only, kB", "", decoder, None)


# --- how long it takes --------------------------------------------------------------------------------


def speeds(started: Browser, home: str, catalogue: Catalogue) -> Iterator[Row]:
    """On a phone that is prepared and has no network."""
    scanned = tokens(catalogue, SCANS)
    for name, without in (("the browser's own Ed25519", ""), ("the library for older phones", NO_ED25519)):
        context = prepared(started, home, without)
        page = context.new_page()
        page.goto(f"{home}/vi/scan")
        page.wait_for_selector("main[data-ready]")
        slow_down(context, page)
        times = sorted(page.evaluate(TIMED, ["ocop:answer", scanned]))
        what = f"decoded text to verdict on the page, {SLOWER}x slower, {name}"
        yield row(f"{what}: median ms", "at most", median(times), 20)
        yield row(f"{what}: 95 of 100 within ms", "", times[int(len(times) * 0.95)], None)
        context.close()
    context = prepared(started, home)
    begins = [cold_start(context, f"{home}/vi/scan", "main[data-ready]") for _ in range(STARTS)]
    yield row(f"cold start without a network, {SLOWER}x slower: median s", "at most", median(begins), 1.5)
    answers = [cold_start(context, f"{home}/vi/{scanned[0]}", "#answer .verdict") for _ in range(STARTS)]
    yield row(
        f"cold start to the verdict on a label, {SLOWER}x slower: median s", "at most", median(answers), 2
    )


NO_ED25519 = "SubtleCrypto.prototype.importKey = () => Promise.reject(new Error('older phone'))"
# Enters codes, and gives how long it took each time until the page told of its event.
TIMED = """
async ([event, tokens]) => {
  const field = document.querySelector("input[name=code]");
  const times = [];
  for (const token of tokens) {
    const told = new Promise(done => document.addEventListener(event, done, {once: true}));
    const start = performance.now();
    field.value = token;
    field.form.requestSubmit();
    await told;
    times.push(performance.now() - start);
    await new Promise(done => setTimeout(done));
  }
  return times;
}
"""


def prepared(started: Browser, home: str, script: str = "") -> BrowserContext:
    """A phone with everything on it, and no network any more."""
    context = started.new_context(viewport={"width": 360, "height": 640}, locale="vi-VN")
    if script:
        context.add_init_script(script)
    page = context.new_page()
    page.goto(f"{home}/vi/scan")
    page.wait_for_selector("main[data-ready]")
    page.click("[data-do=fetch]")
    page.wait_for_selector("[data-say=ready]:not([hidden])")
    page.close()
    context.set_offline(True)
    return context


def slow_down(context: BrowserContext, page: Page) -> None:
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def cold_start(context: BrowserContext, address: str, selector: str) -> float:
    """Seconds from the first navigation, with no service worker running, until something is there."""
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("ServiceWorker.enable")
    devtools.send("ServiceWorker.stopAllWorkers")
    slow_down(context, page)
    page.add_init_script(
        f"""new MutationObserver((_, self) => {{
          if (!document.querySelector({selector!r})) return;
          window.appeared = performance.now();
          self.disconnect();
        }}).observe(document, {{subtree: true, childList: true, attributes: true}});"""
    )
    page.goto(address)
    seconds: float = page.wait_for_function("() => window.appeared").json_value() / 1000
    page.close()
    return seconds


# --- what reads ---------------------------------------------------------------------------------------


def reading(started: Browser, home: str) -> Iterator[Row]:
    """The pictures that are read, beside those that the native library reads in one look at their middle."""
    at_once = in_a_round = theirs_of_all = 0
    times: list[list[float]] = []
    with scanner_page(started, home) as page:
        for trouble, steps in SIGHTS.items():
            for name, sight in steps:
                frames = [framed(sight, seed) for seed in range(FRAMES)]
                found = [(read(page, png(image)), PREFIX + token) for image, token in frames]
                ours = sum(each.in_a_round(text) for each, text in found)
                theirs = sum(token in map(text_of, native(image.crop(CENTRE))) for image, token in frames)
                at_once += sum(text in each.looks[MIDDLE] for each, text in found)
                in_a_round, theirs_of_all = in_a_round + ours, theirs_of_all + theirs
                times += [each.look_ms for each, _ in found]
                what = f"read of {FRAMES} in a round of looks, {trouble} {name}"
                yield row(what, "zxing-cpp, native", ours, None, theirs)
    for how, ours in (("one look at the middle", at_once), ("a round of looks", in_a_round)):
        yield row(f"read of all pictures, {how}", "zxing-cpp, native", ours, 0.95, theirs_of_all)
    for turn, name in ((MIDDLE, "at the middle"), (CLOSER, "closer"), (WHOLE, "at the whole picture")):
        yield row(f"one look {name}: median ms", "", median(each[turn] for each in times), None)


def framed(sight: Sight, seed: int) -> tuple[Image.Image, str]:
    """A frame of the camera and the token that is there."""
    batch = Batch(1, 1, LabelKind.UNIT, 1_000, SIGNER.key_id, date(2026, 1, 1), 4, date(2029, 1, 1))
    token = sign_label(label_of(batch, seed + 1), SIGNER)
    turned = replace(sight, turn=(seed * 37) % 90)
    return turned.frame(token, seed), token


def native(image: Image.Image) -> list[zxingcpp.Barcode]:
    return list(zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode))


def text_of(code: zxingcpp.Barcode) -> str:
    return code.text.removeprefix(PREFIX)


def png(image: Image.Image) -> bytes:
    file = BytesIO()
    image.save(file, "PNG", compress_level=1)
    return file.getvalue()


def row(what: str, against: str, ours: float, goal: float | None, theirs: float | None = None) -> Row:
    """One line of the table."""
    ratio = ours / theirs if theirs else None
    at_most = against == "at most"
    figures = {"ours": ours, "theirs": theirs, "ratio": ratio, "goal": goal}
    return {"what": what, "against": against, **figures, "at_most": at_most}


if __name__ == "__main__":
    for each in rows():
        print(
            each["what"], "|", round(each["ours"], 2), "|", each["theirs"], "| goal", each["goal"], flush=True
        )
