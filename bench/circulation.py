"""Does the rule of ``domain/circulation.py`` notice copies, and whom does it suspect wrongly?

    python -m bench.circulation            some minutes; prints the tables
    python -m bench.circulation --write    also draws docs/img/circulation.svg

Nobody has published how often OCOP labels are scanned, so the traces here are assumptions, each with its
reason beside it, drawn from a seed. They show what the rule can and cannot tell apart; they prove nothing
about the market. ``docs/circulation.md`` says how to read the figures.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bench.drawing import Curve, draw_curves
from ocop_verify.domain.circulation import (
    PICTURES,
    UNCLEAR,
    RecentScan,
    ScanDay,
    ScanSummary,
    Source,
    may_be_suspicious,
    read_circulation,
)
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.validity import VIETNAM, local_day
from ocop_verify.domain.verdict import Circulation

SEED = 20261120
FIRST_DAY = date(2026, 3, 1)
PICTURE = Path(__file__).resolve().parent.parent / "docs" / "img" / "circulation.svg"
GOAL_SCANS = 30
KEPT_DAYS = 30
KEPT_SCANS = 300

Place = str
Mix = Mapping[Source, float]

# How people with a package in hand scan it. Most use Zalo, whose scanner opens its own web view.
IN_HAND: Mix = {
    Source.IN_APP: 0.55, Source.DIRECT: 0.36, Source.CAMERA: 0.03, Source.TYPED: 0.03, Source.UPLOAD: 0.02,
    Source.LINK: 0.01,
}  # fmt: skip
# A picture or a link in a chat is mostly opened inside the chat; the rest saves it, or follows a link.
FROM_A_CHAT: Mix = {Source.IN_APP: 0.70, Source.DIRECT: 0.12, Source.UPLOAD: 0.06, Source.LINK: 0.12}
# A picture in a shop's listing has to be saved and read from the gallery, or its link followed.
FROM_A_LISTING: Mix = {Source.IN_APP: 0.45, Source.DIRECT: 0.20, Source.UPLOAD: 0.15, Source.LINK: 0.20}

# Where phone networks place people when they are wrong: at their gateways.
GATEWAYS = ("01", "48", "79")
# A third of the people live in these five; the rest is spread evenly. Copies are sold where people are.
CROWDED = {"79": 14, "01": 9, "75": 5, "38": 4, "40": 4}
PLACES = tuple(PROVINCES)
WEIGHTS = [CROWDED.get(code, 2) for code in PLACES]


@dataclass(frozen=True)
class World:
    """What the server gets to know of a scan: how often its place, and how well it tells devices apart.

    ``prefixes`` is the number of address prefixes of one province's phone networks, and ``models`` that of
    user agents in use, the n-th as frequent as 1/n: two people with the same of both are one device.
    """

    name: str = "half of all places known"
    place_known: float = 0.5
    place_wrong: float = 0.1
    prefixes: int = 100
    models: int = 60
    listing: Mix = field(default_factory=lambda: FROM_A_LISTING)


@dataclass(frozen=True)
class Scan:
    """What happened: when, by whom, where, and how."""

    at: datetime
    person: int
    place: Place
    source: Source


class Traces:
    """Draws what happens to one label."""

    def __init__(self, random: Random, world: World) -> None:
        self.random = random
        self.world = world
        self._people = 0

    # --- honest -------------------------------------------------------------------------------------

    def household(self) -> list[Scan]:
        """One to five scans by one or two people, when they buy and when they open the package."""
        place, start = self._place(), self._day()
        people = [self._person() for _ in range(self.random.choice((1, 1, 1, 2)))]
        return [
            self._scan(start + self.random.choice((0, 0, 0, 1, 3, 10)), self.random.choice(people), place)
            for _ in range(self.random.choice((1, 1, 1, 2, 2, 3, 4, 5)))
        ]

    def family(self) -> list[Scan]:
        """A family's phones around the table, some of them twice, on one to three days."""
        place, start = self._place(), self._day()
        people = [self._person() for _ in range(self.random.randint(3, 8))]
        return [
            self._scan(start + self.random.choice((0, 0, 0, 1, 2)), person, place)
            for person in people
            for _ in range(self.random.choice((1, 1, 2)))
        ]

    def resale(self) -> list[Scan]:
        """Two or three owners one after another (a gift, a corner shop), each in a place of their own."""
        scans, day = [], self._day()
        for _ in range(self.random.choice((2, 2, 3))):
            place, person = self._place(), self._person()
            scans += [
                self._scan(day + self.random.choice((0, 0, 1)), person, place)
                for _ in range(self.random.choice((1, 1, 2, 3)))
            ]
            day += self.random.randint(2, 40)
        return scans

    def shelf(self) -> list[Scan]:
        """Scanned on the shelf by people who do not buy it, and then by its buyer."""
        place, start = self._place(), self._day()
        days = self.random.randint(3, 42)
        lookers = min(int(self.random.expovariate(1 / 3)) + 1, 14)
        scans = [
            self._scan(start + self.random.randrange(days), self._person(), place) for _ in range(lookers)
        ]
        buyer = self._person()
        return scans + [self._scan(start + days, buyer, place) for _ in range(self.random.randint(1, 3))]

    def chat(self) -> list[Scan]:
        """The owner scans it and shares picture or link in a group: most look within hours."""
        place, start = self._place(), self._day()
        posted = self._at(start)
        scans = [replace(self._scan(start, self._person(), place), at=posted)]
        for _ in range(int(10 ** self.random.uniform(0.8, 2.3))):
            mean = 2.5 if self.random.random() < 0.75 else 40.0
            at = self._waking(posted + timedelta(hours=self.random.expovariate(1 / mean)))
            where = place if self.random.random() < 0.5 else self._place()
            scans.append(Scan(at, self._person(), where, self._source(FROM_A_CHAT)))
        return scans

    def listing(self) -> list[Scan]:
        """A picture of the label stands in a shop's listing for weeks, seen from everywhere."""
        start, days = self._day(), self.random.randint(14, 120)
        seller = self._scan(start, self._person(), self._place())
        return [seller] + [
            self._scan(start + self.random.randrange(days), self._person(), self._place(), self.world.listing)
            for _ in range(int(10 ** self.random.uniform(1, 2.5)))
        ]

    def fair(self) -> list[Scan]:
        """The package on a stall's table, scanned by hundreds on one to five days, eight to nine o'clock."""
        place, start, days = self._place(), self._day(), self.random.randint(1, 5)
        busy = [self.random.uniform(0.4, 1) for _ in range(days)]
        scans = []
        for _ in range(int(10 ** self.random.uniform(2, 2.8))):
            day = start + self.random.choices(range(days), busy)[0]
            at = self._at(day, 8, 21)
            scans.append(Scan(at, self._person(), place, self._source(IN_HAND)))
        return scans

    def display(self) -> list[Scan]:
        """A sample that stands in a showroom for months. Nothing in its scans tells it from copies."""
        place, start, days = self._place(), self._day(), self.random.randint(30, 150)
        rate = self.random.uniform(0.3, 3)
        return [
            self._scan(start + self.random.randrange(days), self._person(), place)
            for _ in range(int(rate * days))
        ]

    # --- copied -------------------------------------------------------------------------------------

    def copied(self, places: int, copies: int, days: int, scanned: float) -> list[Scan]:
        """So many packages with one and the same label, sold over some time, some scanned by their buyers."""
        where = self._places(places)
        start = self._day()
        scans = []
        for _ in range(copies):
            if self.random.random() >= scanned:
                continue
            place = self.random.choice(where)
            sold = start + int(self.random.triangular(0, days, days * 0.4))
            buyer = self._person()
            for _ in range(self.random.choice((1, 1, 1, 2, 3))):
                scans.append(self._scan(sold + self.random.choice((0, 0, 0, 1, 4)), buyer, place))
        return scans

    # --- draws --------------------------------------------------------------------------------------

    def _person(self) -> int:
        """A new person, known by what the server tells devices apart by."""
        self._people += 1
        prefix = self.random.randrange(self.world.prefixes)
        model = int(self.world.models ** self.random.random())  # the n-th model is as frequent as 1/n
        return prefix * 1000 + model

    def _place(self) -> Place:
        return self.random.choices(PLACES, WEIGHTS)[0]

    def _places(self, count: int) -> list[Place]:
        if count >= len(PLACES):
            return [code for code, weight in zip(PLACES, WEIGHTS, strict=True) for _ in range(weight)]
        chosen: set[Place] = set()
        while len(chosen) < count:
            chosen.add(self._place())
        return sorted(chosen)

    def _day(self) -> int:
        return self.random.randrange(60)

    def _at(self, day: int, first_hour: float = 6.5, last_hour: float = 23.0) -> datetime:
        hour = self.random.uniform(first_hour, last_hour)
        midnight = datetime.combine(FIRST_DAY + timedelta(days=day), time(), VIETNAM)
        return (midnight + timedelta(hours=hour)).astimezone(UTC)

    def _waking(self, at: datetime) -> datetime:
        """What would happen at night happens in the morning."""
        hour = at.astimezone(VIETNAM).hour
        return at + timedelta(hours=6 - hour + self.random.expovariate(1)) if hour < 6 else at

    def _source(self, mix: Mix) -> Source:
        return self.random.choices(list(mix), list(mix.values()))[0]

    def _scan(self, day: int, person: int, place: Place, mix: Mix = IN_HAND) -> Scan:
        return Scan(self._at(day), person, place, self._source(mix))


