"""Helpers' phones at a fair: joining, checking stalls in flight mode, and what must not be lost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import count
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from bench.photographs import Sight, video
from ocop_verify.db import begin_write, db
from ocop_verify.domain.stall_checks import Said, StallFinding, StallSheet
from ocop_verify.fairs.arranging import Declared, add_stall, declare
from ocop_verify.fairs.devices import shut_out
from ocop_verify.fairs.models import FieldDeviceRow, StallRow, StallSayingRow
from ocop_verify.fairs.sheets import read_stall
from ocop_verify.fairs.views.field import kept_pictures
from tests.browser.chromium import FLAGS, find_chromium
from tests.browser.conftest import NewContext
from tests.browser.dying import rounds
from tests.browser.looking import DESK, PHONE, Complaints, axe_violations, overflow
from tests.browser.phones import FieldPhone, enter, serving
from tests.browser.test_look import SMALL_TARGETS
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

    def shut_out(self, name: str) -> None:
        """What an organizer does to a phone that was lost."""
        with self.hall.app.app_context():
            session = db.session()
            begin_write(session)
            found = session.scalars(select(FieldDeviceRow.id).where(FieldDeviceRow.name == name))
            for key in list(found):
                shut_out(session, key, now=datetime.now(UTC))
            session.commit()

    def phones_named(self, name: str) -> int:
        """How many phones have joined under this name."""
        with self.hall.app.app_context():
            named = select(func.count()).select_from(FieldDeviceRow).where(FieldDeviceRow.name == name)
            return db.session.scalar(named) or 0

    def largest_picture(self, stall: int) -> int:
        """The longest side, in pixels, of what was photographed there."""
        with self.hall.app.app_context():
            mine = select(StallSayingRow.shown).where(
                StallSayingRow.stall_id == stall, StallSayingRow.said == Said.PHOTO
            )
            shown = [each for each in db.session.scalars(mine) if each]
            return max(max(Image.open(BytesIO(kept_pictures().read(each))).size) for each in shown)

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
        with serving(app) as home:
            yield Venue(hall, home)


@dataclass
class Phone(FieldPhone):
    """A helper's phone."""

    venue: Venue

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

    def look(self, good: str, finding: StallFinding) -> None:
        """Say of a declared good what was found by eye."""
        line = self.page.locator("[data-part=goods] li[data-subject]", has_text=good).first
        if not line.locator("details").evaluate("each => each.open"):
            line.locator("summary").click()
        line.locator(f"button[data-look={finding}]").click()
        self.page.wait_for_selector(f"#found [data-finding={finding}]")

    def sync(self) -> None:
        """Send and read anew, as it does when the network comes back."""
        with self.page.expect_response("**/sayings?after=*"):
            self.page.evaluate("dispatchEvent(new Event('online'))")

    def change_kept_times(self, at: str) -> None:
        """Let everything that waits be of another time."""
        self.page.evaluate(CHANGE_TIMES, at)


@pytest.fixture
def new_phone(venue: Venue, new_context: NewContext, complaints: Complaints) -> Callable[..., Phone]:
    complaints.home = venue.home

    def start(*size: tuple[int, int], **options: Any) -> Phone:
        context = new_context(*size, **options)
        return Phone(context, context.new_page(), venue)

    return start


def test_a_helper_joins_by_the_code_at_the_desk_and_is_ready_for_flight_mode(new_phone):
    phone = new_phone()
    phone.join()
    assert "Phiên chợ OCOP" in phone.page.inner_text("main")
    assert phone.venue.hall.code not in phone.page.evaluate("history.length && location.href")
    phone.context.set_offline(True)
    phone.open(phone.venue.hall.stalls[0])
    expect(phone.page.locator("#stall h2")).to_contain_text("A2")
    phone.page.goto(f"{phone.venue.home}/vi/scan")
    phone.page.click("[data-say=joined] a")
    phone.page.wait_for_url("**/vi/fairs/check")


