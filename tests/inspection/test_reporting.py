"""From what somebody saw to a receipt, and to the inspectors of the right place."""

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image

from ocop_verify.accounts.permissions import NATION, Grant, Role
from ocop_verify.audit.models import JournalEntry
from ocop_verify.config import Settings
from ocop_verify.db import db
from ocop_verify.domain.reports import ReportKind, ReportState
from ocop_verify.inspection import floods
from ocop_verify.inspection.models import ReportRow
from ocop_verify.inspection.moving import NotThisMove, move_report
from ocop_verify.inspection.report_list import HEAPS_PER_PAGE, Wanted, heaps
from ocop_verify.inspection.reporting import Told, take_report
from ocop_verify.inspection.stamps import LATEST, Stamps
from ocop_verify.inspection.subject import Subject, province_for, read_subject
from tests.cast import INSPECTOR, NOW, make_catalogue, make_producer, make_product
from tests.conftest import running
from tests.desk import Browser, sit_down, stranger
from tests.labels.desk import House, make_house
from tests.specimens import running_specimens
from tests.test_pictures import png_bomb, with_gps

MINH = Grant(Role.INSPECTOR, "68")
SEEN = {"kind": "ended", "where": "Chợ Phan Thiết, tỉnh Lâm Đồng"}


@pytest.fixture
def house(fresh_app: Flask) -> House:
    return make_house(fresh_app)


def stamp(app: Flask, age: timedelta = timedelta(minutes=1)) -> str:
    """What a form carries that was opened so long ago."""
    return app.extensions["report_stamps"].new(datetime.now(UTC) - age)


def report(app: Flask, browser: Browser | None = None, **fields: object):
    """Send the form as a shopper who has read it."""
    told = {"stamp": stamp(app), "product": "1", **SEEN, **fields}
    return (browser or stranger(app)).post("/report", token="", content_type="multipart/form-data", **told)


def rows(app: Flask) -> list[ReportRow]:
    with app.app_context():
        found = db.session.query(ReportRow).order_by(ReportRow.id).all()
        db.session.expunge_all()
        return found


# --- what it is about, and whose it is -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "product", "label", "headline"),
    [
        ({"product": "1"}, 1, "", None),
        ({"label": "1-1-7", "verdict": "expired"}, 1, "1-1-7", "expired"),
        ({"label": "1-901-7"}, None, "", None),  # a batch of somebody else
        ({"label": "77-77-7"}, None, "", None),
        ({"product": "77"}, None, "", None),
        ({"product": "1; DROP TABLE"}, None, "", None),
        ({"verdict": "forged"}, None, "", "forged"),
        ({"verdict": "terrible"}, None, "", None),
        ({}, None, "", None),
    ],
)
def test_only_what_the_catalogue_knows_is_carried_along(given, product, label, headline):
    subject = read_subject(given, make_catalogue())
    assert (subject.product.id if subject.product else None) == product
    assert (str(subject.label or ""), subject.headline) == (label, headline)
    assert read_subject(subject.fields, make_catalogue()) == subject


@pytest.mark.parametrize(
    ("seen_where", "subject", "province"),
    [
        ("Chợ Cái Răng, thành phố Cần Thơ", Subject(make_product(), make_producer()), "92"),
        ("cửa hàng gần nhà", Subject(make_product(), make_producer()), "68"),  # where it is made
        ("cửa hàng gần nhà", Subject(), ""),  # nobody knows: the nation's inspectors
        ("chợ ở Phan Thiết, tỉnh Bình Thuận", Subject(), "68"),  # an old name
    ],
)
def test_a_report_goes_to_where_it_was_seen_or_else_to_where_the_product_is_made(
    seen_where, subject, province
):
    assert province_for(seen_where, subject) == province


# --- sending ------------------------------------------------------------------------------------------


def test_a_report_becomes_a_receipt_that_tells_its_state_and_nothing_private(fresh_app, house):
    answer = report(fresh_app, more="Bán cạnh cổng", contact="0912 345 678")
    assert answer.status_code == 303
    page = stranger(fresh_app).get(answer.location)
    assert "Đã tiếp nhận" in page.text
    assert "Cà phê bột Suối Mơ" in page.text
    assert "0912" not in page.text
    assert "cạnh cổng" not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    [row] = rows(fresh_app)
    assert (row.kind, row.province, row.product_id, row.contact) == ("ended", "68", 1, "0912 345 678")


