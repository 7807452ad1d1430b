"""A mistyped number or day of a decision is corrected at the desk, with its consequences shown first."""

import pytest

from ocop_verify.accounts.permissions import NATION, Grant, Role
from tests.desk import sit_down
from tests.registry.products import COFFEE, register

OFFICER = Grant(Role.OFFICER, "68")
PAGE = "/registry/decisions/1/correct"
DAY = f"{COFFEE.decided_on:%d/%m/%Y}"
OTHER_DAY = f"{COFFEE.decided_on.replace(year=COFFEE.decided_on.year - 1):%d/%m/%Y}"


@pytest.fixture
def lan(fresh_app):
    register(fresh_app)
    return sit_down(fresh_app, OFFICER)


def fill_in(browser, **typed):
    """The form as it is opened, filled in."""
    page = browser.get(PAGE)
    seen = page.text.split('name="seen" value="')[1].split('"')[0]
    return {"seen": seen, "number": "1234/QĐ-UBND", "issued_on": DAY, **typed}


def test_the_form_is_filled_with_what_is_registered(lan):
    page = lan.get(PAGE).text
    assert 'value="1234/QĐ-UBND"' in page
    assert f'value="{DAY}"' in page
    assert PAGE in lan.get("/registry/decisions/1").text


def test_the_preview_shows_the_ends_that_move_and_writes_nothing(lan):
    page = lan.post(PAGE, **fill_in(lan, issued_on=OTHER_DAY)).text
    assert page.count(OTHER_DAY) >= 2
    assert DAY in page
    assert DAY in lan.get("/registry/decisions/1").text


def test_what_is_confirmed_is_done_told_and_done_once(lan):
    sent = fill_in(lan, number="1243/QĐ-UBND", issued_on=OTHER_DAY)
    for _ in range(2):
        assert lan.post(PAGE, **sent, step="do").location == "/registry/decisions/1"
    page = lan.get("/registry/decisions/1").text
    assert page.count("Số quyết định: 1234/QĐ-UBND → 1243/QĐ-UBND") == 1
    assert OTHER_DAY in lan.get("/registry/products/1").text  # its products begin on the other day


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"number": ""}, "number"),
        ({"number": "không số"}, "number"),
        ({"issued_on": ""}, "issued_on"),
        ({"issued_on": "31/02/2025"}, "issued_on"),
        ({"issued_on": "01/01/2099"}, "issued_on"),
        ({"issued_on": "01/01/2017"}, "issued_on"),  # before the programme began
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_typed_is_lost(lan, typed, field):
    answer = lan.post(PAGE, **fill_in(lan, **typed))
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in answer.text
    assert all(f'value="{value}"' in answer.text for value in typed.values())


def test_the_second_of_two_officers_is_told(fresh_app, lan):
    minh = sit_down(fresh_app, OFFICER)
    sent = fill_in(minh, number="1/QĐ-UBND")
    lan.post(PAGE, **fill_in(lan, number="1243/QĐ-UBND"), step="do")
    answer = minh.post(PAGE, **sent, step="do")
    assert answer.status_code == 409
    assert "1243/QĐ-UBND" in answer.text
    assert 'value="1/QĐ-UBND"' in answer.text


def test_a_decision_of_the_ministry_is_corrected_by_the_nation_alone(fresh_app):
    register(fresh_app, COFFEE, authority="Bộ Nông nghiệp và Môi trường", stars=5)
    assert sit_down(fresh_app, OFFICER).get(PAGE).status_code == 404
    assert sit_down(fresh_app, Grant(Role.OFFICER, NATION)).get(PAGE).status_code == 200
