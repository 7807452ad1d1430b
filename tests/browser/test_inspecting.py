"""An inspector's own phone: visits and cases in flight mode, and what must not be lost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy import func, select

from ocop_verify.accounts.permissions import Grant, Role
from ocop_verify.db import begin_write, db
from ocop_verify.domain.validity import local_day
from ocop_verify.domain.visits import VisitResult
from ocop_verify.fairs.devices import shut_out_own
from ocop_verify.fairs.models import FieldDeviceRow
from ocop_verify.inspection.models import FlagEvidenceRow, FlagRow, VisitRow
from ocop_verify.inspection.visiting import Found, Planned, plan_visit, record_visit
from tests.browser.conftest import NewContext
from tests.browser.looking import DESK, PHONE, Complaints, axe_violations, overflow
from tests.browser.phones import FieldPhone, enter, serving
from tests.browser.test_stalls import picture, small_targets
from tests.cast import OFFICER
from tests.conftest import Registries, running
from tests.desk import Browser as Desk
from tests.desk import sit_down
from tests.fairs.hall import Hall, make_hall
from tests.labels.desk import HERE

FIELD = "/vi/inspection/field"
# Whether a draft with words is on the disk.
DRAFT = """
key => new Promise(done => {
  indexedDB.open("ocop").onsuccess = ({target: {result: database}}) => {
    database.transaction("device").objectStore("device").get(key).onsuccess = ({target: {result}}) => {
      database.close();
      done(Boolean(result?.some(([name, value]) => name === "remarks" && value)));
    };
  };
})
"""

# Whether a case with these words is among the drafts.
CASE = """
words => new Promise(done => {
  indexedDB.open("ocop").onsuccess = ({target: {result: database}}) => {
    database.transaction("device").objectStore("device").getAll().onsuccess = ({target: {result}}) => {
      database.close();
      done(JSON.stringify(result).includes(words));
    };
  };
})
"""


@dataclass
class Ground:
    """A server with a house that has labels, and an inspector of its province at the desk."""

    hall: Hall
    minh: Desk
    home: str

    def code(self) -> str:
        page = self.minh.send("/inspection/phones")
        return page.text.split('<p class="join-code">')[1].split("</p>")[0]

    def act(self, what: Callable[[Any], Any]) -> Any:
        """Do something in the database."""
        with self.hall.app.app_context():
            session = db.session()
            begin_write(session)
            found = what(session)
            session.commit()
            return found

    def new_visit(self, why: str) -> int:
        now = datetime.now(UTC)
        planned = Planned(1, HERE, local_day(now), why)
        return self.act(lambda session: plan_visit(session, planned, why, actor=OFFICER, now=now).id)

    def visit(self, key: int) -> VisitRow:
        with self.hall.app.app_context():
            return db.session.get_one(VisitRow, key)

    def cases(self, where: str) -> list[tuple[str, str, str, int]]:
        """Kind, label and law of the cases at a place, and how many pieces of evidence each has."""
        pieces = select(func.count()).where(FlagEvidenceRow.flag_id == FlagRow.id).scalar_subquery()
        facts = select(FlagRow.kind, FlagRow.label, FlagRow.law, pieces).where(FlagRow.seen_where == where)
        return [tuple(each) for each in self.act(lambda session: session.execute(facts).all())]


@pytest.fixture(scope="module")
def ground(registries: Registries) -> Iterator[Ground]:
    with registries() as settings, running(settings) as app:
        hall = make_hall(app)
        assert app.test_cli_runner().invoke(args=["catalog", "publish"]).exit_code == 0
        minh = sit_down(app, Grant(Role.INSPECTOR, HERE), name="Trần Minh")
        with serving(app) as home:
            yield Ground(hall, minh, home)


@dataclass
class Phone(FieldPhone):
    """The inspector's phone."""

    ground: Ground

    def join(self) -> None:
        self.page.goto(f"{self.ground.home}{FIELD}#{self.ground.code()}")
        self.page.wait_for_selector("main[data-ready]")
        self.page.fill("#name", "Máy của Minh")
        self.page.click("#join button")
        self.page.wait_for_selector("[data-say=flight]:not([hidden])")

    def open(self, place: str) -> None:
        """Open the page from a cold start: the one before is gone, with all that it held in memory."""
        self.page.close()
        self.page = self.context.new_page()
        self.page.goto(f"{self.ground.home}{FIELD}#{place}")
        self.page.wait_for_selector("main[data-ready]")

    def make_visit(self, key: int, *, photo: bool = False) -> None:
        """Go through the list of a visit, and keep what was found."""
        page = self.page
        page.goto(f"{self.ground.home}{FIELD}#visit-{key}")
        for line in page.locator("[data-part=checks] fieldset").all():
            line.get_by_label("Đúng", exact=True).check()
        page.locator("[data-part=checks] fieldset").last.get_by_label("Chưa xem được").check()
        page.get_by_label("Có điểm cần sửa, kiểm tra lại").check()
        page.get_by_label("Người ký phía chủ thể").fill("Vũ Thị Hòa")
        if photo:
            page.set_input_files("#visit [data-photo]", picture(2_400, 1_800))
            expect(page.locator("#visit [data-say=photos]")).to_be_visible()
        page.get_by_role("button", name="Lưu kết quả").click()
        expect(page.locator("[data-say=kept-now]")).to_be_visible()


