"""Recognising: one product or thousands, once or again, and what cannot be."""

import json
from datetime import date
from unicodedata import normalize

import pytest
from sqlalchemy import select

from ocop_verify.audit.models import JournalEntry
from ocop_verify.domain.authorities import DidNotExist, NotCompetent, NotPublic, UnknownAuthority
from ocop_verify.domain.criteria import ScoreMismatch
from ocop_verify.domain.records import Extension, ProducerType, Revocation, RevocationGround, Suspension
from ocop_verify.domain.validity import ImplausibleEnd
from ocop_verify.registry.bodies import DistrictNowhere
from ocop_verify.registry.comparing import ProducerUnclear, StatedTwice
from ocop_verify.registry.contradictions import DecisionDated, IssuedByAnother
from ocop_verify.registry.decision_numbers import BadDecisionNumber
from ocop_verify.registry.examining import UnknownProvince
from ocop_verify.registry.fates import ToldOtherwise
from ocop_verify.registry.models import (
    AuthorityRow,
    CertificationRow,
    DecisionRow,
    ProducerRow,
    ProductRow,
)
from ocop_verify.registry.reading import read_certifications
from ocop_verify.registry.recognising import CannotBe, recognise, recognise_many
from ocop_verify.registry.recognition import Fate, Lifted
from ocop_verify.registry.wording import DayInFuture, WordsMissing
from ocop_verify.tabular.problems import Unreadable
from tests.cast import OFFICER
from tests.registry.statements import count_rows, make_recognition


@pytest.fixture
def do(session, now):
    """Recognise as the officer does."""
    return lambda *said: recognise_many(session, said, actor=OFFICER, now=now)


def entries(session):
    return session.execute(
        select(JournalEntry.action, JournalEntry.subject_type, JournalEntry.before, JournalEntry.after)
        .order_by(JournalEntry.sequence)
    ).all()  # fmt: skip


def test_a_recognition_makes_every_record_that_it_speaks_of(session, now):
    certification = recognise(session, make_recognition(), actor=OFFICER, now=now)
    assert (certification.stars, certification.valid_from) == (4, date(2025, 8, 5))
    assert session.scalar(select(AuthorityRow.province)) == "68"
    producer = session.scalars(select(ProducerRow)).one()
    assert (producer.type, producer.commune, producer.province) == ("cooperative", "xã Suối Mơ", "68")


def test_each_record_has_its_journal_entry_in_the_same_transaction(session, do):
    do(make_recognition())
    told = [(action, kind, before) for action, kind, before, _ in entries(session)]
    assert told == [
        ("register", "authority", None),
        ("register", "producer", None),
        ("register", "product", None),
        ("register", "decision", None),
        ("recognise", "certification", None),
    ]
    session.rollback()
    assert sum(count_rows(session).values()) == 0


def test_stating_the_same_again_leaves_no_trace(session, do):
    first = do(make_recognition())
    before = count_rows(session)
    again = do(make_recognition())
    assert again.certification_ids == first.certification_ids
    assert (again.version, again.difference.unchanged) == (first.version, 1)
    assert count_rows(session) == before


SAME = [
    ("another spelling of the authority", {"authority": "Ủy ban nhân dân TỈNH LÂM ĐỒNG"}),
    ("another tone, other capitals, two spaces", {"producer": "HỢP TÁC XÃ  SUỐI MƠ"}),
    ("the product in capitals", {"product": "CÀ PHÊ BỘT SUỐI MƠ"}),
    ("decomposed accents", {"product": normalize("NFD", "Cà phê bột Suối Mơ")}),
    ("the number with spaces", {"decision_number": "Số 1234 / QĐ-UBND"}),
    ("the number alone", {"decision_number": "1234"}),
    ("no commune: the only producer of that name", {"commune": ""}),
    ("no province: the address tells", {"province": ""}),
    ("neither: the authority tells", {"province": "", "address": "", "commune": ""}),
    ("an old name of the province", {"province": "tỉnh Đắk Nông"}),
]


@pytest.mark.parametrize(("said"), [s for _, s in SAME], ids=[reason for reason, _ in SAME])
def test_the_same_thing_said_otherwise_is_the_same_thing(session, do, said):
    first = do(make_recognition())
    again = do(make_recognition(**said))
    assert again.certification_ids == first.certification_ids
    assert again.difference.is_empty


def test_a_commune_without_its_kind_is_the_same_place(session, do):
    first = do(make_recognition())
    again = do(make_recognition(commune="Suối Mơ"))
    assert again.certification_ids == first.certification_ids
    assert session.scalars(select(ProducerRow.commune)).all() == ["Suối Mơ"]


