"""A stall at a fair: what one check finds, and what many checks by many phones come to together.

A check is said once and never changed: a mistake is withdrawn, a disagreement settled, each by one more thing
said. What a stall comes to follows from the *set* of all that was said, in whatever order it arrived and
however often; so phones need not meet, and nothing that one of them saw is lost to another.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from types import MappingProxyType
from typing import Final

from ocop_verify.domain.verdict import STARRED, Headline


class StallFinding(StrEnum):
    """What was found of one product at a stall, in words that name no culprit."""

    IN_FORCE = "in_force"
    ENDED = "ended"  # a label of ours whose recognition (or the label itself) does not count today
    OTHER_STARS = "other_stars"  # the stall says, or the label shows, other stars than count today
    NOT_DECLARED = "not_declared"  # a good label, of a product that this stall has not declared
    FORGED = "forged"  # it looks like a label of ours and its signature is not ours
    NO_LABEL = "no_label"  # declared or sold as OCOP, and no label on it
    UNCONFIRMED = "unconfirmed"  # nobody could say: data too old, or a label newer than the data


class Colour(StrEnum):
    """How a stall or a line of its sheet looks. It never stands alone: a word and a shape stand with it."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    GREY = "grey"  # nothing was checked yet


COLOURS: Mapping[StallFinding, Colour] = MappingProxyType(
    {
        StallFinding.IN_FORCE: Colour.GREEN,
        StallFinding.ENDED: Colour.RED,
        StallFinding.OTHER_STARS: Colour.RED,
        StallFinding.NOT_DECLARED: Colour.AMBER,
        StallFinding.FORGED: Colour.RED,
        StallFinding.NO_LABEL: Colour.AMBER,
        StallFinding.UNCONFIRMED: Colour.AMBER,
    }
)
# What asks for an inspector; the rest the organizer settles at the stall.
FOLLOWED_UP: Final = frozenset({StallFinding.ENDED, StallFinding.OTHER_STARS, StallFinding.FORGED})

_NOT_OURS: Final = frozenset({Headline.MALFORMED, Headline.FORGED})


@dataclass(frozen=True, slots=True)
class LabelSeen:
    """What a scanned label is worth on the day of the check.

    ``product_id`` is None where nobody can say; ``stars`` are those that count (of the newer recognition, if
    the label's own was superseded), ``printed_stars`` those on the label.
    """

    headline: Headline
    product_id: int | None = None
    stars: int = 0
    printed_stars: int = 0


@dataclass(frozen=True, slots=True)
class DeclaredGood:
    """A good that a stall has declared. ``product_id`` is None where it matched no certified product.

    ``stars`` are those that the stall claims for it; 0 where it claims none.
    """

    id: int
    product_id: int | None = None
    stars: int = 0


def finding_of(seen: LabelSeen | None, goods: Collection[DeclaredGood]) -> StallFinding:
    """What a scanned label says at a stall that has declared these goods; None: the data could not say.

    A stall that has declared nothing is told what the label says and no more.
    """
    if seen is None or seen.headline is Headline.UNKNOWN:
        return StallFinding.UNCONFIRMED
    if seen.headline in _NOT_OURS:
        return StallFinding.FORGED
    if seen.headline not in STARRED:
        return StallFinding.ENDED
    good = good_of(seen.product_id, goods)
    if any(stars not in (0, seen.stars) for stars in (seen.printed_stars, good.stars if good else 0)):
        return StallFinding.OTHER_STARS
    if goods and good is None:
        return StallFinding.NOT_DECLARED
    return StallFinding.IN_FORCE


def good_of(product_id: int | None, goods: Iterable[DeclaredGood]) -> DeclaredGood | None:
    """The declared good that is this product; of several the first."""
    found = (good for good in goods if product_id is not None and good.product_id == product_id)
    return min(found, key=lambda good: good.id, default=None)