@pytest.fixture
def new_phone(ground: Ground, new_context: NewContext, complaints: Complaints) -> Callable[..., Phone]:
    complaints.home = ground.home

    def start(*size: tuple[int, int], **options: Any) -> Phone:
        context = new_context(*size, **options)
        return Phone(context, context.new_page(), ground)

    return start


@pytest.mark.slow
def test_a_visit_and_a_case_are_made_in_flight_mode_and_arrive_once(new_phone, ground):
    """From a cold start, with photos; the page is closed before there is a network again."""
    key, where = ground.new_visit("Lần đầu"), "Chợ Đà Lạt, quầy 12"
    phone = new_phone()
    phone.join()
    assert phone.page.url.endswith("/inspection/field")
    phone.context.set_offline(True)
    phone.open("work")
    phone.make_visit(key, photo=True)
    page = phone.page
    expect(page.locator("[data-part=planned]")).to_contain_text("Đã ghi kết quả, chờ gửi")
    # A case in three taps: raise it, its kind, keep it. The place is typed once and offered the next time.
    enter(page, ground.hall.token)
    page.get_by_role("link", name="Lập hồ sơ về tem này").click()
    expect(page.locator("#flag [data-say=product]")).to_have_text("Cà phê bột Suối Mơ")
    page.get_by_label("Tem dán trên sản phẩm khác").check()
    page.get_by_label("Nơi thấy").fill(where)
    page.set_input_files("#flag [data-photo]", picture(1_200, 900))
    expect(page.locator("#flag [data-say=photos]")).to_be_visible()
    page.get_by_role("button", name="Lưu hồ sơ").click()
    phone.says("unsent", "2 mục chưa gửi")
    expect(page.get_by_role("link", name="Lập hồ sơ về tem này")).to_be_hidden()
    phone.open("flag")
    expect(phone.page.locator("[data-part=law]")).to_be_hidden()
    expect(phone.page.get_by_label("Nơi thấy")).to_have_value(where)
    phone.says("unsent", "2 mục chưa gửi")
    assert ground.cases(where) == []
    phone.context.set_offline(False)
    phone.sent()
    phone.open("work")
    phone.sent()
    row = ground.visit(key)
    assert (row.result, row.signed_by, bool(row.photo)) == (VisitResult.TO_MEND, "Vũ Thị Hòa", True)
    assert row.visited_by == f"user:{ground.minh.account_id}"
    [(kind, label, law, pieces)] = ground.cases(where)
    assert (kind, bool(label), law, pieces) == ("other_product", True, "26/2026", 1)
    expect(phone.page.locator(f"[data-part=planned] a[href='#visit-{key}']")).to_have_count(0)


