"""The keys at the desk, and the drill for a stolen one: K2 of the reliability tests."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from ocop_verify.db import begin_write, db
from ocop_verify.domain.records import LabelKind
from ocop_verify.domain.validity import local_day
from ocop_verify.labels.issuing import Order, issue_batch
from ocop_verify.labels.models import LabelKeyRow
from ocop_verify.labels.printing import runs_of
from ocop_verify.labels.runs import Labels
from tests.cast import OFFICER
from tests.desk import Browser, sit_down, stranger
from tests.labels.desk import ADMINISTRATOR, LAN, House, make_house


@pytest.fixture
def house(fresh_app: Flask) -> House:
    return make_house(fresh_app)


@pytest.fixture
def root(fresh_app: Flask, house: House) -> Browser:
    """An administrator."""
    return sit_down(fresh_app, ADMINISTRATOR)


def issue_on(app: Flask, certification: int, now: datetime, count: int) -> list[str]:
    """Labels that were issued at a moment; gives their signed texts."""
    with app.app_context():
        session = db.session()
        begin_write(session)
        order = Order(certification, LabelKind.UNIT, count, "roll-50x30")
        batch = issue_batch(session, order, actor=OFFICER, now=now)
        labels = Labels(runs_of(session, [batch], app.extensions["keyring"], "ocop.vn"))
        session.commit()
        return [each.label.token for each in labels.take(0, count)]


def keys_of(app: Flask) -> list[tuple[int, bool, bool]]:
    """Each key: its number, whether it is retired, whether it is distrusted."""
    with app.app_context():
        rows = db.session.query(LabelKeyRow).order_by(LabelKeyRow.id)
        return [(row.id, row.retired_on is not None, row.distrusted_from is not None) for row in rows]


def test_each_key_is_listed_with_what_it_has_signed(fresh_app, root, house):
    now = datetime.now(UTC)
    issue_on(fresh_app, house.certification, now, 1_200)
    issue_on(fresh_app, house.certification, now, 34)
    assert "1.234 tem trong 2 lô" in root.get("/labels/keys").text


def test_a_new_key_signs_from_now_on_and_a_second_click_makes_no_second_key(fresh_app, root):
    for _ in range(2):
        assert root.send("/labels/keys/new", newest="0").status_code == 303
    assert keys_of(fresh_app) == [(0, False, False), (1, False, False)]


def test_a_retired_key_signs_no_more(fresh_app, root):
    assert root.send("/labels/keys/0/retire").status_code == 303
    assert keys_of(fresh_app) == [(0, True, False)]


def test_distrusting_tells_first_what_it_destroys(fresh_app, root, house):
    issue_on(fresh_app, house.certification, datetime.now(UTC), 1_200)
    day = local_day(datetime.now(UTC)).isoformat()
    page = root.send("/labels/keys/0/distrust", since=day).text
    assert "đã ký 1.200 tem trong 1 lô" in page
    assert keys_of(fresh_app) == [(0, False, False)]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"since": "", "number": "0"}, "since"),
        ({"since": "hôm qua", "number": "0"}, "since"),
        ({"since": "2999-01-01", "number": "0"}, "since"),  # has not come
        ({"since": "2026-01-01", "number": ""}, "number"),
        ({"since": "2026-01-01", "number": "1"}, "number"),
    ],
)
def test_it_asks_for_a_day_and_for_the_number_of_the_key(fresh_app, root, fields, field):
    page = root.send("/labels/keys/0/distrust", step="distrust", **fields)
    assert page.status_code == 422
    assert f'<a href="#{field}">' in page.text
    assert keys_of(fresh_app) == [(0, False, False)]


def test_an_officer_does_not_touch_keys(fresh_app, house):
    assert sit_down(fresh_app, LAN).get("/labels/keys").status_code == 403


def test_after_a_theft_every_label_since_that_day_is_answered_as_forged_and_every_earlier_one_is_good(
    fresh_app, root, house
):
    """K2: 1,000 of 1,000 labels right, within 2 s of the command."""
    stolen = datetime.now(UTC) - timedelta(days=10)
    before = issue_on(fresh_app, house.certification, stolen - timedelta(days=1), 500)
    after = issue_on(fresh_app, house.certification, stolen, 250)
    after += issue_on(fresh_app, house.certification, datetime.now(UTC), 250)
    phone, day = stranger(fresh_app), local_day(stolen).isoformat()

    def verdict(token: str) -> str:
        return phone.get(f"/{token}", headers={"Accept": "application/json"}).json["verdict"]

    fresh_app.extensions["catalogue"].refresh()
    assert {verdict(token) for token in before[:3] + after[:3]} == {"in_force"}
    assert root.send("/labels/keys/0/distrust", since=day, number="0", step="distrust").status_code == 303
    began = time.monotonic()
    while verdict(after[0]) != "forged":
        assert time.monotonic() - began < 2, "the answer did not follow"
        time.sleep(0.05)
    assert [verdict(token) for token in before].count("in_force") == 500
    assert [verdict(token) for token in after].count("forged") == 500


def test_after_a_theft_a_new_key_issues_good_labels_again(fresh_app, root, house):
    day = local_day(datetime.now(UTC)).isoformat()
    root.send("/labels/keys/0/distrust", since=day, number="0", step="distrust")
    root.send("/labels/keys/new", newest="0")
    [token] = issue_on(fresh_app, house.certification, datetime.now(UTC), 1)
    fresh_app.extensions["catalogue"].refresh()
    answer = stranger(fresh_app).get(f"/{token}", headers={"Accept": "application/json"})
    assert answer.json["verdict"] == "in_force"