class Said(StrEnum):
    """What can be said at a stall. Each comes with an id of its own, made by the phone that says it."""

    SCANNED = "scanned"  # a label, and what the phone answered to it
    LOOKED = "looked"  # a declared good, looked at without a scan: what was found
    WITHDRAWN = "withdrawn"  # something said before was a mistake
    SETTLED = "settled"  # of checks that disagree: which finding stands
    NOTED = "noted"  # words on the stall
    PHOTO = "photo"  # a picture of the stall or of one good
    SIGNED = "signed"  # the stallholder has signed on the screen
    FINISHED = "finished"  # the stall is done, as far as this phone is concerned


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing said at a stall.

    ``by`` is the phone (or the account at a desk), ``turn`` counts what it has said, so that its order needs
    no clock; ``at`` is the phone's time, for people to read. ``subject`` is what a check or photo is about: a
    declared good ("good:7"), a product ("product:3"), or a code that names none ("code:…"). ``about`` are ids
    of other sayings: the one withdrawn, those settled.
    """

    id: str
    said: Said
    by: str
    turn: int
    at: datetime
    subject: str = ""
    finding: StallFinding | None = None
    about: frozenset[str] = frozenset()

    @property
    def order(self) -> tuple[datetime, str]:
        """The order for people to read in."""
        return self.at, self.id


@dataclass(frozen=True, slots=True)
class Line:
    """One subject of a stall's sheet: what stands, and the checks that it rests on, in order of time.

    ``finding`` None: not checked. ``disputed`` are the findings that disagree while nobody has settled it.
    """

    subject: str
    finding: StallFinding | None
    checks: tuple[Saying, ...] = ()
    disputed: frozenset[StallFinding] = frozenset()
    settled_by: Saying | None = None

    @property
    def colour(self) -> Colour:
        """A disagreement is amber at least: it is not settled by the kinder of two answers."""
        if self.finding is None:
            return Colour.GREY
        if self.disputed and Colour.RED not in {COLOURS[each] for each in self.disputed}:
            return Colour.AMBER
        return Colour.RED if self.disputed else COLOURS[self.finding]


@dataclass(frozen=True, slots=True)
class StallSheet:
    """What a stall comes to: a line for each declared good, then for whatever else was found there."""

    lines: tuple[Line, ...] = ()
    notes: tuple[Saying, ...] = field(default=())  # notes, photos and signatures, in order of time
    finished_by: Saying | None = None

    @property
    def colour(self) -> Colour:
        """The gravest of its lines; green once something was checked and nothing speaks against it.

        Goods that nobody has looked at keep a finished stall from being green.
        """
        colours = {line.colour for line in self.lines}
        checked = colours - {Colour.GREY}
        for each in (Colour.RED, Colour.AMBER):
            if each in checked:
                return each
        if not checked:
            return Colour.GREY
        return Colour.AMBER if self.finished_by and Colour.GREY in colours else Colour.GREEN

    @property
    def left(self) -> int:
        """How many declared goods nobody has looked at."""
        return sum(line.finding is None for line in self.lines)


def sheet_of(sayings: Iterable[Saying], goods: Sequence[DeclaredGood]) -> StallSheet:
    """What these sayings come to. The order and repetition of ``sayings`` make no difference."""
    said = {each.id: each for each in sayings}
    gone = _withdrawn(said.values())
    standing = sorted((each for each in said.values() if each.id not in gone), key=lambda each: each.order)
    lines: dict[str, list[Saying]] = {f"good:{good.id}": [] for good in goods}
    for each in standing:
        if each.said in (Said.SCANNED, Said.LOOKED):
            lines.setdefault(each.subject, []).append(each)
    settled = [each for each in standing if each.said is Said.SETTLED]
    return StallSheet(
        tuple(_line(subject, checks, settled) for subject, checks in lines.items()),
        tuple(each for each in standing if each.said in (Said.NOTED, Said.PHOTO, Said.SIGNED)),
        next((each for each in reversed(standing) if each.said is Said.FINISHED), None),
    )


def _withdrawn(said: Iterable[Saying]) -> frozenset[str]:
    """What was taken back: by the phone that said it, or by a desk. A withdrawal cannot be withdrawn."""
    everything = {each.id: each for each in said}
    return frozenset(
        gone
        for each in everything.values()
        if each.said is Said.WITHDRAWN
        for gone in each.about
        if gone in everything and everything[gone].said is not Said.WITHDRAWN
    )


def last_words(checks: Iterable[Saying]) -> Sequence[Saying]:
    """The last word of each phone, by its own turn: what counts, and what a settling has to name."""
    by_phone = sorted(checks, key=lambda each: (each.by, each.turn, each.id))
    return [list(own)[-1] for _, own in groupby(by_phone, key=lambda each: each.by)]


def _line(subject: str, checks: Sequence[Saying], settled: Iterable[Saying]) -> Line:
    """What several checks of one subject come to: the last word of each phone counts, and they must agree."""
    if not checks:
        return Line(subject, None)
    last = last_words(checks)
    findings = frozenset(each.finding for each in last if each.finding)
    newest = max(last, key=lambda each: each.order)
    if len(findings) < 2:
        return Line(subject, newest.finding, tuple(checks))
    answers = {each.id for each in last}
    settling = [each for each in settled if each.subject == subject and answers <= each.about]
    if settling:
        final = max(settling, key=lambda each: each.order)
        return Line(subject, final.finding, tuple(checks), settled_by=final)
    return Line(subject, newest.finding, tuple(checks), findings)
