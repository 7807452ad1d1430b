"""How to recognise a real one: pages for three kinds of readers, pictures of labels, and a poster."""

from xml.etree import ElementTree as ET

import numpy as np
import pytest
import zxingcpp
from pypdfium2 import PdfDocument

from ocop_verify.domain.verdict import Headline
from ocop_verify.guide.drawing import sample_label, symbol_of
from ocop_verify.verification import specimens
from tests.cast import NOW
from tests.pages import Page
from tests.specimens import running_specimens

HOST, URL = "ocop.vn", "https://ocop.vn/about"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """A reader of a site without any database."""
    with running_specimens(tmp_path_factory.mktemp("site")) as site:
        yield site.app.test_client()


def read(client, path: str):
    return client.get(path, base_url="https://ocop.vn")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("reader", ["shoppers", "sellers", "organizers"])
def test_each_reader_has_a_page_whose_pictures_are_there(client, reader, language):
    page = Page(read(client, f"/{language}/about/{reader}").text)
    pictures = {image.attributes["src"] for image in page.all("img")}
    assert pictures
    for picture in pictures:
        assert read(client, picture).mimetype == "image/svg+xml"


def test_a_shopper_is_shown_every_answer_there_is(client):
    page = Page(read(client, "/about/shoppers").text)
    shown = [each.attributes["data-verdict"] for each in page.elements if "data-verdict" in each.attributes]
    assert sorted(shown) == sorted(headline.value for headline in Headline)


@pytest.mark.parametrize("path", ["/about/nobody", "/about/labels/forged.svg", "/about/labels/x.svg"])
def test_what_is_not_there_is_not_found(client, path):
    assert read(client, path).status_code == 404


@pytest.mark.parametrize("headline", list(specimens.OF_LABEL))
def test_a_label_is_drawn_as_labels_are_and_says_what_was_printed(headline):
    catalogue = specimens.catalogue(NOW)
    batch = catalogue.batches[specimens.OF_LABEL[headline]]
    drawn = sample_label(headline, catalogue, HOST, URL)
    name = ET.fromstring(drawn).find("{http://www.w3.org/2000/svg}title").text
    product = catalogue.products[catalogue.certifications[batch.certification_id].product_id]
    assert name == product.name
    others = [each for each in specimens.OF_LABEL if each != headline]
    assert all(drawn != sample_label(each, catalogue, HOST, URL) for each in others)


def test_the_code_on_a_drawn_label_leads_to_the_page_that_explains_it():
    framed = np.pad(symbol_of(URL), 4)
    dots = np.where(framed, 0, 255).astype(np.uint8).repeat(6, 0).repeat(6, 1)
    assert zxingcpp.read_barcode(dots).text == URL


@pytest.mark.parametrize(("language", "title"), [("vi", "Quét trước khi mua"), ("en", "Scan before you buy")])
def test_the_poster_is_one_page_of_a4_in_vectors_that_phones_read(client, language, title):
    answer = read(client, f"/{language}/about/poster.pdf")
    assert b"/Subtype /Image" not in answer.data
    with PdfDocument(answer.data) as document:
        [page] = document
        assert [round(side / 72 * 25.4) for side in page.get_size()] == [210, 297]
        text = page.get_textpage().get_text_range()
        code = zxingcpp.read_barcode(page.render(scale=2).to_pil())
    assert (title in text, HOST in text) == (True, True)
    assert code.text == "https://ocop.vn/"
    centre = sum(point.x for point in corners(code)) / 4 / 2 / 72 * 25.4
    assert abs(centre - 105) < 1


def corners(code):
    place = code.position
    return (place.top_left, place.top_right, place.bottom_left, place.bottom_right)
