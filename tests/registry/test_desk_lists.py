"""The lists beside the products: what one has sent, and labels that are seen too often."""

from datetime import UTC, datetime
from io import BytesIO

import openpyxl
import pytest

from ocop_verify.accounts.permissions import NATION, Grant, Role
from ocop_verify.db import begin_write, db
from ocop_verify.domain.circulation import CirculationReading, Reason, ReasonCode
from ocop_verify.domain.records import LabelKind
from ocop_verify.domain.verdict import Circulation
from ocop_verify.labels.issuing import Order, issue_batch
from ocop_verify.labels.signing_keys import create_key
from ocop_verify.verification.circulating import Suspicions, write_suspicions
from tests.conftest import running
from tests.desk import sit_down
from tests.registry.products import NEIGHBOUR, register
from tests.registry.sheets import confirm, draft_of, row, send, workbook

OFFICER = Grant(Role.OFFICER, "68")
NOW = datetime.now(UTC)


def heads(page):
    """The first cells of the rows of a page's table."""
    return [part.split("</a>")[0].split(">")[-1] for part in page.text.split('<th scope="row">')[1:]]


def sheet_of(answer):
    """The first column of a workbook, without its heading."""
    book = openpyxl.load_workbook(BytesIO(answer.data))
    return [str(cells[0]) for cells in book.active.iter_rows(min_row=2, values_only=True)]


# --- what one has sent --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def house(new_registry):
    """An application for those who only read what was sent."""
    with running(new_registry()) as app:
        yield app


@pytest.fixture(scope="module")
def sent(house):
    """An officer who has a draft, two files that were not taken, and one that was written."""
    lan = sit_down(house, OFFICER)
    confirm(lan, draft_of(send(lan, workbook([row("Cà phê")]), "đã ghi.xlsx")))
    send(lan, workbook([row("Trà")]), "nháp.xlsx")
    send(lan, workbook([row("Trà", star="9 sao")]), "có lỗi.xlsx")
    send(lan, b"%PDF-1.7 not a table", "không phải bảng.xlsx")
    return lan


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["nháp.xlsx"]),
        ("group=failed", ["không phải bảng.xlsx", "có lỗi.xlsx"]),
        ("group=failed&sort=name", ["có lỗi.xlsx", "không phải bảng.xlsx"]),
        ("group=failed&text=co+loi", ["có lỗi.xlsx"]),
        ("group=written", ["đã ghi.xlsx"]),
        ("group=closed", []),
        ("group=nonsense&sort=nonsense&page=x", ["nháp.xlsx"]),
    ],
)
def test_what_was_sent_is_listed_by_what_became_of_it(sent, query, shown):
    page = sent.get(f"/registry/imports?{query}")
    assert heads(page) == shown
    assert sheet_of(sent.get(f"/registry/imports/export?{query}")) == shown


def test_the_first_page_counts_what_waits_and_leads_there(sent):
    page = sent.get("/registry").text
    assert 'href="/registry/imports?group=drafts">Bản nháp <strong>1</strong>' in page
    assert 'href="/registry/imports?group=failed">Nhập chưa thành <strong>2</strong>' in page


def test_nobody_sees_what_a_colleague_sent(house, sent):
    assert heads(sit_down(house, OFFICER).get("/registry/imports")) == []


# --- labels that are seen too often --------------------------------------------------------------------


def suspect(app, certification, scans, serial=1):
    """A label of this certification that is seen so often; gives its batch."""
    with app.app_context():
        session = db.session()
        begin_write(session)
        batch = issue_batch(
            session, Order(certification, LabelKind.UNIT, 9, "roll-50x30"), actor="cli:test", now=NOW
        )
        reading = CirculationReading(
            Circulation.SEEN_UNUSUALLY_OFTEN,
            (Reason(ReasonCode.MANY_SCANS, {"devices": 30, "days": 4}),),
            scans,
            NOW,
        )
        write_suspicions(session, {(batch.id, serial): reading}, now=NOW)
        session.commit()
        return batch.id


