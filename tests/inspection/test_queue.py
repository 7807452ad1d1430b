"""What asks for an inspector's eye: gathered from every source, in heaps, the heaviest first."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import get_ident
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from ocop_verify.accounts.permissions import Grant, Role
from ocop_verify.db import begin_write, db
from ocop_verify.domain.circulation import CirculationReading, Reason, ReasonCode
from ocop_verify.domain.matching.claims import Finding
from ocop_verify.domain.records import LabelKind, VoidRange
from ocop_verify.domain.reports import ReportKind, ReportState
from ocop_verify.domain.signals import SignalSource
from ocop_verify.domain.verdict import Circulation
from ocop_verify.inspection.gathering import gather, settle_heap
from ocop_verify.inspection.models import HeapRow, ReportRow, SignalRow
from ocop_verify.inspection.moving import move_report
from ocop_verify.inspection.noting import Claimed, note_claim
from ocop_verify.inspection.queue import HEAPS_PER_PAGE, Mark, Waiting, heap_of_key, waiting
from ocop_verify.inspection.reporting import Told, take_report
from ocop_verify.inspection.sources import of_ended
from ocop_verify.inspection.subject import Subject, heap_key
from ocop_verify.inspection.views.queue import KINDS
from ocop_verify.jobs.working import Ticket, open_job
from ocop_verify.labels.issuing import Order, issue_batch
from ocop_verify.verification.circulating import write_suspicions
from ocop_verify.verification.models import RecentScanRow
from ocop_verify.web.commands import transaction
from tests.cast import INSPECTOR, NOW, OFFICER, make_batch, make_catalogue, make_producer, make_product
from tests.desk import sit_down
from tests.inspection.registry import store_cast
from tests.labels.desk import House, make_house

S = SignalSource
HERE, FAR = "68", "92"
COFFEE = 1
LATER = NOW + timedelta(days=1)


def scan(session, batch_id: int = 1, times: int = 1, place: str | None = HERE, **facts: object) -> None:
    """Scans of a label whose recognition had ended, straight into the table."""
    kept = {"at": NOW, "headline": "expired", "serial": 5, "source": "direct", **facts}
    session.add_all(RecentScanRow(batch_id=batch_id, place=place, **kept) for _ in range(times))


def suspect(session, serial: int = 7, batch_id: int = 1) -> None:
    reading = CirculationReading(
        Circulation.SEEN_UNUSUALLY_OFTEN, (Reason(ReasonCode.MANY_PLACES, {"places": 9}),), 400, NOW
    )
    write_suspicions(session, {(batch_id, serial): reading}, now=NOW)


def tell(session, about: str = "Mắm lạ", where: str = "Chợ Phan Thiết, tỉnh Lâm Đồng", **facts) -> ReportRow:
    number = session.query(ReportRow).count()
    told = Told(ReportKind.ENDED, about, where, photo=facts.pop("photo", ""))
    return take_report(
        session, told, facts.pop("subject", Subject()), f"r{number}", now=facts.pop("now", NOW)
    )


def claim(session, finding: Finding = Finding.EXPIRED, request: str = "c1", **facts) -> bool:
    claimed = Claimed(finding, "Mắm lạ", "Chợ Phan Thiết", HERE, **facts)
    return note_claim(session, claimed, request, actor=INSPECTOR, now=NOW)


def queue(session, provinces=None, **catalogue) -> list[tuple[int | str, str, dict[SignalSource, int]]]:
    """Gather, and read the queue: of what, where, how many of what."""
    gather(session, catalogue.get("catalogue", make_catalogue()), now=catalogue.get("now", NOW))
    found, _ = waiting(session, provinces)
    return [
        (
            each.row.product_id or each.row.about,
            each.row.province,
            {signal.source: signal.count for signal in each.signals},
        )
        for each in found
    ]


# --- the sources ---------------------------------------------------------------------------------------


def test_labels_scanned_after_the_end_are_one_heap_for_each_product_and_place(session):
    scan(session, times=3)
    scan(session, times=2, serial=6)
    scan(session, headline="revoked")
    scan(session, place=FAR)
    scan(session, headline="in_force", times=9)  # nothing to look at
    scan(session, at=NOW - timedelta(days=40), times=9)  # forgotten
    scan(session, batch_id=77, times=9)  # a batch that the catalogue does not hold yet
    assert queue(session) == [
        (COFFEE, HERE, {S.ENDED_SCANNED: 6}),
        (COFFEE, FAR, {S.ENDED_SCANNED: 1}),
    ]


def test_where_nobody_said_where_it_is_the_place_of_the_producer(session):
    scan(session, place=None)
    scan(session, place=HERE)
    assert queue(session) == [(COFFEE, HERE, {S.ENDED_SCANNED: 2})]


def test_two_batches_of_one_product_are_one_heap(session):
    scan(session)
    scan(session, batch_id=2)
    assert queue(session, catalogue=make_catalogue(make_batch(id=2))) == [
        (COFFEE, HERE, {S.ENDED_SCANNED: 2})
    ]


@pytest.mark.parametrize(("voided", "heaps"), [((), 1), ((VoidRange(7, 7),), 0)])
def test_a_suspected_label_waits_until_it_is_voided(session, voided, heaps):
    suspect(session)
    assert len(queue(session, catalogue=make_catalogue(make_batch(voids=voided)))) == heaps


def test_a_report_waits_at_once_and_until_it_is_resolved(session):
    row = tell(session)
    assert [each.row.about for each in waiting(session, None)[0]] == ["Mắm lạ"]
    move_report(session, row.id, ReportState.RECEIVED, ReportState.RESOLVED, actor=INSPECTOR, now=NOW)
    assert waiting(session, None)[0] == []


@pytest.mark.parametrize(
    ("finding", "source"),
    [
        (Finding.EXPIRED, S.CLAIM),
        (Finding.OTHER_STARS, S.CLAIM),
        (Finding.IMPOSSIBLE_CLAIM, S.IMPOSSIBLE),
        (Finding.NOT_FOUND, None),  # not found is not false
        (Finding.SIMILAR_NAME_ONLY, None),
        (Finding.IN_FORCE, None),
    ],
)
def test_a_claim_that_does_not_hold_is_noted_once(session, finding, source):
    assert claim(session, finding) is (source is not None)
    assert claim(session, finding) is False
    assert queue(session) == ([("Mắm lạ", HERE, {source: 1})] if source else [])


def test_signals_of_one_product_and_place_merge_whatever_they_come_from(session):
    store_cast(session)
    subject = Subject(make_product(), make_producer())
    scan(session, times=4)
    suspect(session)
    tell(session, subject=subject)
    tell(session, subject=subject)
    claim(session, product_id=1)
    assert queue(session) == [(COFFEE, HERE, {S.ENDED_SCANNED: 4, S.COPY: 1, S.REPORT: 2, S.CLAIM: 1})]


# --- gathering again -----------------------------------------------------------------------------------


def test_gathering_twice_changes_nothing_and_what_is_gone_leaves(session):
    scan(session, times=3)
    suspect(session)
    assert queue(session) == queue(session, now=LATER)
    session.query(RecentScanRow).delete()
    assert queue(session, now=LATER + timedelta(hours=1)) == [(COFFEE, HERE, {S.COPY: 1})]
    assert session.query(SignalRow).count() == 1


def test_what_was_settled_comes_back_when_it_is_heard_of_again_and_only_with_what_is_new(session):
    scan(session, times=5)
    queue(session)
    settle_heap(session, heap_key(1, "", HERE), now=NOW + timedelta(hours=1))
    assert queue(session, now=LATER) == []
    scan(session, times=2, at=NOW + timedelta(hours=2))
    assert queue(session, now=LATER) == [(COFFEE, HERE, {S.ENDED_SCANNED: 2})]


# --- the order -----------------------------------------------------------------------------------------


def flood(session, count: int) -> None:
    """So many more reports of one thing, past the act."""
    one = tell(session, about="Hàng của đối thủ")
    values = {c.name: getattr(one, c.name) for c in ReportRow.__table__.columns if c.name != "id"}
    rows = [{**values, "receipt": f"{n:012}", "request": f"f{n}"} for n in range(count - 1)]
    session.execute(ReportRow.__table__.insert(), rows)


def test_ten_thousand_reports_in_an_hour_do_not_hide_a_real_one(session):
    store_cast(session)
    subject = Subject(make_product(), make_producer())
    scan(session, times=12)
    tell(session, subject=subject, photo="0" * 64)
    flood(session, 10_000)
    assert [about for about, _, _ in queue(session)] == [COFFEE, "Hàng của đối thủ"]


def test_each_heap_says_why_it_stands_where_it_does(session):
    scan(session, times=8)
    suspect(session)
    queue(session)
    [found] = waiting(session, None)[0]
    assert [(part.count, part.points) for part in found.reasons] == [(1, 30), (8, 25), (2, 20)]
    assert found.row.points == 75
    assert heap_of_key(session, found.row.key) == found


@pytest.mark.parametrize(
    ("provinces", "places"),
    [(None, {HERE, FAR, ""}), ({HERE}, {HERE}), ({HERE, FAR}, {HERE, FAR}), ({"01"}, set())],
)
def test_an_inspector_sees_the_heaps_of_the_provinces_that_are_theirs(session, provinces, places):
    for where in ("tỉnh Lâm Đồng", "thành phố Cần Thơ", "đâu đó"):
        tell(session, where=where)
    assert {place for _, place, _ in queue(session, provinces)} == places


@pytest.mark.parametrize("provinces", [None, {HERE, FAR}])
def test_the_queue_goes_on_where_a_page_ends_and_shows_each_heap_once(session, provinces):
    number = HEAPS_PER_PAGE + 7
    for each in range(number):
        place = ("tỉnh Lâm Đồng", "thành phố Cần Thơ")[each % 2]
        tell(session, about=f"Mắm {each}", where=place, now=NOW + timedelta(minutes=each // 3))
    first, mark = waiting(session, provinces)
    second, end = waiting(session, provinces, Mark.read(str(mark)))
    seen = [each.row.key for each in first + second]
    assert (len(first), len(set(seen)), end) == (HEAPS_PER_PAGE, number, None)


@pytest.mark.parametrize("text", ["", "5", "x-y", "-5-" + "0" * 64, "5-" + "0" * 63])
def test_a_page_mark_that_is_none_is_the_first_page(text):
    assert Mark.read(text) is None


def test_the_rows_of_heaps_that_nobody_speaks_of_go(session):
    tell(session)
    session.query(ReportRow).delete()
    assert queue(session, now=datetime(2027, 1, 1, tzinfo=NOW.tzinfo)) == []
    assert session.query(HeapRow).count() == 0


# --- the pages -----------------------------------------------------------------------------------------


@pytest.fixture
def house(fresh_app: Flask) -> House:
    return make_house(fresh_app)


def test_an_inspector_finds_why_to_look_and_what_was_told(fresh_app, house):
    with fresh_app.app_context():
        session = db.session()
        begin_write(session)
        subject = Subject(make_product(id=house.certification), make_producer())
        tell(session, subject=subject)
        tell(session, about="Mắm lạ", where="thành phố Cần Thơ")
        session.commit()
    minh = sit_down(fresh_app, Grant(Role.INSPECTOR, HERE))
    page = minh.get("/inspection").text
    assert "1 phản ánh của người dân" in page
    assert "Mắm lạ" not in page  # of another province
    [path] = set(re.findall(r'href="(/inspection/heaps/[0-9a-f]{64})"', page))
    assert "Chợ Phan Thiết, tỉnh Lâm Đồng" in minh.get(path).text
    # The product's own page leads there too.
    assert f'href="{path}">Dấu hiệu thấy ở' in minh.get(f"/registry/products/{house.certification}").text
    assert sit_down(fresh_app, Grant(Role.INSPECTOR, FAR)).get(path).status_code == 404
    assert "Không có việc nào đang chờ" in minh.get("/inspection?province=92").text


def test_the_gathering_is_due_until_it_was_asked_for_and_finds_what_was_scanned(fresh_app, house):
    [kind] = KINDS
    holder = fresh_app.extensions["catalogue"]
    with fresh_app.app_context():
        assert kind.due()
        session = db.session()
        begin_write(session)
        order = Order(house.certification, LabelKind.UNIT, 5, "a4-24")
        batch = issue_batch(session, order, actor=OFFICER, now=datetime.now(UTC))
        scan(session, batch_id=batch.id, times=2, at=datetime.now(UTC))
        open_job(session, kind.name, 0, owner="", now=datetime.now(UTC))
        session.commit()
        holder.refresh()
        kind.work(Ticket(1, 0, "", lambda _done, _total: None))
        assert not kind.due()
        [found] = waiting(db.session(), {HERE})[0]
        assert [(signal.source, signal.count) for signal in found.signals] == [(S.ENDED_SCANNED, 2)]


def test_a_report_that_comes_in_while_signals_are_gathered_stays_counted(fresh_app):
    begun = []

    @contextmanager
    def writing() -> Iterator[Session]:
        if not begun:  # the reports have been read, and nothing is written yet
            with transaction() as session:
                tell(session, now=LATER)
        begun.append(True)
        with transaction() as session:
            yield session

    with fresh_app.app_context():
        with transaction() as session:
            tell(session)
        with Session(db.engine) as reading:
            gather(reading, make_catalogue(), now=NOW, writing=writing)
        [found] = waiting(db.session(), None)[0]
    assert [signal.count for signal in found.signals] == [2]
    assert len(begun) > 2, "nobody who writes waits for all of it"


def test_what_a_shop_says_is_checked_and_what_does_not_hold_waits(fresh_app, house):
    minh = sit_down(fresh_app, Grant(Role.INSPECTOR, HERE))
    said = "Cà phê bột Suối Mơ OCOP 2 sao\nCà phê bột Suối Mơ OCOP 4 sao\nHoàn toàn lạ OCOP 4 sao"
    sent = {"where": "Gian hàng trên mạng", "province": HERE, "claims": said, "request": "one"}
    for _ in range(2):  # sent twice, it is noted once
        page = minh.post("/inspection/claims", **sent)
        assert page.status_code == 200
        assert "Không có hạng như vậy" in page.text
    [found] = waiting_in(fresh_app)
    assert [(signal.source, signal.count) for signal in found.signals] == [(S.IMPOSSIBLE, 1)]


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"where": ""}, "where"), ({"province": FAR}, "province"), ({"claims": ""}, "claims")],
)
def test_claims_say_where_they_were_seen(fresh_app, house, fields, field):
    sent = {"where": "Chợ", "province": HERE, "claims": "Mắm 5 sao", **fields}
    page = sit_down(fresh_app, Grant(Role.INSPECTOR, HERE)).post("/inspection/claims", **sent)
    assert (page.status_code, f'<a href="#{field}">' in page.text) == (422, True)
    assert waiting_in(fresh_app) == []


def test_a_page_of_the_queue_asks_three_things_however_long_it_is(fresh_app, house):
    """Who asks, which heaps, and their signals."""
    minh = sit_down(fresh_app, Grant(Role.INSPECTOR, HERE))
    with fresh_app.app_context():
        engine = db.engine
        with transaction() as session:
            for number in range(HEAPS_PER_PAGE + 2):
                tell(session, about=f"Hàng lạ {number}")
            gather(session, make_catalogue(), now=NOW)
    assert minh.get("/inspection").status_code == 200  # the minute in which the session was seen has begun
    asked: list[str] = []
    here = get_ident()  # the catalogue is looked after by a thread of its own

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if get_ident() == here and statement != "BEGIN":
            asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        page = minh.get("/inspection")
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert page.text.count("<tr>") == HEAPS_PER_PAGE + 1
    assert len(asked) == 3, asked


def waiting_in(app: Flask) -> list[Waiting]:
    with app.app_context():
        found, _ = waiting(db.session(), None)
        db.session.expunge_all()
        return found


# --- along which index ----------------------------------------------------------------------------------


def plan_of(session, read: Callable[[], object], table: str) -> str:
    """How the database goes through a table for what is read of it."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if f"FROM {table}" in statement:
            asked.append((statement, values))

    event.listen(session.get_bind(), "before_cursor_execute", note)
    try:
        read()
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", note)
    [(statement, values)] = asked
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    if not is_sqlite:  # it would read so few rows one after the other, and sort them
        for way in ("seqscan", "bitmapscan", "sort"):
            session.execute(text(f"SET LOCAL enable_{way} = off"))
    explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
    rows = session.connection().exec_driver_sql(f"{explain} {statement}", values)
    return "\n".join(str(row[-1]) for row in rows)


def test_scans_after_the_end_are_added_up_along_the_index_that_holds_only_these(session):
    scan(session, times=20)
    scan(session, times=500, headline="in_force")
    session.flush()
    plan = plan_of(session, lambda: list(of_ended(session, make_catalogue(), {}, LATER)), "recent_scan")
    assert "ix_recent_scan_ended" in plan


@pytest.mark.parametrize(
    ("province", "index"),
    [
        pytest.param(None, "ix_heap_rank", id="of-the-whole-country"),
        pytest.param(HERE, "ix_heap_province_rank", id="of-one-province"),
    ],
)
def test_a_page_of_the_queue_is_read_along_an_index_in_the_order_that_it_is_shown(session, province, index):
    flood(session, 2)
    queue(session)
    provinces = None if province is None else {province}
    after = Mark(10**6, "0" * 64)
    plan = plan_of(session, lambda: waiting(session, provinces, after), "heap")
    assert index in plan
    assert "TEMP B-TREE" not in plan, "SQLite sorts"
    assert "Sort" not in plan, "PostgreSQL sorts"