@pytest.mark.slow
def test_what_was_typed_is_there_again_after_the_page_was_closed(new_phone, ground):
    key = ground.new_visit("Đang ghi dở")
    phone = new_phone()
    phone.join()
    phone.context.set_offline(True)
    phone.open(f"visit-{key}")
    phone.page.get_by_label("Đúng", exact=True).first.check()
    phone.page.get_by_label("Nhận xét").fill("Đang hỏi sổ sách")
    phone.page.wait_for_function(DRAFT, arg=f"draft visit {key}")
    phone.open(f"visit-{key}")
    expect(phone.page.get_by_label("Nhận xét")).to_have_value("Đang hỏi sổ sách")
    expect(phone.page.get_by_label("Đúng", exact=True).first).to_be_checked()
    phone.make_visit(key)
    expect(phone.page.locator("[data-part=planned]")).to_contain_text("chờ gửi")
    phone.context.set_offline(False)
    phone.sent()
    assert (ground.visit(key).words, ground.visit(key).result) == ("Đang hỏi sổ sách", VisitResult.TO_MEND)


@pytest.mark.slow
def test_what_the_server_refuses_stays_with_its_reason(new_phone, ground):
    key = ground.new_visit("Người khác ghi trước")
    phone = new_phone()
    phone.join()
    phone.context.set_offline(True)
    phone.make_visit(key)
    found = Found(VisitResult.KEPT, {}, "", "", None, None, None)
    ground.act(lambda session: record_visit(session, key, found, actor=OFFICER, now=datetime.now(UTC)))
    phone.context.set_offline(False)
    page, refused = phone.page, phone.page.locator("#turned-away")
    expect(refused).to_contain_text("đã được ghi và không sửa được")
    assert ground.visit(key).result == VisitResult.KEPT
    # It can be put away in two steps, with its words at hand; until then nothing is lost.
    refused.get_by_text("Bỏ khỏi máy này").click()
    expect(refused.locator(".entry-words")).to_contain_text("Người ký phía chủ thể: Vũ Thị Hòa")
    expect(refused.locator(".entry-words")).to_contain_text("Kết quả chung: Có điểm cần sửa, kiểm tra lại")
    page.evaluate("() => { navigator.share = async ({text}) => (window.shared = text); }")
    refused.get_by_role("button", name="Chép hoặc chia sẻ nội dung").click()
    page.wait_for_function("() => window.shared?.includes('Vũ Thị Hòa')")
    phone.open("work")
    refused = phone.page.locator("#turned-away")
    refused.get_by_text("Bỏ khỏi máy này").click()
    refused.get_by_role("button", name="Bỏ hẳn").click()
    expect(refused).to_be_hidden()
    phone.open("work")
    expect(phone.page.locator("#turned-away")).to_be_hidden()


@pytest.mark.slow
def test_a_case_that_was_begun_is_gone_on_with(new_phone, ground):
    """The phone has closed the page; the label, what was picked and what was typed are there again."""
    phone = new_phone()
    phone.join()
    phone.context.set_offline(True)
    phone.open("work")
    enter(phone.page, ground.hall.token)
    phone.page.get_by_role("link", name="Lập hồ sơ về tem này").click()
    phone.page.get_by_label("Tem dán trên sản phẩm khác").check()
    phone.page.get_by_label("Nơi thấy").fill("Chợ Cầu Đất")
    phone.page.wait_for_function(CASE, arg="Chợ Cầu Đất")
    phone.open("work")
    phone.page.get_by_role("link", name="Ghi tiếp hồ sơ đang dở").click()
    page = phone.page
    expect(page.locator("#flag [data-say=product]")).to_have_text("Cà phê bột Suối Mơ")
    expect(page.get_by_label("Tem dán trên sản phẩm khác")).to_be_checked()
    expect(page.get_by_label("Nơi thấy")).to_have_value("Chợ Cầu Đất")
    expect(page.locator("[name=law]:checked")).to_have_count(1)
    page.get_by_role("button", name="Lưu hồ sơ").click()
    phone.says("unsent", "1 mục chưa gửi")
    expect(page.locator("[data-part=begun] li")).to_have_count(0)
    page.get_by_role("button", name="Lập hồ sơ không có tem").click()
    page.get_by_label("Sản phẩm nào?").fill("Không lập nữa")
    page.get_by_text("Bỏ hồ sơ đang ghi").click()
    page.get_by_role("button", name="Bỏ hẳn").click()
    expect(page.locator("#work")).to_be_visible()
    phone.open("work")
    expect(phone.page.locator("[data-part=begun] li")).to_have_count(0)
    phone.context.set_offline(False)
    phone.sent()
    [(kind, label, _law, pieces)] = ground.cases("Chợ Cầu Đất")
    assert (kind, bool(label), pieces) == ("other_product", True, 0)


