"""From what somebody wrote to a claim that can be judged: one field or many, tidy or not."""

import re
from collections.abc import Callable
from typing import Final

from ocop_verify.domain.matching.claims import Claim
from ocop_verify.domain.matching.maker_names import read_maker_name
from ocop_verify.domain.matching.place_words import place_words
from ocop_verify.domain.matching.product_names import read_product_name
from ocop_verify.domain.matching.star_claims import read_star_claim
from ocop_verify.domain.places import find_province, province_of_address
from ocop_verify.domain.text import clean

MAX_CHARACTERS: Final = 500

_STARS: Final = re.compile(
    r"(?<![\w,.])\d{1,2}(?:[.,]\d)?\s?-?(?:sao\b(?!\s(?:vàng|biển|mai|khuê|vang|bien|khue)\b)|stars?\b|\*(?!\w)|[★⭐])|[★⭐☆]+",
    re.IGNORECASE,
)
# A maker named behind the product: "Mắm nêm Seagull - Công ty TNHH Seagull, Phan Thiết".
_MAKER: Final = re.compile(
    r"(?:\b(?:sản xuất|sx|chủ thể|nhà sản xuất|nsx|cơ sở|đơn vị|của)\b\s*(?:bởi|tại)?\s*:?\s*)?"
    r"\b(?:HTX|THT|CSSX|DNTN|HKD|Hợp\s*tác\s*xã|Tổ\s*hợp\s*tác|C(?:ông|ong)\s*ty|C\.?ty|CT\s*(?:TNHH|CP)|Cơ\s*sở\s*(?:sản\s*xuất|chế\s*biến|SX)?"
    r"|Hộ\s*(?:kinh\s*doanh|KD|sản\s*xuất)|Doanh\s*nghiệp|Chi\s*nhánh|hop\s*tac\s*xa|to\s*hop\s*tac|co\s*so|ho\s*kinh\s*doanh|doanh\s*nghiep)\b",
    re.IGNORECASE,
)
# "Hộ" begins many words; it is a maker where a person's name follows.
_HOUSEHOLD: Final = re.compile(r"(?<!\w)Hộ (?=[A-ZÀ-ỸĐ])")
_DECISION: Final = re.compile(
    r"(?:(?:quyết định|quyet dinh|qđ|qd)\s*(?:số|so)?\s*:?\s*)?\b0*(\d{1,5})\s*/\s*(?:QĐ|QD)\b[-\w]*",
    re.IGNORECASE,
)
_DECISION_WORDS: Final = re.compile(
    r"(?:quyết định|quyet dinh|\bqđ|\bqd)\s*(?:số|so)?\s*:?\s*0*(\d{1,5})\b", re.IGNORECASE
)
_GTIN: Final = re.compile(r"(?<!\d)(\d{13}|\d{8}|\d{12}|\d{14})(?!\d)")
_PARTS: Final = re.compile(r"\s*[,;|\n]\s*|\s+[-–—]\s+")


def read_claim(
    *,
    product: str = "",
    maker: str = "",
    seller: str = "",
    place: str = "",
    stars: str = "",
    decision_number: str = "",
    gtin: str = "",
    text: str = "",
    is_word: Callable[[str], bool] | None = None,
) -> Claim:
    """Read a claim from the fields in which it was told.

    ``text`` is whatever else was said; where no product is named it is read as one, with the maker, the stars
    and the numbers in it taken out. A ``seller`` says nothing about the product and is only left out of it.
    ``is_word``: see ``read_product_name``.
    """
    product, maker, place = (clean(each)[:MAX_CHARACTERS] for each in (product, maker, place))
    text = clean(text)[:MAX_CHARACTERS]
    whole = product or text
    claimed = read_star_claim(stars[:MAX_CHARACTERS], f"{product} {text}")
    numbers = {*_numbers(decision_number, bare=True), *_numbers(f"{product} {text}", bare=False)}
    code = _code(gtin) or _code_in(f"{product} {text}")
    name = _without_codes(without_stars(whole))
    if not maker:
        name, maker, rest = _apart(name)
        place = place or rest
    province = find_province(place) or province_of_address(place)
    return Claim(
        product=read_product_name(name, is_word),
        maker=read_maker_name(maker, mend=True) if maker else None,
        place=place_words(place),
        province=province.code if province else "",
        stars=claimed,
        numbers=frozenset(numbers),
        gtin=code,
    )


def without_stars(text: str) -> str:
    """A text without the stars that it claims."""
    return _STARS.sub(" ", text)


def _apart(text: str) -> tuple[str, str, str]:
    """The product, the maker named behind it, and what follows the maker; empty where they are not named."""
    found = _MAKER.search(text) or _HOUSEHOLD.search(text)
    if not found or found.start() == 0:
        return text, "", ""
    product, behind = text[: found.start()].rstrip(" -–—,;:|(."), text[found.start() :]
    maker, *rest = _PARTS.split(behind, maxsplit=1)
    return product, maker, rest[0] if rest else ""


def _numbers(text: str, *, bare: bool) -> set[str]:
    """The numbers of decisions in a text, without leading zeros and endings."""
    found = {*_DECISION.findall(text), *_DECISION_WORDS.findall(text)}
    if bare and not found and (first := re.search(r"\d{1,5}", text)):
        found.add(first[0])
    return {number.lstrip("0") for number in found if number.lstrip("0")}


def _code(text: str) -> str:
    digits = re.sub(r"\D", "", text.removesuffix(".0"))
    return digits if len(digits) in (8, 12, 13, 14) else ""


def _code_in(text: str) -> str:
    found = _GTIN.search(text)
    return found[1] if found else ""


def _without_codes(text: str) -> str:
    return _GTIN.sub(" ", _DECISION_WORDS.sub(" ", _DECISION.sub(" ", text)))
