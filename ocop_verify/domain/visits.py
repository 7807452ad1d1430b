"""Visits after recognition: what is looked at by product set, what comes of it, and whom to visit first.

26/2026/QĐ-TTg has producers keep what they were recognised for, and names no list for the visit; the lists
here follow the parts of its criteria (A product and community, B marketing, C quality) and ask what can be
seen in an hour. Confidence L: offices may have lists of their own, so the words stand in data.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from ocop_verify.domain.criteria import find_product_set
from ocop_verify.domain.errors import N_
from ocop_verify.domain.signals import Part, Weight


class Answer(StrEnum):
    """What was found for one line of the list. UNSEEN: it could not be looked at, which is not a no."""

    YES = "yes"
    NO = "no"
    UNSEEN = "unseen"


class VisitResult(StrEnum):
    """What came of a visit as a whole."""

    KEPT = "kept"
    TO_MEND = "to_mend"
    NOT_KEPT = "not_kept"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list: a commitment as a sentence that holds or does not. ``code`` is what is stored."""

    code: str
    words: str


_EVERYWHERE: Final = (
    Check("stars", N_("Bao bì, bảng hiệu và trang bán hàng ghi đúng số sao, đúng thời hạn công nhận")),
    Check("labels", N_("Tem chỉ dán trên đúng sản phẩm được công nhận; tem thừa, tem hỏng được cất riêng")),
    Check("place", N_("Sản phẩm vẫn làm ở nơi đã được công nhận")),
    Check("recipe", N_("Nguyên liệu và cách làm không khác hồ sơ được công nhận")),
    Check("records", N_("Có sổ ghi sản lượng và nơi bán trong 12 tháng gần nhất")),
)
_FOOD: Final = (
    Check("food_safety", N_("Giấy chứng nhận hoặc cam kết an toàn thực phẩm còn hiệu lực")),
    Check("declaration", N_("Bản tự công bố hoặc đăng ký công bố sản phẩm đúng với sản phẩm đang bán")),
    Check("test", N_("Có phiếu kiểm nghiệm trong 12 tháng gần nhất")),
    Check("dates", N_("Nhãn có ngày sản xuất, hạn sử dụng và số lô")),
)
_HERBAL: Final = (
    Check("declaration", N_("Bản công bố hoặc số đăng ký lưu hành đúng với sản phẩm đang bán")),
    Check("claims", N_("Lời quảng cáo không nói công dụng chữa bệnh ngoài nội dung đã đăng ký")),
    Check("dates", N_("Nhãn có ngày sản xuất, hạn sử dụng và số lô")),
)
_CRAFT: Final = (
    Check("material", N_("Nguồn gốc nguyên liệu (gỗ, mây, sợi) có giấy tờ")),
    Check("workshop", N_("Xưởng bảo đảm an toàn lao động và xử lý chất thải")),
)
_LIVING: Final = (Check("origin", N_("Giống cây, con có nguồn gốc rõ, không thuộc loài bị cấm buôn bán")),)
_TOURISM: Final = (
    Check("licence", N_("Giấy phép kinh doanh và bảo hiểm cho khách còn hiệu lực")),
    Check("safety", N_("Nơi đón khách có phương án cứu hộ, phòng cháy và bảng giá")),
)
_ALCOHOL: Final = (Check("alcohol", N_("Giấy phép sản xuất rượu còn hiệu lực; nhãn có cảnh báo độ tuổi")),)
_BY_SECTOR: Mapping[str, Sequence[Check]] = MappingProxyType(
    {
        "Thực phẩm": _FOOD,
        "Đồ uống": _FOOD,
        "Dược liệu và sản phẩm từ dược liệu": _HERBAL,
        "Hàng thủ công mỹ nghệ": _CRAFT,
        "Sinh vật cảnh": _LIVING,
        "Dịch vụ du lịch cộng đồng, du lịch sinh thái và điểm du lịch": _TOURISM,
    }
)
CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        check.code: check
        for checks in (_EVERYWHERE, _HERBAL, _FOOD, _CRAFT, _LIVING, _TOURISM, _ALCOHOL)
        for check in checks
    }
)


def checks_for(product_set: str) -> Sequence[Check]:
    """The list for a product. A set of an older list is asked only what everybody is asked."""
    known = find_product_set(product_set)
    if known is None:
        return _EVERYWHERE
    return (*_EVERYWHERE, *_BY_SECTOR[known.sector], *(_ALCOHOL if known.is_alcohol else ()))


def result_of(answers: Mapping[str, Answer]) -> VisitResult:
    """What a form offers as the result: how serious a no is, only a person can say."""
    return VisitResult.TO_MEND if Answer.NO in answers.values() else VisitResult.KEPT


# Two visits in the three years of a recognition leave a year and a half between them.
LONG_AGO: Final = timedelta(days=540)
NEVER_WORDS: Final = N_("chưa từng được kiểm tra sau công nhận")
LONG_AGO_WORDS: Final = N_("%(count)s tháng chưa kiểm tra")
UPHELD_WORDS: Final = N_("%(count)s kết luận có vi phạm trong 3 năm")
SIGNAL_WORDS: Final = N_("%(count)s điểm dấu hiệu đang chờ")
FOOD_WORDS: Final = N_("sản phẩm ăn uống")


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """What is known of a product before a visit. ``visited_on`` None: nobody has visited it."""

    product_set: str
    visited_on: date | None = None
    upheld: int = 0
    points: int = 0


def risk_of(facts: RiskFacts, today: date) -> Weight:
    """How much a product asks for a visit, and why, the heaviest reason first."""
    parts = []
    if facts.visited_on is None:
        parts.append(Part(NEVER_WORDS, 1, 20))
    elif today - facts.visited_on > LONG_AGO:
        parts.append(Part(LONG_AGO_WORDS, (today - facts.visited_on).days // 30, 15))
    if facts.upheld:
        parts.append(Part(UPHELD_WORDS, facts.upheld, min(60, 30 * facts.upheld)))
    if facts.points:
        parts.append(Part(SIGNAL_WORDS, facts.points, min(60, facts.points)))
    known = find_product_set(facts.product_set)
    if known and _BY_SECTOR.get(known.sector) is _FOOD:
        parts.append(Part(FOOD_WORDS, 1, 5))
    parts.sort(key=lambda part: -part.points)
    return Weight(sum(part.points for part in parts), tuple(parts))
