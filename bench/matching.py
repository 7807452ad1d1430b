"""Does a claim find the certification that it is about, and is nothing else called certified?

    python -m bench.matching              the tables, with 17,316 fictional products
    python -m bench.matching --wrong 10   and some rows of each kind that went wrong
    python -m bench.matching --write      and written into ``docs/matching.md``, which says how to read them

Every product, maker and claim is drawn from a seed.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from bench.naming import TODAY, Fiction, Made, catalogue_of
from bench.saying import NEGATIVES, POSITIVES, POSITIVES_OF_ONE, Change, Said
from ocop_verify.domain.matching.claim_reading import read_claim
from ocop_verify.domain.matching.claims import Finding, Judgement
from ocop_verify.domain.matching.product_names import read_product_name
from ocop_verify.domain.text import fold
from ocop_verify.durable import write_durably
from ocop_verify.search.candidates import Catalogued
from ocop_verify.search.index import Index

SEED = 20261124
PRODUCTS = 17_316
UNCERTIFIED = 1_200
CLAIMS = 400
FIRST_GOAL, FALSE_GOAL = 0.98, 0.005
DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "matching.md"
BEGIN, END = "<!-- report: written by `python -m bench.matching --write` -->", "<!-- end of report -->"

RECOGNISED = frozenset((Finding.IN_FORCE, Finding.EXPIRING, Finding.OTHER_STARS))
OWN = RECOGNISED | {Finding.EXPIRED, Finding.SUSPENDED, Finding.REVOKED}


@dataclass
class Tally:
    """What became of one kind of claim."""

    claims: int = 0
    first: int = 0
    own: int = 0
    false: int = 0
    findings: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[Said, Judgement]] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Count these too."""
        self.claims += other.claims
        self.first += other.first
        self.own += other.own
        self.false += other.false

    @property
    def share_first(self) -> float:
        """How often the product that is meant stands first."""
        return _share(self.first, self.claims)

    @property
    def share_own(self) -> float:
        """How often the finding is about that product's own recognition."""
        return _share(self.own, self.claims)

    @property
    def share_false(self) -> float:
        """How often somebody else's product is said to be recognised."""
        return _share(self.false, self.claims)


class Trial:
    """One catalogue, and the claims about it."""

    def __init__(self, made: Sequence[Made], seed: int = SEED, claims: int = CLAIMS) -> None:
        self.made, self.claims = made, claims
        self.certified = [each for each in made if each.certified]
        self.catalogued = Catalogued(Index(catalogue_of(made)), TODAY)
        self.chance = Random(seed)
        self.scores: list[tuple[float, bool, bool]] = []
        bearers = Counter(read_product_name(each.name).key for each in self.certified)
        self.of_one = [each for each in self.certified if bearers[read_product_name(each.name).key] == 1]
        # Two houses of one name with a product of one name: without a place nobody can say which is meant.
        twins = Counter(_names(each) for each in self.certified)
        self.single = [each for each in self.certified if twins[_names(each)] == 1]

    def ask(self, said: Said) -> Judgement:
        """The judgement on a claim."""
        claim = read_claim(
            product=said.product,
            maker=said.maker,
            place=said.place,
            text=said.text,
            is_word=self.catalogued.is_word,
        )
        return self.catalogued.judge(claim)

    def positives(self) -> Iterator[tuple[str, Tally]]:
        """Every way to write a claim about a certified product."""
        for name, change in POSITIVES.items():
            yield name, self.positive(change, self.single)
        for name, change in POSITIVES_OF_ONE.items():
            yield name, self.positive(change, self.of_one)

    def positive(self, change: Change, among: Sequence[Made]) -> Tally:
        """So many claims of one kind."""
        tally = Tally()
        for each in self.chance.sample(among, min(self.claims, len(among))):
            said = change(self.chance, Said(each.name, each.maker.name, truth=each))
            found = self.ask(said)
            first = found.match is not None and self._is(found, each)
            tally.claims += 1
            tally.first += first
            tally.own += first and found.finding in OWN
            tally.findings[found.finding.value] += 1
            self.scores.append((found.score, first, found.finding in OWN))
            if not first or found.finding not in OWN:
                tally.wrong.append((said, found))
        return tally

    def _is(self, found: Judgement, truth: Made) -> bool:
        """Whether the first is the product that was meant, or one that nobody could tell from it."""
        if found.match is None:
            return False
        certified = found.match.certified
        if certified.product_id == truth.id:
            return True
        maker = self.catalogued.index.catalogue.producers[certified.producer_id].name
        return (
            fold(maker) == fold(truth.maker.name) and read_product_name(truth.name).key == certified.name.key
        )

    def negatives(self) -> Iterator[tuple[str, Tally]]:
        """Every kind of claim about a product that is not certified."""
        for name, draw in NEGATIVES.items():
            pool = self.made if name.startswith("another product") else self.certified
            drawn = draw(self.chance, pool)
            yield name, self.negative(self.chance.sample(drawn, min(3 * self.claims, len(drawn))))

    def negative(self, claims: Sequence[Said]) -> Tally:
        """So many claims, none of which is right."""
        tally = Tally()
        for said in claims:
            found = self.ask(said)
            false = found.finding in RECOGNISED
            tally.claims += 1
            tally.false += false
            tally.findings[found.finding.value] += 1
            if found.finding in OWN:
                tally.wrong.append((said, found))
            self.scores.append((found.score, False, found.finding in OWN))
        return tally


