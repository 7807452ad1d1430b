"""Minutes of cases and visits: everything is on the paper, and whoever holds it can have it checked."""

import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from flask import Flask
from PIL import Image

from ocop_verify.accounts.permissions import Grant, Role
from ocop_verify.inspection.paper import minutes_pdf
from ocop_verify.inspection.seals import FLAG, Seal, Seals
from ocop_verify.inspection.sections import Minutes, Section
from tests.cast import NOW
from tests.desk import Browser, sit_down, stranger
from tests.labels.desk import make_house
from tests.test_pictures import with_gps

SEAL = Seal(FLAG, 7, 3, "0123456789abcdef", NOW.replace(microsecond=0))
PAPER = Minutes(
    "vi",
    "Biên bản",
    "2026-68-00007",
    [("Sản phẩm", "Cà phê"), ("Căn cứ", "")],
    [Section("Lập hồ sơ", ["Thấy ở chợ"])],
    ["Cán bộ"],
    "Mã đối chiếu 0123",
    "https://ocop.vn/minutes/x",
    "Quét mã",
)


def read(content: bytes) -> tuple[str, list[str], int]:
    """The words on all pages, the addresses in the QR codes of the first, and how many pages there are."""
    document = pypdfium2.PdfDocument(content)
    try:
        words = "\n".join(page.get_textpage().get_text_range() for page in document)
        image = document[0].render(scale=200 / 72).to_pil()
        return words, [found.text for found in zxingcpp.read_barcodes(image)], len(document)
    finally:
        document.close()


def test_a_paper_holds_every_word_and_a_code_that_leads_to_its_check():
    words, codes, pages = read(minutes_pdf(PAPER))
    for text in ("Biên bản", "2026-68-00007", "Cà phê", "Thấy ở chợ", "Cán bộ", "Mã đối chiếu 0123"):
        assert text in words
    assert (codes, pages) == ([PAPER.url], 1)


def test_a_long_story_goes_on_over_pages_and_nothing_is_left_out():
    many = [Section(f"Dòng {n}", [f"Lời {n} " + "rất dài " * 60, "a" * 200]) for n in range(40)]
    words, _, pages = read(minutes_pdf(replace(PAPER, sections=many)))
    assert pages > 5
    assert all(f"Lời {n} " in words for n in range(40))
    assert words.replace("\r", "").replace("\n", "").count("a" * 64) >= 3 * 40


def test_a_name_that_is_long_stands_beside_its_value_and_not_under_it():
    name, value = "Signed on behalf of the producer by", "Vũ Thị Hòa"
    document = pypdfium2.PdfDocument(minutes_pdf(replace(PAPER, facts=[(name, value), ("Look again", "")])))
    page = document[0].get_textpage()
    text = page.get_text_range()
    begins, ends = text.index("Signed"), text.index("producer by") + len("producer by")
    right = max(page.get_charbox(at)[2] for at in range(begins, ends) if not text[at].isspace())
    foot = min(page.get_charbox(at)[1] for at in range(begins, ends) if not text[at].isspace())
    assert right < page.get_charbox(text.index("Vũ"))[0]
    assert page.get_charbox(text.index("Look"))[3] <= foot
    page.close()
    document.close()


@pytest.mark.parametrize("size", [(4_000, 300), (300, 4_000)], ids=["wide", "high"])
def test_a_picture_of_any_shape_fits(size):
    section = Section("Ảnh", (), [(Image.new("RGB", size, "red"), "SHA-256 0")])
    words, _, _ = read(minutes_pdf(replace(PAPER, sections=[section])))
    assert "SHA-256 0" in words


def test_a_seal_belongs_to_one_site():
    seals = Seals("a secret")
    assert seals.read(seals.make(SEAL)) == SEAL
    assert Seals("another").read(seals.make(SEAL)) is None
    assert seals.read("x") is None
    assert SEAL.written == "0123-4567-89ab-cdef"


@pytest.fixture
def minh(fresh_app: Flask) -> Browser:
    make_house(fresh_app)
    minh = sit_down(fresh_app, Grant(Role.INSPECTOR, "68"))
    new = {
        "kind": "after_the_end",
        "where": "Chợ Phan Thiết",
        "province": "68",
        "product": "1",
        "law": "1162",
    }
    assert minh.post("/inspection/flags", **new, words="Bày cạnh cổng").status_code == 303
    return minh


def test_the_paper_of_a_case_tells_its_story_and_its_evidence_and_can_be_checked(fresh_app, minh):
    photo = {"file": (BytesIO(with_gps()), "a.jpg"), "place": "Quầy số 5"}
    minh.post("/inspection/flags/1/evidence", content_type="multipart/form-data", **photo)
    words, [address], _ = read(minh.get("/inspection/flags/1/minutes.pdf").data)
    for text in ("Cà phê bột Suối Mơ", "Chợ Phan Thiết", "1162/QĐ-VPĐP-OCOP", "Bày cạnh cổng", "Quầy số 5"):
        assert text in words
    assert "SHA-256" in words
    path = address.removeprefix("https://ocop.vn")
    check = re.search(r"(?:[0-9a-f]{4}-){3}[0-9a-f]{4}", words)[0]
    page = stranger(fresh_app).get(path).text
    assert "Biên bản khớp với hồ sơ đang giữ" in page
    assert "không có thêm gì" in page
    assert check in page
    assert "Suối Mơ" not in page  # nothing of a case is public
    minh.post("/inspection/flags/1/notes", note="Gọi lại")
    assert "có thêm diễn biến" in stranger(fresh_app).get(path).text


def test_a_paper_whose_number_does_not_match_is_told(fresh_app, minh):
    seals: Seals = fresh_app.extensions["paper_seals"]
    for seal in (replace(SEAL, key=1), SEAL):  # of other contents, and of no case at all
        page = stranger(fresh_app).get(f"/minutes/{seals.make(seal)}").text
        assert "Biên bản không khớp với hồ sơ đang giữ" in page
    assert stranger(fresh_app).get("/minutes/made-up").status_code == 404


def test_a_visit_has_minutes_once_it_was_made(fresh_app, minh):
    today = (NOW + timedelta(days=3_650)).date().isoformat()
    visit = minh.post("/inspection/visits/product/1", on=today, why="Theo kế hoạch").location
    assert minh.get(f"{visit}/minutes.pdf").status_code == 404
    answers = dict.fromkeys(("stars", "labels", "place", "recipe", "records"), "yes")
    minh.post(visit, **answers, result="kept", signed_by="Bà Sáu", words="Kho gọn")
    words, [address], _ = read(minh.get(f"{visit}/minutes.pdf").data)
    for text in ("Bà Sáu", "Kho gọn", "Giữ đúng điều đã cam kết", "Đại diện chủ thể", "Theo kế hoạch"):
        assert text in words
    page = stranger(fresh_app).get(address.removeprefix("https://ocop.vn")).text
    assert "Biên bản khớp với hồ sơ đang giữ" in page
