"""Search, against SQLite's own full-text search with trigrams: the same questions and products, in one run.

    python -m bench.searching               some minutes
    python -m bench.searching --wrong 10    and some questions that were not answered right first

Questions are drawn from fictional products as people type: no marks, half words, slips, any order, with maker
or place. Right first: the product that was meant stands first, or one that nobody could tell from it by what
was asked. Whole requests are measured on the production server, in turns with the smallest page of Flask.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

import pysqlite3

from bench.load import Outcome, peak, requests_for, steady
from bench.naming import TODAY, Fiction, Made, catalogue_of
from bench.saying import _TELEX_SIGN, _TELEX_TONE, _neighbour, _plain, _typed
from bench.serving import HELLO, OURS, serving
from ocop_verify.catalog.publishing import Shelf
from ocop_verify.config import Settings
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.text import fold, words
from ocop_verify.search.asking import Filters, read_query
from ocop_verify.search.finding import find
from ocop_verify.search.index import Index
from ocop_verify.search.today import Today

SEED = 20261124
SIZES = (17_316, 100_000)
QUESTIONS = 600
SECONDS, TURNS = 3.0, 3
RESULTS = 20

Row = dict[str, Any]

# The stars of each product, by its number, in the world that is being asked about.
STARS: dict[int, int] = {}


@dataclass(frozen=True)
class Question:
    """What somebody types, how, and the product that is meant."""

    text: str
    kind: str
    meant: Made


# --- questions --------------------------------------------------------------------------------------------


def ask(chance: Random, made: Made) -> Question:
    """A question about a product, in one of the ways in which people ask."""
    kind = chance.choice(list(_WAYS))
    return Question(_WAYS[kind](chance, made), kind, made)


def _bare(chance: Random, made: Made) -> str:
    return _plain(made.name).lower()


def _with_marks(chance: Random, made: Made) -> str:
    return made.name


def _with_maker(chance: Random, made: Made) -> str:
    return f"{_bare(chance, made)} {' '.join(_plain(made.maker.name).lower().split()[-2:])}"


def _with_place(chance: Random, made: Made) -> str:
    place = chance.choice((made.maker.province.short_name, made.maker.commune.split(" ", 1)[1]))
    return f"{_bare(chance, made)} {_plain(place).lower()}"


def _with_stars(chance: Random, made: Made) -> str:
    return f"{_with_maker(chance, made)} {STARS[made.id]} sao"


def _shuffled(chance: Random, made: Made) -> str:
    parts = _with_maker(chance, made).split()
    chance.shuffle(parts)
    return " ".join(parts)


def _half_words(chance: Random, made: Made) -> str:
    """Some words only begun."""
    return " ".join(
        part[: max(3, len(part) - 2)] if len(part) > 4 else part for part in _with_maker(chance, made).split()
    )


def _half_typed(chance: Random, made: Made) -> str:
    text = _with_maker(chance, made)
    return text[: max(4, len(text) - chance.randint(1, 3))].strip()


def _slipped(chance: Random, made: Made) -> str:
    parts = _with_maker(chance, made).split()
    long = [place for place, part in enumerate(parts) if len(part) > 3] or [0]
    place = chance.choice(long)
    part = parts[place]
    at = chance.randrange(1, max(2, len(part) - 1))
    parts[place] = chance.choice(
        (
            part[:at] + part[at + 1 :],
            part[:at] + part[at : at + 1] + part[at:],
            part[:at] + _neighbour(chance, part[at : at + 1] or "a") + part[at + 1 :],
        )
    )
    return " ".join(parts)


def _telex(chance: Random, made: Made) -> str:
    return (
        _typed(chance, made.name.lower(), _TELEX_SIGN, _TELEX_TONE)
        + " "
        + " ".join(_plain(made.maker.name).lower().split()[-2:])
    )


_WAYS: dict[str, Callable[[Random, Made], str]] = {
    "as registered": _with_marks,
    "without marks": _bare,
    "with the maker": _with_maker,
    "with a place": _with_place,
    "with maker and stars": _with_stars,
    "in any order": _shuffled,
    "half words": _half_words,
    "being typed": _half_typed,
    "a slip": _slipped,
    "Telex keys": _telex,
}


# --- the two that answer ----------------------------------------------------------------------------------


class Trigrams:
    """SQLite's FTS5 with its trigram tokenizer over the same words, folded as ours are."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.db = pysqlite3.dbapi2.connect(":memory:")
        self.db.execute(
            "CREATE VIRTUAL TABLE product USING fts5(name, maker, place, codes, tokenize='trigram')"
        )
        self.db.executemany(
            "INSERT INTO product(rowid, name, maker, place, codes) VALUES (?, ?, ?, ?, ?)", _rows(catalogue)
        )
        self.db.execute("INSERT INTO product(product) VALUES ('optimize')")

    def find(self, text: str) -> list[int]:
        """Every word, or where nothing has all, any; nearest first. Words of two letters have no trigram."""
        parts = [part for part in words(text).split() if len(part) > 2]
        for joint in (" AND ", " OR "):
            question = joint.join(f'"{part}"' for part in parts)
            if question and (found := self._ask(question)):
                return found
        return []

    def _ask(self, question: str) -> list[int]:
        sql = "SELECT rowid FROM product WHERE product MATCH ? ORDER BY bm25(product, 4, 2, 1, 4) LIMIT ?"
        return [row[0] for row in self.db.execute(sql, (question, RESULTS))]


