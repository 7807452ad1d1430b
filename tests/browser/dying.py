"""Kills a browser in the middle of checking stalls, again and again, and counts what was kept."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import BrowserContext, BrowserType, Error, Page

from tests.browser.chromium import FLAGS, find_chromium

PATIENCE_SECONDS = 20
# Says things as fast as they are kept, and tells the killer of each that the page has shown as kept.
CHECK_ON = """
async () => {
  for (;;) {
    const before = document.querySelectorAll("[data-part=notes] li").length;
    const field = document.querySelector("#words");
    field.value = `n${Math.random()}`;
    const words = field.value;
    field.form.requestSubmit();
    while (document.querySelectorAll("[data-part=notes] li").length === before) {
      await new Promise(requestAnimationFrame);
    }
    await window.shown(words);
  }
}
"""
KEPT = """
new Promise(done => {
  indexedDB.open("ocop").onsuccess = ({target: {result: database}}) => {
    database.transaction("outbox").objectStore("outbox").getAll().onsuccess = ({target}) => {
      database.close();
      done(target.result.map(({sent}) => sent.words));
    };
  };
})
"""


def opened(kind: BrowserType, profile: Path) -> BrowserContext:
    """The phone's browser, with the profile that it had."""
    return kind.launch_persistent_context(
        profile, executable_path=find_chromium(), args=list(FLAGS), locale="vi-VN"
    )


def prepare(kind: BrowserType, profile: Path, home: str, code: str) -> None:
    """Join, so that the phone works without a network."""
    context = opened(kind, profile)
    page = context.new_page()
    page.goto(f"{home}/vi/fairs/join#{code}")
    page.wait_for_selector("main[data-ready]")
    page.fill("#name", "Hoa")
    page.click("#join button")
    page.wait_for_selector("[data-say=flight]:not([hidden])")
    context.close()


def kill_once(kind: BrowserType, profile: Path, address: str, after: float) -> tuple[list[str], list[str]]:
    """Work for so many seconds, be killed, and open again: what was shown as kept, and what is there."""
    context = opened(kind, profile)
    context.set_offline(True)
    page = at_stall(context, address)
    shown: list[str] = []
    page.expose_function("shown", lambda *words: shown.extend(words))
    page.evaluate(f"void ({CHECK_ON})()")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not shown and time.monotonic() < deadline:
        page.wait_for_timeout(10)
    page.wait_for_timeout(after * 1_000)
    for process in processes_of(profile):
        os.kill(process, signal.SIGKILL)
    told = list(shown)
    with suppress(Error):  # it is gone already
        context.close()
    context = opened(kind, profile)
    context.set_offline(True)
    kept = at_stall(context, address).evaluate(KEPT)
    context.close()
    return told, kept


def at_stall(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("main[data-ready]")
    page.wait_for_selector("#stall:not([hidden])")
    return page


def processes_of(profile: Path) -> list[int]:
    """The browser's processes: those that name this profile, and only those."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                line = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if f"--user-data-dir={profile}".encode() in line:
                found.append(int(folder.name))
    return found


def rounds(
    kind: BrowserType, profile: Path, home: str, code: str, stall: int, times: int
) -> tuple[int, int, int]:
    """How many rounds lost nothing that was shown as kept, of how many; and how many entries that were."""
    prepare(kind, profile, home, code)
    whole = entries = 0
    for turn in range(times):
        told, kept = kill_once(kind, profile, f"{home}/vi/fairs/check#{stall}", 0.05 + (turn % 10) * 0.037)
        assert told, "nothing was said before the browser was killed"
        whole += set(told) <= set(kept)
        entries += len(told)
    return whole, times, entries