def test_a_stall_is_checked_in_flight_mode_and_arrives_once(new_phone, venue):
    """Scanned, looked at, noted, photographed and signed without a network, from a cold start."""
    stall = venue.new_stall("Trà ô long")
    phone = new_phone()
    phone.join()
    phone.context.set_offline(True)
    phone.open(stall)
    page = phone.page
    phone.scan(venue.hall.token, F.IN_FORCE)
    assert "Cà phê bột Suối Mơ" in page.inner_text("#answer")
    phone.look("Trà ô long", F.NO_LABEL)
    page.fill("#words", "Hàng mới bày")
    page.click("#note button >> nth=0")
    expect(page.locator("[data-part=notes] li")).to_have_count(1)
    page.set_input_files("#note [data-photo]", picture(2_400, 1_800))
    expect(page.locator("[data-part=notes] li")).to_have_count(2)
    sign(page)
    expect(page.locator("[data-part=notes] li")).to_have_count(3)
    page.click("[data-do=finish]")
    phone.says("unsent", "6 mục chưa gửi")
    phone.context.set_offline(False)
    phone.sent()
    assert venue.said(stall) == ["scanned", "looked", "noted", "photo", "signed", "finished"]
    sheet = venue.sheet(stall)
    assert [line.finding for line in sheet.lines] == [F.IN_FORCE, F.NO_LABEL]
    assert (len(sheet.notes), sheet.finished_by is not None) == (3, True)
    assert venue.largest_picture(stall) == 1_600


@pytest.mark.slow
def test_a_phone_that_dies_in_the_middle_has_kept_what_it_said(venue, browser, tmp_path):
    """The browser is killed, not closed; the same profile is opened again in flight mode."""
    stall = venue.new_stall()
    kind, times = browser.browser_type, 4
    whole, times, entries = rounds(kind, tmp_path / "profile", venue.home, venue.hall.code, stall, times)
    assert whole == times
    assert entries >= times


@pytest.mark.slow
def test_two_phones_that_disagree_show_it_whichever_sends_first(new_phone, venue):
    for turn in (1, -1):
        stall = venue.new_stall()
        phones = [new_phone(), new_phone()]
        for phone, name, finding in zip(phones, ("Hoa", "Bình"), (F.IN_FORCE, F.NO_LABEL), strict=True):
            phone.join(name)
            phone.context.set_offline(True)
            phone.open(stall)
            phone.look("Cà phê bột Suối Mơ", finding)
        for phone in phones[::turn]:
            phone.context.set_offline(False)
            phone.sent()
        phones[::turn][0].sync()
        for phone in phones:
            expect(phone.page.locator("[data-part=goods] .fault")).to_contain_text("Các máy nói khác nhau")
            told = phone.page.inner_text("[data-part=goods]")
            assert "Hoa" in told
            assert "Bình" in told
            # The dispute is what one sees: above what this phone has found, and nothing looks settled.
            first = phone.page.locator("#found > .found").first
            expect(first).to_contain_text("Các máy nói khác nhau")
            assert all(each in first.inner_text() for each in ("Hoa", "Tem đúng", "Bình", "Không có tem"))
            line = phone.page.locator("[data-part=goods] > li").first
            assert line.locator(".state").count() == line.locator(".checks .state").count() == 2
        assert venue.sheet(stall).lines[0].disputed == {F.IN_FORCE, F.NO_LABEL}


@pytest.mark.slow
def test_the_last_entry_can_be_taken_back(new_phone, venue):
    stall = venue.new_stall()
    phone = new_phone()
    phone.join()
    phone.open(stall)
    phone.look("Cà phê bột Suối Mơ", F.NO_LABEL)
    phone.page.click("[data-do=undo]")
    expect(phone.page.locator("[data-do=undo]")).to_be_hidden()
    expect(phone.page.locator("[data-part=goods]")).to_contain_text("Chưa kiểm tra")
    phone.sent()
    assert venue.said(stall) == ["looked", "withdrawn"]