# --- what the server makes of it ------------------------------------------------------------------------


def suspected_at(scans: Sequence[Scan], random: Random, world: World) -> int | None:
    """The number of the scan at which the label was first suspected; None: never.

    ``random`` decides only what the server hears, so that every world and every rule meets the same traces.
    """
    days: dict[date, tuple[set[tuple[Place, int]], list[int]]] = {}
    recent: list[RecentScan] = []
    ordered = sorted(scans, key=lambda scan: scan.at)
    for number, scan in enumerate(ordered, start=1):
        devices, counts = days.setdefault(local_day(scan.at), (set(), [0, 0, 0]))
        devices.add((scan.place, scan.person))
        counts[0] += 1
        counts[1] += scan.source in PICTURES
        counts[2] += scan.source in UNCLEAR
        recent.append(RecentScan(scan.at, scan.source, _place_heard(scan, random, world)))
        if not may_be_suspicious(number) or (number > 100 and number % 5):
            continue
        since = scan.at - timedelta(days=KEPT_DAYS)
        recent = [each for each in recent[-KEPT_SCANS:] if each.at >= since]
        summary = ScanSummary(
            scans=number,
            first_at=ordered[0].at,
            last_at=scan.at,
            days=tuple(ScanDay(day, c[0], len(seen), c[1], c[2]) for day, (seen, c) in days.items()),
            recent=tuple(recent),
        )
        if read_circulation(summary, scan.at).code is not Circulation.NORMAL:
            return number
    return None


