"""Stall vectors: what one check finds, and what all that was said at a stall comes to.

Sayings stand there as phones read them; a sheet stands there in short.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from ocop_verify.domain.stall_checks import (
    DeclaredGood,
    LabelSeen,
    Line,
    Said,
    Saying,
    StallFinding,
    StallSheet,
    finding_of,
    sheet_of,
)
from ocop_verify.domain.verdict import Headline
from tests.vectors.signers import Vector

F = StallFinding
OPENED = datetime(2026, 12, 4, 2, 0, tzinfo=UTC)
COFFEE, TEA = DeclaredGood(1, 10, 4), DeclaredGood(2, 20)
# The same product twice, and a good that matched none.
GOODS = (COFFEE, TEA, DeclaredGood(4, 10, 3), DeclaredGood(3))


def stall_vectors() -> Iterator[Vector]:
    """Every stall vector."""
    for name, why, seen, goods in findings():
        yield {
            "name": f"stall_finding_{name}",
            "why": why,
            "seen": seen_as_json(seen),
            "goods": [good_as_json(each) for each in goods],
            "finding": finding_of(seen, goods),
        }
    for name, why, sayings in sheets():
        yield {
            "name": f"stall_sheet_{name}",
            "why": why,
            "goods": [good_as_json(each) for each in GOODS],
            "sayings": [saying_as_json(each) for each in sayings],
            "sheet": sheet_as_json(sheet_of(sayings, GOODS)),
        }


def findings() -> Iterator[tuple[str, str, LabelSeen | None, tuple[DeclaredGood, ...]]]:
    """A label seen at a stall."""
    for headline in Headline:
        yield f"{headline}", "a declared product, as claimed", LabelSeen(headline, 10, 4, 4), GOODS
    good = Headline.IN_FORCE
    yield "no_data", "nobody could say", None, GOODS
    yield "claims_more", "the stall claims four stars", LabelSeen(good, 10, 3, 3), GOODS
    yield "label_shows_more", "the label shows the old stars", LabelSeen(Headline.SUPERSEDED, 20, 4, 5), GOODS
    yield "claims_none", "no stars were claimed", LabelSeen(good, 20, 5, 5), GOODS
    yield "no_stars_printed", "the label shows no stars", LabelSeen(good, 10, 4, 0), GOODS
    yield "not_declared", "of another stall, maybe", LabelSeen(good, 30, 4, 4), GOODS
    yield "not_declared_other_stars", "stars weigh more", LabelSeen(good, 30, 4, 3), GOODS
    yield "nothing_declared", "the label says it all", LabelSeen(good, 30, 4, 4), ()
    yield "no_product", "a label whose product is not known", LabelSeen(good, None, 4, 4), GOODS
    yield "second_of_two", "the first of two declarations counts", LabelSeen(good, 10, 3, 3), GOODS[2:0:-1]
    yield "ended_and_not_declared", "that it ended weighs more", LabelSeen(Headline.EXPIRED, 30), GOODS


def sheets() -> Iterator[tuple[str, str, list[Saying]]]:
    """What several phones say."""
    yield "empty", "nobody was here", []
    yield "one_check", "one of four goods", [check(1, F.IN_FORCE)]
    yield "repeated", "the same saying, three times", [check(1, F.IN_FORCE)] * 3
    yield (
        "last_word",
        "a phone's own order counts, not its clock",
        [check(1, F.NO_LABEL, at=90), check(2, F.IN_FORCE)],
    )
    both = [check(1, F.IN_FORCE), check(2, F.NO_LABEL, "device:2")]
    yield "dispute_amber", "two phones disagree, neither gravely", both
    grave = [check(1, F.IN_FORCE), check(2, F.ENDED, "device:10")]
    yield "dispute_red", "two phones disagree; device:10 sorts before device:2", grave
    yield "agreement", "two phones agree", [check(1, F.ENDED), check(2, F.ENDED, "device:2")]
    yield "settled", "the desk has decided", [*both, settled(3, F.IN_FORCE, 1, 2)]
    yield (
        "settled_twice",
        "the later decision stands",
        [*both, settled(4, F.NO_LABEL, 1, 2), settled(3, F.IN_FORCE, 1, 2)],
    )
    yield (
        "opened_again",
        "a third phone disagrees after the decision",
        [*both, settled(3, F.IN_FORCE, 1, 2), check(4, F.FORGED, "device:3")],
    )
    yield "settled_in_part", "a decision that does not name all", [*both, settled(3, F.IN_FORCE, 1)]
    yield "withdrawn", "the check before counts again", [*both, withdrawn(3, 2)]
    yield "withdrawn_all", "nothing is left", [check(1, F.ENDED), withdrawn(2, 1)]
    yield "withdrawn_withdrawal", "it stays withdrawn", [check(1, F.ENDED), withdrawn(2, 1), withdrawn(3, 2)]
    yield "withdrawn_settling", "open again", [*both, settled(3, F.IN_FORCE, 1, 2), withdrawn(4, 3)]
    yield "withdrawn_unknown", "of something that has not arrived", [check(1, F.IN_FORCE), withdrawn(2, 9)]
    yield (
        "elsewhere",
        "a product and a code besides",
        [
            check(1, F.NOT_DECLARED, subject="product:30"),
            check(2, F.FORGED, subject="code:" + "ab" * 16),
        ],
    )
    every = [check(each, F.IN_FORCE, subject=f"good:{each}") for each in (1, 2, 3, 4)]
    finished = said(9, Said.FINISHED)
    yield "all_good", "green", [*every, finished]
    yield "finished_with_goods_left", "amber", [every[0], finished]
    yield "finished_and_withdrawn", "green: not finished", [every[0], finished, withdrawn(10, 9)]
    yield "finished_twice", "the later", [finished, said(11, Said.FINISHED, "device:2")]
    yield (
        "beside",
        "notes, photos, a signature, by time",
        [
            said(3, Said.SIGNED),
            said(2, Said.PHOTO, "device:2"),
            said(1, Said.NOTED),
        ],
    )
    yield (
        "millionths",
        "a desk's clock is finer than a phone's",
        [
            said(2, Said.NOTED, at=5.000001),
            said(1, Said.NOTED, at=5.000002),
            said(3, Said.NOTED, at=5),
        ],
    )


def uuid(number: int) -> str:
    return str(UUID(int=number))


def said(number: int, kind: Said, by: str = "device:1", *, at: float | None = None, **facts: Any) -> Saying:
    moment = OPENED + timedelta(seconds=number if at is None else at)
    return Saying(uuid(number), kind, by, number, moment, **facts)


def check(
    number: int, finding: F, by: str = "device:1", subject: str = "good:1", at: float | None = None
) -> Saying:
    return said(number, Said.LOOKED, by, at=at, subject=subject, finding=finding)


def settled(number: int, finding: F, *about: int) -> Saying:
    facts = {"subject": "good:1", "finding": finding, "about": frozenset(map(uuid, about))}
    return said(number, Said.SETTLED, "user:1", **facts)


def withdrawn(number: int, *gone: int) -> Saying:
    return said(number, Said.WITHDRAWN, about=frozenset(map(uuid, gone)))


def seen_as_json(seen: LabelSeen | None) -> dict[str, Any] | None:
    """As a phone and the server write a scan down."""
    if seen is None:
        return None
    return {
        "headline": seen.headline,
        "product_id": seen.product_id,
        "stars": seen.stars,
        "printed_stars": seen.printed_stars,
    }


def good_as_json(good: DeclaredGood) -> dict[str, Any]:
    return {"id": good.id, "product_id": good.product_id, "stars": good.stars}


def saying_as_json(saying: Saying) -> dict[str, Any]:
    """As ``fairs/as_json.py`` tells it to phones, as far as the rules read it."""
    return {
        "id": saying.id,
        "said": saying.said,
        "by": saying.by,
        "turn": saying.turn,
        "at": saying.at.isoformat(),
        "subject": saying.subject,
        "finding": saying.finding or "",
        "about": sorted(saying.about),
    }


def sheet_as_json(sheet: StallSheet) -> dict[str, Any]:
    """A sheet in short: sayings by their ids."""
    return {
        "lines": [_line(each) for each in sheet.lines],
        "notes": [each.id for each in sheet.notes],
        "finished_by": sheet.finished_by and sheet.finished_by.id,
        "colour": sheet.colour,
        "left": sheet.left,
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "subject": line.subject,
        "finding": line.finding,
        "checks": [each.id for each in line.checks],
        "disputed": sorted(line.disputed),
        "settled_by": line.settled_by and line.settled_by.id,
        "colour": line.colour,
    }