@pytest.mark.slow
def test_what_is_no_label_of_ours_is_shown_and_not_written_down(new_phone, venue):
    stall = venue.new_stall()
    phone = new_phone()
    phone.join()
    phone.open(stall)
    enter(phone.page, "https://evil.example/win")
    phone.says("not-ours", "Không có tem")
    assert phone.page.locator("#answer a[href*=evil]").count() == 0
    token = venue.hall.token
    phone.scan(token[:-1] + ("0" if token[-1] != "0" else "1"), F.FORGED)
    phone.sent()
    assert venue.said(stall) == ["scanned"]
    assert venue.sheet(stall).lines[-1].finding is F.FORGED


@pytest.mark.slow
def test_an_access_that_has_ended_loses_nothing(new_phone, venue):
    """Shut out by the organizer, the phone joins again and sends what it had as its new self."""
    stall = venue.new_stall()
    phone = new_phone()
    phone.join("Hoa bị chặn")
    phone.context.set_offline(True)
    phone.open(stall)
    phone.scan(venue.hall.token, F.IN_FORCE)
    venue.shut_out("Hoa bị chặn")
    phone.context.set_offline(False)
    phone.says("ended", "Tham gia lại")
    phone.says("unsent", "1 mục chưa gửi")
    assert venue.said(stall) == []
    phone.join("Hoa")
    phone.sent()
    assert venue.said(stall) == ["scanned"]


@pytest.mark.slow
def test_what_the_server_refuses_stays_on_the_phone_with_the_reason(new_phone, venue):
    stall = venue.new_stall()
    phone = new_phone()
    phone.join()
    phone.context.set_offline(True)
    phone.page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=-30))
    phone.open(stall)
    phone.look("Cà phê bột Suối Mơ", F.NO_LABEL)
    expect(phone.page.locator("[data-say=wrong-clock]")).to_be_visible()
    phone.change_kept_times("2020-01-01T00:00:00Z")
    phone.context.set_offline(False)
    expect(phone.page.locator("#turned-away")).to_contain_text("ngoài những ngày của hội chợ")
    expect(phone.page.locator("[data-say=all-sent]")).to_be_hidden()
    phone.change_kept_times(datetime.now(UTC).isoformat())
    phone.page.click("[data-do=retry]")
    expect(phone.page.locator("#turned-away")).to_be_hidden()
    phone.sent()
    assert venue.said(stall) == ["looked"]


@pytest.mark.slow
def test_what_the_server_refuses_is_put_away_in_two_steps_and_nothing_else_with_it(new_phone, venue):
    stall = venue.new_stall()
    phone = new_phone()
    phone.join()
    phone.context.set_offline(True)
    phone.open(stall)
    phone.look("Cà phê bột Suối Mơ", F.NO_LABEL)
    phone.change_kept_times("2020-01-01T00:00:00Z")
    phone.page.set_input_files("#note [data-photo]", picture(300, 200))
    phone.says("unsent", "2 mục chưa gửi")
    phone.context.set_offline(False)
    refused = phone.page.locator("#turned-away")
    expect(refused).to_contain_text("ngoài những ngày của hội chợ")
    expect(refused.get_by_role("button", name="Bỏ hẳn")).to_be_hidden()
    refused.get_by_text("Bỏ khỏi máy này").click()
    refused.get_by_role("button", name="Bỏ hẳn").click()
    expect(refused).to_be_hidden()
    phone.sent()
    assert venue.said(stall) == ["photo"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("later", "finding", "said"),
    [
        (timedelta(hours=2), F.IN_FORCE, "flight"),
        (timedelta(hours=25), F.IN_FORCE, "aged"),
        (timedelta(days=8), F.UNCONFIRMED, "too-old"),
        (timedelta(days=-2), F.UNCONFIRMED, "wrong-clock"),
    ],
    ids=["two hours old", "a day old", "past its trust", "clock behind"],
)
def test_the_age_of_the_data_is_told_and_decides_what_may_be_found(new_phone, venue, later, finding, said):
    stall = venue.new_stall()
    phone = new_phone()
    phone.join()
    phone.context.set_offline(True)
    phone.page.clock.set_fixed_time(datetime.now(UTC) + later)
    phone.open(stall)
    expect(phone.page.locator(f"[data-say={said}]")).to_be_visible()
    phone.scan(venue.hall.token, finding)