def test_the_same_form_sent_twice_is_one_report_with_one_receipt(fresh_app, house):
    carried = stamp(fresh_app)
    answers = [report(fresh_app, stamp=carried) for _ in range(2)]
    assert len({answer.location for answer in answers}) == 1
    assert len(rows(fresh_app)) == 1


def test_a_report_moves_nothing_that_readers_wait_for(fresh_app, house):
    with fresh_app.app_context():
        before = db.session.query(JournalEntry).count()
    report(fresh_app)
    with fresh_app.app_context():
        assert db.session.query(JournalEntry).count() == before


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "murder"}, "kind"),
        ({"where": "  "}, "where"),
        ({"where": "x" * 301}, "where"),
        ({"more": "x" * 2_001}, "more"),
        ({"product": "", "about": ""}, "about"),
        ({"website": "https://spam.example"}, "website"),  # the field that people do not see
    ],
)
def test_what_is_missing_is_told_at_its_field_and_nothing_is_lost(fresh_app, house, fields, field):
    page = report(fresh_app, **{"more": "Bán cạnh cổng", **fields})
    assert page.status_code == 422
    assert f'<a href="#{field}">' in page.text
    assert fields.get("more") or "Bán cạnh cổng" in page.text
    assert rows(fresh_app) == []


@pytest.mark.parametrize(
    "carried",
    [
        lambda app: "",
        lambda app: "made.up",
        lambda app: stamp(app, timedelta()),  # a program answers at once
        lambda app: stamp(app, LATEST + timedelta(minutes=1)),
        lambda app: Stamps("another secret").new(datetime.now(UTC) - timedelta(minutes=1)),
    ],
    ids=["none", "made up", "at once", "a day old", "of another site"],
)
def test_a_form_without_a_good_stamp_is_shown_again_with_what_was_typed(fresh_app, house, carried):
    page = report(fresh_app, stamp=carried(fresh_app), more="Bán cạnh cổng")
    assert page.status_code == 422
    assert "Bán cạnh cổng" in page.text
    assert SEEN["where"] in page.text
    assert rows(fresh_app) == []


