"""The facts as values: what the registry knows, in the shape that every reader sees.

Days are days in Asia/Ho_Chi_Minh. Records refer to each other by id; ``domain.catalogue`` joins them.
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum


class Level(StrEnum):
    """The level of a recognising authority (148/QĐ-TTg, 1489/QĐ-TTg, 26/2026/QĐ-TTg)."""

    DISTRICT = "district"
    PROVINCE = "province"
    MINISTRY = "ministry"


class ProducerType(StrEnum):
    """The legal form of a producer (chủ thể)."""

    COOPERATIVE = "cooperative"
    COOPERATIVE_GROUP = "cooperative_group"
    ENTERPRISE = "enterprise"
    ESTABLISHMENT = "establishment"
    HOUSEHOLD = "household"
    OTHER = "other"


class LabelKind(IntEnum):
    """PRODUCT: one code, the same on every package. UNIT: serialised, one code a package."""

    PRODUCT = 0
    UNIT = 1


class RevocationGround(StrEnum):
    """Grounds on which recognition is revoked (26/2026/QĐ-TTg Art. 8; words in ``catalog.words``)."""

    NOT_RE_EVALUATED = "not_re_evaluated"
    FAILED_RE_EVALUATION = "failed_re_evaluation"
    FOOD_SAFETY = "food_safety"
    NOT_AS_RECOGNISED = "not_as_recognised"
    PRODUCTION_STOPPED = "production_stopped"
    PRODUCER_DISSOLVED = "producer_dissolved"
    MARK_MISUSED = "mark_misused"
    GIVEN_UP = "given_up"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Authority:
    """A body that issues decisions. ``province`` is today's two-digit code; None for a ministry.

    ``existed_until`` is the last day of a body that no longer exists (None: it still does), and
    ``successor`` the name of the body that took over.
    """

    id: int
    name: str
    level: Level
    province: str | None = None
    existed_until: date | None = None
    successor: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A recognition decision; its number is unique only with authority and year.

    ``document`` is the SHA-256 of its signed PDF; None where none was published.
    """

    id: int
    authority_id: int
    number: str
    issued_on: date
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Producer:
    """A producer (chủ thể OCOP). ``address`` is as registered; ``commune`` and ``province`` are today's."""

    id: int
    name: str
    type: ProducerType
    address: str = ""
    commune: str = ""
    province: str = ""


@dataclass(frozen=True, slots=True)
class Product:
    """A product of one producer. ``product_set`` is the text of the criteria set it was rated under."""

    id: int
    producer_id: int
    name: str
    product_set: str = ""
    gtin: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """What is said of a product beside its decisions; ``id`` is the product's.

    ``document`` is the hash of a small file with the words and the photos, so that the catalogue need not
    hold them.
    """

    id: int
    document: str


@dataclass(frozen=True, slots=True)
class Suspension:
    """Recognition is paused from ``from_day`` on; ``lifted_on`` is the first day it counts again."""

    from_day: date
    reason: str
    decision: str = ""
    lifted_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether recognition is paused on this day."""
        return self.from_day <= day and (self.lifted_on is None or day < self.lifted_on)


@dataclass(frozen=True, slots=True)
class Revocation:
    """Recognition was withdrawn, with effect from ``on``."""

    on: date
    ground: RevocationGround
    decision: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """The end was moved to ``until`` (inclusive); ``basis`` names the legal text."""

    until: date
    basis: str


@dataclass(frozen=True, slots=True)
class Certification:
    """One recognition episode: a product, a decision, a star, from-until.

    ``printed_until`` is the end printed on the certificate, where it was given; it overrides the
    36 months of the rule (``domain.validity.end_of``). None: the rule decides.
    """

    id: int
    product_id: int
    decision_id: int
    stars: int
    valid_from: date
    printed_until: date | None = None
    score: str = ""
    extension: Extension | None = None
    suspensions: tuple[Suspension, ...] = ()
    revocation: Revocation | None = None


@dataclass(frozen=True, slots=True)
class VoidRange:
    """The serials ``first`` to ``last`` (both included) of a batch no longer count."""

    first: int
    last: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Labels issued together. Serials run from 1 to ``count``; a product label has serial 0 only."""

    id: int
    certification_id: int
    kind: LabelKind
    count: int
    key_id: int
    issued_on: date
    printed_stars: int
    printed_until: date
    voids: tuple[VoidRange, ...] = ()

    def covers(self, serial: int) -> bool:
        """Whether a label with this serial was ever issued in this batch."""
        return serial == 0 if self.kind is LabelKind.PRODUCT else 1 <= serial <= self.count

    def void_of(self, serial: int) -> VoidRange | None:
        """The voided range that this serial lies in, if any."""
        return next((void for void in self.voids if void.first <= serial <= void.last), None)


@dataclass(frozen=True, slots=True)
class LabelKey:
    """The public half (32 bytes) of a key that signs labels.

    A retired key signs no more and still verifies. A key distrusted from a day vouches only for
    batches issued before that day.
    """

    id: int
    public: bytes
    created_on: date
    retired_on: date | None = None
    distrusted_from: date | None = None