def test_a_producer_of_the_same_name_in_another_commune_is_another(session, do):
    one, other = do(
        make_recognition(), make_recognition(commune="xã Đồi Gió", address="xã Đồi Gió, Lâm Đồng")
    ).certification_ids
    assert one != other
    assert len(session.scalars(select(ProducerRow)).all()) == 2


def test_a_product_may_be_made_by_two_producers(session, do):
    do(make_recognition(), make_recognition(producer="Công ty TNHH Mây Ngàn"))
    assert len(session.scalars(select(ProductRow)).all()) == 2


def test_a_producer_that_was_known_without_a_commune_gets_it(session, do):
    do(make_recognition(commune=""))
    do(make_recognition(decision_number="9/QĐ-UBND"))
    producer = session.scalars(select(ProducerRow)).one()
    assert (producer.commune, producer.commune_key) == ("xã Suối Mơ", "suoi mo")


def test_rows_without_a_commune_mean_the_producer_whose_commune_another_row_says(session, do):
    do(make_recognition(commune=""), make_recognition(product="Trà Suối Mơ"))
    assert session.scalars(select(ProducerRow.commune)).all() == ["xã Suối Mơ"]


def test_renewing_is_recognising_again_by_another_decision(session, do):
    first = do(make_recognition(decided_on=date(2022, 3, 1), stars=3, decision_number="7/QĐ-UBND"))
    renewed = do(make_recognition())
    assert first.certification_ids != renewed.certification_ids
    assert len(session.scalars(select(ProductRow)).all()) == 1
    assert [each.stars for each in read_certifications(session)] == [3, 4]


def test_an_unlike_star_by_the_same_decision_is_a_correction(session, do):
    first = do(make_recognition())
    corrected = do(make_recognition(stars=3))
    assert corrected.certification_ids == first.certification_ids
    action, kind, before, after = entries(session)[-1]
    assert (action, kind, json.loads(before), json.loads(after)) == (
        "correct",
        "certification",
        {"stars": 4},
        {"stars": 3},
    )


def test_what_is_not_said_erases_nothing(session, do):
    do(make_recognition(gtin="8931234567897", product_set="Cà phê", printed_until=date(2028, 8, 4)))
    assert do(make_recognition(address="")).difference.is_empty
    assert session.scalar(select(ProductRow.gtin)) == "8931234567897"
    assert session.scalar(select(CertificationRow.printed_until)) == date(2028, 8, 4)


def test_an_older_decision_does_not_undo_what_a_newer_one_told(session, do):
    old = make_recognition(
        decided_on=date(2022, 3, 1), decision_number="7/QĐ-UBND", address="Chỗ cũ, xã Suối Mơ, Lâm Đồng"
    )
    do(old, make_recognition())
    assert session.scalar(select(ProducerRow.address)) == "Thôn 3, xã Suối Mơ, tỉnh Lâm Đồng"
    assert do(old).difference.is_empty


def test_an_older_decision_fills_what_nothing_else_told(session, do):
    do(make_recognition())
    do(make_recognition(decided_on=date(2022, 3, 1), decision_number="7/QĐ-UBND", product_set="Cà phê"))
    assert session.scalar(select(ProductRow.product_set)) == "Cà phê"


def test_the_legal_form_is_read_from_the_name_when_it_is_not_said(session, do):
    do(make_recognition(producer="Cơ sở sản xuất Bến Xưa"))
    assert session.scalar(select(ProducerRow.type)) == ProducerType.ESTABLISHMENT


def test_a_district_lies_where_the_address_says(session, do):
    do(make_recognition(stars=3, decided_on=date(2025, 6, 16), authority="UBND huyện Đồi Gió"))
    assert session.execute(select(AuthorityRow.level, AuthorityRow.province)).all() == [("district", "68")]


def test_districts_of_one_name_in_two_provinces_are_two(session, do):
    here = make_recognition(stars=3, decided_on=date(2025, 6, 16), authority="UBND huyện Đồi Gió")
    there = make_recognition(
        stars=3,
        decided_on=date(2025, 6, 16),
        authority="UBND huyện Đồi Gió",
        province="Nghệ An",
        address="xã Suối Mơ, tỉnh Nghệ An",
    )
    do(here, there)
    assert sorted(session.scalars(select(AuthorityRow.province))) == ["40", "68"]
    assert len(session.scalars(select(DecisionRow)).all()) == 2