@pytest.mark.slow
def test_a_phone_whose_storage_was_wiped_says_so(new_phone, venue):
    phone = new_phone()
    phone.join()
    phone.page.evaluate("new Promise(done => indexedDB.deleteDatabase('ocop').onsuccess = done)")
    phone.page.reload()
    phone.says("lost", "Tham gia lại")
    never = new_phone()
    never.page.goto(f"{venue.home}/vi/fairs/check")
    never.says("not-joined", "chưa tham gia hội chợ nào")


@pytest.mark.slow
def test_a_full_phone_says_that_an_entry_was_not_kept(new_phone, venue):
    phone = new_phone()
    phone.join()
    phone.open(venue.hall.stalls[0])
    phone.page.evaluate(FULL)
    phone.page.click("[data-part=goods] summary")
    phone.page.click("[data-part=goods] button[data-look=no_label]")
    phone.says("not-kept", "Chưa lưu được")
    expect(phone.page.locator("#found [data-finding]")).to_have_count(0)


@pytest.mark.slow
def test_a_phone_that_joins_again_is_the_same_phone(new_phone, venue):
    phone = new_phone()
    phone.join("Thu Trang")
    phone.join("Thu Trang")
    assert venue.phones_named("Thu Trang") == 1
    new_phone().join("Thu Trang")
    assert venue.phones_named("Thu Trang") == 2


@pytest.mark.slow
def test_two_tabs_of_one_phone_send_each_entry_once(new_phone, venue):
    stall = venue.new_stall()
    phone = new_phone()
    phone.join()
    other = Phone(phone.context, phone.context.new_page(), venue)
    phone.context.set_offline(True)
    for tab, finding in ((phone, F.NO_LABEL), (other, F.IN_FORCE)):
        tab.open(stall)
        tab.look("Cà phê bột Suối Mơ", finding)
    phone.context.set_offline(False)
    phone.sent()
    other.sent()
    assert sorted(venue.said(stall)) == ["looked", "looked"]
    assert venue.sheet(stall).lines[0].finding is F.IN_FORCE


