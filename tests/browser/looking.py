"""What to look for on a page in a browser: complaints, what keeps people out, what does not fit."""

from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, Request

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

PHONE = (360, 640)
NARROW = (320, 568)
DESK = (1280, 800)


class Complaints:
    """What the browser said against a page: errors, refused sources, requests that failed or went abroad.

    What fails because a test has switched the network off is no complaint. ``server_gone``: the test has
    ended the server, so that nothing that fails from then on is one either, however late it is told.
    """

    def __init__(self, home: str = "") -> None:
        self.home = home
        self.found: list[str] = []
        self.server_gone = False

    def listen(self, page: Page) -> None:
        """Note everything from now on."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"error: {error}"))
        page.on("requestfailed", self._failed)
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        # The browser reports the page's own status as an error too; tests look at statuses themselves.
        told = "the server responded with a status" in message.text or self._expected(message.text)
        if message.type in {"error", "warning"} and not told:
            self.found.append(f"{message.type}: {message.text}")

    def _failed(self, request: Request) -> None:
        # What was still on its way when the page was left is given up by the browser itself.
        failure = request.failure or ""
        if failure != "net::ERR_ABORTED" and not self._expected(failure):
            self.found.append(f"failed: {request.url} {failure}")

    def _expected(self, failure: str) -> bool:
        return "net::ERR_INTERNET_DISCONNECTED" in failure or (self.server_gone and "net::ERR_" in failure)

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.found.append(f"abroad: {request.url}")


def axe_violations(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands, one line for each element."""
    page.evaluate(AXE.read_text("utf-8"))
    result = page.evaluate(
        "tags => axe.run({runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", list(WCAG)
    )
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


def looks_right(page: Page) -> None:
    """Nothing keeps anybody out, and nobody scrolls sideways."""
    assert axe_violations(page) == []
    assert overflow(page) == 0


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the screen; 0 when nobody has to scroll sideways."""
    return page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
