"""What was written by mistake is taken back: all readers agree on it, and the journal keeps everything."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from msgspec.structs import replace
from sqlalchemy import select, text

from ocop_verify.audit import journal
from ocop_verify.audit.models import JournalEntry
from ocop_verify.catalog.compiling import compile_catalogue, recompile
from ocop_verify.domain.records import Extension, Revocation, RevocationGround, Suspension
from ocop_verify.domain.validity import local_day
from ocop_verify.registry.correcting import NotCorrectable, correct_extension, correct_suspension, take_back
from ocop_verify.registry.exporting import write_export
from ocop_verify.registry.extending import extend
from ocop_verify.registry.models import ProducerRow
from ocop_verify.registry.recognising import recognise, recognise_many
from ocop_verify.registry.recognition import Fate, Lifted
from ocop_verify.registry.revoking import revoke
from ocop_verify.registry.suspending import lift, suspend
from ocop_verify.registry.withdrawing import SomethingRestsOnIt, Span, obstacles, withdraw
from tests.cast import OFFICER
from tests.registry.products import COFFEE, NEIGHBOUR, TODAY

TEA = replace(COFFEE, product="Trà Suối Mơ")
DAY = TODAY - timedelta(days=30)
LIFTED = Lifted(Suspension(DAY, "Mẫu không đạt", "", TODAY - timedelta(days=9)), "Đã khắc phục")


@pytest.fixture
def now():
    """The real time: products of these tests are recognised some days ago."""
    return datetime.now(UTC)


def everything(session):
    """Each table of the registry but the journal, as it is."""
    tables = ("authority", "producer", "product", "decision", "certification")
    fates = ("extension", "suspension", "revocation")
    return {
        name: session.execute(text(f"SELECT * FROM {name} ORDER BY id")).all() for name in (*tables, *fates)
    }


def exported(session):
    target = BytesIO()
    write_export(session, target, "all.csv", today=TODAY)
    return target.getvalue()


def write(session, now, *said):
    """Some statements written by one act; gives its entries."""
    before = journal.version(session)
    recognise_many(session, said, actor=OFFICER, now=now)
    return Span(before + 1, journal.version(session))


STATEMENTS = {
    "new products of a new producer": (COFFEE, TEA),
    "a new decision about a product that is registered": (replace(NEIGHBOUR, decision_number="5/QĐ-UBND"),),
    "a correction of a recognition, a product and its producer": (
        replace(NEIGHBOUR, stars=3, gtin="8938505970073", address="Ấp 2", score="65"),
    ),
    "a printed end": (replace(NEIGHBOUR, printed_until=TODAY + timedelta(days=400)),),
    "what befell a product that is registered": (
        replace(
            NEIGHBOUR,
            fate=Fate(
                (Extension(TODAY + timedelta(days=900), "26/2026/QĐ-TTg"),),
                (LIFTED,),
                Revocation(TODAY, RevocationGround.FOOD_SAFETY, "9/QĐ-UBND"),
            ),
        ),
    ),
    "what befell a new product": (replace(COFFEE, fate=Fate(suspensions=(LIFTED,))),),
}


@pytest.mark.parametrize("said", STATEMENTS.values(), ids=STATEMENTS)
def test_afterwards_the_registry_the_catalogue_and_the_export_are_as_before(session, now, said):
    recognise(session, NEIGHBOUR, actor=OFFICER, now=now)
    before, file = everything(session), exported(session)
    span = write(session, now, *said)
    held = compile_catalogue(session, now=now)
    assert everything(session) != before
    withdraw(session, span, actor=OFFICER, now=now)
    assert everything(session) == before
    assert exported(session) == file
    assert recompile(session, held, now=now) == compile_catalogue(session, now=now)


def test_a_suspension_that_a_file_lifted_is_open_again(session, now):
    key = recognise(session, NEIGHBOUR, actor=OFFICER, now=now).id
    suspend(session, key, "Mẫu không đạt", from_day=DAY, actor=OFFICER, now=now)
    before = everything(session)
    span = write(session, now, replace(NEIGHBOUR, fate=Fate(suspensions=(LIFTED,))))
    withdraw(session, span, actor=OFFICER, now=now)
    assert everything(session) == before


def test_the_journal_keeps_what_was_written_and_tells_that_it_was_taken_back(session, now):
    span = write(session, now, COFFEE)
    withdraw(session, span, actor="user:7", now=now)
    entries = session.scalars(select(JournalEntry).order_by(JournalEntry.sequence)).all()
    written, taken_back = entries[: span.last], entries[span.last :]
    assert [each.action for each in taken_back] == [f"withdraw_{each.action}" for each in reversed(written)]
    assert [each.before for each in taken_back] == [each.after for each in reversed(written)]
    assert {(each.actor, each.after) for each in taken_back} == {("user:7", None)}
    assert journal.first_broken(session) is None


def test_what_is_taken_back_can_be_stated_again_and_gets_a_number_of_its_own(session, now):
    first = recognise(session, COFFEE, actor=OFFICER, now=now)
    withdraw(session, Span(1, journal.version(session)), actor=OFFICER, now=now)
    assert recognise(session, COFFEE, actor=OFFICER, now=now).id > first.id


LATER = {
    "suspend": lambda s, key, now: suspend(s, key, "Mẫu không đạt", actor=OFFICER, now=now),
    "correct": lambda s, _, now: recognise(s, replace(COFFEE, stars=3), actor=OFFICER, now=now),
    "product": lambda s, _, now: recognise(s, TEA, actor=OFFICER, now=now),  # of the new producer
    "decision": lambda s, _, now: recognise(  # of the new authority, and nothing else of it
        s,
        replace(COFFEE, producer="HTX Khác", decision_number="6/QĐ-UBND", province="Cần Thơ"),
        actor=OFFICER,
        now=now,
    ),
}


@pytest.mark.parametrize(("what", "act"), LATER.items(), ids=LATER)
def test_what_came_after_is_in_the_way_and_is_named(session, now, what, act):
    span = write(session, now, COFFEE)
    key = session.scalar(text("SELECT max(id) FROM certification"))
    assert obstacles(session, span) == []
    act(session, key, now)
    assert what in {each.what for each in obstacles(session, span)}
    before = everything(session)
    with pytest.raises(SomethingRestsOnIt):
        withdraw(session, span, actor=OFFICER, now=now)
    assert everything(session) == before


def test_what_another_room_keeps_of_a_record_is_in_the_way(session, now):
    span = write(session, now, COFFEE)
    producer = session.scalar(select(ProducerRow.id))
    session.execute(
        text(
            "INSERT INTO producer_contact (producer_id, person, email, phone, website, changed_at) "
            "VALUES (:id, '', '', '', '', '2026-11-24')"
        ),
        {"id": producer},
    )
    assert [each.what for each in obstacles(session, span)] == ["producer_contact"]


def test_it_cannot_be_taken_back_twice(session, now):
    span = write(session, now, COFFEE)
    withdraw(session, span, actor=OFFICER, now=now)
    with pytest.raises(SomethingRestsOnIt):
        withdraw(session, span, actor=OFFICER, now=now)


# --- one act, within minutes --------------------------------------------------------------------------


def _suspended(session, key, now):
    suspend(session, key, "Mẫu không đạt", actor=OFFICER, now=now)


def _lifted(session, key, now):
    lift(session, key, "Đã khắc phục", actor=OFFICER, now=now)


def _revoked(session, key, now):
    revoke(session, key, RevocationGround.FOOD_SAFETY, "9/QĐ-UBND", actor=OFFICER, now=now)


def _extended(session, key, now):
    extend(session, key, TODAY + timedelta(days=900), "26/2026/QĐ-TTg", actor=OFFICER, now=now)


def _suspended_and_mended(session, key, now):
    _suspended(session, key, now)
    day = local_day(now) - timedelta(days=3)
    correct_suspension(session, key, "Mẫu chưa đạt", from_day=day, actor=OFFICER, now=now)


def _extended_and_mended(session, key, now):
    _extended(session, key, now)
    correct_extension(session, key, TODAY + timedelta(days=800), "26/2026", actor=OFFICER, now=now)


@pytest.mark.parametrize(
    "acts",
    [
        (_suspended,),
        (_revoked,),
        (_extended,),
        (_suspended, _lifted),
        (_suspended_and_mended,),
        (_extended_and_mended,),
    ],
    ids=lambda acts: " and".join(act.__name__ for act in acts),
)
def test_an_act_on_the_wrong_product_is_undone(session, now, acts):
    key = recognise(session, COFFEE, actor=OFFICER, now=now).id
    *earlier, act = acts
    for each in earlier:
        each(session, key, now)
    before = everything(session)
    act(session, key, now)
    held = compile_catalogue(session, now=now)
    take_back(session, key, actor=OFFICER, now=now + timedelta(minutes=9))
    assert everything(session) == before
    assert recompile(session, held, now=now) == compile_catalogue(session, now=now)


@pytest.mark.parametrize(
    ("actor", "minutes"), [("user:2", 1), (OFFICER, 11)], ids=["somebody else", "too late"]
)
def test_only_who_acted_undoes_it_and_only_at_once(session, now, actor, minutes):
    key = recognise(session, COFFEE, actor=OFFICER, now=now).id
    _revoked(session, key, now)
    with pytest.raises(NotCorrectable):
        take_back(session, key, actor=actor, now=now + timedelta(minutes=minutes))


def test_an_act_is_undone_once(session, now):
    key = recognise(session, COFFEE, actor=OFFICER, now=now).id
    _suspended(session, key, now)
    take_back(session, key, actor=OFFICER, now=now)
    with pytest.raises(NotCorrectable):
        take_back(session, key, actor=OFFICER, now=now)
