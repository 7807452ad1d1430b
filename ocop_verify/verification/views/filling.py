"""Which kept page answers a check, and what its slots are filled with; the same for both ways of a scan."""

from collections.abc import Mapping
from datetime import timedelta

from ocop_verify.catalog.holding import Held
from ocop_verify.domain.label import Label
from ocop_verify.domain.reports import LabelNumbers
from ocop_verify.domain.typed_code import make_code
from ocop_verify.domain.validity import local_day
from ocop_verify.domain.verdict import Headline
from ocop_verify.labels.keyring import KeyRing
from ocop_verify.verification.check import Check
from ocop_verify.verification.presenting import code_line, key_of, label_line
from ocop_verify.verification.views.noting import moment_written
from ocop_verify.web.formats import moment
from ocop_verify.web.language import address_in, at, language, other_language, translate

# Data that was not confirmed for longer than this is said to be so.
STALE_AFTER = timedelta(minutes=5)


def is_stale(check: Check, held: Held) -> bool:
    """Whether the page has to say that newer data could not be had."""
    return check.verdict.as_of - held.confirmed_at > STALE_AFTER


def page_key(check: Check, held: Held, place: str | None) -> tuple[object, ...]:
    """Everything that the page depends on, but for its slots; of the place, whether it is known."""
    day, stale = local_day(check.verdict.as_of), is_stale(check, held)
    return (held.catalogue.version, day, at(""), language(), stale, place is None, key_of(check))


def page_values(check: Check, held: Held, path: str, ring: KeyRing, query: str = "") -> Mapping[str, str]:
    """What the slots hold for this label, at this moment."""
    label = check.verdict.label
    code = code_of(label, held, ring) if label else ""
    return {
        "label": translate(label_line(label)) if label else "",
        "code": translate(code_line(code)) if code else "",
        "report": report_path(label, check.verdict.headline),
        "fresh": moment(held.confirmed_at),
        "switch": address_in(other_language(), path, query),
        "reasons": "",
        "moment": moment_written(check.verdict.as_of),
    }


def report_path(label: Label | None, headline: Headline) -> str:
    """Where to report what one sees, with the numbers of the label: its token stays out of every log."""
    numbers = LabelNumbers(label.certification_id, label.batch_id, label.serial) if label else None
    return at(f"/report?label={numbers}&verdict={headline}" if numbers else f"/report?verdict={headline}")


def code_of(label: Label, held: Held, ring: KeyRing) -> str:
    """The digits printed beside the QR, so that people can compare; "" where they cannot be made."""
    batch, code_key = held.catalogue.batches.get(label.batch_id), ring.code_key(label.key_id)
    if batch is None or code_key is None or not batch.covers(label.serial):
        return ""
    return make_code(batch, label.serial, code_key)
