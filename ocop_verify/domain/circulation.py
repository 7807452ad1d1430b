"""Whether one unit label is met more often than one package explains: a suspicion, never a sentence.

A signature proves that we issued a label, not that the label is on the package it was issued for: a copied
label verifies. What gives copies away is how they are met: by too many people, on too many days, in places
too far apart. Nothing here can tell the true package from a copy of it, so the words accuse nobody, and
only a person turns a suspicion into a fact.

The same label is also met often when nobody copied it: a picture of it goes round in a chat or stands in a
shop's listing, or a package lies on a stall and a crowd scans it. Those are taken out first.

Only unit labels can be judged. A product label is the same on every package.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

from ocop_verify.domain.errors import N_
from ocop_verify.domain.travel import least_hours_between
from ocop_verify.domain.validity import local_day
from ocop_verify.domain.verdict import Circulation


class Source(StrEnum):
    """How somebody came to scan a label, as far as a request tells."""

    DIRECT = "direct"  # a phone's camera opened the page in a browser
    IN_APP = "in_app"  # the web view of a chat or a network: its scanner, or a picture or link in a chat
    CAMERA = "camera"  # our own scanner, with the camera
    TYPED = "typed"  # the digits beside the QR code
    UPLOAD = "upload"  # our own scanner, with a picture
    LINK = "link"  # a link on another site
    FAIR = "fair"  # an organizer at a stall
    INSPECTION = "inspection"  # an inspector with the package in hand
    MACHINE = "machine"  # a program that asks the API


# Where nobody needs to have the package: the first thing that a picture in a listing looks like.
PICTURES: Final = frozenset({Source.UPLOAD, Source.LINK, Source.MACHINE})
# Most people scan with the scanner of a chat application, and its web view looks the same when they open a
# picture that somebody sent them. Such a scan counts as a package in hand until there are pictures about.
UNCLEAR: Final = frozenset({Source.IN_APP})


@dataclass(frozen=True, slots=True)
class RecentScan:
    """One scan of the last 30 days. ``place`` is a province code; None: nobody said where."""

    at: datetime
    source: Source
    place: str | None = None


@dataclass(frozen=True, slots=True)
class ScanDay:
    """What was counted of one label on one day in Vietnam.

    ``pictures`` and ``unclear`` are the scans whose source is in ``PICTURES`` and in ``UNCLEAR``.
    """

    day: date
    scans: int
    devices: int
    pictures: int = 0
    unclear: int = 0

    @property
    def hands(self) -> int:
        """How many people may have held the package on this day: an upper bound."""
        return min(self.devices, self.scans - self.pictures)


@dataclass(frozen=True, slots=True)
class ScanSummary:
    """All that is remembered of one unit label. ``days`` and ``recent`` are in the order of time."""

    scans: int
    first_at: datetime
    last_at: datetime
    days: tuple[ScanDay, ...]
    recent: tuple[RecentScan, ...] = ()
    printed_until: date | None = None


class ReasonCode(StrEnum):
    """Why a label is seen unusually often."""

    MANY_SCANS = "many_scans"
    MANY_CROWDS = "many_crowds"
    MANY_PLACES = "many_places"
    TOO_FAR_TOO_SOON = "too_far_too_soon"
    LONG_AFTER_SALE = "long_after_sale"


WORDS: Final[Mapping[ReasonCode, str]] = {
    ReasonCode.MANY_SCANS: N_(
        "Khoảng %(devices)s thiết bị đã xem mã này, vào %(days)s ngày khác nhau: "
        "nhiều hơn thường gặp ở một gói hàng."
    ),
    ReasonCode.MANY_CROWDS: N_(
        "Đã %(crowds)s đợt có đông người cùng xem mã này: nhiều hơn thường gặp ở một gói hàng."
    ),
    ReasonCode.MANY_PLACES: N_(
        "Trong 30 ngày, mã này được xem ở %(places)s tỉnh, thành: nhiều hơn thường gặp ở một gói hàng."
    ),
    ReasonCode.TOO_FAR_TOO_SOON: N_(
        "%(moves)s lần mã này được xem ở hai nơi xa nhau, trong thời gian ngắn hơn thời gian đi đường."
    ),
    ReasonCode.LONG_AFTER_SALE: N_(
        "Mã này vẫn được xem vào %(days)s ngày khác nhau, hơn một năm sau khi hết hạn in trên tem."
    ),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason with its figures; ``message`` is the sentence that they fill in."""

    code: ReasonCode
    figures: Mapping[str, int]

    @property
    def message(self) -> str:
        """The sentence in Vietnamese, a template with the names of ``figures``."""
        return WORDS[self.code]


