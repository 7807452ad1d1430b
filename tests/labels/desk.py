"""A house with labels, for the tests of the desk: two provinces, a key, products that may be labelled."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Flask

from ocop_verify.accounts.permissions import Grant, Role
from ocop_verify.db import begin_write, db
from ocop_verify.domain.text import fold
from ocop_verify.domain.validity import add_months, local_day
from ocop_verify.labels.issuing import read_batch
from ocop_verify.labels.printing import runs_of
from ocop_verify.labels.runs import Labels
from ocop_verify.labels.signing_keys import create_key
from ocop_verify.registry.models import ProductRow
from tests.cast import OFFICER
from tests.labels.store import store_certification, store_product

HERE, ELSEWHERE = "68", "92"
LAN = Grant(Role.OFFICER, HERE)
NEIGHBOUR = Grant(Role.OFFICER, ELSEWHERE)
ADMINISTRATOR = Grant(Role.ADMINISTRATOR)

REQUEST = re.compile(r'name="request" value="([^"]+)"')


@dataclass(frozen=True)
class House:
    """What is in the registry: a certification in force, one that ended, and one of another province."""

    certification: int
    producer: int
    ended: int
    elsewhere: int
    stranger: int


def make_house(app: Flask) -> House:
    """Fill an empty registry."""
    now = datetime.now(UTC)
    today = local_day(now)
    with app.app_context():
        session = db.session()
        begin_write(session)
        create_key(session, app.extensions["keyring"], actor=OFFICER, now=now)
        product = store_product(session, "Cà phê bột Suối Mơ")
        old = store_product(session, "Mắm nêm Cô Sáu")
        far = store_product(session, "Mắm Sông Xa")
        session.get_one(ProductRow, far).producer.province = ELSEWHERE
        for each in (product, old, far):
            row = session.get_one(ProductRow, each)
            row.name_key = fold(row.name)
        house = House(
            certification=store_certification(session, product, issued_on=add_months(today, -12)),
            producer=session.get_one(ProductRow, product).producer_id,
            ended=store_certification(session, old, issued_on=add_months(today, -40)),
            elsewhere=store_certification(session, far, issued_on=add_months(today, -12)),
            stranger=session.get_one(ProductRow, far).producer_id,
        )
        session.commit()
    return house


def tokens_of(app: Flask, batch_id: int) -> list[str]:
    """The signed text of each label of a batch."""
    with app.app_context():
        batch = read_batch(db.session(), batch_id)
        labels = Labels(runs_of(db.session(), [batch], app.extensions["keyring"], "ocop.vn"))
        return [each.label.token for each in labels.take(0, len(labels))]


def request_of(page: str) -> str:
    """The number of the form on a page."""
    found = REQUEST.search(page)
    assert found, page
    return found[1]
