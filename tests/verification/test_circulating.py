"""From scans to a suspicion that every process knows, and that a person may set aside."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.audit.models import JournalEntry
from ocop_verify.domain.circulation import ReasonCode, ScanDay, Source
from ocop_verify.domain.verdict import Circulation, Headline
from ocop_verify.verification.circulating import (
    JUDGED_AT_ONCE,
    SORTED_AT_ONCE,
    NotSuspected,
    Suspicions,
    read_summary,
    set_aside,
)
from ocop_verify.verification.grouping import Touched
from ocop_verify.verification.models import SuspicionRow
from ocop_verify.verification.recording import Scan, ScanRecorder
from tests.cast import INSPECTOR, NOW, TODAY

OFTEN, NORMAL = Circulation.SEEN_UNUSUALLY_OFTEN, Circulation.NORMAL


def scan(serial: int, day: int, device: int, **changes: object) -> Scan:
    at = NOW - timedelta(days=20 - day, minutes=-7 * device)
    return Scan(at, Headline.IN_FORCE, batch_id=3, serial=serial, device=device)._replace(**changes)  # type: ignore[arg-type]


def record_copies(recorder: ScanRecorder, serial: int, days: int = 3) -> None:
    """Five strangers a day."""
    for day in range(days):
        for device in range(5):
            recorder.record(scan(serial, day, 10 * day + device))


def test_copies_are_noticed_and_their_neighbours_are_not(start):
    recorder = start()
    record_copies(recorder, serial=7)
    recorder.record(scan(8, day=0, device=1))
    recorder.catch_up()
    assert (recorder.circulation_of(3, 7), recorder.circulation_of(3, 8)) == (OFTEN, NORMAL)
    assert recorder.suspicions == 1
    reading = recorder.reading_of(3, 7)
    assert [(reason.code, reason.figures) for reason in reading.reasons] == [
        (ReasonCode.MANY_SCANS, {"devices": 15, "days": 3})
    ]


def test_every_process_learns_what_one_found(start):
    finder, reader = start(), start()
    record_copies(finder, serial=7)
    finder.catch_up()
    assert reader.circulation_of(3, 7) is NORMAL
    reader.catch_up()
    assert reader.circulation_of(3, 7) is OFTEN


def test_scans_of_several_processes_are_judged_together(start):
    first, second = start(), start()
    record_copies(first, serial=7, days=2)
    first.catch_up()
    assert first.suspicions == 0
    for device in range(5):
        second.record(scan(7, day=2, device=device))
    second.catch_up()
    assert second.circulation_of(3, 7) is OFTEN


def test_it_stays_when_the_scans_that_raised_it_are_forgotten(start):
    record_copies(recorder := start(), serial=7)
    recorder.catch_up()
    later = start(clock=lambda: NOW + timedelta(days=90))
    later.record(scan(7, day=109, device=1))
    later.catch_up()
    assert later.circulation_of(3, 7) is OFTEN


def test_more_scans_renew_the_figures_and_keep_the_beginning(engine, start):
    record_copies(recorder := start(), serial=7)
    recorder.catch_up()
    later = start(clock=lambda: NOW + timedelta(hours=1))
    later.catch_up()
    for device in range(20, 26):
        later.record(scan(7, day=4, device=device))
    later.catch_up()
    with Session(engine) as session:
        row = session.get(SuspicionRow, (3, 7))
        assert row is not None
        assert (row.since, row.changed_at, row.scans) == (NOW, NOW + timedelta(hours=1), 21)
    assert later.reading_of(3, 7).reasons[0].figures == {"devices": 21, "days": 4}


# --- setting aside ------------------------------------------------------------------------------------------


def test_what_a_person_set_aside_is_not_shown_again(engine, start):
    record_copies(recorder := start(), serial=7)
    recorder.catch_up()
    with Session(engine) as session, session.begin():
        set_aside(session, 3, 7, "Hàng mẫu ở phòng trưng bày.", actor=INSPECTOR, now=NOW)
    for device in range(20, 40):
        recorder.record(scan(7, day=5, device=device))
    recorder.catch_up()
    assert recorder.circulation_of(3, 7) is NORMAL
    assert recorder.suspicions == 0
    with Session(engine) as session:
        entry = session.scalars(select(JournalEntry)).one()
    assert (entry.action, entry.subject_type, entry.subject_id) == ("set_suspicion_aside", "batch", 3)


def test_a_label_that_nobody_suspects_cannot_be_set_aside(engine):
    with Session(engine) as session, pytest.raises(NotSuspected):
        set_aside(session, 3, 7, "", actor=INSPECTOR, now=NOW)


# --- what a judgement rests on ------------------------------------------------------------------------------


def test_the_summary_holds_what_was_recorded_and_nothing_of_other_labels(engine, start):
    recorder = start()
    recorder.record(scan(7, day=20, device=1, source=Source.UPLOAD, place="79"))
    recorder.record(scan(7, day=20, device=2, source=Source.IN_APP))
    recorder.record(scan(8, day=20, device=3))
    recorder.catch_up()
    with Session(engine) as session:
        summary = read_summary(session, 3, 7, NOW)
        assert read_summary(session, 3, 9, NOW) is None
    assert summary is not None
    assert summary.days == (ScanDay(TODAY, scans=2, devices=2, pictures=1, unclear=1),)
    assert [(each.source, each.place) for each in summary.recent] == [
        (Source.UPLOAD, "79"),
        (Source.IN_APP, None),
    ]


def test_labels_that_cannot_all_be_judged_at_once_wait_their_turn(engine, start):
    suspicions = Suspicions()
    suspicions.notice(Touched(3, serial, 50) for serial in range(1, 2 * SORTED_AT_ONCE + 1))
    with Session(engine) as session:
        assert suspicions.judge(session, NOW) == {}
    assert suspicions.waiting == SORTED_AT_ONCE


@pytest.mark.parametrize(
    ("why", "touched"),
    [
        ("a product label is on every package", Touched(3, 0, 5_000)),
        ("two scans are never too many", Touched(3, 7, 2)),
    ],
)
def test_nobody_judges(why, touched):
    suspicions = Suspicions()
    suspicions.notice([touched])
    assert suspicions.waiting == 0, why


def test_labels_that_came_to_many_are_judged_some_at_a_time(engine, start):
    recorder, labels = start(), JUDGED_AT_ONCE + 5
    for serial in range(1, labels + 1):
        record_copies(recorder, serial)
    assert recorder.flush()
    suspicions = Suspicions()
    suspicions.notice(Touched(3, serial, 15) for serial in range(1, labels + 1))
    with Session(engine) as session:
        found = [len(suspicions.judge(session, NOW)) for _ in range(2)]
    assert found == [JUDGED_AT_ONCE, 5]
    recorder.catch_up()
    assert recorder.suspicions == labels
