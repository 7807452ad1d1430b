"""Helpers' phones at a fair: joining, checking stalls in flight mode, and what must not be lost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from ocop_verify.db import begin_write, db
from ocop_verify.domain.stall_checks import StallFinding, StallSheet
from ocop_verify.fairs.arranging import Declared, add_stall, declare
from ocop_verify.fairs.models import StallRow, StallSayingRow
from ocop_verify.fairs.sheets import read_stall
from tests.browser.looking import PHONE, Complaints
from tests.browser.test_scanner import enter
from tests.conftest import Registries, running
from tests.fairs.hall import Hall, make_hall

F = StallFinding
LANDSCAPE = (640, 360)


@dataclass
class Venue:
    """A fair on a server that browsers reach. Each test gets stalls of its own."""

    hall: Hall
    home: str
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def new_stall(self, *goods: str) -> int:
        """A stall that declares the coffee of the house, and goods of these names."""
        with self.hall.app.app_context():
            session = db.session()
            begin_write(session)
            number = f"T{next(self.numbers)}"
            stall = add_stall(session, self.hall.fair, number, f"Cơ sở {number}").id
            declare(session, stall, [Declared("Cà phê bột Suối Mơ", 4, self.product), *map(Declared, goods)])
            session.commit()
        return stall

    @property
    def product(self) -> int:
        with self.hall.app.app_context():
            good = read_stall(db.session(), db.session.get_one(StallRow, self.hall.stalls[0])).goods[0]
            return good.product_id

    def sheet(self, stall: int) -> StallSheet:
        """What the server makes of what it has."""
        with self.hall.app.app_context():
            return read_stall(db.session(), db.session.get_one(StallRow, stall)).sheet

    def said(self, stall: int) -> list[str]:
        """What has arrived of a stall, in the order of arrival."""
        with self.hall.app.app_context():
            mine = select(StallSayingRow.said).where(StallSayingRow.stall_id == stall)
            return list(db.session.scalars(mine.order_by(StallSayingRow.number)))


@pytest.fixture(scope="module")
def venue(registries: Registries) -> Iterator[Venue]:
    with registries() as settings, running(settings) as app:
        hall = make_hall(app)
        assert app.test_cli_runner().invoke(args=["catalog", "publish"]).exit_code == 0
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield Venue(hall, f"http://127.0.0.1:{server.server_port}")
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Phone:
    """A helper's phone."""

    venue: Venue
    context: BrowserContext
    page: Page

    def join(self, name: str = "Hoa") -> None:
        self.page.goto(f"{self.venue.home}/vi/fairs/join#{self.venue.hall.code}")
        self.page.wait_for_selector("main[data-ready]")
        self.page.fill("#name", name)
        self.page.click("#join button")
        self.page.wait_for_url("**/vi/fairs/check")
        self.page.wait_for_selector("[data-say=flight]:not([hidden])")

    def open(self, stall: int) -> None:
        """Open a stall, from a cold start."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.venue.home}/vi/fairs/check#{stall}")
        self.page.wait_for_selector("main[data-ready]")
        self.page.wait_for_selector("#stall:not([hidden])")

    def scan(self, text: str, finding: StallFinding) -> None:
        """What a handheld scanner does, until the finding is shown."""
        self.page.evaluate("document.querySelector('#found').replaceChildren()")
        enter(self.page, text)
        self.page.wait_for_selector(f"#found [data-finding={finding}]")

    def sent(self) -> None:
        """Wait until nothing is left to send."""
        self.page.wait_for_selector("[data-say=all-sent]:not([hidden])")
        expect(self.page.locator("[data-say=unsent]")).to_be_hidden()


@pytest.fixture
def new_phone(venue: Venue, browser: Browser) -> Iterator[Callable[..., Phone]]:
    contexts: list[BrowserContext] = []
    complaints = Complaints(venue.home)

    def start(size: tuple[int, int] = PHONE, **options: Any) -> Phone:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        complaints.listen(page)
        return Phone(venue, context, page)

    yield start
    for each in contexts:
        each.close()
    assert [each for each in complaints.found if "ERR_INTERNET_DISCONNECTED" not in each] == []


def test_a_helper_joins_by_the_code_at_the_desk_and_is_ready_for_flight_mode(new_phone):
    phone = new_phone()
    phone.join()
    assert "Phiên chợ OCOP" in phone.page.inner_text("main")
    assert phone.venue.hall.code not in phone.page.evaluate("history.length && location.href")
    phone.context.set_offline(True)
    phone.open(phone.venue.hall.stalls[0])
    expect(phone.page.locator("#stall h2")).to_contain_text("A2")


def test_a_stall_is_checked_in_flight_mode_and_arrives_once(new_phone, venue):
    stall = venue.new_stall("Trà ô long")
    phone = new_phone()
    phone.join()
    phone.context.set_offline(True)
    phone.open(stall)
    phone.scan(venue.hall.token, F.IN_FORCE)
    expect(phone.page.locator("[data-say=unsent]")).to_contain_text("1 mục chưa gửi")
    phone.context.set_offline(False)
    phone.sent()
    assert venue.said(stall) == ["scanned"]
    assert venue.sheet(stall).lines[0].finding is F.IN_FORCE
