"""Where the rule of two people holds, one administrator asks for an act on a key and another does it."""

from dataclasses import replace

import pytest

from tests.conftest import running
from tests.desk import sit_down
from tests.labels.desk import ADMINISTRATOR, LAN, make_house
from tests.labels.test_desk_keys import keys_of

ONE = "/labels/keys/approvals/1"
DISTRUST = {"since": "2026-01-01", "number": "0", "step": "distrust"}


@pytest.fixture
def house(new_registry):
    """A site with a key, where two administrators are needed."""
    with running(replace(new_registry(), two_persons=True)) as app:
        make_house(app)
        yield app


@pytest.fixture
def root(house):
    return sit_down(house, ADMINISTRATOR)


@pytest.fixture
def second(house):
    return sit_down(house, ADMINISTRATOR, name="Phạm Thị Hai")


ACTS = {
    "new": ({"newest": "0"}, "Tạo khóa ký mới", [(0, False, False), (1, False, False)]),
    "0/retire": ({}, "Ngừng dùng khóa số 0", [(0, True, False)]),
    "0/distrust": (DISTRUST, "Không tin khóa số 0 từ 01/01/2026", [(0, True, True)]),
}


@pytest.mark.parametrize(
    ("act", "fields", "words", "after"), [(a, *rest) for a, rest in ACTS.items()], ids=ACTS
)
def test_an_act_on_a_key_waits_for_a_second_administrator(house, root, second, act, fields, words, after):
    assert root.post(f"/labels/keys/{act}", **fields).location == "/labels/keys"
    assert keys_of(house) == [(0, False, False)]
    assert words in second.get("/labels/keys").text
    assert words in second.get(ONE).text
    assert second.post(ONE, step="confirm").status_code == 303
    assert keys_of(house) == after
    journal = root.get("/registry/journal").text
    assert "là người thứ hai." in journal
    assert "Phạm Thị Hai" in journal


def test_nobody_confirms_an_own_request(house, root):
    root.post("/labels/keys/0/retire")
    assert root.post(ONE, step="confirm").status_code == 409
    assert keys_of(house) == [(0, False, False)]


def test_a_second_key_is_not_made_by_a_request_that_is_overtaken(house, root, second):
    root.post("/labels/keys/new", newest="0")
    second.post("/labels/keys/new", newest="0")
    assert second.post(ONE, step="confirm").status_code == 303
    assert root.post("/labels/keys/approvals/2", step="confirm").status_code == 409
    assert len(keys_of(house)) == 2


def test_a_request_about_a_key_is_none_of_an_officers(house, root):
    root.post("/labels/keys/0/retire")
    lan = sit_down(house, LAN)
    assert lan.get(ONE).status_code == 403
    assert lan.get("/registry/approvals/1").status_code == 404


def test_the_very_first_key_needs_nobody(new_registry):
    with running(replace(new_registry(), two_persons=True)) as app:
        sit_down(app, ADMINISTRATOR).post("/labels/keys/new", newest="-1")
        assert keys_of(app) == [(0, False, False)]
