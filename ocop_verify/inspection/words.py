"""How reports are told: what can be reported, and the neutral words of each state."""

from collections.abc import Mapping
from types import MappingProxyType

from ocop_verify.domain.errors import N_
from ocop_verify.domain.reports import ReportKind, ReportState

KINDS: Mapping[ReportKind, str] = MappingProxyType(
    {
        ReportKind.ENDED: N_("Công nhận đã hết hạn mà bao bì vẫn ghi sao"),
        ReportKind.OTHER_STARS: N_("Số sao trên bao bì khác trang này"),
        ReportKind.OTHER_PRODUCT: N_("Tem dán trên sản phẩm khác"),
        ReportKind.LABEL: N_("Tem trông như bị chép lại hoặc sửa"),
        ReportKind.UNRECOGNISED: N_("Bán là OCOP nhưng tra không thấy"),
        ReportKind.OTHER: N_("Việc khác"),
    }
)

STATES: Mapping[ReportState, str] = MappingProxyType(
    {
        ReportState.RECEIVED: N_("Đã tiếp nhận"),
        ReportState.UNDER_REVIEW: N_("Đang xem xét"),
        ReportState.RESOLVED: N_("Đã giải quyết"),
    }
)

# What a state means to who sent the report.
EXPLANATIONS: Mapping[ReportState, str] = MappingProxyType(
    {
        ReportState.RECEIVED: N_("Phản ánh nằm trong danh sách của cán bộ kiểm tra ở tỉnh đó."),
        ReportState.UNDER_REVIEW: N_("Cán bộ kiểm tra đang xem phản ánh của bạn."),
        ReportState.RESOLVED: N_("Cán bộ kiểm tra đã xem xong. Cảm ơn bạn đã báo."),
    }
)

# The buttons that lead to a state.
BUTTONS: Mapping[ReportState, str] = MappingProxyType(
    {
        ReportState.UNDER_REVIEW: N_("Nhận xem xét"),
        ReportState.RESOLVED: N_("Đã giải quyết xong"),
    }
)