@dataclass(frozen=True, slots=True)
class CirculationReading:
    """The finding on circulation. ``scans`` and ``first_at`` are None where no scans are known."""

    code: Circulation = Circulation.NORMAL
    reasons: tuple[Reason, ...] = ()
    scans: int | None = None
    first_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Every number of the rule; ``bench/circulation.py`` measures what they catch and whom they hit."""

    # A household with guests, all of whom try it, and whoever gave the package: up to eight devices are
    # never suspicious.
    household: int = 9
    # A package is met when it stands on a shelf, is bought, opened, shown, perhaps resold. Fourteen people
    # whom no crowd explains are beyond that; on fewer than three days they may be one feast.
    devices: int = 14
    days: int = 3
    # As many people on one day are a crowd around one package rather than as many buyers of copies ...
    crowd: int = 15
    # ... and a fair lasts up to five days, beginning slowly: the day before belongs to it.
    crowd_days: int = 5
    # Two fairs with the same package are thinkable; copies sold by the hundred look like a fair every week.
    crowds: int = 3
    # A stall is in one province, give or take the scans that phone networks place elsewhere.
    crowd_share: float = 0.6
    # Fewer known places than this say nothing about whether a crowd stands in one of them.
    crowd_places: int = 5
    # A post in a chat is looked at at once: most of a day's scans within three hours ...
    post_scans: int = 8
    post_hours: int = 3
    post_share: float = 0.6
    # ... and trickles on for a week.
    post_days: int = 7
    # A picture goes round once links and uploads are more than a stray one: two, and every eighth scan.
    pictures: int = 2
    picture_share: float = 0.12
    # Then the rest counts only where most scans surely had the package in hand.
    sure_share: float = 0.5
    # Buyer, giver and the three cities where phone networks have their gateways make five provinces.
    places: int = 6
    # One wrong place makes two moves that are too quick, there and back; two make four.
    moves: int = 5
    move_places: int = 3
    # Stock is sold for months after the end that it prints, and a jar stands in a cupboard for as long.
    late_after_days: int = 365
    late_days: int = 3
    late_devices: int = 4


THRESHOLDS: Final = Thresholds()


def read_circulation(seen: ScanSummary, now: datetime, limits: Thresholds = THRESHOLDS) -> CirculationReading:
    """What the scans of a unit label say at a moment, with every reason that applies."""
    reasons = tuple(_reasons(seen, now, limits))
    code = Circulation.SEEN_UNUSUALLY_OFTEN if reasons else Circulation.NORMAL
    return CirculationReading(code, reasons, seen.scans, seen.first_at)


def may_be_suspicious(scans: int, limits: Thresholds = THRESHOLDS) -> bool:
    """Whether so many scans can be too many at all; below, nobody needs to look further."""
    return scans >= min(limits.household, limits.late_devices)


def _reasons(seen: ScanSummary, now: datetime, limits: Thresholds) -> Iterable[Reason]:
    yield from _long_after_sale(seen, limits)
    # (1) A picture of the label goes round: its scans say nothing about packages.
    if _is_pictured(seen.days, limits):
        return
    # (2) What a crowd or a post explains is one occasion, however many scans it has.
    eventful = _eventful_days(seen, limits)
    ordinary = [each for each in seen.days if each.hands and each.day not in eventful.covered]
    devices = sum(each.hands for each in ordinary)
    if eventful.crowds >= limits.crowds:
        yield Reason(ReasonCode.MANY_CROWDS, {"crowds": eventful.crowds})
    # (3) What is left must be explained by one package and those who held it.
    if devices < limits.household:
        return
    if devices >= limits.devices and len(ordinary) >= limits.days:
        yield Reason(ReasonCode.MANY_SCANS, {"devices": devices, "days": len(ordinary)})
    placed = [
        each
        for each in seen.recent
        if each.place and each.source not in PICTURES and local_day(each.at) not in eventful.covered
    ]
    yield from _apart(placed, limits)


def _is_pictured(days: Iterable[ScanDay], limits: Thresholds) -> bool:
    """Whether a picture of the label goes round and accounts for too much to judge the rest."""
    scans = pictures = sure = 0
    for each in days:
        scans += each.scans
        pictures += each.pictures
        sure += each.scans - each.pictures - each.unclear
    goes_round = pictures >= limits.pictures and pictures >= scans * limits.picture_share
    return goes_round and sure < scans * limits.sure_share


@dataclass(slots=True)
class _Eventful:
    """The days that a crowd or a post explains, and how many crowds there were."""

    covered: set[date] = field(default_factory=set)
    crowds: int = 0

    def cover(self, first: date, days: int) -> None:
        self.covered.update(first + timedelta(days=offset) for offset in range(days))


def _eventful_days(seen: ScanSummary, limits: Thresholds) -> _Eventful:
    eventful = _Eventful()
    scans_of: dict[date, list[RecentScan]] = {}
    for scan in seen.recent:
        scans_of.setdefault(local_day(scan.at), []).append(scan)
    for each in seen.days:
        scans = scans_of.get(each.day, [])
        if each.day in eventful.covered:
            continue
        if _is_post(scans, limits):
            eventful.cover(each.day, limits.post_days)
        elif each.hands >= limits.crowd and _in_one_place(scans, limits):
            eventful.cover(each.day - timedelta(days=1), limits.crowd_days + 1)
            eventful.crowds += 1
    return eventful


def _in_one_place(scans: Iterable[RecentScan], limits: Thresholds) -> bool:
    """Whether most known places are one. A few say nothing, and then the crowd gets the benefit."""
    places = Counter(scan.place for scan in scans if scan.place)
    known = places.total()
    return known < limits.crowd_places or places.most_common(1)[0][1] >= known * limits.crowd_share


def _is_post(scans: Sequence[RecentScan], limits: Thresholds) -> bool:
    """Whether a day's scans come as those of a post do: most of them within hours of each other."""
    if len(scans) < limits.post_scans:
        return False
    window = timedelta(hours=limits.post_hours)
    most = start = 0
    for end, scan in enumerate(scans):
        while scan.at - scans[start].at > window:
            start += 1
        most = max(most, end - start + 1)
    return most >= len(scans) * limits.post_share


def _apart(placed: Sequence[RecentScan], limits: Thresholds) -> Iterable[Reason]:
    places = {scan.place for scan in placed}
    if len(places) >= limits.places:
        yield Reason(ReasonCode.MANY_PLACES, {"places": len(places)})
    moves = sum(_too_soon(here, there) for here, there in pairwise(placed))
    if moves >= limits.moves and len(places) >= limits.move_places:
        yield Reason(ReasonCode.TOO_FAR_TOO_SOON, {"moves": moves})


def _too_soon(here: RecentScan, there: RecentScan) -> bool:
    hours = (there.at - here.at) / timedelta(hours=1)
    return hours < least_hours_between(here.place or "", there.place or "")


def _long_after_sale(seen: ScanSummary, limits: Thresholds) -> Iterable[Reason]:
    if seen.printed_until is None:
        return
    sold_until = seen.printed_until + timedelta(days=limits.late_after_days)
    late = [each for each in seen.days if each.day > sold_until and each.hands]
    if len(late) >= limits.late_days and sum(each.hands for each in late) >= limits.late_devices:
        yield Reason(ReasonCode.LONG_AFTER_SALE, {"days": len(late)})
