"""An export imported into an empty registry gives the same registry, and exports as the same file."""

import io
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ocop_verify.db import Base
from ocop_verify.domain.errors import OcopError
from ocop_verify.domain.records import Extension, ProducerType, Revocation, RevocationGround, Suspension
from ocop_verify.domain.validity import end_of
from ocop_verify.registry.columns import COLUMNS
from ocop_verify.registry.exporting import NoSuchFormat, export_rows, write_export
from ocop_verify.registry.extending import extend
from ocop_verify.registry.importing import apply, plan_import
from ocop_verify.registry.models import AuthorityRow
from ocop_verify.registry.recognising import recognise, recognise_many
from ocop_verify.registry.recognition import Fate, Lifted, Recognition
from ocop_verify.registry.revoking import revoke
from ocop_verify.registry.suspending import lift, suspend
from tests.cast import OFFICER, TODAY
from tests.registry.statements import make_recognition

REGISTRY = ("authority", "producer", "product", "decision", "certification")
FATES = ("extension", "suspension", "revocation")


def exported(session, filename, headings=None):
    target = io.BytesIO()
    write_export(session, target, filename, today=TODAY, **({"headings": headings} if headings else {}))
    return target.getvalue()


def contents(session):
    """Every row of the registry's tables, but for ids, which follow from the order."""
    tables = [table for table in Base.metadata.sorted_tables if table.name in (*REGISTRY, *FATES)]
    return {
        table.name: sorted(
            repr([value for name, value in row._mapping.items() if name != "id" or table.name in REGISTRY])
            for row in session.execute(select(table))
        )
        for table in tables
    }


def travel(session, now, filename, headings=None):
    """Export, begin anew, import; gives what was held before and after, and both files' rows."""
    before, rows = contents(session), list(export_rows(session, TODAY))
    data = exported(session, filename, headings)
    session.rollback()
    assert list(export_rows(session, TODAY)) == []
    plan = plan_import(session, data, filename, now=now)
    assert [str(problem) for problem in plan.problems] == []
    apply(session, plan, actor=OFFICER, now=now)
    assert exported(session, filename, headings) == data or filename.endswith(".xlsx")
    return before, contents(session), rows, list(export_rows(session, TODAY))


@pytest.fixture
def eventful(session, now):
    """A registry in which everything has happened that can happen."""
    act = {"actor": OFFICER, "now": now}
    district = {"stars": 3, "decided_on": date(2025, 6, 16), "authority": "UBND huyện Đồi Gió"}
    said = [
        make_recognition(score="87,5", gtin="8931234567897", product_set="Cà phê, ca cao"),
        make_recognition(decided_on=date(2022, 3, 1), decision_number="7/QĐ-UBND", stars=3),
        make_recognition(product="=SUM(A1)", producer="@Hộ Lan", commune="", address="-"),
        make_recognition(product="Trà", producer_type=ProducerType.OTHER, printed_until=date(2028, 8, 4)),
        make_recognition(product="Mứt", **district),
        make_recognition(product="Mứt", province="Nghệ An", address="xã Suối Mơ, tỉnh Nghệ An", **district),
        make_recognition(
            product="Kẹo",
            producer="Công ty Mây Ngàn",
            province="Hà Nội",
            address="",
            stars=3,
            decided_on=date(2025, 6, 16),
            authority="UBND huyện Châu Thành, tỉnh Long An",
        ),
        make_recognition(product="Tranh", stars=5, authority="Bộ NN&MT", decision_number="5"),
        make_recognition(product="Quạt", decided_on=date(2027, 1, 5), checked=True),
        make_recognition(product="Nón", authority="UBND tỉnh Nghệ An", province="", address=""),
    ]
    ids = recognise_many(session, said, **act).certification_ids
    extend(session, ids[0], date(2028, 12, 31), "Điều 12", **act)
    extend(session, ids[0], date(2029, 3, 31), "Điều 12, lần hai", **act)
    suspend(session, ids[3], "Nhãn sai", from_day=date(2026, 1, 5), **act)
    lift(session, ids[3], "Đã sửa", lifted_on=date(2026, 2, 5), **act)
    suspend(session, ids[3], "Mẫu không đạt", decision="11/QĐ-UBND", from_day=date(2026, 2, 5), **act)
    suspend(session, ids[4], "Bỏ trống quyết định", from_day=TODAY, **act)
    lift(session, ids[4], "Cùng ngày", lifted_on=TODAY, **act)
    suspend(session, ids[4], "Lại", from_day=TODAY, **act)
    revoke(session, ids[4], RevocationGround.GIVEN_UP, "77/QĐ-UBND", note="Theo đơn", **act)
    revoke(session, ids[1], RevocationGround.NOT_RE_EVALUATED, "78/QĐ-UBND", on=date(2025, 4, 1), **act)
    return ids


@pytest.mark.parametrize("filename", ["all.xlsx", "all.csv"])
@pytest.mark.parametrize("language", ["en", "vi"])
def test_everything_that_can_happen_comes_back(session, now, eventful, filename, language):
    headings = [column.heading for column in COLUMNS] if language == "vi" else None
    before, after, rows, again = travel(session, now, filename, headings)
    assert rows == again
    if session.get_bind().dialect.name == "sqlite":  # a rollback gives back ids only there
        assert before == after


