"""How findings, colours and whatever is said at a stall are told: neutral words that accuse nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ocop_verify.domain.errors import N_
from ocop_verify.domain.fairs import FairTime
from ocop_verify.domain.stall_checks import COLOURS, Colour, Said, StallFinding
from ocop_verify.fairs.comparing import Does


@dataclass(frozen=True, slots=True)
class FindingWords:
    """A finding in a few words, and what it means at the stall."""

    word: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Look:
    """A state: its word, its shape (``components/shapes.html``), and whose colours it bears (``is-…``)."""

    word: str
    shape: str
    look: str


FINDINGS: Mapping[StallFinding, FindingWords] = MappingProxyType(
    {
        StallFinding.IN_FORCE: FindingWords(
            N_("Tem đúng"), N_("Tem của hệ thống, công nhận đang có hiệu lực, số sao khớp.")
        ),
        StallFinding.ENDED: FindingWords(
            N_("Công nhận không còn hiệu lực"),
            N_("Tem do hệ thống phát hành, nhưng hôm kiểm tra công nhận hoặc tem không có hiệu lực."),
        ),
        StallFinding.OTHER_STARS: FindingWords(
            N_("Số sao khác"), N_("Số sao trên tem hoặc gian hàng khai khác số sao đang có hiệu lực.")
        ),
        StallFinding.NOT_DECLARED: FindingWords(
            N_("Chưa đăng ký"), N_("Tem tốt, nhưng gian hàng chưa đăng ký bán sản phẩm này.")
        ),
        StallFinding.FORGED: FindingWords(
            N_("Tem không phải của hệ thống"), N_("Mã giống tem OCOP nhưng không do hệ thống phát hành.")
        ),
        StallFinding.NO_LABEL: FindingWords(
            N_("Không có tem"), N_("Gian hàng đã đăng ký sản phẩm, nhưng trên hàng không thấy tem.")
        ),
        StallFinding.UNCONFIRMED: FindingWords(
            N_("Chưa xác nhận được"), N_("Lúc kiểm tra chưa đủ dữ liệu để nói. Hãy kiểm tra lại khi có mạng.")
        ),
    }
)

COLOUR_LOOKS: Mapping[Colour, Look] = MappingProxyType(
    {
        Colour.GREEN: Look(N_("Đạt"), "in_force", "in_force"),
        Colour.AMBER: Look(N_("Cần xem lại"), "unconfirmed", "unconfirmed"),
        Colour.RED: Look(N_("Cần xử lý"), "revoked", "revoked"),
        Colour.GREY: Look(N_("Chưa kiểm tra"), "unknown", "unknown"),
    }
)

# A finding has a shape of its own, so that it is known again where colours are not seen.
_SHAPES: Mapping[StallFinding, str] = {
    StallFinding.IN_FORCE: "in_force",
    StallFinding.ENDED: "expired",
    StallFinding.OTHER_STARS: "superseded",
    StallFinding.NOT_DECLARED: "unconfirmed",
    StallFinding.FORGED: "forged",
    StallFinding.NO_LABEL: "label_voided",
    StallFinding.UNCONFIRMED: "unknown",
}
FINDING_LOOKS: Mapping[StallFinding, Look] = MappingProxyType(
    {
        each: Look(FINDINGS[each].word, _SHAPES[each], COLOUR_LOOKS[COLOURS[each]].look)
        for each in StallFinding
    }
)
NOT_CHECKED = Look(N_("Chưa kiểm tra"), "unknown", "unknown")
DISPUTED = N_("Các máy nói khác nhau")

SAYINGS: Mapping[Said, str] = MappingProxyType(
    {
        Said.SCANNED: N_("Quét tem"),
        Said.LOOKED: N_("Xem hàng, không quét"),
        Said.WITHDRAWN: N_("Rút lại"),
        Said.SETTLED: N_("Chốt kết quả"),
        Said.NOTED: N_("Ghi chú"),
        Said.PHOTO: N_("Ảnh"),
        Said.SIGNED: N_("Chữ ký của chủ gian hàng"),
        Said.FINISHED: N_("Xong gian hàng"),
    }
)

TIMES: Mapping[FairTime, str] = MappingProxyType(
    {
        FairTime.AHEAD: N_("Sắp diễn ra"),
        FairTime.ON: N_("Đang diễn ra"),
        FairTime.OVER: N_("Đã kết thúc"),
    }
)

# What a line of a list does, before it is taken.
DOES: Mapping[Does, str] = MappingProxyType(
    {Does.NEW: N_("Thêm mới"), Does.CHANGED: N_("Thay đổi"), Does.SAME: N_("Giữ nguyên")}
)

# What a fact of a fair is called, where a list would change it.
FACTS: Mapping[str, str] = MappingProxyType(
    {
        "name": N_("Tên hội chợ"),
        "place": N_("Địa điểm"),
        "province": N_("Tỉnh/thành"),
        "days": N_("Thời gian"),
        "organizer": N_("Đơn vị tổ chức"),
        "link": N_("Trang web"),
        "about": N_("Giới thiệu"),
    }
)
