"""What a fair comes to at this moment: how far it is, by colour and by finding, and what is disputed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ocop_verify.domain.stall_checks import Colour, StallFinding
from ocop_verify.fairs.sheets import StallRead


class Share(StrEnum):
    """Stalls that can be asked for, beside those of a colour or a finding."""

    DISPUTED = "disputed"
    LEFT = "left"  # nobody was there yet
    OPEN = "open"  # somebody was there, and it is not said to be done


@dataclass(frozen=True, slots=True)
class FairFigures:
    """How far a fair is. ``shares`` are how many stalls there are of each; ``last_at``: the last arrival."""

    stalls: int
    colours: Mapping[Colour, int]
    findings: Mapping[StallFinding, int]
    shares: Mapping[Share, int]
    goods: int
    sayings: int
    last_at: datetime | None

    @property
    def checked(self) -> int:
        """At how many stalls something was checked."""
        return self.stalls - self.shares[Share.LEFT]


def figures_of(read: Sequence[StallRead]) -> FairFigures:
    """Count. A finding counts once for each line of a sheet, a disputed one once for each of its findings."""
    findings: Counter[StallFinding] = Counter()
    for each in read:
        findings.update(findings_at(each))
    rows = [row for each in read for row in each.rows.values()]
    return FairFigures(
        len(read),
        Counter(each.sheet.colour for each in read),
        findings,
        {share: sum(is_of(each, share) for each in read) for share in Share},
        sum(len(each.goods) for each in read),
        len(rows),
        max((row.received_at for row in rows), default=None),
    )


def is_of(read: StallRead, share: Share) -> bool:
    """Whether a stall belongs to a share."""
    match share:
        case Share.DISPUTED:
            return is_disputed(read)
        case Share.LEFT:
            return read.sheet.colour is Colour.GREY
        case Share.OPEN:
            return read.sheet.colour is not Colour.GREY and read.sheet.finished_by is None


def is_disputed(read: StallRead) -> bool:
    """Whether phones disagree about something at this stall."""
    return any(line.disputed for line in read.sheet.lines)


def findings_at(read: StallRead) -> Mapping[StallFinding, int]:
    """What was found at a stall, and how often, in the order of ``StallFinding``."""
    count: Counter[StallFinding] = Counter()
    for line in read.sheet.lines:
        count.update(line.disputed or ([line.finding] if line.finding else []))
    return {each: count[each] for each in StallFinding if count[each]}


def chosen(read: Iterable[StallRead], word: str) -> list[StallRead]:
    """The stalls that a word of an address asks for (a colour, a finding or a share), disputed ones first.

    A word that is none of these asks for all.
    """
    found = [each for each in read if _is_asked(each, word)]
    return sorted(found, key=lambda each: not is_disputed(each))


def _is_asked(read: StallRead, word: str) -> bool:
    if word in set(Colour):
        return read.sheet.colour == word
    if word in set(StallFinding):
        return StallFinding(word) in findings_at(read)
    return is_of(read, Share(word)) if word in set(Share) else True
