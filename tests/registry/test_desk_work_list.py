"""The first page of the desk: whose products it shows, in which terms, how it is filtered and exported."""

from io import BytesIO

import openpyxl
import pytest

from ocop_verify.accounts.permissions import NATION, Grant, Role
from tests.desk import sit_down
from tests.registry.products import COFFEE, NEIGHBOUR, ending_in, register

OFFICER = Grant(Role.OFFICER, "68")


@pytest.fixture
def stocked(fresh_app):
    """Four products of Lâm Đồng that end at different times, and one of a neighbour."""
    for number, days in enumerate((10, 45, 80, 300, -5), start=1):
        register(
            fresh_app,
            COFFEE,
            product=f"Cà phê {days}",
            decision_number=f"{number}/QĐ-UBND",
            **ending_in(days),
        )
    register(fresh_app, NEIGHBOUR, **ending_in(20))
    return fresh_app


def names(page):
    """The products that a page of the list shows, in its order."""
    return [part.split("</a>")[0].split(">")[-1] for part in page.text.split('<th scope="row">')[1:]]


@pytest.mark.parametrize(
    ("ends", "shown"),
    [
        ("30", ["Cà phê 10"]),
        ("60", ["Cà phê 10", "Cà phê 45"]),
        ("90", ["Cà phê 10", "Cà phê 45", "Cà phê 80"]),
        ("ended", ["Cà phê -5"]),
        ("all", ["Cà phê -5", "Cà phê 10", "Cà phê 45", "Cà phê 80", "Cà phê 300"]),
        ("soon", ["Cà phê 10", "Cà phê 45", "Cà phê 80"]),  # nonsense is as if nothing was asked
    ],
)
def test_an_officer_sees_what_ends_in_the_own_province(stocked, ends, shown):
    assert names(sit_down(stocked, OFFICER).get(f"/registry?ends={ends}")) == shown


def test_who_works_for_the_nation_sees_every_province(stocked):
    page = sit_down(stocked, Grant(Role.OFFICER, NATION)).get("/registry?ends=30")
    assert names(page) == ["Cà phê 10", "Nước mắm Sông Xa"]


def test_a_province_that_is_not_ones_own_cannot_be_asked_for(stocked):
    assert names(sit_down(stocked, OFFICER).get("/registry?ends=all&province=92")) == []


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("text=ca+phe+45", ["Cà phê 45"]),  # without diacritics
        ("text=4/QĐ", ["Cà phê 300"]),
        ("standing=expired", ["Cà phê -5"]),
        ("star=5", []),
        ("commune=xã+Suối+Mơ&sort=-end", ["Cà phê 300", "Cà phê 80", "Cà phê 45", "Cà phê 10", "Cà phê -5"]),
    ],
)
def test_the_list_is_filtered_and_sorted(stocked, query, shown):
    assert names(sit_down(stocked, OFFICER).get(f"/registry?ends=all&{query}")) == shown


def test_the_export_holds_exactly_what_is_shown(stocked):
    lan = sit_down(stocked, OFFICER)
    query = "ends=60&sort=-end"
    sheet = openpyxl.load_workbook(BytesIO(lan.get(f"/registry/export?{query}").data)).active
    exported = [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert exported == names(lan.get(f"/registry?{query}")) == ["Cà phê 45", "Cà phê 10"]


def test_a_long_list_is_paged(fresh_app):
    for number in range(60):
        register(fresh_app, COFFEE, product=f"Trà {number:02}", **ending_in(10))
    lan = sit_down(fresh_app, OFFICER)
    assert len(names(lan.get("/registry"))) == 50
    assert names(lan.get("/registry?page=2")) == names(lan.get("/registry?page=99"))
    assert len(names(lan.get("/registry?page=2"))) == 10


def test_an_empty_registry_says_how_to_begin(fresh_app):
    page = sit_down(fresh_app, OFFICER).get("/registry").text
    assert "Chưa có sản phẩm nào" in page
    assert 'href="/registry/import"' in page


def test_an_empty_filter_says_so(stocked):
    assert "Không có sản phẩm nào khớp" in sit_down(stocked, OFFICER).get("/registry?star=5").text


def test_an_inspector_reads_and_changes_nothing(stocked):
    minh = sit_down(stocked, Grant(Role.INSPECTOR, "68"))
    page = minh.get("/registry").text
    assert "Cà phê 10" in page
    assert 'type="checkbox"' not in page
    assert minh.get("/registry/export").status_code == 403


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("ends=30", ["Cà phê 10"]),
        ("ends=60&province=68", ["Cà phê 10", "Cà phê 45"]),
        ("ends=90&commune=xã+Suối+Mơ", ["Cà phê 10", "Cà phê 45", "Cà phê 80"]),
        ("ends=ended&text=suoi+mo", ["Cà phê -5"]),  # by the name of its producer
        ("ends=ended&text=song+xa", []),
    ],
)
def test_an_inspector_keeps_a_list_of_what_ends_as_an_address(stocked, query, shown):
    assert names(sit_down(stocked, Grant(Role.INSPECTOR, "68")).get(f"/registry?{query}")) == shown


def test_strangers_are_sent_to_log_in(stocked):
    assert sit_down(stocked).get("/registry").status_code == 403
    assert stocked.test_client().get("/registry").status_code == 303


def test_what_is_sought_and_ends_later_is_one_step_away(stocked):
    page = sit_down(stocked, OFFICER).get("/registry?text=ca+phe+300").text
    assert ">Số sản phẩm khớp ở mục “Tất cả”: 1</a>" in page
    assert names(sit_down(stocked, OFFICER).get("/registry?ends=all&text=ca+phe+300")) == ["Cà phê 300"]
