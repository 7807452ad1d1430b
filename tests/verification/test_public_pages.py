"""Home, search, products, producers, decisions, about and patterns, as a browser gets them."""

import pytest

from ocop_verify.catalog.words import WORDS
from ocop_verify.domain.verdict import Headline
from tests.pages import Page
from tests.verification.test_answer_page import metas, text_of

PAGES = ["/", "/scan", "/about", "/search?q=mam", "/products/1", "/producers/2", "/decisions/4"]


@pytest.fixture
def read(specimen_site):
    """Opens a path of the specimens' site."""
    return specimen_site.app.test_client().get


@pytest.mark.parametrize("prefix", ["", "/vi", "/en"])
@pytest.mark.parametrize("path", [*PAGES, "/-/patterns"])
def test_it_opens_in_both_languages(read, path, prefix):
    page = read(prefix + path)
    assert page.status_code == 200
    assert f'<html lang="{prefix[1:] or "vi"}">' in page.text


@pytest.mark.parametrize("path", PAGES)
def test_its_links_stay_in_its_language(read, path):
    links = [each.attributes for each in Page(read("/en" + path).text).all("a")]
    inside = [link for link in links if link.get("href", "").startswith("/")]
    assert len(inside) > 3
    assert [link["href"] for link in inside if not link["href"].startswith("/en/")] == [
        link["href"] for link in inside if "hreflang" in link
    ]


@pytest.mark.parametrize("path", PAGES)
def test_it_asks_for_nothing_from_elsewhere(read, path):
    page = Page(read(path).text)
    sources = [each.attributes["src"] for each in page.elements if "src" in each.attributes]
    loaded = [
        each.attributes["href"]
        for each in page.all("link")
        if each.attributes["rel"] in {"icon", "stylesheet"}
    ]
    assert [address for address in [*sources, *loaded] if not address.startswith("/")] == []


@pytest.mark.parametrize("path", ["/", "/about", "/products/1", "/producers/2", "/decisions/4"])
def test_search_engines_are_told_its_one_address_in_each_language(read, path):
    page = Page(read("/en" + path).text)
    links = [each.attributes for each in page.all("link")]
    assert [each["href"] for each in links if each["rel"] == "canonical"] == [f"https://ocop.vn/en{path}"]
    assert {each["hreflang"]: each["href"] for each in links if "hreflang" in each} == {
        "vi": f"https://ocop.vn/vi{path}",
        "en": f"https://ocop.vn/en{path}",
        "x-default": f"https://ocop.vn{path}",
    }


def test_home_has_a_field_for_codes_one_for_names_and_explains_every_state(read):
    page = read("/")
    forms = {each.attributes["action"] for each in Page(page.text).all("form")}
    fields = {each.attributes["name"] for each in Page(page.text).all("input")}
    assert (forms, fields) == ({"/scan", "/search"}, {"code", "q"})
    ways = {each.attributes["href"] for each in Page(page.text).all("a")}
    assert {"/scan", "/report", "/report/find", "/stats", "/data"} <= ways
    text = text_of(page.text)
    assert [headline for headline in Headline if WORDS[headline].state not in text] == []


def test_a_products_preview_shows_state_stars_name_and_day(read):
    told = metas(read("/products/1").text)
    assert told["og:title"] == "Đang được công nhận · 4 sao · Mắm nêm Cô Sáu"
    assert told["og:description"].startswith("Ngày ")
    assert told["og:image"].endswith(".png")
    assert "vi-in_force" in told["og:image"]


def test_a_products_page_shows_its_state_and_its_other_recognitions(read):
    page = read("/products/3")
    assert 'data-verdict="in_force"' in page.text
    assert "Các lần công nhận 4 sao Đang được công nhận" in text_of(page.text)
    assert "1130/QĐ-UBND" in page.text


def test_a_list_shows_each_state_as_a_word_and_a_shape(read):
    shown = [each for each in Page(read("/producers/3").text).elements if "data-verdict" in each.attributes]
    assert [each.words for each in shown] == ["Đang tạm dừng công nhận", "Đã bị thu hồi"]


def test_what_was_searched_for_stays_in_the_field_and_cannot_break_out(read):
    page = read("/search", query_string={"q": '"><script>alert(1)</script>'})
    (field,) = Page(page.text).all("input")
    assert field.attributes["value"] == '"><script>alert(1)</script>'
    assert "<script>alert" not in page.text


def test_nothing_found_says_that_this_is_not_a_verdict(read):
    text = text_of(read("/search?q=zzzz").text)
    assert "Không có sản phẩm nào khớp" in text
    assert "chưa có nghĩa là hàng giả" in text


def test_what_is_not_there_is_a_calm_404(read):
    answer = read("/products/404")
    assert answer.status_code == 404
    assert "Không có trang này" in answer.text


def test_patterns_are_for_those_who_change_them(specimen_site):
    app = specimen_site.app
    app.testing = False
    try:
        assert app.test_client().get("/-/patterns").status_code == 404
    finally:
        app.testing = True