def _rows(catalogue: Catalogue) -> Iterator[tuple[int, str, str, str, str]]:
    for product in catalogue.products.values():
        producer = catalogue.producers[product.producer_id]
        province = PROVINCES[producer.province].name
        numbers = " ".join(
            catalogue.decisions[c.decision_id].number for c in catalogue.history_of(product.id)
        )
        place = f"{producer.commune} {producer.address} {province}"
        yield (
            product.id,
            fold(product.name),
            fold(producer.name),
            fold(place),
            fold(f"{product.gtin} {numbers}"),
        )


class Ours:
    """What stands behind ``/search``."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.today = Today(Index(catalogue), TODAY)

    def find(self, text: str) -> list[int]:
        """The first page of results."""
        found = find(read_query(text), Filters(), self.today)
        return [self.today.index.products[row] for row in found.rows[:RESULTS]]


@dataclass
class Answers:
    """How often the right one was first, and how long each answer took, in seconds."""

    first: float
    took: list[float]
    wrong: list[tuple[Question, int | None]]
    by_kind: dict[str, float]

    def percentile(self, share: float) -> float:
        """The time within which this share came."""
        return sorted(self.took)[min(len(self.took) - 1, int(share * len(self.took)))]


def answers(
    find_products: Callable[[str], list[int]], questions: Sequence[Question], catalogue: Catalogue
) -> Answers:
    """Put every question once to warm up and once to be timed."""
    for question in questions[:50]:
        find_products(question.text)
    took, wrong, kinds = [], [], {kind: [0, 0] for kind in _WAYS}
    for question in questions:
        begin = perf_counter()
        found = find_products(question.text)
        took.append(perf_counter() - begin)
        right = bool(found) and is_right(found[0], question, catalogue)
        kinds[question.kind][0] += right
        kinds[question.kind][1] += 1
        if not right:
            wrong.append((question, found[0] if found else None))
    shares = {kind: right / count for kind, (right, count) in kinds.items() if count}
    return Answers(1 - len(wrong) / len(questions), took, wrong, shares)


def is_right(product_id: int, question: Question, catalogue: Catalogue) -> bool:
    """Whether it is the product that was meant, or has every word of the question as that one has."""
    if product_id == question.meant.id:
        return True
    product, meant = catalogue.products[product_id], catalogue.products[question.meant.id]
    maker, other = (catalogue.producers[each.producer_id] for each in (product, meant))
    same_name = sorted(words(product.name).split()) == sorted(words(meant.name).split())
    if question.kind in ("as registered", "without marks"):
        return same_name
    if question.kind == "with a place":
        return same_name and (maker.province == other.province or maker.commune == other.commune)
    return same_name and words(maker.name).split()[-2:] == words(other.name).split()[-2:]


# --- the table --------------------------------------------------------------------------------------------


def run(wrong: int = 0) -> list[Row]:
    """Every comparison, for the programme's size and for 100,000 products."""
    return [row for size in SIZES for row in measure(size, wrong)]