@pytest.mark.slow
def test_an_access_that_has_ended_loses_nothing(new_phone, ground):
    key = ground.new_visit("Bị ngắt")
    phone = new_phone()
    phone.join()
    phone.context.set_offline(True)
    phone.make_visit(key)
    last = select(func.max(FieldDeviceRow.id)).where(FieldDeviceRow.account_id == ground.minh.account_id)

    def end(session: Any) -> None:
        shut_out_own(session, session.scalar(last), ground.minh.account_id, now=datetime.now(UTC))

    ground.act(end)
    phone.context.set_offline(False)
    phone.says("ended", "Không mất gì")
    phone.says("unsent", "1 mục chưa gửi")
    phone.page.fill("#own_code", ground.code())
    phone.page.fill("#name", "Máy cũ")
    phone.page.click("#join button")
    phone.sent()
    assert ground.visit(key).result == VisitResult.TO_MEND


@pytest.mark.slow
def test_a_busy_server_is_asked_again_when_it_says(new_phone, ground):
    key = ground.new_visit("Máy chủ bận")
    phone = new_phone()
    phone.join()
    refusals = iter([{"status": 503, "headers": {"Retry-After": "1"}, "body": "{}"}])

    def busy(route: Route) -> None:
        refusal = next(refusals, None) if route.request.method == "POST" else None
        route.fulfill(**refusal) if refusal else route.continue_()

    phone.page.route("**/api/v1/field/visits", busy)
    phone.make_visit(key)
    phone.sent()
    assert ground.visit(key).result == VisitResult.TO_MEND


@pytest.mark.slow
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "desk"])
def test_the_pages_fit_every_screen_and_keep_nobody_out(new_phone, ground, size):
    key = ground.new_visit("Chưa từng được kiểm tra sau công nhận")
    phone = new_phone(size)
    page, problems = phone.page, []

    def look(name: str) -> None:
        page.wait_for_timeout(100)
        found = [*axe_violations(page), *small_targets(page), overflow(page)]
        problems.extend((name, each) for each in found if each)

    page.goto(f"{ground.home}{FIELD}")
    page.wait_for_selector("#join:not([hidden])")
    look("join")
    phone.join()
    look("work")
    enter(page, ground.hall.token)
    page.wait_for_selector("[data-part=offer]:not([hidden])")
    look("scanned")
    page.click("[data-part=offer] a")
    page.get_by_label("Tem dán trên sản phẩm khác").check()
    page.get_by_role("button", name="Lưu hồ sơ").click()
    look("case")
    page.goto(f"{ground.home}{FIELD}#visit-{key}")
    page.get_by_role("button", name="Lưu kết quả").click()
    look("visit")
    assert problems == []


@pytest.mark.slow
def test_the_list_of_a_visit_speaks_the_language_of_the_page(new_phone, ground):
    key = ground.new_visit("Hai thứ tiếng")
    phone = new_phone()
    phone.join()
    phone.page.goto(f"{ground.home}/en/inspection/field#visit-{key}")
    expect(phone.page.locator("[data-part=checks] legend").first).to_contain_text("the right stars")


def test_without_a_script_the_page_says_what_to_do_instead(new_phone, ground):
    page = new_phone(java_script_enabled=False).page
    page.goto(f"{ground.home}{FIELD}")
    assert "cần JavaScript" in page.inner_text("main")
    assert page.locator("form:visible, button:visible").count() == 0
