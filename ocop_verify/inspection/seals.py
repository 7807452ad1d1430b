"""The seal of a document: what it was made from, so that whoever holds the paper can have it checked.

The QR code on a paper leads to a page that says what it is of, when it was made, and whether
what is kept today still gives the same check number; nothing else of it. What is sealed can only be
added to, never changed, so an old paper stays true and the page says that there is more now.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Self

import msgspec
from itsdangerous import BadData, URLSafeSerializer

from ocop_verify.inspection.models import FlagEntryRow, FlagEvidenceRow, FlagRow, VisitRow

FLAG, VISIT = "f", "v"
CHECK_LENGTH = 16
MAX_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Seal:
    """What a paper says of itself. ``kind`` says what it is of: a case, a visit, a fair.

    ``last`` is the last line of the story that it tells (0: of a visit).
    """

    kind: str
    key: int
    last: int
    check: str
    made_at: datetime

    @property
    def written(self) -> str:
        """The check number in groups of four, as it stands on the paper."""
        return "-".join(self.check[at : at + 4] for at in range(0, CHECK_LENGTH, 4))


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of what a paper tells: its number, the check number up to the seal, whether more came."""

    number: str
    check: str
    more: bool = False


# What is kept of the thing that a seal is of; None where there is no such thing.
KeptOf = Callable[[Seal], Kept | None]


class Seals:
    """Makes and reads seals with the secret key of the settings."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeSerializer(
            secret,
            salt="ocop-inspection-paper-v1",
            signer_kwargs={"key_derivation": "hmac", "digest_method": sha256},
        )

    def make(self, seal: Seal) -> str:
        """The seal as it stands in an address."""
        facts = [seal.kind, seal.key, seal.last, seal.check, int(seal.made_at.timestamp())]
        return str(self._signer.dumps(facts))

    def read(self, text: str) -> Seal | None:
        """The seal in an address; None where it is not ours."""
        try:
            kind, key, last, check, made_at = self._signer.loads(text[:MAX_LENGTH])
            return Seal(kind, key, last, check, datetime.fromtimestamp(made_at, UTC))
        except (BadData, TypeError, ValueError):
            return None


@dataclass(frozen=True, slots=True)
class Told:
    """A case as it was when a paper was made: its story up to a line, and the evidence up to there."""

    row: FlagRow
    story: Sequence[FlagEntryRow]
    evidence: Sequence[FlagEvidenceRow]

    def up_to(self, last: int) -> Self:
        """The same as it was when ``last`` was the last line."""
        story = [each for each in self.story if each.id <= last]
        return type(self)(self.row, story, [each for each in self.evidence if each.entry_id <= last])


def check_of_flag(told: Told) -> str:
    """The check number of a case: over what never changes of it."""
    row = told.row
    facts = [row.id, row.opened_at, row.kind, row.about, row.product_id, row.label, row.province]
    story = [[each.id, each.at, each.actor, each.what, each.to_state, each.words] for each in told.story]
    evidence = [[each.id, each.sha256, each.size, each.taken_at, each.place] for each in told.evidence]
    return _check([FLAG, *facts, row.seen_where, row.law, story, evidence])


def check_of_visit(row: VisitRow) -> str:
    """The check number of a visit that was made."""
    planned = [row.id, row.product_id, row.province, row.planned_on, row.why]
    found = [row.visited_at, row.visited_by, row.result, row.checks, row.words, row.signed_by, row.photo]
    return _check([VISIT, *planned, *found, row.follow_up_on])


def _check(facts: Iterable[object]) -> str:
    return sha256(msgspec.json.encode(list(facts), enc_hook=str)).hexdigest()[:CHECK_LENGTH]