def measure(size: int, wrong: int) -> Iterator[Row]:
    """Every row for one size."""
    made = Fiction(SEED).world(size)
    catalogue = catalogue_of(made)
    STARS.update((key, each.stars) for key, each in catalogue.certifications.items())
    chance = Random(SEED)
    questions = [ask(chance, each) for each in chance.sample([m for m in made if m.certified], QUESTIONS)]
    what = f"search in {size:,} products"
    begin = perf_counter()
    ours = Ours(catalogue)
    built = perf_counter() - begin
    mine, theirs = (
        answers(ours.find, questions, catalogue),
        answers(Trigrams(catalogue).find, questions, catalogue),
    )
    for kind in _WAYS:
        print(
            f"{what}, {kind:24} right first {mine.by_kind[kind]:7.1%}   trigrams {theirs.by_kind[kind]:7.1%}"
        )
    for question, first in mine.wrong[:wrong]:
        shown = catalogue.products[first].name if first else "-"
        print(
            f"   {question.kind}: {question.text!r} gave {shown!r}, "
            f"meant {question.meant.name!r} of {question.meant.maker.name!r}"
        )
    yield row(f"{what}: right first", "FTS5 trigram", mine.first, theirs.first, 1.0)
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        yield row(
            f"{what}: {name}, ms, at most",
            "FTS5 trigram",
            1000 * mine.percentile(share),
            1000 * theirs.percentile(share),
            1.0,
        )
    yield row(f"{what}: index made, s, at most", "goal", built, None, 1.0 if size < 50_000 else 5.0)
    yield from requests(what, catalogue, [question.text for question in questions])


def requests(what: str, catalogue: Catalogue, texts: Sequence[str]) -> Iterator[Row]:
    """Whole requests on the production server, in turns with a page that says hello."""
    from urllib.parse import quote  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="ocop-bench-") as folder:
        data = Path(folder)
        settings = Settings(data_dir=data, database_url=f"sqlite:///{data}/none/none.sqlite3")
        Shelf(settings.catalogue_path, settings.keys_dir).publish(catalogue)
        away = {"OCOP_DATABASE_URL": settings.database_url}
        with serving(OURS, data, **away) as site, serving(HELLO, data) as hello:
            asked = cycle(requests_for(site.port, [f"/vi/search?q={quote(text)}" for text in texts]))
            greeted = cycle(requests_for(hello.port, ["/"]))
            steady(site.port, asked, SECONDS, 5)
            pairs = [
                (steady(site.port, asked, SECONDS, 20), steady(hello.port, greeted, SECONDS, 20))
                for _ in range(TURNS)
            ]
            loads = [
                (peak(site.port, asked, SECONDS), peak(hello.port, greeted, SECONDS)) for _ in range(TURNS)
            ]
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        yield _pair(
            f"{what}: whole request, {name}, ms",
            pairs,
            lambda outcome, share=share: 1000 * outcome.percentile(share),
        )
    yield _pair(f"{what}: whole requests a second", loads, lambda outcome: outcome.a_second)


def _pair(what: str, pairs: Sequence[tuple[Outcome, Outcome]], figure: Callable[[Outcome], float]) -> Row:
    mine, theirs = (median(figure(pair[side]) for pair in pairs) for side in (0, 1))
    return row(what, "bare hello page", mine, theirs)


def row(what: str, against: str, ours: float, theirs: float | None, goal: float | None = None) -> Row:
    """One line of the table."""
    ratio = ours / theirs if theirs else None
    return {"what": what, "against": against, "ours": ours, "theirs": theirs, "ratio": ratio, "goal": goal}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", type=int, default=0)
    for each in run(parser.parse_args().wrong):
        print(each)
