"""Real products are found by degraded spellings, and others made of them are not taken for them."""

import csv
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.matching.claim_reading import read_claim
from ocop_verify.domain.matching.claims import Finding, Judgement
from ocop_verify.domain.places import find_province
from ocop_verify.domain.records import Certification, ProducerType
from ocop_verify.search.asking import Filters, read_query
from ocop_verify.search.finding import find
from ocop_verify.search.index import Index
from ocop_verify.search.today import Today
from tests.cast import NOW, TODAY, make_authority, make_decision, make_producer, make_product

REAL = Path(__file__).parents[3] / "shared" / "data" / "decisions_lamdong.csv"
pytestmark = pytest.mark.skipif(not REAL.exists(), reason="the folder with real decisions is not here")


def rows() -> list[dict[str, str]]:
    """The file, if it is here."""
    return list(csv.DictReader(REAL.read_text("utf-8-sig").splitlines())) if REAL.exists() else []


ROWS = rows()
NAMES = [row["product_name"] for row in ROWS]


@pytest.fixture(scope="module")
def today() -> Today:
    makers = {name: key for key, name in enumerate(dict.fromkeys(row["producer"] for row in ROWS), 1)}
    numbers = {name: key for key, name in enumerate(dict.fromkeys(row["decision_number"] for row in ROWS), 1)}
    records: list[object] = [make_authority()]
    records += [make_decision(id=key, number=number) for number, key in numbers.items()]
    for key, row in enumerate(ROWS, 1):
        province = find_province(row["province"])
        assert province
        producer = make_producer(
            id=makers[row["producer"]],
            name=row["producer"],
            type=ProducerType.OTHER,
            address=row["address"],
            commune=row["commune"],
            province=province.code,
        )
        product = make_product(id=key, producer_id=producer.id, name=row["product_name"], product_set="")
        since, decision = date.fromisoformat(row["issued_at"]), numbers[row["decision_number"]]
        records += [producer, product, Certification(key, key, decision, int(row["star"]), since)]
    return Today(Index(Catalogue.of(1, NOW, records)), TODAY)


def judged(today: Today, **said: str) -> Judgement:
    return today.catalogued.judge(read_claim(**said, is_word=today.catalogued.is_word))


def named(found: Judgement) -> str | None:
    return NAMES[found.match.certified.product_id - 1] if found.match else None


def plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(each for each in decomposed if not unicodedata.combining(each)).lower()


def telex(text: str) -> str:
    """The first word with marks as its keys: "Mắm" is "mawms"."""
    signs = {"\u0302": "", "\u0306": "w", "\u031b": "w"}
    tones = dict(zip("\u0300\u0301\u0303\u0309\u0323", "fsxrj", strict=True))

    def keys(found: re.Match[str]) -> str:
        written, tone = "", ""
        for each in unicodedata.normalize("NFD", found[0].lower().replace("đ", "dd")):
            tone = tones.get(each, tone)
            written += signs.get(each, "" if each in tones else each) or (
                written[-1] if each in signs else ""
            )
        return written + tone

    return re.sub(r"\b\w*[^\W\da-zA-Z_]\w*", keys, text, count=1)


def swapped(text: str) -> str:
    words = text.split()
    return " ".join([*words[1:], words[0]]) if "(" not in text else text


WAYS: dict[str, Callable[[str], str]] = {
    "as registered": str,
    "without marks": plain,
    "in capitals": str.upper,
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "keys": telex,
    "in another order": swapped,
    "packed": lambda text: f"{text} hộp quà 500g",
    "praised": lambda text: f"Đặc sản {text} chính hiệu",
    "with its stars": lambda text: f"{text} OCOP",
}


@pytest.mark.parametrize("way", WAYS)
def test_every_one_is_found_with_its_maker_in_every_spelling(today, way):
    found = [judged(today, product=WAYS[way](row["product_name"]), maker=row["producer"]) for row in ROWS]
    assert [(named(each), each.finding) for each in found] == [(name, Finding.IN_FORCE) for name in NAMES]


SHORT = (
    ("Công ty TNHH", "CT TNHH"),
    ("Hợp tác xã", "HTX"),
    ("Hộ kinh doanh", "HKD"),
    ("Cơ sở sản xuất", "CSSX"),
    ("Nông nghiệp", "NN"),
    ("Dịch vụ", "DV"),
    (" và ", " & "),
)


def test_every_one_is_found_with_its_maker_abbreviated(today):
    makers = [row["producer"] for row in ROWS]
    for long, short in SHORT:
        makers = [maker.replace(long, short) for maker in makers]
    found = [judged(today, product=name, maker=maker) for name, maker in zip(NAMES, makers, strict=True)]
    assert [(named(each), each.finding) for each in found] == [(name, Finding.IN_FORCE) for name in NAMES]


@pytest.mark.parametrize("way", ["as registered", "without marks", "packed"])
def test_every_one_is_found_without_a_maker(today, way):
    assert [named(judged(today, product=WAYS[way](name))) for name in NAMES] == NAMES


@pytest.mark.parametrize("way", ["as registered", "without marks", "in capitals", "in another order"])
def test_search_has_every_one_first(today, way):
    found = [find(read_query(WAYS[way](name)), Filters(), today).rows for name in NAMES]
    assert [NAMES[today.index.products[rows[0]] - 1] for rows in found] == NAMES


def test_search_finds_it_among_everything_else_that_was_typed(today):
    found = find(read_query("mam nem seagull phan thiet 3 sao"), Filters(), today)
    assert (found.total, NAMES[today.index.products[found.rows[0]] - 1]) == (1, "Mắm nêm Seagull")


@pytest.mark.parametrize(
    ("product", "maker"),
    [
        ("Mắm ruốc Seagull", "Công ty TNHH Seagull"),
        ("Nước mắm Seagull", "Công ty TNHH Seagull"),
        ("Trà Atiso Hoàng An", "Công ty TNHH Atiso Hoàng An Đà Lạt"),
        ("Bột nghệ", "Cơ sở sản xuất tinh bột nghệ Hải Hoa"),
        ("Tinh bột nghệ đen", "Cơ sở sản xuất tinh bột nghệ Hải Hoa"),
        ("Tiêu đen sấy thăng hoa", "Công ty TNHH TM XNK Sachi Thịnh Phát"),
        ("Hạt điều rang tỏi ớt", "Công ty TNHH TM XNK Sachi Thịnh Phát"),
        ("beCHAMP Coffee Robusta Nắng Vàng", "Hợp tác xã Nông sản Hữu cơ Bechamp Đắk Nông"),
        ("Mộc Hoàng Hậu", "Công ty TNHH BOANERGES"),
        ("Hill tea", "Hộ kinh doanh Đặng Vũ Minh Hòa"),
        ("Trà thảo mộc 9 vị", "Công ty TNHH An Tây Nguyên"),
    ],
)
def test_another_product_of_a_real_maker_is_not_taken_for_its_own(today, product, maker):
    assert judged(today, product=product, maker=maker).finding is Finding.SAME_PRODUCER_OTHER_PRODUCT


@pytest.mark.parametrize("name", NAMES)
def test_its_name_lends_no_stars_to_another_maker(today, name):
    found = judged(today, product=name, maker="Công ty TNHH Thực phẩm Bến Đá")
    assert found.finding is Finding.SIMILAR_NAME_ONLY
