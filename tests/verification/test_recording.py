"""Scans are counted exactly, whatever the database does, and tell nothing about who scanned."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, MetaData, create_engine, event, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from ocop_verify.db import begin_write, db, engine_options, prepare, sqlite_module
from ocop_verify.domain.circulation import CirculationReading, Source
from ocop_verify.domain.validity import local_day
from ocop_verify.domain.verdict import Circulation, Headline
from ocop_verify.verification.grouping import Placing, gather, write_group
from ocop_verify.verification.models import (
    DayDevice,
    DayPlace,
    RecentScanRow,
    ScanDayRow,
    ScanTotal,
    VerdictCount,
)
from ocop_verify.verification.recording import Scan, ScanRecorder
from tests.cast import NOW, TODAY
from tests.verification.recording_programs import DEVICES, LABELS, PLACES, scans_of

PROGRAMS = Path(__file__).with_name("recording_programs.py")


def scan(serial: int = 1, **changes: object) -> Scan:
    return Scan(NOW, Headline.IN_FORCE, batch_id=1, serial=serial)._replace(**changes)  # type: ignore[arg-type]


def rows(engine: Engine, query: object) -> list[tuple[object, ...]]:
    with Session(engine) as session:
        return [tuple(row) for row in session.execute(query)]  # type: ignore[call-overload]


def totals(engine: Engine) -> dict[int, int]:
    return dict(rows(engine, select(ScanTotal.serial, ScanTotal.scans)))  # type: ignore[arg-type]


# --- what is counted ----------------------------------------------------------------------------------------


def test_scans_of_a_label_are_counted_with_the_first_and_the_last(engine, recorder):
    for hours in (5, 0, 2):
        recorder.record(scan(at=NOW + timedelta(hours=hours)))
    recorder.record(scan(serial=2))
    assert recorder.flush()
    recorder.record(scan(at=NOW - timedelta(hours=1)))
    assert recorder.flush()
    query = select(ScanTotal.scans, ScanTotal.first_at, ScanTotal.last_at).where(ScanTotal.serial == 1)
    assert rows(engine, query) == [(4, NOW - timedelta(hours=1), NOW + timedelta(hours=5))]


def test_a_day_counts_each_device_and_each_place_once(engine, recorder):
    for device, place in ((1, "01"), (1, "79"), (2, "79"), (2, None), (None, "79")):
        recorder.record(scan(device=device, place=place))
    assert recorder.flush()
    for device, place in ((1, "01"), (3, "48")):  # a later group knows what the earlier one counted
        recorder.record(scan(device=device, place=place))
    assert recorder.flush()
    query = select(ScanDayRow.day, ScanDayRow.scans, ScanDayRow.devices, ScanDayRow.places)
    assert rows(engine, query) == [(TODAY, 7, 3, 3)]


def test_a_day_counts_pictures_and_unclear_scans(engine, recorder):
    for source in (Source.DIRECT, Source.UPLOAD, Source.LINK, Source.IN_APP, Source.TYPED):
        recorder.record(scan(source=source))
    assert recorder.flush()
    assert rows(engine, select(ScanDayRow.pictures, ScanDayRow.unclear)) == [(2, 1)]


def test_a_day_is_a_day_in_vietnam(engine, recorder):
    for hours in (13, 15):  # 23:00 of today, 01:00 of tomorrow
        recorder.record(scan(at=NOW + timedelta(hours=hours)))
    assert recorder.flush()
    assert rows(engine, select(ScanDayRow.day, ScanDayRow.scans).order_by(ScanDayRow.day)) == [
        (TODAY, 1),
        (TODAY + timedelta(days=1), 1),
    ]


def test_a_place_that_does_not_exist_is_no_place(engine, recorder):
    recorder.record(scan(place="much too long for the column"))
    assert recorder.flush()
    assert rows(engine, select(RecentScanRow.place)) == [(None,)]


@pytest.mark.parametrize("together", [True, False], ids=["in one group", "in a later group"])
def test_a_place_that_is_named_afterwards_is_added_to_its_scan_and_counts_no_scan(engine, recorder, together):
    recorder.record(scan(device=1))
    recorder.record(scan(serial=2, device=1))
    assert together or recorder.flush()
    for place in ("79", "01"):  # the second time it has one
        recorder.add_place(Placing(NOW, 1, 1, place))
        assert recorder.flush()
    recorder.add_place(Placing(NOW + timedelta(microseconds=1), 1, 2, "79"))  # no scan of that moment
    assert recorder.flush()
    assert totals(engine) == {1: 1, 2: 1}
    query = select(ScanDayRow.serial, ScanDayRow.scans, ScanDayRow.devices, ScanDayRow.places)
    assert rows(engine, query.order_by(ScanDayRow.serial)) == [(1, 1, 1, 1), (2, 1, 1, 0)]
    recent = select(RecentScanRow.serial, RecentScanRow.place).order_by(RecentScanRow.serial)
    assert rows(engine, recent) == [(1, "79"), (2, None)]
    counts = select(VerdictCount.place, VerdictCount.scans).order_by(VerdictCount.place)
    assert rows(engine, counts) == [("", 1), ("79", 1)]
    assert recorder.figures.recorded == recorder.figures.written == 2


def test_verdicts_are_counted_by_day_and_place(engine, recorder):
    recorder.record(scan(place="79"))
    recorder.record(scan(place="79"))
    recorder.record(scan(headline=Headline.EXPIRED))
    assert recorder.flush()
    query = select(VerdictCount.headline, VerdictCount.place, VerdictCount.scans)
    assert set(rows(engine, query)) == {("in_force", "79", 2), ("expired", "", 1)}


def test_a_flood_of_forged_codes_leaves_a_number_and_nothing_else(engine, start):
    recorder = start(limit=5)
    for _ in range(3_000):
        recorder.record(Scan(NOW, Headline.FORGED))
    recorder.record(scan())  # nothing was pushed out for it
    assert recorder.flush()
    assert set(rows(engine, select(VerdictCount.headline, VerdictCount.scans))) == {
        ("forged", 3_000),
        ("in_force", 1),
    }
    assert len(rows(engine, select(RecentScanRow.id))) == 1
    assert recorder.figures.dropped == 0


def test_counts_are_exact_when_processes_write_at_once(engine, settings):
    processes, count = 4, 3_000
    subprocess.run(
        [
            *(sys.executable, PROGRAMS, "at-once", settings.database, settings.data_dir),
            *(str(processes), str(count)),
        ],
        check=True,
        timeout=120,
    )
    made = [scan for process in range(processes) for scan in scans_of(process, count)]
    assert totals(engine) == Counter(scan.serial for scan in made)
    query = select(ScanDayRow.serial, ScanDayRow.scans, ScanDayRow.devices, ScanDayRow.places)
    by_label = Counter(scan.serial for scan in made)
    assert sorted(rows(engine, query)) == [
        (serial, by_label[serial], DEVICES, len(PLACES)) for serial in range(1, LABELS + 1)
    ]
    assert rows(engine, select(VerdictCount.scans).where(VerdictCount.place == "01")) == [
        (sum(scan.place == "01" for scan in made),)
    ]
    assert len(rows(engine, select(RecentScanRow.id))) == processes * count


# --- nobody is identified -----------------------------------------------------------------------------------

ADDRESS = "113.161.22.77"
USER_AGENT = "Mozilla/5.0 (Linux; Android 14; SM-A546E) Zalo android/24"


def test_nothing_that_is_kept_tells_who_scanned(engine, recorder, settings):
    device = recorder.device_of(ADDRESS, USER_AGENT, NOW)
    recorder.record(scan(device=device, place="79", source=Source.IN_APP))
    assert recorder.flush()
    tables = MetaData()
    tables.reflect(engine)
    stored = " ".join(str(row) for table in tables.sorted_tables for row in rows(engine, select(table)))
    assert str(device) in stored  # we look in the right place
    files = b"".join(path.read_bytes() for path in settings.data_dir.iterdir() if path.is_file())
    for secret in (ADDRESS, ADDRESS.rpartition(".")[0], USER_AGENT, "SM-A546E", "Zalo"):
        assert secret not in stored
        assert secret.encode() not in files


def test_no_column_could_hold_an_address_or_a_user_agent():
    words = ("address", "agent", "cookie", "session", "ip")
    for table in db.metadata.tables.values():
        if "scan" in table.name or table.name in {"verdict_count", "suspicion"}:
            assert not [column for column in table.columns if column.name in words]


# --- when the database does not answer ----------------------------------------------------------------------


@pytest.fixture
def impatient(settings):
    """An engine that does not wait for a lock."""
    if not settings.database.startswith("sqlite"):
        pytest.skip("PostgreSQL has no lock of the whole database")
    engine = create_engine(settings.database, **engine_options(settings.database))
    prepare(engine)

    @event.listens_for(engine, "connect")
    def wait_for_nothing(connection, _record):
        connection.execute("PRAGMA busy_timeout=0").close()

    yield engine
    engine.dispose()


def test_a_locked_database_delays_no_scan_and_loses_none(engine, impatient, start, caplog):
    recorder = start(engine=impatient)
    with engine.connect().execution_options(sqlite_begin="BEGIN EXCLUSIVE") as connection:
        connection.execute(text("SELECT 1"))
        for _ in range(3):
            recorder.record(scan())
            assert not recorder.flush()
    assert "wait in memory" in caplog.text
    assert (recorder.figures.buffered, recorder.failures) == (3, 3)
    assert recorder.flush()
    assert totals(engine) == {1: 3}
    assert recorder.figures.buffered == 0


def test_a_database_that_is_not_there_yet_gets_the_scans_when_it_is(tmp_path, settings, start):
    if not settings.database.startswith("sqlite"):
        pytest.skip("moves a file")
    there, away = tmp_path / "registry.sqlite3", Path(settings.data_dir) / "ocop.sqlite3"
    url = f"sqlite:///{there}"
    engine = create_engine(url, **engine_options(url))
    prepare(engine)
    recorder = start(engine=engine)
    recorder.record(scan())
    assert not recorder.flush()  # there is no file, and none is made
    engine.dispose()
    away.replace(there)
    assert recorder.flush()
    assert totals(engine) == {1: 1}
    engine.dispose()


def test_what_has_no_room_is_dropped_and_counted(engine, impatient, start):
    recorder = start(engine=impatient, limit=10)
    with engine.connect().execution_options(sqlite_begin="BEGIN EXCLUSIVE") as connection:
        connection.execute(text("SELECT 1"))
        for number in range(25):
            recorder.record(scan(serial=number + 1))
            if number == 4:
                assert not recorder.flush()  # scans in hand need room as well
    figures = recorder.figures
    assert (figures.recorded, figures.buffered, figures.dropped) == (25, 10, 15)
    assert recorder.flush()
    assert sorted(totals(engine)) == list(range(1, 11))
    assert recorder.figures.written == 10


def test_scans_that_cannot_be_written_at_the_end_are_counted_as_dropped(engine, impatient, start, caplog):
    recorder = start(engine=impatient)
    recorder.record(scan())
    with engine.connect().execution_options(sqlite_begin="BEGIN EXCLUSIVE") as connection:
        connection.execute(text("SELECT 1"))
        recorder.stop()
    assert (recorder.figures.buffered, recorder.figures.dropped) == (0, 1)
    assert "1 scans could not be written" in caplog.text


class Forgetful(sqlite_module.Connection):
    """A connection that commits and then cannot say so, once; or that cannot commit, once."""

    lose_answer = fail = False

    def commit(self):
        if Forgetful.fail:
            Forgetful.fail = False
            raise sqlite_module.OperationalError("disk I/O error")
        super().commit()
        if Forgetful.lose_answer:
            Forgetful.lose_answer = False
            raise sqlite_module.OperationalError("connection lost")


@pytest.mark.parametrize("what", ["lose_answer", "fail"])
def test_a_group_is_counted_once_whether_or_not_its_commit_was_done(engine, settings, start, what):
    if not settings.database.startswith("sqlite"):
        pytest.skip("needs a driver that can be made to fail")
    options = engine_options(settings.database)
    options["connect_args"]["factory"] = Forgetful
    forgetful = create_engine(settings.database, **options)
    prepare(forgetful)
    recorder = start(engine=forgetful)
    recorder.record(scan(device=7))
    assert recorder.flush()
    recorder.add_place(Placing(NOW, 1, 1, "79"))
    for _ in range(3):
        recorder.record(scan(device=7, place="79"))
    setattr(Forgetful, what, True)
    assert not recorder.flush()
    recorder.record(scan(device=8, place="79"))
    assert recorder.flush()
    assert totals(engine) == {1: 5}
    assert rows(engine, select(ScanDayRow.scans, ScanDayRow.devices, ScanDayRow.places)) == [(5, 2, 1)]
    assert rows(engine, select(RecentScanRow.place)) == [("79",)] * 5
    counts = select(VerdictCount.place, VerdictCount.scans).order_by(VerdictCount.place)
    assert rows(engine, counts) == [("", 0), ("79", 5)]
    assert recorder.figures.written == 5
    forgetful.dispose()


def test_the_database_knows_a_group_again(engine):
    group = gather([scan(device=1), scan(serial=2)], {})
    for number in (1, 1, 2):
        with Session(engine) as session, session.begin():
            begin_write(session)
            write_group(session, group, writer="one process", number=number, now=NOW)
    with Session(engine) as session, session.begin():
        begin_write(session)
        write_group(session, group, writer="another", number=1, now=NOW)
    assert totals(engine) == {1: 3, 2: 3}


def test_a_group_that_the_database_refuses_does_not_stop_those_behind_it(engine, recorder, caplog):
    recorder.record(scan(serial=None))  # no door does this
    assert recorder.flush()
    recorder.record(scan())
    assert recorder.flush()
    assert totals(engine) == {1: 1}
    assert (recorder.figures.dropped, recorder.figures.written) == (1, 1)
    assert "refused" in caplog.text


# --- processes ----------------------------------------------------------------------------------------------


def test_scans_are_written_by_themselves_soon(engine, start):
    recorder = start(flush_seconds=0.01)
    recorder.record(scan())
    for _ in range(500):
        if recorder.figures.written:
            break
        time.sleep(0.01)
    assert totals(engine) == {1: 1}


def test_a_server_that_is_told_to_end_writes_first(engine, settings):
    with socket.create_server(("127.0.0.1", 0)) as free:
        host, port = free.getsockname()
    # One worker: once it answers, the server is not starting any more. Told to end while it starts a worker,
    # gunicorn waits for as long as it is allowed to.
    options = ("--preload", "--worker-class=gthread", "--no-control-socket", f"--bind={host}:{port}")
    server = subprocess.Popen(
        [Path(sys.executable).with_name("gunicorn"), *options, "recording_programs:server()"],
        cwd=PROGRAMS.parent,
        env=os.environ | {"DATABASE": settings.database, "DATA_DIR": str(settings.data_dir)},
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_it_answers(f"http://{host}:{port}/")
        for _ in range(20):
            urllib.request.urlopen(f"http://{host}:{port}/scan", timeout=10).close()
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)
    assert totals(engine) == {1: 20}


def test_a_process_that_multiprocessing_started_writes_at_its_end_as_well(engine, settings):
    """Granian starts its workers so, and those end without running what ``atexit`` knows."""
    subprocess.run([sys.executable, PROGRAMS, "child", settings.database, settings.data_dir], check=True)
    assert totals(engine) == {1: 20}


def wait_until_it_answers(url: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(url, timeout=10).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(url)


# --- what readers learn -------------------------------------------------------------------------------------


def test_a_label_that_was_never_scanned_says_so(recorder):
    reading = reading_when_known(recorder)
    assert (reading.code, reading.scans, reading.first_at) == (Circulation.NORMAL, 0, None)


def test_the_next_reader_learns_how_often_and_since_when(recorder, start):
    recorder.record(scan())
    recorder.record(scan(at=NOW + timedelta(minutes=1)))
    assert recorder.flush()
    for reader in (recorder, start()):  # another process
        reading = reading_when_known(reader)
        assert (reading.scans, reading.first_at) == (2, NOW)


def reading_when_known(recorder: ScanRecorder) -> CirculationReading:
    """On PostgreSQL nothing is told before the first connection stands."""
    for _ in range(1_000):
        reading = recorder.reading_of(1, 1)
        if reading.scans is not None:
            return reading
        time.sleep(0.01)
    raise TimeoutError


def test_a_product_label_is_the_same_on_every_package_so_its_scans_say_nothing(recorder):
    for device in range(40):
        recorder.record(scan(serial=0, device=device))
    recorder.catch_up()
    reading = recorder.reading_of(1, 0)
    assert (reading.code, reading.scans) == (Circulation.NORMAL, None)


def test_readers_are_not_stopped_by_a_database_that_is_gone(tmp_path, start):
    url = f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.sqlite3'}"
    recorder = start(engine=create_engine(url, **engine_options(url)))
    recorder.record(scan())
    assert not recorder.flush()
    assert recorder.reading_of(1, 1).scans is None
    assert recorder.circulation_of(1, 1) is Circulation.NORMAL


def test_readers_do_not_wait_for_somebody_who_locks_everything(engine, recorder):
    recorder.record(scan())
    assert recorder.flush()
    reading_when_known(recorder)
    with engine.connect().execution_options(sqlite_begin="BEGIN EXCLUSIVE") as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("SELECT 1"))
            assert recorder.reading_of(1, 1).scans == 1
        else:
            connection.execute(text("LOCK TABLE scan_total IN ACCESS EXCLUSIVE MODE"))
            assert recorder.reading_of(1, 1).scans is None


def test_a_postgresql_that_is_gone_stops_neither_scans_nor_readers(tmp_path, start):
    url = f"postgresql+psycopg://nobody@/nothing?host={tmp_path}"
    recorder = start(engine=create_engine(url, **engine_options(url)))
    recorder.record(scan())
    assert not recorder.flush()
    assert recorder.reading_of(1, 1).scans is None
    assert recorder.figures.buffered == 1


def test_a_mirror_counts_verdicts_and_keeps_nothing(tmp_path):
    mirror = ScanRecorder(None)
    mirror.record(scan(device=mirror.device_of(ADDRESS, USER_AGENT, NOW)))
    assert mirror.flush()
    mirror.catch_up()
    assert mirror.verdicts == {Headline.IN_FORCE: 1}
    assert mirror.figures.buffered == 0
    assert mirror.reading_of(1, 1).scans is None
    mirror.stop()


# --- forgetting ---------------------------------------------------------------------------------------------


def test_devices_are_forgotten_when_the_day_is_over_and_their_number_stays(engine, recorder, start, settings):
    for device in range(5):
        recorder.record(scan(device=recorder.device_of(f"10.0.{device}.1", "phone", NOW), place="79"))
    recorder.catch_up()
    assert len(rows(engine, select(DayDevice.device))) == 5
    salts = list(settings.data_dir.glob("scan-salt-*"))
    assert len(salts) == 1
    tomorrow = NOW + timedelta(days=1)
    start(clock=lambda: tomorrow).catch_up()
    assert rows(engine, select(DayDevice.device)) + rows(engine, select(DayPlace.place)) == []
    assert rows(engine, select(ScanDayRow.day, ScanDayRow.devices, ScanDayRow.places)) == [(TODAY, 5, 1)]
    assert not salts[0].exists()


@pytest.mark.parametrize(("days", "kept"), [(29, 2_500), (31, 0)])
def test_single_scans_are_forgotten_after_30_days_and_their_number_stays(engine, recorder, start, days, kept):
    for number in range(2_500):  # more than one slice
        recorder.record(scan(device=number))
    recorder.catch_up()
    start(clock=lambda: NOW + timedelta(days=days)).catch_up()
    assert len(rows(engine, select(RecentScanRow.id))) == kept
    assert totals(engine) == {1: 2_500}


def test_scans_of_yesterday_that_come_late_are_counted(engine, recorder, start):
    """The database was gone over midnight."""
    recorder.record(scan(device=1))
    recorder.catch_up()
    late = start(clock=lambda: NOW + timedelta(days=2))
    late.catch_up()
    late.record(scan(device=2))
    late.catch_up()
    assert rows(engine, select(ScanDayRow.scans, ScanDayRow.devices)) == [(2, 2)]
    assert local_day(NOW) == TODAY


def test_a_database_that_fails_at_something_else_is_told_and_tried_again(recorder, engine):
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE scan_total RENAME TO elsewhere"))
    recorder.record(scan())
    assert not recorder.flush()
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO scan_total"))
    assert recorder.flush()
    assert totals(engine) == {1: 1}
    with pytest.raises(OperationalError if engine.dialect.name == "sqlite" else Exception):
        rows(engine, text("SELECT 1 FROM elsewhere"))
