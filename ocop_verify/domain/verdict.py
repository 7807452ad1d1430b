"""The answer to a scan: three independent findings, and one headline that follows from them.

Authenticity says whether the text is a label of ours. Standing says what the certification is on a day, or
what became of the label itself. Circulation says whether one unit label is seen more often than one package
explains; it is a suspicion for people to look into, stands beside the headline and never changes it.

Nothing here is stored. The same label, catalogue and time give the same verdict, online and offline.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Final

from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.label import Label
from ocop_verify.domain.records import Batch, Certification, LabelKind
from ocop_verify.domain.token import Authenticity
from ocop_verify.domain.validity import end_of, has_ended, is_expiring, local_day

__all__ = [
    "COUNTING",
    "STARRED",
    "Authenticity",
    "Circulation",
    "Headline",
    "Standing",
    "StandingReading",
    "Verdict",
    "decide",
    "headline_of",
    "standing_on",
    "status_of",
]


class Standing(StrEnum):
    """What a certification is on a day; the last two speak of the label, not of its certification.

    UNKNOWN means that we never issued such a label, which is less than FORGED and not the same as fake.
    """

    IN_FORCE = "in_force"
    EXPIRING = "expiring"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    NOT_YET_VALID = "not_yet_valid"
    LABEL_VOIDED = "label_voided"
    UNKNOWN = "unknown"


class Circulation(StrEnum):
    """How a unit label is met in the market. A product label is the same on every package: always NORMAL."""

    NORMAL = "normal"
    SEEN_UNUSUALLY_OFTEN = "seen_unusually_often"


class Headline(StrEnum):
    """The one word of the answer, in the order in which the first that applies is taken."""

    MALFORMED = "malformed"
    FORGED = "forged"
    UNKNOWN = "unknown"
    LABEL_VOIDED = "label_voided"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRING = "expiring"
    IN_FORCE = "in_force"


# Under these a star counts today: the label's own, or that of the certification that superseded it.
STARRED: Final = frozenset({Headline.IN_FORCE, Headline.EXPIRING, Headline.SUPERSEDED})


@dataclass(frozen=True, slots=True)
class StandingReading:
    """What a certification is on a day, its last valid day, and what superseded it, if anything did."""

    standing: Standing
    valid_until: date
    newer: Certification | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The whole answer. ``as_of`` is the moment that was asked about.

    ``label`` is None unless its signature is good: nothing that a forged code says is worth repeating.
    The rest is None unless the label is known through its batch; a voided label still shows them.
    """

    headline: Headline
    authenticity: Authenticity
    standing: Standing
    as_of: datetime
    circulation: Circulation = Circulation.NORMAL
    label: Label | None = None
    batch: Batch | None = None
    certification: Certification | None = None
    newer: Certification | None = None
    valid_until: date | None = None


def decide(
    label: Label | None,
    authenticity: Authenticity,
    catalogue: Catalogue,
    now: datetime,
    circulation: Circulation = Circulation.NORMAL,
) -> Verdict:
    """The verdict on a label at a moment. ``label`` is None where a code named none that could be read."""
    # (1) A code without a good signature, by a key that still vouches for it, is nobody's label.
    batch = _issuing_batch(label, catalogue) if label else None
    if label and authenticity is Authenticity.SIGNATURE_VALID and not _vouched_for(label, batch, catalogue):
        authenticity = Authenticity.UNKNOWN_KEY
    if authenticity is not Authenticity.SIGNATURE_VALID:
        return Verdict(headline_of(authenticity, Standing.UNKNOWN), authenticity, Standing.UNKNOWN, now)
    # (2) A good label is known only through the batch that it was issued in.
    certification = catalogue.certifications.get(batch.certification_id) if batch else None
    if label is None or batch is None or certification is None:
        return Verdict(Headline.UNKNOWN, authenticity, Standing.UNKNOWN, now, label=label)
    # (3) What its certification is today, unless the label itself was voided.
    reading = standing_on(certification, catalogue, local_day(now))
    standing = Standing.LABEL_VOIDED if batch.void_of(label.serial) else reading.standing
    return Verdict(
        headline_of(authenticity, standing),
        authenticity,
        standing,
        now,
        circulation=circulation if batch.kind is LabelKind.UNIT else Circulation.NORMAL,
        label=label,
        batch=batch,
        certification=certification,
        newer=reading.newer,
        valid_until=reading.valid_until,
    )