def _place_heard(scan: Scan, random: Random, world: World) -> Place | None:
    if random.random() >= world.place_known:
        return None
    return random.choice(GATEWAYS) if random.random() < world.place_wrong else scan.place


# --- the measurement --------------------------------------------------------------------------------------

# What share of all scanned honest labels is what. Nobody knows; these lean to the awkward side.
HONEST: Mapping[str, tuple[float, str]] = {
    "household": (0.900, "one to five scans, one or two people"),
    "family": (0.055, "3 to 8 phones on one to three days"),
    "resale": (0.030, "two or three owners, each somewhere else"),
    "shelf": (0.0115, "scanned on the shelf by strangers, then bought"),
    "chat": (0.0020, "a picture or link shared in a chat"),
    "listing": (0.0008, "a picture in a shop's listing for weeks"),
    "fair": (0.0005, "a demonstration package, hundreds of scans"),
    "display": (0.0002, "a sample in a showroom for months"),
}

# Kinds that are common enough for few suspicions to count are drawn more often. Households and resales have
# too few scans to be suspected at all.
OFTENER: Mapping[str, int] = {"family": 5, "shelf": 3}

# Over how many provinces copies are sold.
SPREADS: Mapping[str, int] = {"one province": 1, "four provinces": 4, "the whole country": len(PLACES)}


