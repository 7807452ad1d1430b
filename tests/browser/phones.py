"""A phone at work: what the pages of helpers and inspectors share, and the server that they talk to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread

from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from werkzeug.serving import make_server


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve the application on a free port for as long as the block lasts; gives its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def enter(page: Page, text: str) -> None:
    """What a handheld scanner does."""
    page.fill("input[name=code]", text)
    page.press("input[name=code]", "Enter")


@dataclass
class FieldPhone:
    """Somebody's phone with a page of the field open."""

    context: BrowserContext
    page: Page

    def says(self, name: str, words: str) -> None:
        """Wait for a sentence of the page."""
        said = self.page.locator(f"[data-say={name}]")
        expect(said).to_be_visible(timeout=20_000)
        expect(said).to_contain_text(words, timeout=20_000)

    def sent(self) -> None:
        """Wait until nothing is left to send."""
        self.page.wait_for_selector("[data-say=all-sent]:not([hidden])")
        expect(self.page.locator("[data-say=unsent]")).to_be_hidden()
