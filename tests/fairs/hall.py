"""A fair for the tests of its room: two stalls, goods of the house, and phones that have joined."""

import itertools
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from ocop_verify.accounts.permissions import Grant, Role
from ocop_verify.db import begin_write, db
from ocop_verify.domain.fairs import Days
from ocop_verify.domain.records import LabelKind
from ocop_verify.domain.validity import local_day
from ocop_verify.fairs.arranging import Declared, FairFacts, add_stall, declare, open_fair
from ocop_verify.fairs.devices import code_of
from ocop_verify.fairs.models import FairRow
from ocop_verify.fairs.views.field import fair_secret
from ocop_verify.labels.issuing import Order, issue_batch
from ocop_verify.registry.models import CertificationRow
from tests.cast import OFFICER
from tests.desk import HOME, Browser, sit_down
from tests.labels.desk import HERE, House, make_house, tokens_of

ORGANIZER = Grant(Role.ORGANIZER)


@dataclass
class Hall:
    """An application with a fair that is on today. ``token`` is a label of the first stall's coffee."""

    app: Flask
    house: House
    organizer: Browser
    fair: int
    stalls: tuple[int, int]
    good: int
    token: str
    code: str

    def phone(self, name: str = "Hoa") -> "Phone":
        """A phone that has joined."""
        told = self.app.test_client().post(
            "/api/v1/field/join", base_url=HOME, json={"code": self.code, "name": name}
        )
        assert told.status_code == 201, told.text
        return Phone(self, told.json["token"], told.json["device"])


@dataclass
class Phone:
    """A phone in the field."""

    hall: Hall
    token: str
    device: str
    turns: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def get(self, path: str, **headers: str) -> TestResponse:
        return self._ask("GET", path, headers=headers)

    def put(self, path: str, content: bytes) -> TestResponse:
        return self._ask("PUT", path, data=content)

    def say(self, *sayings: dict[str, Any]) -> list[dict[str, Any]]:
        """Send what was said; gives the receipts."""
        answer = self.send(list(sayings))
        assert answer.status_code == 200, answer.text
        return answer.json["receipts"]

    def send(self, sayings: list[dict[str, Any]]) -> TestResponse:
        """Send what was said, whatever the answer."""
        return self._ask("POST", f"fairs/{self.hall.fair}/sayings", json={"sayings": sayings})

    def saying(self, said: str, **facts: Any) -> dict[str, Any]:
        """Something said at the first stall, now."""
        return {
            "id": str(uuid.uuid4()),
            "stall": self.hall.stalls[0],
            "turn": next(self.turns),
            "said": said,
            "at": datetime.now(UTC).isoformat(),
            **facts,
        }

    def _ask(self, method: str, path: str, **more: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return self.hall.app.test_client().open(
            f"/api/v1/field/{path}", method=method, base_url=HOME, headers=headers, **more
        )


def make_hall(app: Flask) -> Hall:
    """Fill an empty registry, issue a batch, and open a fair for today and tomorrow."""
    app.extensions["held_fairs"].seconds = 0  # tests look at once at what they have changed
    house, organizer = make_house(app), sit_down(app, ORGANIZER)
    now = datetime.now(UTC)
    with app.app_context():
        session = db.session()
        begin_write(session)
        product = session.get_one(CertificationRow, house.certification).product_id
        order = Order(house.certification, LabelKind.UNIT, 5, "a4-24")
        batch = issue_batch(session, order, actor=OFFICER, now=now)
        today = local_day(now)
        facts = FairFacts(
            "Phiên chợ OCOP", "Nhà văn hóa", HERE, Days(today, today + timedelta(days=1)), "Sở Công Thương"
        )
        fair = open_fair(session, facts, organizer.account_id, "form 1", actor=OFFICER, now=now)
        first = add_stall(session, fair.id, "A2", "Cơ sở Suối Mơ").id
        second = add_stall(session, fair.id, "A10", "Cơ sở khác").id
        declare(session, first, [Declared("Cà phê bột Suối Mơ", 4, product)])
        session.commit()
        row = session.get_one(FairRow, fair.id)
        code = str(code_of(row, fair_secret()))
    token = tokens_of(app, batch.id)[1]
    return Hall(app, house, organizer, row.id, (first, second), 1, token, code)