@pytest.mark.slow
def test_the_camera_checks_label_after_label_without_a_touch(venue, browser, tmp_path):
    """The same label again, after it was away, is another check of the same good."""
    film = tmp_path / "labels.mjpeg"
    empty, label = Sight(glare=9).frame(venue.hall.token), Sight(symbol=230).frame(venue.hall.token)
    film.write_bytes(video(iter((label, empty)), 60))
    flags = (
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
    stall = venue.new_stall()
    started = browser.browser_type.launch(executable_path=find_chromium(), args=[*FLAGS, *flags])
    try:
        context = started.new_context(locale="vi-VN")
        phone = Phone(context, context.new_page(), venue)
        phone.join()
        context.set_offline(True)
        phone.open(stall)
        phone.page.click("[data-do=start]")
        phone.says("unsent", "2 mục chưa gửi")
        phone.page.wait_for_selector(f"#found [data-finding={F.IN_FORCE}]")
        phone.page.click("[data-do=stop]")
        context.set_offline(False)
        phone.sent()
    finally:
        started.close()
    assert set(venue.said(stall)) == {"scanned"}
    assert venue.sheet(stall).lines[0].finding is F.IN_FORCE


@pytest.mark.slow
def test_sixty_labels_are_scanned_without_a_reload(new_phone, venue):
    stall = venue.new_stall()
    phone = new_phone()
    phone.join()
    phone.context.set_offline(True)
    phone.open(stall)
    for _ in range(60):
        phone.scan(venue.hall.token, F.IN_FORCE)
    phone.says("unsent", "60 mục chưa gửi")
    phone.context.set_offline(False)
    phone.sent()
    assert venue.said(stall) == ["scanned"] * 60


@pytest.mark.slow
@pytest.mark.parametrize("size", [PHONE, LANDSCAPE, DESK], ids=["360", "landscape", "desk"])
def test_the_pages_fit_every_screen_and_keep_nobody_out(new_phone, venue, size):
    stall = venue.new_stall("Trà ô long túi lọc thượng hạng của hợp tác xã nông nghiệp Bảo Lộc")
    phone = new_phone(size)
    page = phone.page
    page.goto(f"{venue.home}/vi/fairs/join")
    page.wait_for_selector("main[data-ready]")
    problems = [*axe_violations(page), overflow(page)]
    phone.join()
    problems += [*axe_violations(page), overflow(page), *small_targets(page)]
    phone.open(stall)
    phone.scan(venue.hall.token, F.IN_FORCE)
    page.click("li[data-subject] >> nth=1 >> summary")
    page.click("[data-do=sign]")
    problems += [*axe_violations(page), overflow(page), *small_targets(page)]
    assert [each for each in problems if each] == []


@pytest.mark.slow
def test_stalls_are_found_by_number_or_holder_and_by_what_is_left(new_phone, venue):
    stall = venue.new_stall()
    phone = new_phone()
    phone.join()
    page = phone.page
    page.fill("#find", "suoi mo")
    expect(page.locator(".stalls li")).to_have_count(1)
    page.fill("#find", "")
    page.click("[data-do=only-left]")
    before = page.locator(".stalls li").count()
    phone.open(stall)
    page.click("[data-do=finish]")
    expect(page).not_to_have_url(f"{venue.home}/vi/fairs/check#{stall}")
    page.goto(f"{venue.home}/vi/fairs/check#stalls")
    page.click("[data-do=only-left]")
    expect(page.locator(".stalls li")).to_have_count(before - 1)


def test_without_a_script_the_pages_say_what_to_do_instead(new_phone, venue):
    page = new_phone(java_script_enabled=False).page
    for path in ("join", "check"):
        page.goto(f"{venue.home}/vi/fairs/{path}")
        assert "cần JavaScript" in page.inner_text("main")
        assert page.locator("form:visible, button:visible").count() == 0


# --- what the tests do on a phone ---------------------------------------------------------------------

# What the browser does to a transaction for which there is no room.
FULL = "() => { IDBObjectStore.prototype.add = function () { this.transaction.abort(); }; }"
CHANGE_TIMES = """
at => new Promise(done => {
  indexedDB.open("ocop").onsuccess = ({target: {result: database}}) => {
    const transaction = database.transaction("outbox", "readwrite");
    transaction.objectStore("outbox").openCursor().onsuccess = ({target: {result: cursor}}) => {
      if (!cursor) return;
      cursor.value.sent.at = at;
      cursor.update(cursor.value);
      cursor.continue();
    };
    transaction.oncomplete = () => { database.close(); done(); };
  };
})
"""


def picture(width: int, height: int) -> dict[str, Any]:
    """A photo as the camera gives it."""
    out = BytesIO()
    Image.effect_noise((width, height), 40).convert("RGB").save(out, "JPEG")
    return {"name": "gian.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def sign(page: Page) -> None:
    """Draw something with the mouse and keep it."""
    page.click("[data-do=sign]")
    page.locator("canvas").scroll_into_view_if_needed()
    box = page.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 60, steps=5)
    page.mouse.up()
    page.click("[data-do=signed]")


def small_targets(page: Page) -> list[str]:
    """What is too small for a thumb."""
    what = "main :is(button, label.button, input:not([type=file]), summary, .stalls a)"
    return page.eval_on_selector_all(what, SMALL_TARGETS)
