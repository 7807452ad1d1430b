"""Scores and the stars that they give, and the 26 product sets of today."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.text import clean, fold, words

# The lowest score of each star, the same in 1048, 148 and 26/2026/QĐ-TTg. A score on the boundary takes the
# upper star.
STAR_BANDS = ((Decimal(90), 5), (Decimal(70), 4), (Decimal(50), 3), (Decimal(30), 2), (Decimal(0), 1))
FULL_SCORE = Decimal(100)


class BadScore(OcopError):
    """Raised when a text is no score from 0 to 100."""


class ScoreMismatch(OcopError):
    """Raised when a score does not give the star that was written."""


@dataclass(frozen=True, slots=True)
class ProductSet:
    """One of the 26 sets of 26/2026/QĐ-TTg, Annex I. Older decisions name sets of an older list."""

    number: int
    name: str
    name_en: str
    group: str
    group_en: str
    sector: str
    sector_en: str

    @property
    def is_alcohol(self) -> bool:
        """Whether a page about it needs a note on age before it links to a shop."""
        return self.group == "Đồ uống có cồn"


def read_score(text: str) -> Decimal:
    """A score as files write it: "87,5", "87.5 điểm", "87,5/100"."""
    found = re.fullmatch(r"(\d{1,3})(?:[.,](\d{1,4}))? ?(?:/ ?100)? ?(?:diem|d)?", fold(text), re.ASCII)
    score = Decimal(f"{found[1]}.{found[2] or 0}") if found else None
    if score is None or score > FULL_SCORE:
        raise BadScore(
            N_("“%(text)s” không phải là điểm từ 0 đến 100. Hãy ghi một số, ví dụ 87,5."), text=clean(text)
        )
    return score


def star_of(score: Decimal) -> int:
    """The star that a score from 0 to 100 gives."""
    return next(star for lowest, star in STAR_BANDS if score >= lowest)


def star_matches_score(stars: int, score: Decimal) -> bool:
    """Whether a star and a score go together.

    A province gives 4 stars to a product of 90 points or more and sends it up to the ministry: "potential
    5 stars" is 4 stars with a 5-star score, and no mistake.
    """
    return star_of(score) == stars or (stars == 4 and star_of(score) == 5)


def check_star_matches_score(stars: int, score: Decimal) -> None:
    """Refuse a star that the score beside it does not give."""
    if not star_matches_score(stars, score):
        raise ScoreMismatch(
            N_(
                "%(score)s điểm ứng với %(expected)s sao, không phải %(stars)s sao. "
                "Hãy kiểm tra lại điểm và số sao."
            ),
            score=f"{score.normalize():f}".replace(".", ","),
            expected=star_of(score),
            stars=stars,
        )


# Annex I in its order, so that the place of a set is its number: a sector, its groups behind "-", their sets
# behind "--", each in Vietnamese and English. A group without sets is its own only set.
_ANNEX = """
Thực phẩm | Food
- Thực phẩm tươi sống | Fresh food
-- Rau, củ, quả, hạt tươi | Fresh vegetables, tubers, fruits, nuts
-- Thịt, thủy sản, trứng, sữa tươi | Fresh meat, aquatic products, eggs, milk
- Thực phẩm thô, sơ chế | Raw and semi-processed food
-- Gạo, ngũ cốc, hạt sơ chế khác | Rice, cereals, other semi-processed grains
-- Mật ong, mật khác và nông sản thực phẩm khác | Honey, other nectars and other food farm products
- Thực phẩm chế biến | Processed food
-- Đồ ăn nhanh | Ready-to-eat and fast food
-- Chế biến từ gạo, ngũ cốc | Processed from rice and cereals
-- Chế biến từ rau, củ, quả, hạt | Processed from vegetables, tubers, fruits, nuts
-- Chế biến từ thịt, trứng, sữa, thủy sản, các sản phẩm từ mật ong, mật khác và nông sản thực phẩm khác | Processed from meat, eggs, milk, aquatic products, honey and other farm products
- Gia vị | Condiments
-- Tương, nước mắm, gia vị dạng lỏng khác | Soy sauce, fish sauce, other liquid condiments
-- Gia vị khác (muối, hành, tỏi, tiêu) | Other condiments (salt, onion, garlic, pepper)
- Chè | Tea
-- Chè tươi, chế biến | Fresh and processed tea
-- Sản phẩm chè từ thực vật khác | Herbal teas from other plants
- Cà phê, ca cao | Coffee, cocoa
Đồ uống | Beverages
- Đồ uống có cồn | Alcoholic beverages
-- Rượu trắng | White spirits
-- Đồ uống có cồn khác | Other alcoholic beverages
- Đồ uống không cồn | Non-alcoholic beverages
-- Nước khoáng thiên nhiên, nước uống đóng chai | Natural mineral and bottled drinking water
-- Đồ uống không cồn | Non-alcoholic drinks
Dược liệu và sản phẩm từ dược liệu | Medicinal herbs and herbal products
- Thực phẩm chức năng, thuốc dược liệu, thuốc cổ truyền | Functional food, herbal and traditional medicine
- Mỹ phẩm có thành phần từ dược liệu | Cosmetics with medicinal herbs
- Tinh dầu và dược liệu khác | Essential oils and other herbs
Hàng thủ công mỹ nghệ | Handicrafts
- Thủ công mỹ nghệ gia dụng, trang trí | Household and decorative handicrafts
- Vải, may mặc | Textiles and garments
Sinh vật cảnh | Ornamental plants and animals
- Hoa | Flowers
- Cây cảnh | Ornamental plants
- Động vật cảnh | Ornamental animals
Dịch vụ du lịch cộng đồng, du lịch sinh thái và điểm du lịch | Community tourism, ecotourism and tourist-site services
- Dịch vụ du lịch cộng đồng, du lịch sinh thái và điểm du lịch | Community tourism, ecotourism and tourist-site services
"""  # noqa: E501


def _annex_sets() -> Iterable[tuple[str, ...]]:
    """Name, group and sector of each set, each with its English."""
    lines = _ANNEX.strip().split("\n")
    sector = group = ""
    for line, next_line in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith("-- "):
            yield tuple(" | ".join((line[3:], group, sector)).split(" | "))
        elif line.startswith("- "):
            group = line[2:]
            if not next_line.startswith("-- "):
                yield tuple(" | ".join((group, group, sector)).split(" | "))
        else:
            sector = line


PRODUCT_SETS: tuple[ProductSet, ...] = tuple(
    ProductSet(number, *names) for number, names in enumerate(_annex_sets(), start=1)
)


def find_product_set(text: str) -> ProductSet | None:
    """Today's product set that a text names, in Vietnamese or English, in any spelling.

    None means that it is not in today's list: it may be a set of 1048 or 781/QĐ-TTg, whose name is kept as
    text. A number alone names no set, since the older lists number other sets.
    """
    return _sets_by_name().get(_name_key(text))


@cache
def _sets_by_name() -> dict[str, ProductSet]:
    return {_name_key(name): each for each in PRODUCT_SETS for name in (each.name_en, each.name)}


def _name_key(text: str) -> str:
    """A set's name without a number or "bộ sản phẩm" before it and without the words that files leave out."""
    name = re.sub(r"^(bo san pham|bo|nhom)? ?(so)? ?\d* ", "", f"{words(text)} ")
    return " ".join(word for word in name.split() if word not in ("va", "cac", "and"))