def _names(made: Made) -> tuple[str, tuple[str, ...]]:
    return fold(made.maker.name), read_product_name(made.name).key


def calibration(scores: Sequence[tuple[float, bool, bool]]) -> Iterator[tuple[str, int, float, int, float]]:
    """By score: claims, how many had the right one first; of those accepted, how many rightly."""
    bins: defaultdict[int, list[tuple[bool, bool]]] = defaultdict(list)
    for score, first, own in scores:
        bins[min(int(score // 10), 9)].append((first, own))
    for low in sorted(bins, reverse=True):
        rows = bins[low]
        taken = [first for first, own in rows if own]
        yield (
            f"{low * 10}-{low * 10 + 10}",
            len(rows),
            _share(sum(f for f, _ in rows), len(rows)),
            len(taken),
            _share(sum(taken), len(taken)),
        )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def run(products: int = PRODUCTS, claims: int = CLAIMS, wrong: int = 0) -> list[dict[str, Any]]:
    """Print the tables; the figures that have a goal, as rows."""
    lines, good, bad = report(products, claims, wrong)
    print("\n".join(lines))
    return [
        _goal("claims: right certification first", "goal", good.share_first, FIRST_GOAL),
        _goal("claims: false in force", "goal (at most)", bad.share_false, FALSE_GOAL),
    ]


def _goal(what: str, against: str, ours: float, goal: float) -> dict[str, Any]:
    return {"what": what, "against": against, "ours": ours, "theirs": None, "ratio": None, "goal": goal}


def report(products: int, claims: int, wrong: int = 0) -> tuple[list[str], Tally, Tally]:
    """The tables as lines, and the sums of claims about certified products and about others."""
    trial = Trial(Fiction(SEED).world(products, UNCERTIFIED), claims=claims)
    makers = len({each.maker.id for each in trial.certified})
    lines = [f"{len(trial.certified):,} products of {makers:,} makers, seed {SEED}", ""]
    lines.append(
        f"{'claims about certified products':40} {'claims':>7} {'right first':>12} {'own finding':>12}"
    )
    good, bad = Tally(), Tally()
    for name, tally in trial.positives():
        good.add(tally)
        lines.append(f"{name:40} {tally.claims:7} {tally.share_first:12.1%} {tally.share_own:12.1%}")
        lines += _shown(tally, trial, wrong)
    lines.append(f"{'all':40} {good.claims:7} {good.share_first:12.2%} {good.share_own:12.2%}")
    lines += ["", f"{'claims about others':40} {'claims':>7} {'false':>7}  findings"]
    for name, tally in trial.negatives():
        bad.add(tally)
        told = ", ".join(f"{each} {count}" for each, count in tally.findings.most_common(3))
        lines.append(f"{name:40} {tally.claims:7} {tally.share_false:7.2%}  {told}")
        lines += _shown(tally, trial, wrong)
    lines.append(f"{'all':40} {bad.claims:7} {bad.share_false:7.2%}")
    lines += ["", f"{'score':10} {'claims':>7} {'right first':>12} {'accepted':>9} {'rightly':>9}"]
    for label, count, first, taken, rightly in calibration(trial.scores):
        share = f"{rightly:9.1%}" if taken else f"{'-':>9}"
        lines.append(f"{label:10} {count:7} {first:12.1%} {taken:9} {share}")
    return lines, good, bad


def _shown(tally: Tally, trial: Trial, most: int) -> Iterator[str]:
    catalogue = trial.catalogued.index.catalogue
    for said, found in tally.wrong[:most]:
        first = catalogue.products[found.match.certified.product_id].name if found.match else "-"
        asked = (said.product or said.text, said.maker, said.place)
        yield "      " + " | ".join(each for each in asked if each)
        truth = f" (meant: {said.truth.name!r} of {said.truth.maker.name!r})" if said.truth else ""
        yield f"        {found.finding.value}, {found.reason.value}, {found.score:.0f}: {first!r}{truth}"


def write(lines: Sequence[str]) -> None:
    """Put the tables between the marks of the document."""
    before, _, rest = DOCUMENT.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    table = "\n".join([before + BEGIN, "```", *lines, "```", END + after])
    write_durably(DOCUMENT, table.encode())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=PRODUCTS)
    parser.add_argument("--claims", type=int, default=CLAIMS)
    parser.add_argument("--wrong", type=int, default=0)
    parser.add_argument("--write", action="store_true", help="write the tables into the document")
    arguments = parser.parse_args()
    tables = report(arguments.products, arguments.claims, arguments.wrong)[0]
    print("\n".join(tables))
    if arguments.write:
        write(tables)