@pytest.fixture
def suspicious(fresh_app):
    """Two suspected labels of Lâm Đồng, one of a neighbour."""
    coffee, theirs = register(fresh_app).id, register(fresh_app, NEIGHBOUR).id
    with fresh_app.app_context():
        begin_write(db.session())
        create_key(db.session(), fresh_app.extensions["keyring"], actor="cli:test", now=NOW)
        db.session.commit()
    for certification, scans in ((coffee, 40), (theirs, 90), (coffee, 70)):
        suspect(fresh_app, certification, scans)
    return fresh_app


OURS = ["Lô 3, số 1", "Lô 1, số 1"]


@pytest.mark.parametrize(
    ("grant", "shown"),
    [
        (OFFICER, OURS),
        (Grant(Role.INSPECTOR, "68"), OURS),
        (Grant(Role.OFFICER, "92"), ["Lô 2, số 1"]),
        (Grant(Role.OFFICER, NATION), ["Lô 2, số 1", *OURS]),
    ],
    ids=str,
)
def test_everybody_sees_the_suspicions_of_their_own_provinces(suspicious, grant, shown):
    browser = sit_down(suspicious, grant)
    assert heads(browser.get("/registry/suspicions")) == shown
    assert len(sheet_of(browser.get("/registry/suspicions/export"))) == len(shown)
    assert f"bất thường <strong>{len(shown)}</strong>" in browser.get("/registry").text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("sort=name", ["Lô 1, số 1", "Lô 3, số 1"]),
        ("text=suoi+mo", OURS),
        ("text=nuoc+mam", []),
        ("province=92", []),  # another province cannot be asked for
        ("province=68&commune=xã+Suối+Mơ", OURS),
    ],
)
def test_suspicions_are_filtered_and_sorted(suspicious, query, shown):
    assert heads(sit_down(suspicious, OFFICER).get(f"/registry/suspicions?{query}")) == shown


def test_a_suspicion_is_set_aside_with_its_reason_and_is_shown_no_more(suspicious):
    lan = sit_down(suspicious, OFFICER)
    assert "30" in lan.get("/registry/suspicions/1/1").text
    for _ in range(2):  # pressed twice
        answer = lan.post("/registry/suspicions/1/1", reason="Tem trưng bày ở cửa hàng")
        assert answer.location == "/registry/suspicions"
    assert heads(lan.get("/registry/suspicions")) == ["Lô 3, số 1"]
    assert lan.get("/registry/suspicions/1/1").status_code == 404
    assert (
        lan.get("/registry/journal").text.count("Gác một nghi vấn") == 2
    )  # in the filter, and once in the list
    with suspicious.app_context():
        known = Suspicions()
        known.refresh(db.session())
        assert known.of(1, 1) is None


def test_without_a_reason_it_stays(suspicious):
    lan = sit_down(suspicious, OFFICER)
    answer = lan.post("/registry/suspicions/1/1", reason="  ")
    assert answer.status_code == 422
    assert '<a href="#reason">' in answer.text
    assert heads(lan.get("/registry/suspicions")) == OURS


@pytest.mark.parametrize(
    "path", ["2/1", "1/2", "99/1"], ids=["another province", "not suspected", "no batch"]
)
def test_no_other_suspicion_is_there(suspicious, path):
    lan = sit_down(suspicious, OFFICER)
    assert lan.get(f"/registry/suspicions/{path}").status_code == 404
    assert lan.post(f"/registry/suspicions/{path}", reason="x").status_code in {404, 422}
    assert len(heads(sit_down(suspicious, Grant(Role.OFFICER, NATION)).get("/registry/suspicions"))) == 3


def test_an_administrator_reads_and_decides_nothing(suspicious):
    boss = sit_down(suspicious, Grant(Role.ADMINISTRATOR))
    assert "<textarea" not in boss.get("/registry/suspicions/1/1").text
    assert boss.post("/registry/suspicions/1/1", reason="x").status_code == 403