def test_another_site_cannot_send_the_form(fresh_app, house):
    answer = report(fresh_app, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_one_client_is_stopped_after_so_many_and_keeps_what_it_typed(new_registry):
    settings = replace(new_registry(), reports_per_hour=2)
    with running(settings) as app:
        make_house(app)
        browser = stranger(app)
        assert [report(app, browser).status_code for _ in range(2)] == [303, 303]
        page = report(app, browser, more="Bán cạnh cổng")
        assert page.status_code == 429
        assert "Bán cạnh cổng" in page.text
        other = report(app, browser, headers={"X-Forwarded-For": "198.51.100.7"})
        assert other.status_code == 429  # nobody is believed about their address unless a proxy is trusted


def test_while_the_database_is_away_nothing_that_was_typed_is_lost(new_registry):
    settings: Settings = new_registry()
    if settings.database_url:
        pytest.skip("the file of the database is moved away")
    with running(settings) as app:
        make_house(app)
        app.extensions["catalogue"].refresh()
        file = settings.data_dir / "ocop.sqlite3"
        file.rename(file.with_suffix(".away"))
        page = report(app, more="Bán cạnh cổng", photo=(BytesIO(with_gps()), "a.jpg"))
        assert (page.status_code, "Retry-After" in page.headers) == (503, True)
        assert "Bán cạnh cổng" in page.text
        kept = page.text.split('name="kept_photo" value="')[1].split('"')[0]
        file.with_suffix(".away").rename(file)
        assert report(app, kept_photo=kept).status_code == 303
        assert rows(app)[0].photo


def test_every_answer_leads_to_the_form_with_what_was_scanned_and_without_its_token(tmp_path):
    """There is no database at all here: whoever wants to report is shown the form in any case."""
    with running_specimens(tmp_path) as site:
        browser = stranger(site.app)
        for headline, path in site.paths.items():
            answer = browser.get(path).text
            [link] = re.findall(r'href="(/report\?[^"]+)"', answer)
            assert path[1:] not in link
            form = browser.get(unescape(link)).text
            assert (f'name="verdict" value="{headline}"' in form, path[1:] in form) == (True, False)
            knows_label = headline not in {"forged", "malformed"}
            assert ('name="label"' in form) == knows_label
            assert ('name="about"' in form) != knows_label


# --- photos -------------------------------------------------------------------------------------------


def test_a_photo_is_painted_anew_and_shown_to_inspectors_of_the_place_alone(fresh_app, house):
    two_files = with_gps() + b"<script>alert(1)</script>"
    assert report(fresh_app, photo=(BytesIO(two_files), "IMG_1.jpg")).status_code == 303
    path = "/inspection/reports/1/photo"
    for grants, status in (
        ((MINH,), 200),
        ((Grant(Role.INSPECTOR, NATION),), 200),
        ((Grant(Role.INSPECTOR, "92"),), 404),
        ((Grant(Role.PRODUCER, producer_id=house.producer),), 403),
    ):
        assert sit_down(fresh_app, *grants).get(path).status_code == status
    assert stranger(fresh_app).get(path).status_code == 303
    answer = sit_down(fresh_app, MINH).get(path)
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    image = Image.open(BytesIO(answer.data))
    assert (image.format, dict(image.getexif()), b"script" in answer.data) == ("WEBP", {}, False)
    # One that was changed on disk is no evidence of anything.
    file = next((fresh_app.extensions["settings"].data_dir / "reports").glob("*/*"))
    file.write_bytes(file.read_bytes()[:-1])
    assert sit_down(fresh_app, MINH).get(path).status_code == 410


@pytest.mark.parametrize(
    "content", [b"<svg/>", png_bomb(), b"%PDF-1.7 a paper"], ids=["svg", "bomb", "another file"]
)
def test_a_file_that_is_no_photo_is_told_at_its_field_and_the_words_stay(fresh_app, house, content):
    page = report(fresh_app, more="Bán cạnh cổng", photo=(BytesIO(content), "a.jpg"))
    assert page.status_code == 422
    assert '<a href="#photo">' in page.text
    assert "Bán cạnh cổng" in page.text


def test_a_photo_is_kept_when_another_field_is_missing(fresh_app, house):
    page = report(fresh_app, where="", photo=(BytesIO(with_gps()), "a.jpg"))
    kept = page.text.split('name="kept_photo" value="')[1].split('"')[0]
    assert report(fresh_app, kept_photo=kept).status_code == 303
    assert report(fresh_app, kept_photo="0" * 64).status_code == 303  # nobody names a file by its hash
    assert [bool(row.photo) for row in rows(fresh_app)] == [True, False]


def test_photos_of_one_thing_come_to_an_end_and_words_do_not():
    taken = floods.Floods(10_000)
    assert [taken.may_send_photo("a") for _ in range(61)].count(True) == 60
    assert taken.may_send_photo("b")
    assert all(taken.may_send(f"198.51.100.{client}") for client in range(200))


# --- the queue -----------------------------------------------------------------------------------------


def take(session, seen_where="Chợ Phan Thiết, tỉnh Lâm Đồng", about="Mắm lạ", kind=ReportKind.OTHER, **facts):
    """One report, straight from the act."""
    request = f"r{session.query(ReportRow).count()}"
    row = take_report(session, Told(kind, about, seen_where), Subject(), request, now=NOW)
    for name, value in facts.items():
        setattr(row, name, value)
    session.flush()
    return row


def test_ten_thousand_reports_do_not_hide_a_real_one(session):
    real = take(session, about="Cà phê thật")
    flood = take(session)
    values = {
        column.name: getattr(flood, column.name)
        for column in ReportRow.__table__.columns
        if column.name != "id"
    }
    session.execute(
        ReportRow.__table__.insert(),
        [{**values, "receipt": f"{n:012}", "request": f"f{n}"} for n in range(9_999)],
    )
    found, following = heaps(session, Wanted(None))
    assert [(heap.newest.about, heap.count) for heap in found] == [("Mắm lạ", 10_000), ("Cà phê thật", 1)]
    assert (found[1].newest.id, following) == (real.id, None)


def test_reports_of_one_name_in_two_provinces_are_two_heaps(session):
    take(session)
    take(session, about="MẮM  LẠ")  # the same name, typed otherwise
    take(session, "Chợ Cái Răng, thành phố Cần Thơ")
    found, _ = heaps(session, Wanted(None))
    assert Counter(heap.count for heap in found) == Counter([2, 1])


@pytest.mark.parametrize(
    ("provinces", "seen"),
    [(None, {"68", "92", ""}), (frozenset({"68"}), {"68"}), (frozenset({"68", "92"}), {"68", "92"})],
)
def test_an_inspector_sees_the_reports_of_the_provinces_that_are_theirs(session, provinces, seen):
    for seen_where in ("tỉnh Lâm Đồng", "thành phố Cần Thơ", "đâu đó"):
        take(session, seen_where)
    found, _ = heaps(session, Wanted(provinces))
    assert {heap.newest.province for heap in found} == seen


def test_the_queue_goes_on_where_a_page_ends(session):
    for number in range(HEAPS_PER_PAGE + 2):
        take(session, about=f"Mắm {number}")
    first, following = heaps(session, Wanted(None))
    second, last = heaps(session, Wanted(None), following)
    assert (len(first), len(second), last) == (HEAPS_PER_PAGE, 2, None)


def test_what_is_resolved_waits_no_more(session):
    take(session, state=ReportState.RESOLVED)
    assert heaps(session, Wanted(None))[0] == []
    assert len(heaps(session, Wanted(None, resolved=True))[0]) == 1


# --- moving on ----------------------------------------------------------------------------------------


def test_a_report_is_taken_up_and_resolved_and_the_journal_says_by_whom(session):
    row = take(session)
    move_report(session, row.id, ReportState.RECEIVED, ReportState.UNDER_REVIEW, actor=INSPECTOR, now=NOW)
    move_report(session, row.id, ReportState.UNDER_REVIEW, ReportState.RESOLVED, actor=INSPECTOR, now=NOW)
    told = session.query(JournalEntry).filter_by(subject_type="report").order_by(JournalEntry.sequence).all()
    assert [(entry.action, entry.actor) for entry in told] == [("move_report", INSPECTOR)] * 2


@pytest.mark.parametrize(
    ("state", "seen", "to"),
    [
        (ReportState.UNDER_REVIEW, ReportState.RECEIVED, ReportState.RESOLVED),  # somebody was quicker
        (ReportState.UNDER_REVIEW, ReportState.UNDER_REVIEW, ReportState.RECEIVED),  # nothing is unseen again
    ],
)
def test_a_move_that_is_not_in_the_table_is_refused(session, state, seen, to):
    row = take(session, state=state)
    with pytest.raises(NotThisMove):
        move_report(session, row.id, seen, to, actor=INSPECTOR, now=NOW)


def test_an_inspector_moves_a_report_and_its_sender_reads_it(fresh_app, house):
    receipt = report(fresh_app, contact="0912 345 678").location
    minh = sit_down(fresh_app, MINH)
    assert "Cà phê bột Suối Mơ" in minh.get("/inspection").text
    assert "0912 345 678" in minh.get("/inspection/reports/1").text
    move = {"seen": "received", "to": "under_review"}
    assert (
        minh.post("/inspection/reports/1/move", minh.token("/inspection/reports/1"), **move).status_code
        == 303
    )
    assert "Đang xem xét" in stranger(fresh_app).get(receipt).text


def test_an_officer_reads_a_report_without_the_contact_and_moves_nothing(fresh_app, house):
    report(fresh_app, contact="0912 345 678")
    lan = sit_down(fresh_app, Grant(Role.OFFICER, "68"))
    assert "0912 345 678" not in lan.get("/inspection/reports/1").text
    assert lan.post("/inspection/reports/1/move", seen="received", to="resolved").status_code == 403


def test_a_wrong_receipt_is_not_found_and_cannot_be_guessed_for_long(fresh_app, house):
    browser = stranger(fresh_app)
    statuses = [browser.get(f"/report/0000-0000-00{number:02}").status_code for number in range(25)]
    assert statuses == [404] * 20 + [429] * 5
    assert browser.get("/report/find?receipt=7k2m 9qd4 xt0r").location == "/report/7K2M-9QD4-XT0R"