def test_importing_an_export_where_it_came_from_changes_nothing(session, now, eventful):
    plan = plan_import(session, exported(session, "all.csv"), "all.csv", now=now)
    assert (plan.problems, plan.difference.is_empty) == ([], True)
    assert plan.difference.unchanged == len(eventful)


def test_a_district_whose_producer_lives_elsewhere_keeps_its_province(session, now, eventful):
    travel(session, now, "all.csv")
    districts = select(AuthorityRow.name, AuthorityRow.province).where(AuthorityRow.level == "district")
    assert ("UBND huyện Châu Thành, tỉnh Long An", "80") in [tuple(row) for row in session.execute(districts)]


def test_producers_of_one_name_with_and_without_a_commune_stay_apart(session, now):
    act = {"actor": OFFICER, "now": now}
    recognise(session, make_recognition(commune=""), **act)
    two = [make_recognition(product=p, commune=c) for p, c in (("Trà", "xã Đồi Gió"), ("Mứt", "xã Bến Xưa"))]
    recognise_many(session, two, **act)
    *_, rows, again = travel(session, now, "all.csv")
    assert rows == again


def test_an_empty_registry_is_an_empty_table(session, now):
    plan = plan_import(session, exported(session, "all.xlsx"), "all.xlsx", now=now)
    assert (len(plan.table), [note.code for note in plan.notes]) == (0, ["no_rows"])


def test_an_export_has_a_format_that_its_name_says(session):
    with pytest.raises(NoSuchFormat):
        write_export(session, io.BytesIO(), "all.ods", today=TODAY)


words = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=20
).filter(lambda text: any(c.isalnum() for c in text))
numbers = st.from_regex(r"[1-9][0-9]{0,3}(/QĐ-UBND|/qđ-ubnd| / QĐ-CTUBND|)", fullmatch=True)
provinces = st.sampled_from(["Lâm Đồng", "Nghệ An", "TP. Hồ Chí Minh", "Đồng Nai", "Huế", "Thanh Hoá"])
names = st.one_of(words, st.sampled_from(["Hợp tác xã Suối Mơ", "HTX Mây", "=1+1", "'@", "Cơ sở | Út"]))


def decided(stars, first, last, *authorities):
    """Who decided what when, so that it could be."""
    return st.tuples(st.just(stars), st.dates(first, last), st.sampled_from(authorities))


DISTRICTS = ("UBND huyện Châu Thành", "UBND huyện Đồi Gió", "UBND thị xã Bến Xưa, tỉnh Nghệ An")
decisions = st.one_of(
    decided(3, date(2023, 7, 1), date(2025, 6, 30), *DISTRICTS),
    decided(4, date(2019, 8, 21), date(2024, 12, 31), "UBND tỉnh Đắk Nông", "UBND tỉnh Thừa Thiên Huế"),
    decided(4, date(2025, 7, 1), TODAY, "UBND tỉnh Lâm Đồng", "UBND thành phố Huế", "UBND tp HCM"),
    decided(3, date(2026, 5, 1), TODAY, "UBND thành phố Đồng Nai", "UBND tỉnh Nghệ An"),
    decided(5, date(2019, 8, 21), TODAY, "Bộ Nông nghiệp"),
)
open_suspensions = st.builds(
    lambda reason, days: Fate(suspensions=(Lifted(Suspension(TODAY - timedelta(days), reason)),)),
    words,
    st.integers(0, 400),
)
revocations = st.builds(
    lambda ground, note: Fate(revocation=Revocation(TODAY, ground, "77/QĐ-UBND", note)),
    st.sampled_from(RevocationGround),
    st.one_of(st.just(""), words),
)


@st.composite
def recognitions(draw):
    """Something that could be recognised, mostly."""
    stars, day, authority = draw(decisions)
    extended = st.builds(
        lambda days, basis: Fate(extensions=(Extension(end_of(day) + timedelta(days), basis),)),
        st.integers(1, 360),
        words,
    )
    return Recognition(
        product=draw(st.one_of(words, st.sampled_from(["Trà", "TRÀ", "Cà phê"]))),
        producer=draw(names),
        stars=stars,
        decision_number=draw(numbers),
        decided_on=day,
        authority=authority,
        printed_until=draw(st.one_of(st.none(), st.just(end_of(day) - timedelta(1)))),
        score=draw(st.sampled_from(["", {3: "50", 4: "89,99", 5: "100"}[stars]])),
        producer_type=draw(st.one_of(st.none(), st.sampled_from(ProducerType))),
        product_set=draw(st.one_of(st.just(""), words)),
        address=draw(st.one_of(st.just(""), words, st.just("Thôn 3, xã Suối Mơ, tỉnh Long An"))),
        commune=draw(st.sampled_from(["", "xã Suối Mơ", "phường Bến Xưa", "Suối Mơ"])),
        province=draw(st.one_of(st.just(""), provinces)),
        gtin=draw(st.sampled_from(["", "8931234567897"])),
        checked=draw(st.booleans()),
        fate=draw(st.one_of(st.none(), open_suspensions, revocations, extended)),
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=30)
@given(said=st.lists(recognitions(), min_size=2, max_size=10), filename=st.sampled_from(["a.csv", "a.xlsx"]))
def test_whatever_can_be_recognised_comes_back(session, now, said, filename):
    session.rollback()
    for each in said:
        try:
            with session.begin_nested():
                recognise(session, each, actor=OFFICER, now=now)
        except OcopError:
            continue
    *_, rows, again = travel(session, now, filename)
    assert rows == again
