"""Issuing: labels only for what is in force today, each once, and never a row for a label."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocop_verify.audit import journal
from ocop_verify.audit.models import JournalEntry
from ocop_verify.catalog.compiling import compile_catalogue
from ocop_verify.db import begin_write, db
from ocop_verify.domain.records import LabelKind, VoidRange
from ocop_verify.domain.token import LabelSigner, authenticate, read_token
from ocop_verify.domain.typed_code import read_code
from ocop_verify.domain.verdict import Authenticity, Headline
from ocop_verify.labels.issuing import (
    BadCount,
    BadRange,
    NoSuchBatch,
    NotInForce,
    Order,
    RequestReused,
    certifications_in_force,
    issue_batch,
    issue_batches,
    reprint,
    void_range,
)
from ocop_verify.labels.keyring import KeyRing, PrivateKey, PrivateKeyMissing
from ocop_verify.labels.models import BatchRow
from ocop_verify.labels.printing import runs_of
from ocop_verify.labels.reading import read_keys
from ocop_verify.labels.signing_keys import (
    NoKeyToSign,
    NoSuchKey,
    create_key,
    distrust_key,
    retire_key,
    signing_key,
)
from ocop_verify.registry.lookup import NoSuchCertification
from ocop_verify.registry.models import RevocationRow, SuspensionRow
from ocop_verify.verification.check import check_token
from tests.cast import OFFICER, TODAY
from tests.labels.store import store_certification, store_product
from tests.racing import at_once

LONG_AGO = date(2021, 3, 1)


@pytest.fixture
def ring(tmp_path) -> KeyRing:
    return KeyRing(tmp_path / "keys")


@pytest.fixture
def key(session, ring, now):
    return create_key(session, ring, actor=OFFICER, now=now)


@pytest.fixture
def certification(session, key) -> int:
    """In force; with others beside it that ended or were revoked."""
    ended = store_certification(session, store_product(session, "Mắm Sông Xa"), issued_on=LONG_AGO)
    revoked = store_certification(session, store_product(session, "Trà Núi Mây"))
    session.add(RevocationRow(certification_id=revoked, on=TODAY, ground="other", decision="9", note=""))
    assert ended != revoked
    return store_certification(session, store_product(session))


def units(certification: int, count: int = 10, **more) -> Order:
    return Order(certification, LabelKind.UNIT, count, "a4-24", **more)


def product_label(certification: int) -> Order:
    return Order(certification, LabelKind.PRODUCT, 1, "a4-24")


def issue(session, now, *orders):
    return issue_batches(session, orders, actor=OFFICER, now=now)


def test_a_batch_says_what_its_labels_print(session, now, certification, key):
    [batch] = issue(session, now, units(certification))
    assert (batch.printed_stars, batch.printed_until, batch.key_id) == (4, date(2028, 8, 5), key.id)
    assert batch.issued_on == TODAY


def test_a_million_labels_are_one_row(session, now, certification):
    issue(session, now, units(certification, 1_000_000))
    assert session.scalar(select(func.count()).select_from(BatchRow)) == 1


def test_each_order_of_units_is_a_batch_of_its_own(session, now, certification):
    first, second = issue(session, now, units(certification), units(certification, 20))
    assert (first.count, second.count) == (10, 20)
    assert first.id < second.id


def test_a_product_label_is_issued_once(session, now, certification):
    [first] = issue(session, now, product_label(certification))
    [again] = issue(session, now, product_label(certification))
    assert again == first


@pytest.mark.parametrize("change", ["voided", "other key"])
def test_a_product_label_is_issued_anew_when_the_old_one_will_not_do(
    session, now, certification, ring, change
):
    [first] = issue(session, now, product_label(certification))
    if change == "voided":
        void_range(session, first.id, 0, 0, "in sai màu", actor=OFFICER, now=now)
    else:
        create_key(session, ring, actor=OFFICER, now=now)
    [again] = issue(session, now, product_label(certification))
    assert again.id != first.id


def test_all_in_force_are_found_and_no_other(session, now, certification):
    assert certifications_in_force(session, now=now) == [certification]


@pytest.mark.parametrize("kind", [LabelKind.PRODUCT, LabelKind.UNIT])
@pytest.mark.parametrize("why", ["ended", "suspended", "revoked", "superseded"])
def test_nothing_is_issued_for_what_is_not_in_force(session, now, certification, why, kind):
    product = store_product(session, "Rượu nếp Đồi Gió")
    refused = store_certification(
        session, product, issued_on=LONG_AGO if why == "ended" else date(2025, 1, 9)
    )
    if why == "suspended":
        session.add(SuspensionRow(certification_id=refused, from_day=TODAY, reason="chờ", decision=""))
    if why == "revoked":
        session.add(RevocationRow(certification_id=refused, on=TODAY, ground="other", decision="9", note=""))
    if why == "superseded":
        store_certification(session, product, stars=5, issued_on=date(2026, 2, 2))
    before = journal.version(session)
    with pytest.raises(NotInForce):
        issue(session, now, Order(certification, kind, 1, "a4-24"), Order(refused, kind, 1, "a4-24"))
    assert session.scalar(select(func.count()).select_from(BatchRow)) == 0, "all or none"
    assert journal.version(session) == before


@pytest.mark.parametrize("count", [0, -1, 2**24, 17_000_000])
def test_an_impossible_count_is_refused(session, now, certification, count):
    with pytest.raises(BadCount):
        issue(session, now, units(certification, count))


def test_the_whole_serial_space_may_be_used(session, now, certification):
    [batch] = issue(session, now, units(certification, 2**24 - 1))
    assert batch.covers(2**24 - 1)


def test_an_unknown_certification_is_refused(session, now, certification):
    with pytest.raises(NoSuchCertification):
        issue(session, now, units(404))


def test_the_same_request_gives_the_same_batch(session, now, certification):
    [first] = issue(session, now, units(certification, request="đơn 7"))
    [again] = issue(session, now, units(certification, request="đơn 7"))
    assert again == first
    with pytest.raises(RequestReused):
        issue(session, now, units(certification, 11, request="đơn 7"))


def test_issuing_is_journalled_with_the_batch(session, now, certification):
    [batch] = issue(session, now, units(certification))
    reprint(session, batch.id, "a4-65", actor=OFFICER, now=now)
    void_range(session, batch.id, 2, 3, "rách", actor=OFFICER, now=now)
    entries = session.scalars(select(JournalEntry).where(JournalEntry.subject_type == "batch"))
    assert [(e.action, e.subject_id, e.actor) for e in entries] == [
        (action, batch.id, OFFICER) for action in ("issue_batch", "print_again", "void_labels")
    ]
    assert journal.first_broken(session) is None


def test_a_voided_range_is_a_fact_of_the_batch(session, now, certification):
    [batch] = issue(session, now, units(certification))
    voided = void_range(session, batch.id, 2, 3, "rách", actor=OFFICER, now=now)
    assert voided.voids == (VoidRange(2, 3, "rách"),)
    assert [bool(voided.void_of(serial)) for serial in (1, 2, 3, 4)] == [False, True, True, False]


@pytest.mark.parametrize("ends", [(0, 1), (3, 2), (10, 11), (-1, 2)])
def test_a_range_that_the_batch_does_not_have_is_refused(session, now, certification, ends):
    [batch] = issue(session, now, units(certification))
    with pytest.raises(BadRange):
        void_range(session, batch.id, *ends, "rách", actor=OFFICER, now=now)


def test_a_batch_that_was_never_issued_cannot_be_voided(session, now):
    with pytest.raises(NoSuchBatch):
        void_range(session, 404, 1, 1, "rách", actor=OFFICER, now=now)


def test_what_is_printed_verifies_and_its_code_leads_back(session, now, certification, ring, key):
    batches = issue(session, now, units(certification, 3), product_label(certification))
    keys = {each.id: each for each in read_keys(session)}
    held = {batch.id: batch for batch in batches}
    for run in runs_of(session, batches, ring, "ocop.vn", copies=2):
        for issued in run.issue(0, run.count):
            signed = read_token(issued.token)
            assert authenticate(signed, keys) is Authenticity.SIGNATURE_VALID
            assert read_code(issued.code, held, ring.code_keys()) == (run.batch_id, issued.serial)
            assert (signed.label.batch_id, signed.label.serial) == (run.batch_id, issued.serial)


def test_a_sheet_whose_certification_ends_while_it_is_printed_goes_on_with_the_same_labels(
    session, now, certification, ring, key
):
    """The labels were issued. Half a sheet of them would help nobody; a scan tells what became of them."""
    batches = issue(session, now, units(certification, 6))
    [before] = runs_of(session, batches, ring, "ocop.vn")
    first = [each.token for each in before.issue(0, 3)]
    session.add(
        RevocationRow(certification_id=certification, on=TODAY, ground="other", decision="9", note="")
    )
    journal.record(session, [journal.Entry("revoke", "certification", certification, {})], actor="", now=now)
    [after] = runs_of(session, batches, ring, "ocop.vn")
    tokens = [each.token for each in after.issue(0, 6)]
    assert tokens[:3] == first
    catalogue = compile_catalogue(session, now=now)
    assert {check_token(each, catalogue, now).verdict.headline for each in tokens} == {Headline.REVOKED}
    with pytest.raises(NotInForce):
        issue(session, now, units(certification, 1))


@pytest.mark.parametrize("kind", LabelKind)
def test_officers_who_issue_for_one_certification_at_once_never_share_a_serial(
    fresh_app, tmp_path, now, kind
):
    """Unit labels become a batch for each of them, the label of a product is the same for all."""
    with fresh_app.app_context():
        ring = KeyRing(tmp_path / "keys")
        with Session(db.engine) as session:
            begin_write(session)
            create_key(session, ring, actor=OFFICER, now=now)
            certification = store_certification(session, store_product(session))
            session.commit()
        count = 1000 if kind is LabelKind.UNIT else 1
        order = Order(certification, kind, count, "a4-24")
        batches = at_once(db.engine, lambda session: issue_batch(session, order, actor=OFFICER, now=now))
    assert [batch.count for batch in batches] == [count] * len(batches)
    assert len({batch.id for batch in batches}) == (len(batches) if kind is LabelKind.UNIT else 1)


# --- keys ---------------------------------------------------------------------------------------------


def test_without_a_key_nothing_is_issued(session, now):
    certification = store_certification(session, store_product(session))
    with pytest.raises(NoKeyToSign):
        issue_batch(session, units(certification), actor=OFFICER, now=now)


def test_keys_that_are_made_at_once_are_all_kept(fresh_app, tmp_path, now):
    ring = KeyRing(tmp_path / "keys")

    def act(session):
        row = create_key(session, ring, actor=OFFICER, now=now)
        return row.id, row.public

    with fresh_app.app_context():
        made = dict(at_once(db.engine, act))
    assert sorted(made) == [0, 1, 2, 3]
    assert made == {key_id: ring.private(key_id).public for key_id in made}


def test_the_newest_key_signs_and_a_retired_one_does_not(session, ring, now, key):
    newer = create_key(session, ring, actor=OFFICER, now=now)
    assert signing_key(session).id == newer.id
    retire_key(session, newer.id, actor=OFFICER, now=now)
    assert signing_key(session).id == key.id


def test_a_distrusted_key_does_not_sign(session, ring, now, key):
    distrust_key(session, key.id, date(2026, 1, 1), actor=OFFICER, now=now)
    with pytest.raises(NoKeyToSign):
        signing_key(session)


def test_distrust_only_ever_reaches_further_back(session, now, key):
    distrust_key(session, key.id, date(2026, 2, 1), actor=OFFICER, now=now)
    distrust_key(session, key.id, date(2026, 3, 1), actor=OFFICER, now=now)
    assert key.distrusted_from == date(2026, 2, 1)
    distrust_key(session, key.id, date(2026, 1, 1), actor=OFFICER, now=now)
    assert key.distrusted_from == date(2026, 1, 1)


def test_an_unknown_key_cannot_be_retired(session, now):
    with pytest.raises(NoSuchKey):
        retire_key(session, 7, actor=OFFICER, now=now)


def test_the_private_half_is_its_owners_alone_and_never_in_the_database(session, ring, key):
    [path] = ring.folder.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert ring.folder.stat().st_mode & 0o777 == 0o700
    private = ring.private(key.id)
    stored = [each for row in session.execute(select(JournalEntry.after)).all() for each in row]
    assert key.public == private.public == LabelSigner(key.id, private.seed).public
    assert not any(private.seed.hex() in text or private.line() in text for text in stored)


def test_a_key_can_come_from_a_setting_instead_of_a_file(tmp_path):
    private = PrivateKey.new(5)
    ring = KeyRing(tmp_path / "nothing", private.line())
    assert ring.private(5) == private
    assert ring.code_keys() == {5: private.code_key}


@pytest.mark.parametrize("line", ["", "5", "5:zz", "x:a:b", "5:AAAA:AAAA"])
def test_an_unreadable_private_key_is_named_as_such(tmp_path, line):
    (tmp_path / "label-5.key").write_text(line)
    with pytest.raises(PrivateKeyMissing):
        KeyRing(tmp_path).private(5)


def test_a_key_that_is_not_here_signs_nothing(session, now, certification, key, tmp_path):
    batches = issue(session, now, units(certification))
    with pytest.raises(PrivateKeyMissing):
        runs_of(session, batches, KeyRing(tmp_path / "elsewhere"), "ocop.vn")


def test_another_key_in_the_place_of_the_registered_one_signs_nothing(session, ring, now, certification, key):
    """As after a restore with the keys of another day; also where the right one was read before."""
    batches = issue(session, now, units(certification))
    assert runs_of(session, batches, ring, "ocop.vn")
    ring.add(PrivateKey.new(key.id))
    with pytest.raises(PrivateKeyMissing):
        runs_of(session, batches, ring, "ocop.vn")


def test_a_private_key_does_not_show_its_secrets_when_it_is_logged():
    private = PrivateKey.new(5)
    assert private.seed.hex() not in repr(private)
    assert repr(private.seed) not in repr(private)
