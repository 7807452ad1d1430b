"""Search answers while one types, and as a plain form without a script; a list is checked and taken home."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.slow
Visit = Callable[..., Page]


@pytest.fixture
def name(visit: Visit) -> str:
    """The name of a product of the demo."""
    return visit("/search?stars=3").locator(".lines li a").first.inner_text()


def test_results_come_as_one_types_and_the_address_keeps_the_question(visit: Visit, name: str) -> None:
    page = visit("/search")
    page.locator("input[name=q]").press_sequentially(name.lower()[:-1], delay=20)
    first = page.locator(".lines li a").first
    expect(first).to_be_visible()
    expect(page.locator(".lines mark").first).to_be_visible()
    expect(page.locator("#found [role=status]")).not_to_be_empty()
    assert "q=" in page.url
    assert page.evaluate("document.activeElement.name") == "q"
    before = page.locator(".lines li").count()
    page.reload()
    assert page.locator(".lines li").count() == before


def test_an_older_answer_never_replaces_a_newer_one(visit: Visit) -> None:
    page = visit("/search")
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    page.route("**/search?q=m", hold)
    field = page.locator("input[name=q]")
    with page.expect_request("**/search?q=m"):
        field.fill("m")
    field.fill("zzzz")
    expect(page.locator("#found [role=status]")).to_contain_text("Không có sản phẩm nào khớp")
    page.wait_for_timeout(200)
    assert page.locator(".lines li").count() == 0
    assert len(late) == 1


def test_without_the_script_the_form_leads_to_the_same_results(visit: Visit, name: str) -> None:
    page = visit("/search", js=False)
    page.locator("input[name=q]").fill(name)
    page.locator("input[name=q]").press("Enter")
    expect(page.locator(".lines li a").first).to_be_visible()


def test_facets_narrow_what_is_shown_and_can_be_given_up(visit: Visit) -> None:
    page = visit("/search?q=mat+ong", size=(1280, 800))
    choice = page.locator(".facet a").first
    choice.click()
    expect(page.locator(".facet a[aria-current]")).to_have_count(1)
    page.locator(".facet a[aria-current]").click()
    expect(page.locator(".facet a[aria-current]")).to_have_count(0)


def test_a_pasted_list_is_checked_and_taken_home(visit: Visit, name: str) -> None:
    page = visit("/check", js=False)
    page.locator("textarea[name=table]").fill(f"Tên sản phẩm\tHạng sao\n{name}\t1 sao\nXe đạp điện\t\n")
    page.locator("button[name=as][value=page]").first.click()
    expect(page.locator("td [data-finding]")).to_have_count(2)
    expect(page.locator("td [data-finding]").first).to_have_attribute("data-finding", "impossible_claim")
    with page.expect_download() as download:
        page.locator("button[value=xlsx]").click()
    assert download.value.suggested_filename == "ocop-check.xlsx"
