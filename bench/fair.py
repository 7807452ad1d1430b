"""Checking stalls on a slow phone: a scan to its finding, and a browser that is killed while it writes.

    python -m bench.fair                about five minutes
    python -m bench.fair page           only the public page on the server, half a minute

The page runs four times slower. A finding is shown only once it is on the disk, so its time holds that of
writing. The browser is killed 50 times (SIGKILL to all of its processes) while it says things as fast as they
are kept; a round is whole when everything that was shown as kept is there afterwards.

The public page of a fair with 200 stalls is measured in turns with the smallest page that Flask serves.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from statistics import median
from threading import Thread
from typing import Any

import flask_migrate
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from bench.load import peak, requests_for
from bench.phone import SLOWER, TIMED, Row, browser, row, slow_down
from bench.serving import HELLO, OURS, serving
from ocop_verify.config import Settings
from ocop_verify.db import begin_write, db
from ocop_verify.factory import create_app
from ocop_verify.fairs.arranging import Declared, add_stall, declare
from ocop_verify.fairs.models import DeclaredGoodRow
from tests.browser.dying import rounds
from tests.fairs.hall import Hall, make_hall

KILLS = 50
SCANS = 100
STALLS = 200
SECONDS, TURNS = 1.5, 7


def run() -> list[Row]:
    """Every figure."""
    return list(rows())


def rows() -> Iterator[Row]:
    """One after the other."""
    yield from public_page()
    with tempfile.TemporaryDirectory() as folder, fair(Path(folder)) as (hall, home), browser() as started:
        yield from findings(started, hall, home)
        profile = Path(folder) / "profile"
        kind = started.browser_type
        whole, times, entries = rounds(kind, profile, home, hall.code, hall.stalls[0], KILLS)
        yield row("browser killed while writing, rounds that lost nothing", "of", whole, 1, times)
        yield row("entries that were shown as kept in those rounds", "", entries, None)


@contextmanager
def fair(folder: Path) -> Iterator[tuple[Hall, str]]:
    """A fair that is on today, on a server of its own."""
    app = create_app(Settings(data_dir=folder))
    with app.app_context():
        flask_migrate.upgrade()
    hall = make_hall(app)
    app.test_cli_runner().invoke(args=["catalog", "publish"])
    server = make_server("127.0.0.1", 0, app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield hall, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def public_page() -> Iterator[Row]:
    """The public page of a large fair, against hello; sent whole each time, and answered with 304."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        with fair(folder) as (hall, _):
            fill(hall)
        path = f"/vi/fairs/{hall.fair}"
        with serving(OURS, folder) as site, serving(HELLO, folder) as hello:
            pages, greeted = cycle(requests_for(site.port, [path])), cycle(requests_for(hello.port, ["/"]))
            peak(site.port, pages, SECONDS)
            turns = [
                (peak(site.port, pages, SECONDS).a_second, peak(hello.port, greeted, SECONDS).a_second)
                for _ in range(TURNS)
            ]
    ours, theirs = (median(turn[place] for turn in turns) for place in (0, 1))
    ratio = median(turn[0] / turn[1] for turn in turns)
    what = f"public page of a fair with {STALLS} stalls, requests/s"
    yield row(what, "hello", ours, 0.3, theirs) | {"ratio": ratio}


def fill(hall: Hall) -> None:
    """More stalls, each with a product that counts and two that nobody knows."""
    with hall.app.app_context():
        session = db.session()
        begin_write(session)
        product = session.get_one(DeclaredGoodRow, hall.good).product_id
        for number in range(STALLS - len(hall.stalls)):
            stall = add_stall(session, hall.fair, f"B{number}", f"Hợp tác xã Nông nghiệp số {number}")
            unknown = [Declared(f"Đặc sản {number}.{each}") for each in range(2)]
            declare(session, stall.id, [Declared("Cà phê bột Suối Mơ", 4, product), *unknown])
        session.commit()


def findings(started: Browser, hall: Hall, home: str) -> Iterator[Row]:
    """From the decoded text to the finding on the page, without a network."""
    context = started.new_context(viewport={"width": 360, "height": 640}, locale="vi-VN")
    page = context.new_page()
    page.goto(f"{home}/vi/fairs/join#{hall.code}")
    page.wait_for_selector("main[data-ready]")
    page.fill("#name", "Hoa")
    page.click("#join button")
    page.wait_for_selector("[data-say=flight]:not([hidden])")
    context.set_offline(True)
    page.goto(f"{home}/vi/fairs/check#{hall.stalls[0]}")
    page.wait_for_selector("#stall:not([hidden])")
    page.wait_for_selector("main[data-ready]")
    slow_down(context, page)
    times: list[Any] = sorted(page.evaluate(TIMED, ["ocop:found", [hall.token] * SCANS]))
    what = f"decoded text to finding on the page and on the disk, {SLOWER}x slower"
    yield row(f"{what}: median ms", "at most", median(times), 1_000)
    yield row(f"{what}: 95 of 100 within ms", "", times[int(len(times) * 0.95)], None)
    context.close()


if __name__ == "__main__":
    for each in public_page() if "page" in sys.argv[1:] else rows():
        print(
            each["what"], "|", round(each["ours"], 2), "|", each["theirs"], "| goal", each["goal"], flush=True
        )