IMPOSSIBLE = [
    ("one star is never public", {"stars": 1}, NotPublic, "stars"),
    ("two stars neither", {"stars": 2}, NotPublic, "stars"),
    ("five stars are the ministry's", {"stars": 5}, NotCompetent, "authority"),
    (
        "a district after districts ended",
        {"authority": "UBND huyện Đồi Gió", "stars": 3},
        DidNotExist,
        "authority",
    ),
    ("a province that was merged away", {"authority": "UBND tỉnh Đắk Nông"}, DidNotExist, "authority"),
    ("no authority at all", {"authority": "Công ty Mây Ngàn"}, UnknownAuthority, "authority"),
    (
        "a district somewhere",
        {
            "authority": "UBND huyện Đồi Gió",
            "stars": 3,
            "decided_on": date(2025, 6, 16),
            "province": "",
            "address": "",
        },
        DistrictNowhere,
        "province",
    ),
    ("a province that is none", {"province": "Đại Lộ"}, UnknownProvince, "province"),
    ("a decision of tomorrow", {"decided_on": date(2026, 11, 25)}, DayInFuture, "decided_on"),
    ("a number without digits", {"decision_number": "QĐ-UBND"}, BadDecisionNumber, "decision_number"),
    ("an end before the decision", {"printed_until": date(2025, 8, 4)}, ImplausibleEnd, "printed_until"),
    ("a score of another star", {"score": "55"}, ScoreMismatch, "score"),
    ("a bar code that is none", {"gtin": "8931234567890"}, Unreadable, "gtin"),
    ("no product", {"product": " "}, WordsMissing, "product"),
]


@pytest.mark.parametrize(
    ("changes", "error", "field"), [case[1:] for case in IMPOSSIBLE], ids=[case[0] for case in IMPOSSIBLE]
)
def test_what_cannot_be_is_refused_with_the_field_to_look_at(session, do, now, changes, error, field):
    with pytest.raises(error):
        recognise(session, make_recognition(**changes), actor=OFFICER, now=now)
    with pytest.raises(CannotBe) as refusal:
        do(make_recognition(product="Trà Suối Mơ"), make_recognition(**changes))
    assert [(fault.index, fault.field) for fault in refusal.value.faults] == [(1, field)]
    session.rollback()
    assert sum(count_rows(session).values()) == 0


def test_everything_that_is_wrong_is_told_at_once(session, do):
    with pytest.raises(CannotBe) as refusal:
        do(
            make_recognition(stars=5, printed_until=date(2025, 1, 1), province="Đại Lộ"),
            make_recognition(product="Trà"),
            make_recognition(stars=1),
        )
    told = [(fault.index, fault.field) for fault in refusal.value.faults]
    assert told == [(0, "authority"), (0, "province"), (0, "printed_until"), (2, "stars")]


def test_the_same_twice_in_one_list_is_told_with_both_rows(session, do):
    with pytest.raises(CannotBe) as refusal:
        do(make_recognition(), make_recognition(product="Trà"), make_recognition())
    fault = refusal.value.faults[0]
    assert (fault.index, type(fault.error)) == (2, StatedTwice)
    assert (fault.error.values["row"], fault.error.values["other"]) == (3, 1)


def test_an_authority_has_one_decision_of_a_number_in_a_year(session, do):
    do(make_recognition())
    with pytest.raises(CannotBe) as refusal:
        do(make_recognition(product="Trà", decided_on=date(2025, 8, 6)))
    assert isinstance(refusal.value.faults[0].error, DecisionDated)
    assert do(make_recognition(product="Trà", decided_on=date(2026, 8, 6))).certification_ids


def test_of_two_days_for_one_number_the_rarer_is_told(session, do):
    with pytest.raises(CannotBe) as refusal:
        do(
            make_recognition(product="Trà", decided_on=date(2025, 8, 6)),
            make_recognition(),
            make_recognition(product="Mứt"),
        )
    assert [(f.index, type(f.error), f.error.values["row"]) for f in refusal.value.faults] == [
        (0, DecisionDated, 2)
    ]


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ("UBND tỉnh Nghệ An", "the producer lives where the decision is known to be another's"),
        ("UBND tỉnh Đắk Nông", "two provinces that were merged into one"),
    ],
)
def test_the_decision_of_another_issuer_is_told(session, do, other, why):
    day = date(2025, 6, 19)
    do(make_recognition(decided_on=day))
    with pytest.raises(CannotBe) as refusal:
        do(make_recognition(product="Trà", decided_on=day, authority=other))
    assert isinstance(refusal.value.faults[0].error, IssuedByAnother), why


def test_two_issuers_in_one_list_are_told_where_the_rarer_stands(session, do):
    day = date(2025, 6, 19)
    with pytest.raises(CannotBe) as refusal:
        do(
            make_recognition(decided_on=day),
            make_recognition(decided_on=day, product="Trà", authority="UBND tỉnh Đắk Nông"),
            make_recognition(decided_on=day, product="Mứt"),
        )
    assert [(f.index, f.field, f.error.values["row"]) for f in refusal.value.faults] == [(1, "authority", 1)]


def test_two_issuers_that_were_checked_are_believed(session, do):
    day = date(2025, 6, 19)
    do(make_recognition(decided_on=day))
    do(make_recognition(decided_on=day, authority="UBND tỉnh Đắk Nông", checked=True))
    assert len(session.scalars(select(DecisionRow)).all()) == 2


