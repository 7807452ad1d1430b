"""Whatever way what was said takes to the server, a stall comes to the same.

Each story is told at several stalls that declare the same, by the same phones: once as it happened, then as
networks deliver it: shuffled, cut anywhere, repeated, in turns, what is said of a picture before the picture.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from ocop_verify.db import begin_write, db
from ocop_verify.domain.stall_checks import Line, Saying, StallFinding
from ocop_verify.fairs.arranging import Declared, add_stall, declare
from ocop_verify.fairs.models import StallRow
from ocop_verify.fairs.sheets import read_stall
from ocop_verify.inspection.models import ClaimRow
from tests.fairs.hall import Hall, Phone, make_hall
from tests.fairs.test_field import png

PHONES = 3
COFFEE, SAUCE = 1, 2
STORIES = range(6)
ORDERS = range(3)


@pytest.fixture(scope="module")
def hall(registries: Any) -> Iterator[Hall]:
    """One hall for all stories: each is told at stalls of its own."""
    from tests.conftest import running  # noqa: PLC0415 - a module of fixtures

    with registries() as settings, running(settings) as app:
        yield make_hall(app)


@dataclass(frozen=True)
class Told:
    """Something said, wherever: ``by`` which phone, about which ``good``, ``about`` which earlier ones."""

    by: int
    turn: int
    facts: dict[str, Any]
    good: int | None = None
    about: tuple[int, ...] = ()


def story(random: Random, hall: Hall) -> list[Told]:
    """What several phones say at one stall; they withdraw and settle each other's checks now and then."""
    told: list[Told] = []
    forged = hall.token[:-1] + ("1" if hall.token[-1] != "1" else "2")
    for number in range(random.randint(12, 24)):
        kind = random.choice(
            ["scanned", "scanned", "looked", "looked", "looked", "withdrawn", "settled", "noted", "photo"]
        )
        earlier = [n for n, each in enumerate(told) if each.facts["said"] in ("scanned", "looked")]
        facts, good, about = {"said": kind}, None, ()
        match kind:
            case "scanned":
                facts["text"] = random.choice([hall.token, forged])
            case "looked":
                good, facts["finding"] = random.randrange(2), random.choice(list(StallFinding))
            case "withdrawn":
                about = (random.randrange(24),)  # of what was said before, comes later, or never
            case "settled":
                good, facts["finding"] = random.randrange(2), random.choice(list(StallFinding))
                about = tuple(earlier)
            case "noted":
                facts["words"] = f"Ghi chú {number}"
            case "photo":
                facts["file"] = ""
        if kind in ("withdrawn", "settled") and not about:
            facts, good = {"said": "finished"}, None
        told.append(Told(random.randrange(PHONES), number, facts, good, about))
    return told


def new_stall(hall: Hall, number: str) -> tuple[int, list[int]]:
    """A stall that declares coffee and sauce; gives its key and those of its goods."""
    with hall.app.app_context():
        session = db.session()
        begin_write(session)
        key = add_stall(session, hall.fair, number, "Cơ sở Suối Mơ").id
        declare(session, key, [Declared("Cà phê", 4, COFFEE), Declared("Mắm nêm", 0, SAUCE)])
        session.commit()
        return key, [good.id for good in read_stall(session, session.get_one(StallRow, key)).goods]


def picture_of(stall: int) -> tuple[str, bytes]:
    """A picture that no other stall has, and its hash."""
    content = png(60 + stall)
    return sha256(content).hexdigest(), content


def sayings_at(stall: int, goods: list[int], told: list[Told]) -> list[dict[str, Any]]:
    """The story as phones say it at one stall. Ids count up in every stall alike."""
    digest, _ = picture_of(stall)
    began = datetime.now(UTC) - timedelta(hours=1)

    def named(number: int) -> str:
        return f"{stall:08x}-0000-4000-8000-{number:012x}"

    return [
        {
            "id": named(number),
            "stall": stall,
            "turn": each.turn,
            # Some at the same moment: nothing may hang on a clock.
            "at": (began + timedelta(minutes=number // 3)).isoformat(),
            "about": [named(other) for other in each.about],
            **({"subject": f"good:{goods[each.good]}"} if each.good is not None else {}),
            **(each.facts | ({"file": digest} if "file" in each.facts else {})),
        }
        for number, each in enumerate(told)
    ]


def deliver(
    random: Random, phones: list[Phone], stall: int, sayings: list[dict[str, Any]], told: list[Told]
) -> None:
    """Send everything in a disorder until the server has all of it."""
    waiting = {by: [n for n, each in enumerate(told) if each.by == by] for by in range(PHONES)}
    sent_before: list[int] = []
    digest, picture = picture_of(stall)
    while any(waiting.values()):
        by = random.choice([by for by, own in waiting.items() if own])
        own = waiting[by]
        random.shuffle(own)
        batch = own[: random.randint(1, len(own))]
        again = random.sample(sent_before, min(len(sent_before), random.randint(0, 3)))
        again = [number for number in again if told[number].by == by]
        receipts = phones[by].say(*(sayings[number] for number in (*batch, *again, *batch[:1])))
        gone = {each["id"] for each in receipts if each["state"] != "refused"}
        refused = {each["reason"][:16] for each in receipts if each["state"] == "refused"}
        assert refused <= {"Ảnh chưa được gử"}
        waiting[by] = [number for number in own if sayings[number]["id"] not in gone]
        sent_before += [number for number in batch if number not in waiting[by]]
        if random.random() < 0.4:
            phones[by].put(f"pictures/{digest}", picture)


def comes_to(hall: Hall, stall: int, goods: list[int]) -> tuple[Any, ...]:
    """The sheet of a stall and what it tells the queue, without what differs between stalls."""
    with hall.app.app_context():
        session = db.session()
        sheet = read_stall(session, session.get_one(StallRow, stall)).sheet
        claims = select(ClaimRow.product_id, ClaimRow.finding).where(
            ClaimRow.request.startswith(f"stall {stall}:")
        )
        noted = sorted(map(tuple, session.execute(claims)))
        db.session.rollback()

    def plain(each: Saying | None) -> Any:
        if each is None:
            return None
        number, about = each.id[-12:], sorted(other[-12:] for other in each.about)
        return number, each.said, each.by, each.turn, subject(each.subject), each.finding, about

    def subject(text: str) -> str:
        return next((f"good {n}" for n, key in enumerate(goods) if text == f"good:{key}"), text)

    def line(each: Line) -> Any:
        checks = [plain(check) for check in each.checks]
        return subject(each.subject), each.finding, checks, sorted(each.disputed), plain(each.settled_by)

    lines = sorted((line(each) for each in sheet.lines), key=lambda each: each[0])
    return lines, [plain(each) for each in sheet.notes], plain(sheet.finished_by), sheet.colour, noted


@pytest.mark.parametrize("number", STORIES)
def test_the_way_to_the_server_makes_no_difference(hall, number):
    random = Random(number)
    told = story(random, hall)
    phones = [hall.phone(f"Máy {by}") for by in range(PHONES)]

    stall, goods = new_stall(hall, f"{number}-0")
    digest, picture = picture_of(stall)
    phones[0].put(f"pictures/{digest}", picture)
    for each, saying in zip(told, sayings_at(stall, goods, told), strict=True):
        assert phones[each.by].say(saying)[0]["state"] == "taken"
    straight = comes_to(hall, stall, goods)

    for order in ORDERS:
        other, its_goods = new_stall(hall, f"{number}-{order + 1}")
        deliver(Random(100 * number + order), phones, other, sayings_at(other, its_goods, told), told)
        assert comes_to(hall, other, its_goods) == straight
