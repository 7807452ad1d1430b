"""The answer to a scan, for each of the eleven headlines, as a browser gets it. The client reads every page
for what all pages must have (``tests/pages.py``)."""

import re
from html import unescape

import pytest

from ocop_verify.catalog.words import WORDS
from ocop_verify.domain.verdict import Headline, status_of
from tests.pages import Page, timeless

HEADLINES = [headline.value for headline in Headline]
KNOWN = [each for each in HEADLINES if each not in {"unknown", "forged", "malformed"}]
LONGEST_ANSWER_BYTES = 30_000


@pytest.fixture
def scan(specimen_site):
    """Scans the label of a headline and gives the answer."""
    client = specimen_site.app.test_client()

    def open_answer(headline, prefix="", **options):
        return client.get(prefix + specimen_site.paths[headline], **options)

    return open_answer


def text_of(html):
    """What a person reads, on one line."""
    body = re.sub(r"<(script|style)\b.*?</\1>", "", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def metas(html):
    return {
        meta.attributes.get("property") or meta.attributes.get("name"): meta.attributes.get("content")
        for meta in Page(html).all("meta")
    }


@pytest.mark.parametrize("headline", HEADLINES)
def test_it_shows_its_headline_first_in_words_and_as_a_code(scan, headline):
    answer = scan(headline)
    shown = [each for each in Page(answer.text).elements if "data-verdict" in each.attributes]
    assert answer.status_code == status_of(Headline(headline))
    assert [each.attributes["data-verdict"] for each in shown[:1]] == [headline]
    assert shown[0].attributes["role"] == "status"
    assert shown[0].words.startswith(WORDS[Headline(headline)].state)


@pytest.mark.parametrize("headline", HEADLINES)
def test_it_says_what_to_do_now_in_two_lines(scan, headline):
    text = text_of(scan(headline).text)
    assert all(line in text for line in WORDS[Headline(headline)].advice)


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("headline", HEADLINES)
def test_it_is_one_small_request_that_nobody_may_keep(scan, headline, prefix):
    answer = scan(headline, prefix)
    page = Page(answer.text)
    assert len(answer.data) < LONGEST_ANSWER_BYTES
    assert [each for each in page.elements if "src" in each.attributes] == []
    links = {link.attributes["rel"]: link.attributes["href"] for link in page.all("link")}
    assert links.keys() == {"icon"}
    assert links["icon"].startswith("data:")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == metas(answer.text)["robots"] == "noindex"


@pytest.mark.parametrize("headline", HEADLINES)
def test_it_says_all_of_it_in_english(scan, headline):
    page = scan(headline, "/en")
    assert '<html lang="en">' in page.text
    assert WORDS[Headline(headline)].state not in page.text
    assert "Nên làm gì bây giờ" not in page.text


@pytest.mark.parametrize("headline", KNOWN)
def test_it_names_product_producer_place_decision_and_authority(scan, headline):
    text = text_of(scan(headline).text)
    assert "tỉnh Lâm Đồng" in text
    assert "/QĐ-UBND" in text
    assert re.search(r"UBND (tỉnh|huyện)", text)
    assert re.search(r"Tem này số 1207, lô \d", text)
    assert re.search(r"Mã gõ tay: (\d{3} ){5}\d{3}", text)


@pytest.mark.parametrize("headline", ["unknown", "forged", "malformed"])
def test_nothing_that_an_unknown_code_says_is_repeated(scan, headline, specimen_site):
    answer = scan(headline)
    page = Page(answer.text)
    assert "Mắm nêm" not in answer.text
    assert "/products/" not in answer.text
    switch = [each for each in page.all("a") if each.attributes.get("hreflang") == "en"]
    assert answer.text.count(specimen_site.paths[headline]) == len(switch) == 1


@pytest.mark.parametrize(
    ("headline", "stars"), [("in_force", 4), ("expiring", 3), ("superseded", 4), ("expired", None)]
)
def test_stars_are_drawn_only_while_they_count_and_told_as_a_number(scan, headline, stars):
    drawn = [each for each in Page(scan(headline).text).all("svg") if each.attributes.get("role") == "img"]
    assert [each.attributes["aria-label"] for each in drawn] == ([f"{stars} trên 5 sao"] if stars else [])


def test_what_is_printed_is_shown_only_where_it_differs_from_what_is_true(scan):
    assert "Trên tem in 3 sao" in text_of(scan("superseded").text)
    assert "Nay là 4 sao" in text_of(scan("superseded").text)
    assert "Trên tem in" not in scan("in_force").text


def test_a_body_that_no_longer_exists_is_named_with_its_successor(scan):
    assert re.search(
        r"UBND huyện Lạc Dương Cơ quan này hoạt động đến [\d/]{10}; việc nay thuộc UBND tỉnh Lâm Đồng",
        text_of(scan("expiring").text),
    )


def test_a_voided_label_tells_what_the_product_is_today(scan):
    assert "Sản phẩm Sắp hết hạn công nhận" in text_of(scan("label_voided").text)


def test_a_shared_answer_leads_to_the_product_and_never_to_the_label(scan, specimen_site):
    answer = scan("in_force")
    told = metas(answer.text)
    assert told["og:url"] == "https://ocop.vn/products/1"
    assert told["og:title"] == "Đang được công nhận · 4 sao · Mắm nêm Cô Sáu"
    token = specimen_site.paths["in_force"][1:]
    assert token not in "".join(filter(None, told.values()))
    buttons = [each.attributes for each in Page(answer.text).all("button")]
    shared = [each["data-share"] for each in buttons if "data-share" in each]
    assert shared == ["https://ocop.vn/products/1"]


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("headline", HEADLINES)
def test_the_picture_that_a_chat_shows_is_there_and_small(scan, specimen_site, headline, prefix):
    told = metas(scan(headline, prefix).text)
    assert told["og:image"].startswith("https://ocop.vn/static/img/share/")
    with specimen_site.app.test_client().get(told["og:image"].removeprefix("https://ocop.vn")) as picture:
        assert picture.status_code == 200
        assert picture.mimetype == "image/png"
        assert len(picture.data) < 300_000
        assert picture.data[16:24] == (1200).to_bytes(4, "big") + (630).to_bytes(4, "big")


def test_the_other_language_of_a_label_is_one_tap_away(scan, specimen_site):
    path = specimen_site.paths["in_force"]
    vietnamese, english = scan("in_force").text, scan("in_force", "/en").text
    assert f'href="/en{path}"' in vietnamese
    assert f'href="/vi{path}"' in english


def test_a_typed_code_gives_the_same_answer_and_says_that_it_proves_less(specimen_site):
    answer = specimen_site.app.test_client().get(specimen_site.typed["in_force"])
    assert 'data-verdict="in_force"' in answer.text
    assert "Mã gõ tay chứng minh ít hơn mã QR" in answer.text
    assert "Chữ ký số khớp" not in answer.text


def test_labels_of_one_batch_share_a_page_but_not_their_numbers(specimen_site):
    """The kept page is filled anew for each label."""
    first = specimen_site.app.test_client().get(specimen_site.paths["in_force"])
    second = specimen_site.app.test_client().get("/en" + specimen_site.paths["expired"])
    again = specimen_site.app.test_client().get(specimen_site.paths["in_force"])
    assert timeless(first.text) == timeless(again.text)
    assert "Mắm nêm" not in second.text


def test_no_mark_of_a_slot_is_left_in_a_page(scan):
    assert [headline for headline in HEADLINES if "\ue000" in scan(headline).text] == []