def test_a_decision_that_counts_from_a_day_to_come_is_believed_when_it_was_checked(session, do):
    do(make_recognition(decided_on=date(2027, 1, 5), checked=True))
    assert session.scalar(select(DecisionRow.issued_on)) == date(2027, 1, 5)


def test_the_same_number_in_another_province_needs_no_check(session, do):
    do(make_recognition())
    do(make_recognition(authority="UBND tỉnh Nghệ An", province="Nghệ An", address="xã Suối Mơ, Nghệ An"))
    assert len(session.scalars(select(DecisionRow)).all()) == 2


def test_a_name_without_commune_is_unclear_where_two_bear_it(session, do):
    do(make_recognition(), make_recognition(commune="xã Đồi Gió"))
    with pytest.raises(CannotBe) as refusal:
        do(make_recognition(commune="", decision_number="9/QĐ-UBND"))
    assert isinstance(refusal.value.faults[0].error, ProducerUnclear)


def test_many_at_once_are_numbered_in_their_order(session, do):
    said = [make_recognition(product=f"Cà phê {n}") for n in range(3_000)]
    ids = do(*said).certification_ids
    assert ids == sorted(ids)
    names = session.scalars(
        select(ProductRow.name).join(CertificationRow).order_by(CertificationRow.id)
    ).all()  # fmt: skip
    assert names == [each.product for each in said]


def test_a_long_list_finds_what_is_registered_as_a_short_one_does(session, do):
    do(make_recognition(product="Cà phê 7"))
    difference = do(*(make_recognition(product=f"Cà phê {n}") for n in range(3_000))).difference
    assert (len(difference.certifications), difference.unchanged) == (2_999, 1)


STORY = Fate(
    (Extension(date(2029, 1, 31), "Điều 12, 26/2026/QĐ-TTg"),),
    (
        Lifted(
            Suspension(date(2026, 1, 5), "Nhãn sai", "11/QĐ-UBND", lifted_on=date(2026, 2, 5)), "Đã sửa nhãn"
        ),
        Lifted(Suspension(date(2026, 3, 5), "Mẫu không đạt")),
    ),
    Revocation(date(2026, 5, 5), RevocationGround.FOOD_SAFETY, "77/QĐ-UBND", "Lô tháng 4"),
)


def test_what_befell_a_certification_can_be_stated_with_it(session, do):
    do(make_recognition(fate=STORY))
    (certification,) = read_certifications(session)
    assert certification.extension == STORY.extensions[0]
    assert certification.suspensions == tuple(each.suspension for each in STORY.suspensions)
    assert certification.revocation == STORY.revocation
    actions = [action for action, *_ in entries(session)][-5:]
    assert actions == ["recognise", "suspend", "suspend", "extend", "revoke"]


def test_stating_what_befell_it_again_changes_nothing(session, do):
    do(make_recognition(fate=STORY))
    assert do(make_recognition(fate=STORY)).difference.is_empty


def test_an_open_suspension_may_be_stated_as_lifted(session, do):
    open_one = Suspension(date(2026, 3, 5), "Mẫu không đạt")
    do(make_recognition(fate=Fate(suspensions=(Lifted(open_one),))))
    closed = Suspension(date(2026, 3, 5), "Mẫu không đạt", lifted_on=date(2026, 4, 1))
    do(make_recognition(fate=Fate(suspensions=(Lifted(closed, "Mẫu mới đạt"),))))
    (certification,) = read_certifications(session)
    assert certification.suspensions == (closed,)
    assert entries(session)[-1].action == "lift"


def test_a_revocation_cannot_be_stated_otherwise(session, do):
    do(make_recognition(fate=STORY))
    other = Fate(revocation=Revocation(date(2026, 5, 6), RevocationGround.GIVEN_UP, "77/QĐ-UBND"))
    with pytest.raises(CannotBe) as refusal:
        do(make_recognition(fate=other))
    assert [(f.field, type(f.error)) for f in refusal.value.faults] == [("revoked_on", ToldOtherwise)]


def test_what_is_told_of_a_fate_must_fit_into_a_file(session, do):
    garbled = Fate(extensions=(Extension(date(2028, 12, 1), "§iÒu 12"),))
    with pytest.raises(CannotBe):
        do(make_recognition(fate=garbled))


def test_a_corrected_end_must_leave_an_extension_its_sense(session, do):
    do(make_recognition(fate=Fate(extensions=(Extension(date(2028, 12, 1), "Điều 12"),))))
    with pytest.raises(CannotBe) as refusal:
        do(make_recognition(printed_until=date(2029, 1, 1)))
    assert [(f.field, type(f.error)) for f in refusal.value.faults] == [("extended_until", ImplausibleEnd)]