def _vouched_for(label: Label, batch: Batch | None, catalogue: Catalogue) -> bool:
    """Whether the label's key is ours and, if it is distrusted from a day, the batch was issued before.

    The batch's day counts, not the label's own: that one is in the hands of whoever holds the key. Labels
    of later batches are forged to us rather than unknown, since anybody may have signed them.
    """
    key = catalogue.keys.get(label.key_id)
    if key is None:
        return False
    return key.distrusted_from is None or batch is None or batch.issued_on < key.distrusted_from


def _issuing_batch(label: Label, catalogue: Catalogue) -> Batch | None:
    """The batch that really issued this label, if one did.

    What is printed (stars, end, issue date) may differ from the batch; what identifies the label may not.
    So a stolen key can copy a label that exists, but not invent one.
    """
    batch = catalogue.batches.get(label.batch_id)
    if batch is None or not batch.covers(label.serial):
        return None
    named = (label.certification_id, label.kind, label.key_id)
    return batch if named == (batch.certification_id, batch.kind, batch.key_id) else None


def standing_on(certification: Certification, catalogue: Catalogue, day: date) -> StandingReading:
    """What a certification is on a day: revoked > suspended > superseded > what the dates say.

    Several can be true at once, as when a revoked one has also expired; the reader is told the one that
    weighs most.
    """
    until = _end_of(certification)
    own = _own_standing(certification, until, day)
    if own in (Standing.REVOKED, Standing.SUSPENDED):
        return StandingReading(own, until)
    newer = _superseding(certification, catalogue, day)
    return StandingReading(Standing.SUPERSEDED, until, newer) if newer else StandingReading(own, until)


def _end_of(certification: Certification) -> date:
    return end_of(certification.valid_from, certification.printed_until, certification.extension)


def _own_standing(certification: Certification, until: date, day: date) -> Standing:
    """The standing that a certification has by itself, whatever else its product was awarded."""
    if certification.revocation and certification.revocation.on <= day:
        return Standing.REVOKED
    if any(pause.holds_on(day) for pause in certification.suspensions):
        return Standing.SUSPENDED
    if has_ended(until, day):
        return Standing.EXPIRED
    if day < certification.valid_from:
        return Standing.NOT_YET_VALID
    return Standing.EXPIRING if is_expiring(until, day) else Standing.IN_FORCE


# Stars count today. Only a certification that does takes the place of an older one: one that is suspended or
# revoked leaves the older as it was, and one that has ended is history itself.
COUNTING: Final = frozenset({Standing.IN_FORCE, Standing.EXPIRING})


def _superseding(certification: Certification, catalogue: Catalogue, day: date) -> Certification | None:
    """The newest later certification of the same product that counts on this day."""
    if len(catalogue.certifications_of_product.get(certification.product_id, ())) < 2:
        return None
    for other in catalogue.history_of(certification.product_id):
        if other.id == certification.id:
            return None
        if counts_by_itself(other, day):
            return other
    return None


def counts_by_itself(certification: Certification, day: date) -> bool:
    """Whether it counts on this day, whatever else its product was awarded."""
    return _own_standing(certification, _end_of(certification), day) in COUNTING


def headline_of(authenticity: Authenticity, standing: Standing) -> Headline:
    """The first headline that applies; a standing means nothing unless the label is authentic."""
    match authenticity:
        case Authenticity.SIGNATURE_VALID:
            return Headline(standing.value)
        case Authenticity.MALFORMED:
            return Headline.MALFORMED
        case _:
            return Headline.FORGED


def status_of(headline: Headline) -> HTTPStatus:
    """200 for every label that we issued, whatever it is worth today: the answer itself is a success."""
    match headline:
        case Headline.MALFORMED:
            return HTTPStatus.BAD_REQUEST
        case Headline.FORGED | Headline.UNKNOWN:
            return HTTPStatus.NOT_FOUND
        case _:
            return HTTPStatus.OK