@dataclass(frozen=True)
class Share:
    """How many of how many."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        return self.hits / self.total if self.total else 0.0

    def __str__(self) -> str:
        return f"{self.value:7.2%} ({self.hits} of {self.total})"


def honest(world: World, size: int, seed: int) -> dict[str, Share]:
    """How many honest labels of each kind are ever suspected."""
    shares = {}
    for name in HONEST:
        random = Random(f"{seed} hearing {name}")
        draw: Callable[[], list[Scan]] = getattr(Traces(Random(f"{seed} {name}"), world), name)
        number = size * OFTENER.get(name, 1)
        found = [suspected_at(draw(), random, world) is not None for _ in range(number)]
        shares[name] = Share(sum(found), number)
    return shares


def overall(shares: Mapping[str, Share]) -> float:
    """The share of all honest labels that is ever suspected, at the shares of ``HONEST``."""
    return sum(HONEST[name][0] * share.value for name, share in shares.items())


@dataclass(frozen=True)
class Copied:
    """One copied label: how it was sold, how often it was scanned, and when it was suspected."""

    spread: str
    copies: int
    days: int
    scans: int
    suspected: int | None

    @property
    def in_time(self) -> bool:
        return self.suspected is not None and self.suspected <= GOAL_SCANS


def copied(world: World, size: int, seed: int, days: tuple[int, int] = (14, 180)) -> list[Copied]:
    """Copied labels: 50 to 5,000 copies, sold within weeks or months, 5 to 40 of 100 scanned."""
    random, hearing = Random(f"{seed} copied"), Random(f"{seed} hearing copied")
    traces, found = Traces(random, world), []
    for _ in range(size):
        spread = random.choice(list(SPREADS))
        copies = int(10 ** random.uniform(1.7, 3.7))
        sold_in = int(_log_uniform(random, *days))
        scans = traces.copied(SPREADS[spread], copies, sold_in, _log_uniform(random, 0.05, 0.4))
        if scans:
            at = suspected_at(scans, hearing, world)
            found.append(Copied(spread, copies, sold_in, len(scans), at))
    return found


def _log_uniform(random: Random, low: float, high: float) -> float:
    return low * (high / low) ** random.random()


def in_time(labels: Sequence[Copied]) -> Share:
    """Of the labels with 30 scans or more: how many are suspected within those 30."""
    enough = [label for label in labels if label.scans >= GOAL_SCANS]
    return Share(sum(label.in_time for label in enough), len(enough))


def ever(labels: Sequence[Copied]) -> Share:
    """How many are suspected at all, however few scans they have."""
    return Share(sum(label.suspected is not None for label in labels), len(labels))


WORLDS = (
    World(),
    World("every place known", place_known=1.0),
    World("place unknown in 80 of 100 scans", place_known=0.2),
    World("no place known", place_known=0.0),
    World("a quarter of places wrong", place_known=1.0, place_wrong=0.25),
    World("few addresses, few models (NAT)", prefixes=4, models=12),
)


def run(size: int = 300) -> list[dict[str, Any]]:
    """The two figures with a goal, from fewer labels than ``report`` draws by default."""
    world = WORLDS[0]
    found, suspected = in_time(copied(world, size, SEED)).value, overall(honest(world, size, SEED))
    what = (f"copied labels suspected in {GOAL_SCANS} scans", "honest labels ever suspected (at most)")
    return [
        {"what": name, "against": "all", "ours": value, "theirs": 1.0, "ratio": value, "goal": goal}
        for name, value, goal in zip(what, (found, suspected), (0.95, 0.001), strict=True)
    ]


def report(size: int, seed: int) -> Iterator[str]:
    """The tables, line by line."""
    yield f"seed {seed}; {size} labels of each kind"
    for number, world in enumerate(WORLDS):
        labels = copied(world, size, seed)
        shares = honest(world, size, seed)
        yield ""
        yield f"{world.name}: copied, in their first {GOAL_SCANS} scans {in_time(labels)}"
        yield f"{'':4}honest, ever {overall(shares):.3%}"
        if number:
            continue
        for spread in SPREADS:
            part = [label for label in labels if label.spread == spread]
            yield f"{'':4}{spread:20} within 30 scans {in_time(part)}   ever {ever(part)}"
        few = [label for label in labels if label.scans < GOAL_SCANS]
        yield f"{'':4}{'under 30 scans in all':20} ever {ever(few)}"
        for name, share in shares.items():
            yield f"{'':4}{name:12} {HONEST[name][0]:7.2%} of honest labels; suspected {share}"
    yield ""
    for most in (14, 30, 60):
        hurried = copied(WORLDS[0], size, seed, (most // 2, most))
        yield f"all copies sold within {most // 2} to {most} days: {in_time(hurried)}"
    listing = {Source.IN_APP: 0.55, Source.DIRECT: 0.37, Source.UPLOAD: 0.04, Source.LINK: 0.04}
    shares = honest(World(listing=listing), size, seed)
    yield f"a listing that nobody follows by link or upload: {shares['listing']} suspected"


def draw(size: int, seed: int) -> str:
    """The picture: how many copied labels are suspected by their n-th scan."""
    labels = [label for label in copied(WORLDS[0], size, seed) if label.scans >= GOAL_SCANS]
    curves = []
    for spread in SPREADS:
        part = [label for label in labels if label.spread == spread]
        curves.append(
            Curve(
                spread,
                [
                    (
                        n,
                        sum(label.suspected is not None and label.suspected <= n for label in part)
                        / len(part),
                    )
                    for n in range(41)
                ],
            )
        )
    return draw_curves(
        curves,
        title="Copied labels suspected by their n-th scan",
        x_title="scans of the label",
        goal=(GOAL_SCANS, 0.95),
    )


def main() -> None:
    """Print the tables; with ``--write`` also draw the picture."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--size", type=int, default=1_000, help="labels of each kind")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--write", action="store_true", help=f"draw {PICTURE.name}")
    options = parser.parse_args()
    for line in report(options.size, options.seed):
        print(line, flush=True)
    if options.write:
        PICTURE.write_text(draw(options.size, options.seed), "utf-8")


if __name__ == "__main__":
    main()
