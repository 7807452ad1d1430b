"""Verdict vectors: a code, a catalogue and a moment, and the answer that they must get.

The catalogue holds what a verdict depends on, record by record as the catalogue file writes them.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec

from ocop_verify.domain.label import Label, label_of
from ocop_verify.domain.records import (
    Batch,
    Certification,
    Extension,
    LabelKey,
    LabelKind,
    Product,
    Revocation,
    RevocationGround,
    Suspension,
    VoidRange,
)
from ocop_verify.domain.token import LabelSigner, sign_label
from tests.vectors.signers import FOREIGN, KEY, OLD_KEY, OURS, PRODUCT_BATCH, UNIT_BATCH, Vector

TODAY = "2026-11-24T03:00:00Z"

CERTIFICATION = Certification(77, 9, 5, 4, date(2025, 2, 15))
NEWER = Certification(90, 9, 6, 5, date(2026, 6, 1))
OLDER = Certification(60, 9, 4, 3, date(2022, 2, 15))
# Another product of the same producer, certified later: a greedy look-up would take it for a renewal.
NOISE = (
    Product(10, 2, "Cà phê bột", "Cà phê, ca cao"),
    Certification(95, 10, 6, 3, date(2026, 9, 1)),
    Batch(42, 95, LabelKind.UNIT, 500, 3, date(2026, 9, 2), 3, date(2029, 9, 1)),
)
AROUND = (
    Product(9, 2, "Mật ong hoa cà phê", "Mật ong, mật khác và nông sản thực phẩm khác"),
    *NOISE,
)
KINDS = {
    Product: "product",
    Certification: "certification",
    Batch: "batch",
    LabelKey: "label_key",
}


def verdict_vectors() -> Iterator[Vector]:
    """Every verdict vector."""
    yield from by_date()
    yield from by_authority()
    yield from by_renewal()
    yield from by_label()
    yield from by_code()


def verdict(
    name: str,
    why: str,
    headline: str,
    *records: Any,
    label: Label | None = None,
    now: str = TODAY,
    text: str | None = None,
    seen: str = "normal",
    **expect: Any,
) -> Vector:
    """One verdict vector. ``records`` are added to, or replace, those that every vector starts from."""
    held = {(type(each), each.id): each for each in (*AROUND, KEY, CERTIFICATION, PRODUCT_BATCH, UNIT_BATCH)}
    held |= {(type(each), each.id): each for each in records}
    lines = [{KINDS[type(each)]: msgspec.to_builtins(each)} for each in held.values()]
    status = {"malformed": 400, "forged": 404, "unknown": 404}.get(headline, 200)
    return {
        "name": f"verdict_{name}",
        "why": why,
        "text": sign_label(label or label_of(UNIT_BATCH, 123), OURS) if text is None else text,
        "now": now,
        "circulation": seen,
        "catalogue": {"version": 1, "compiled_at": "2026-11-24T02:59:58Z", "records": lines},
        "expect": {"headline": headline, "status": status} | expect,
    }


def by_date() -> Iterator[Vector]:
    """What the dates alone say; the certification of 15/02/2025 counts through 15/02/2028."""
    for name, why, now, headline in (
        ("in_force", "an ordinary day", TODAY, "in_force"),
        ("first_day", "the day of the decision counts", "2025-02-15T00:00:00+07:00", "in_force"),
        ("not_yet_valid", "the day before it", "2025-02-14T23:59:59+07:00", "not_yet_valid"),
        ("91_days_left", "not yet close to its end", "2027-11-16T12:00:00+07:00", "in_force"),
        ("90_days_left", "ends within 90 days", "2027-11-17T12:00:00+07:00", "expiring"),
        ("last_day", "the last day is included", "2028-02-15T12:00:00+07:00", "expiring"),
        ("last_second_in_vietnam", "days are days in Vietnam", "2028-02-15T16:59:59Z", "expiring"),
        ("expired", "the day after, while it is still the 15th in London", "2028-02-15T17:00:00Z", "expired"),
    ):
        yield verdict(name, why, headline, now=now, valid_until="2028-02-15", newer=None)
    leap = replace(CERTIFICATION, valid_from=date(2024, 2, 29))
    for name, now, headline in (
        ("leap_day_last_day", "2027-02-28T12:00:00+07:00", "expiring"),
        ("leap_day_expired", "2027-03-01T12:00:00+07:00", "expired"),
    ):
        why = "29/02/2024 and 36 months end on 28/02/2027"
        yield verdict(name, why, headline, leap, now=now, valid_until="2027-02-28")
    yield verdict(
        "printed_end_is_earlier",
        "the certificate's own end overrides the 36 months",
        "expired",
        replace(CERTIFICATION, printed_until=date(2026, 11, 23)),
        valid_until="2026-11-23",
    )
    extended = replace(CERTIFICATION, extension=Extension(date(2028, 8, 13), "26/2026/QĐ-TTg"))
    for name, now, headline in (
        ("extended", "2028-02-16T12:00:00+07:00", "in_force"),
        ("extension_ended", "2028-08-14T12:00:00+07:00", "expired"),
    ):
        why = "an extension moves the end"
        yield verdict(name, why, headline, extended, now=now, valid_until="2028-08-13")
    old_print = replace(label_of(UNIT_BATCH, 123), printed_stars=3, printed_until=date(2026, 1, 1))
    why = "what is printed does not decide, what is true today does"
    yield verdict("printed_claims_differ", why, "in_force", label=old_print, valid_until="2028-02-15")


def by_authority() -> Iterator[Vector]:
    """What an authority did to the recognition."""
    revoked = Revocation(date(2026, 11, 24), RevocationGround.FOOD_SAFETY, "88/QĐ-UBND")
    pause = Suspension(date(2026, 11, 24), "Chờ kết quả kiểm nghiệm")
    ended = replace(CERTIFICATION, printed_until=date(2026, 6, 1))
    for name, why, headline, certification, now in (
        ("revoked", "with effect from its day", "revoked",
         replace(CERTIFICATION, revocation=revoked), TODAY),
        ("revoked_from_tomorrow", "not before its day", "in_force",
         replace(CERTIFICATION, revocation=revoked), "2026-11-23T23:59:59+07:00"),
        ("revoked_and_expired", "both are true, and revoked weighs more", "revoked",
         replace(ended, revocation=revoked), TODAY),
        ("revoked_and_suspended", "both are true, and revoked weighs more", "revoked",
         replace(CERTIFICATION, revocation=revoked, suspensions=(pause,)), TODAY),
        ("suspended", "from its first day", "suspended",
         replace(CERTIFICATION, suspensions=(pause,)), TODAY),
        ("suspended_from_tomorrow", "not before it", "in_force",
         replace(CERTIFICATION, suspensions=(pause,)), "2026-11-23T23:59:59+07:00"),
        ("suspended_until_tomorrow", "the day before it is lifted", "suspended",
         replace(CERTIFICATION, suspensions=(replace(pause, lifted_on=date(2026, 11, 26)),)),
         "2026-11-25T12:00:00+07:00"),
        ("suspension_lifted", "counts again on the day it is lifted", "in_force",
         replace(CERTIFICATION, suspensions=(replace(pause, lifted_on=date(2026, 11, 26)),)),
         "2026-11-26T00:00:00+07:00"),
        ("suspended_again", "the second of two pauses", "suspended",
         replace(CERTIFICATION, suspensions=(Suspension(date(2025, 5, 1), "", "", date(2025, 6, 1)), pause)),
         TODAY),
        ("suspended_and_expired", "both are true, and suspended weighs more", "suspended",
         replace(ended, suspensions=(pause,)), TODAY),
    ):  # fmt: skip
        yield verdict(name, why, headline, certification, now=now, newer=None)


def by_renewal() -> Iterator[Vector]:
    """What a later certification of the same product does to an older label."""
    ended = replace(CERTIFICATION, printed_until=date(2026, 5, 1))
    newest = replace(NEWER, id=91, valid_from=date(2026, 10, 1), stars=3)
    same_day = replace(NEWER, valid_from=CERTIFICATION.valid_from)
    revoked = Revocation(date(2026, 7, 1), RevocationGround.OTHER, "9/QĐ-UBND")
    pause = Suspension(date(2026, 7, 1), "")
    for name, why, headline, records, newer in (
        ("superseded", "re-rated: the label shows the old star", "superseded", (NEWER,), 90),
        ("expired_and_renewed", "the product goes on by another decision", "superseded", (ended, NEWER), 90),
        ("renewed_twice", "the newest counts", "superseded", (NEWER, newest), 91),
        ("superseded_on_the_same_day", "the higher id is the later", "superseded", (same_day,), 90),
        ("newer_is_expiring", "it still counts", "superseded",
         (replace(NEWER, printed_until=date(2026, 12, 1)),), 90),
        ("newer_is_suspended", "a suspended one takes nobody's place", "in_force",
         (replace(NEWER, suspensions=(pause,)),), None),
        ("newer_is_revoked", "a revoked one takes nobody's place", "in_force",
         (replace(NEWER, revocation=revoked),), None),
        ("newest_is_suspended", "the one before it still counts", "superseded",
         (NEWER, replace(newest, suspensions=(pause,))), 90),
        ("newer_has_ended", "it is history itself", "in_force",
         (replace(NEWER, printed_until=date(2026, 11, 23)),), None),
        ("newer_has_not_begun", "it counts from its own day", "in_force",
         (replace(NEWER, valid_from=date(2026, 11, 25)),), None),
        ("newer_begins_today", "it counts from its own day", "superseded",
         (replace(NEWER, valid_from=date(2026, 11, 24)),), 90),
        ("older_exists", "an older one changes nothing", "in_force", (OLDER,), None),
        ("suspended_and_renewed", "suspended weighs more", "suspended",
         (replace(CERTIFICATION, suspensions=(pause,)), NEWER), None),
        ("revoked_and_renewed", "revoked weighs more", "revoked",
         (replace(CERTIFICATION, revocation=revoked), NEWER), None),
    ):  # fmt: skip
        yield verdict(name, why, headline, *records, newer=newer)


def by_label() -> Iterator[Vector]:
    """What became of the label itself, and labels that were never issued."""
    void = replace(UNIT_BATCH, voids=(VoidRange(5, 5), VoidRange(120, 123, "Cuộn tem bị mất")))
    revoked = replace(
        CERTIFICATION, revocation=Revocation(date(2026, 1, 1), RevocationGround.GIVEN_UP, "1/QĐ-UBND")
    )
    unit, product = label_of(UNIT_BATCH, 123), label_of(PRODUCT_BATCH, 0)
    for name, why, headline, records, label in (
        ("product_label", "the same on every package", "in_force", (), product),
        ("label_voided", "its serial is the last of a voided range", "label_voided", (void,), unit),
        ("label_beside_the_void", "one serial after it", "in_force", (void,), replace(unit, serial=124)),
        ("voided_and_revoked", "the label is told first", "label_voided", (void, revoked), unit),
        ("product_label_voided", "serial 0", "label_voided",
         (replace(PRODUCT_BATCH, voids=(VoidRange(0, 0),)),), product),
        ("first_serial", "serials begin at 1", "in_force", (), replace(unit, serial=1)),
        ("last_serial", "and end with the count", "in_force", (), replace(unit, serial=1000)),
        ("serial_0_of_a_unit_batch", "never issued", "unknown", (), replace(unit, serial=0)),
        ("serial_beyond_the_count", "never issued", "unknown", (), replace(unit, serial=1001)),
        ("serial_of_a_product_label", "never issued", "unknown", (), replace(product, serial=1)),
        ("batch_never_issued", "signed, by a key that was stolen", "unknown", (), replace(unit, batch_id=43)),
        ("batch_of_another_certification", "a star borrowed", "unknown", (), replace(unit, batch_id=42)),
        ("batch_of_another_kind", "never issued", "unknown", (), replace(unit, batch_id=40)),
        ("batch_of_another_key", "never issued", "unknown", (replace(UNIT_BATCH, key_id=1), OLD_KEY), unit),
        ("certification_missing", "a batch of nothing", "unknown",
         (replace(UNIT_BATCH, certification_id=99),), replace(unit, certification_id=99)),
        ("key_distrusted_later", "the batch is older than the theft", "in_force",
         (replace(KEY, distrusted_from=date(2025, 3, 11)),), unit),
        ("key_distrusted", "the batch was issued on the day", "forged",
         (replace(KEY, distrusted_from=date(2025, 3, 10)),), unit),
        ("key_distrusted_label_backdated", "the batch's day counts, not the label's", "forged",
         (replace(KEY, distrusted_from=date(2025, 3, 10)),), replace(unit, issued_on=date(2025, 1, 2))),
        ("key_retired", "it still vouches", "in_force", (replace(KEY, retired_on=date(2025, 4, 1)),), unit),
    ):  # fmt: skip
        yield verdict(name, why, headline, *records, label=label)


def by_code() -> Iterator[Vector]:
    """Codes that are nobody's label, and suspicions."""
    foreign = sign_label(label_of(UNIT_BATCH, 123), FOREIGN)
    stranger = sign_label(replace(label_of(UNIT_BATCH, 123), key_id=7), LabelSigner(7, bytes(32)))
    yield verdict("malformed", "not a label at all", "malformed", text="https://ocop.vn/HELLO")
    yield verdict("forged", "signed by a stranger under our key id", "forged", text=foreign)
    yield verdict("forged_by_an_unknown_key", "a key that never existed", "forged", text=stranger)
    often = "seen_unusually_often"
    why = "a suspicion stands beside the headline and never changes it"
    yield verdict("seen_unusually_often", why, "in_force", seen=often, circulation=often)
    why = "a product label is the same everywhere, so it cannot be copied"
    product = label_of(PRODUCT_BATCH, 0)
    yield verdict(
        "product_label_seen_often", why, "in_force", label=product, seen=often, circulation="normal"
    )
    why = "nothing is known about a label that is not ours"
    yield verdict("forged_seen_often", why, "forged", text=foreign, seen=often, circulation="normal")
