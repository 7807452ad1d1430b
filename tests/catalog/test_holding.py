"""What a process holds: the newest catalogue it can get, and never an older one."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from ocop_verify.audit.journal import Entry, record
from ocop_verify.catalog.compiling import compile_catalogue, recompile
from ocop_verify.catalog.holding import Holder, NoCatalogue
from ocop_verify.catalog.notation import DamagedCatalogue
from ocop_verify.catalog.publishing import RENEW_AFTER, Shelf
from ocop_verify.catalog.sources import Registry
from ocop_verify.db import db
from ocop_verify.labels.keyring import KeyRing
from ocop_verify.labels.signing_keys import create_key, retire_key
from ocop_verify.registry.models import AuthorityRow
from tests.cast import NOW, OFFICER, make_catalogue

LATER = NOW + RENEW_AFTER


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "catalogue.ocop", tmp_path / "keys")


@pytest.fixture
def engine(fresh_app):
    with fresh_app.app_context():
        return db.engine


@pytest.fixture
def holder(engine, shelf) -> Iterator[Holder]:
    """A holder that refreshes only when it is told to."""
    holder = Holder(Registry(engine, shelf), shelf, poll_ms=3_600_000, keep_seconds=0, clock=lambda: NOW)
    yield holder
    holder.stop()


@pytest.fixture
def gone(tmp_path, shelf) -> Iterator[Holder]:
    """A holder of the same shelf whose database cannot be opened."""
    engine = create_engine(f"sqlite:///{tmp_path}/no/such/folder.sqlite3")
    holder = Holder(Registry(engine, shelf), shelf, poll_ms=3_600_000, keep_seconds=0)
    yield holder
    holder.stop()


def make_key(engine, tmp_path):
    """Any act that moves the registry."""
    with Session(engine) as session:
        row = create_key(session, KeyRing(tmp_path / "ring"), actor=OFFICER, now=NOW)
        session.commit()
        return row.id


def test_it_holds_the_registry_from_the_first_request_on(holder, engine, tmp_path):
    make_key(engine, tmp_path)
    assert holder.held.catalogue.version == 1
    assert holder.held.confirmed_at == NOW


def test_it_swaps_when_the_registry_moved(holder, engine, tmp_path):
    before = holder.held.catalogue
    make_key(engine, tmp_path)
    assert holder.held.catalogue is before, "a reader's value stays until the next refresh"
    assert holder.refresh()
    assert set(holder.held.catalogue.keys) == {0}
    assert not before.keys


def test_a_watching_process_sees_a_commit_of_another_within_two_seconds(engine, shelf, tmp_path):
    holder = Holder(Registry(engine, shelf), shelf, poll_ms=100)
    try:
        assert holder.held.catalogue.version == 0
        make_key(engine, tmp_path)
        deadline = time.monotonic() + 2
        while holder.version == 0 and time.monotonic() < deadline:
            time.sleep(0.02)
        assert holder.held.catalogue.version == 1
    finally:
        holder.stop()


def test_reading_only_what_changed_gives_what_reading_everything_gives(engine, tmp_path):
    make_key(engine, tmp_path)
    with Session(engine) as session:
        held = compile_catalogue(session, now=NOW)
        create_key(session, KeyRing(tmp_path / "ring"), actor=OFFICER, now=NOW)
        retire_key(session, 0, actor=OFFICER, now=NOW)
        assert recompile(session, held, now=LATER) == compile_catalogue(session, now=LATER)


def test_an_entry_that_is_not_the_catalogues_moves_its_version_only(engine):
    with Session(engine) as session:
        held = compile_catalogue(session, now=NOW)
        record(session, [Entry("log_in", "account", 1, {})], actor=OFFICER, now=NOW)
        assert recompile(session, held, now=LATER) == replace(held, version=1, compiled_at=LATER)


def test_without_a_database_it_starts_from_the_signed_copy(holder, gone, engine, tmp_path):
    make_key(engine, tmp_path)
    expected = holder.held.catalogue
    assert gone.held.catalogue == expected
    assert gone.held.confirmed_at == NOW, "the copy was the newest when it was signed, nobody knows since"
    assert not gone.refresh()


def test_without_database_and_copy_it_says_so(gone):
    with pytest.raises(NoCatalogue):
        _ = gone.held


def test_it_publishes_again_after_a_while_with_a_newer_time(engine, shelf, tmp_path):
    clock = [NOW]
    holder = Holder(Registry(engine, shelf), shelf, poll_ms=3_600_000, keep_seconds=0, clock=lambda: clock[0])
    try:
        assert holder.held.confirmed_at == NOW
        clock[0] = NOW + timedelta(minutes=1)
        holder.refresh()
        assert shelf.load().compiled_at == NOW, "signing again each minute would be work for nothing"
        clock[0] = LATER
        holder.refresh()
        assert shelf.load().compiled_at == LATER
    finally:
        holder.stop()


def test_an_older_catalogue_never_replaces_a_newer_one(shelf):
    assert shelf.publish(make_catalogue(version=8))
    assert not shelf.publish(make_catalogue(version=7, compiled_at=LATER))
    assert shelf.load().version == 8


def test_a_damaged_copy_is_passed_over_for_the_one_before(shelf, caplog):
    shelf.publish(make_catalogue(version=7))
    shelf.publish(make_catalogue(version=8))
    shelf.path.write_bytes(shelf.path.read_bytes()[:-1])
    assert shelf.load().version == 7
    assert "passed over" in caplog.text
    assert shelf.publish(make_catalogue(version=8))
    assert shelf.load().version == 8


def test_bytes_from_elsewhere_are_kept_as_they_were_signed(shelf, tmp_path):
    shelf.publish(make_catalogue(version=7))
    mirror = Shelf(tmp_path / "mirror" / "catalogue.ocop", tmp_path / "nothing", shelf.trusted)
    assert mirror.accept(shelf.path.read_bytes())
    assert not mirror.accept(shelf.path.read_bytes()), "an equal copy need not be written again"
    assert mirror.path.read_bytes() == shelf.path.read_bytes()
    with pytest.raises(DamagedCatalogue):
        mirror.accept(shelf.path.read_bytes() + b" ")
    assert mirror.load().version == 7


def test_the_key_that_signs_the_catalogue_is_its_owners_alone(shelf):
    shelf.publish(make_catalogue())
    secret = shelf.path.parent / "keys" / "catalogue.key"
    assert secret.stat().st_mode & 0o777 == 0o600


def test_a_full_disk_does_not_stop_the_answers(holder, engine, shelf, tmp_path, caplog):
    _ = holder.held
    shelf.path.unlink()
    shelf.path.mkdir()  # nothing can be renamed onto a folder, as nothing can be written to a full disk
    make_key(engine, tmp_path)
    assert holder.refresh()
    assert holder.held.catalogue.version == 1
    assert "could not be written" in caplog.text


def test_times_are_aware(holder):
    assert isinstance(holder.held.confirmed_at, datetime)
    assert holder.held.confirmed_at.tzinfo == UTC


def test_a_district_that_ended_names_who_took_over(engine):
    with Session(engine) as session:
        session.add(AuthorityRow(name="UBND huyện Đồi Gió", name_key="d", level="district", province="68"))
        session.flush()
        [authority] = compile_catalogue(session, now=NOW).authorities.values()
    assert authority.existed_until == date(2025, 6, 30)
    assert authority.successor == "UBND tỉnh Lâm Đồng"
