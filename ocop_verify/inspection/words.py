"""How reports and cases are told: what they are about, and the neutral words of each state."""

from collections.abc import Mapping
from types import MappingProxyType

from ocop_verify.domain.cases import CaseKind, CaseState, Consequence
from ocop_verify.domain.errors import N_
from ocop_verify.domain.reports import ReportKind, ReportState
from ocop_verify.domain.visits import Answer, VisitResult

KINDS: Mapping[ReportKind, str] = MappingProxyType(
    {
        ReportKind.ENDED: N_("Công nhận đã hết hạn mà bao bì vẫn ghi sao"),
        ReportKind.OTHER_STARS: N_("Số sao trên bao bì khác trang này"),
        ReportKind.OTHER_PRODUCT: N_("Tem dán trên sản phẩm khác"),
        ReportKind.LABEL: N_("Tem trông như bị chép lại hoặc sửa"),
        ReportKind.UNRECOGNISED: N_("Bán là OCOP nhưng tra không thấy"),
        ReportKind.OTHER: N_("Điều khác"),
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

# What a case is about, in words that name no culprit.
CASE_KINDS: Mapping[CaseKind, str] = MappingProxyType(
    {
        CaseKind.AFTER_THE_END: N_("Dùng tem hoặc ghi sao sau khi hết hạn công nhận"),
        CaseKind.OTHER_STARS: N_("Ghi số sao khác số được công nhận"),
        CaseKind.OTHER_PRODUCT: N_("Tem dán trên sản phẩm khác"),
        CaseKind.FORGED: N_("Tem không do hệ thống phát hành"),
        CaseKind.COPIED: N_("Một tem thấy trên nhiều gói hàng"),
        CaseKind.UNRECOGNISED: N_("Bán là OCOP khi chưa được công nhận"),
        CaseKind.COMMITMENTS: N_("Không làm đúng như khi được công nhận"),
        CaseKind.OTHER: N_("Điều khác"),
    }
)

CASE_STATES: Mapping[CaseState, str] = MappingProxyType(
    {
        CaseState.OPENED: N_("Mới lập"),
        CaseState.ASSIGNED: N_("Đã giao người"),
        CaseState.VISITED: N_("Đã đến nơi"),
        CaseState.ASKED: N_("Chờ chủ thể trả lời"),
        CaseState.UPHELD: N_("Kết luận: có vi phạm"),
        CaseState.DISMISSED: N_("Kết luận: không có vi phạm"),
        CaseState.CLOSED: N_("Đã đóng"),
        CaseState.REOPENED: N_("Mở lại"),
    }
)

# The buttons that lead to a state.
CASE_BUTTONS: Mapping[CaseState, str] = MappingProxyType(
    {
        CaseState.ASSIGNED: N_("Giao hồ sơ"),
        CaseState.VISITED: N_("Ghi lần đến kiểm tra"),
        CaseState.ASKED: N_("Hỏi chủ thể"),
        CaseState.UPHELD: N_("Kết luận có vi phạm"),
        CaseState.DISMISSED: N_("Kết luận không có vi phạm"),
        CaseState.CLOSED: N_("Đóng hồ sơ"),
        CaseState.REOPENED: N_("Mở lại hồ sơ"),
    }
)

CONSEQUENCES: Mapping[Consequence, str] = MappingProxyType(
    {
        Consequence.NONE: N_("Chỉ ghi kết luận, không đổi gì trong sổ đăng ký"),
        Consequence.SUSPEND: N_("Tạm dừng công nhận"),
        Consequence.REVOKE: N_("Thu hồi công nhận, theo quyết định"),
        Consequence.VOID: N_("Hủy chiếc tem trong hồ sơ"),
    }
)

# What a line of a case's story says was done, where it was no move.
DONE: Mapping[str, str] = MappingProxyType(
    {
        "open": N_("Đã lập hồ sơ"),
        "assign": N_("Đã giao hồ sơ"),
        "note": N_("Ghi chú"),
        "evidence": N_("Đã thêm bằng chứng"),
        "answer": N_("Chủ thể trả lời"),
    }
)

# What was found on a visit, line by line and as a whole.
ANSWERS: Mapping[Answer, str] = MappingProxyType(
    {Answer.YES: N_("Đúng"), Answer.NO: N_("Chưa đúng"), Answer.UNSEEN: N_("Chưa xem được")}
)
RESULTS: Mapping[VisitResult, str] = MappingProxyType(
    {
        VisitResult.KEPT: N_("Giữ đúng điều đã cam kết"),
        VisitResult.TO_MEND: N_("Có điểm cần sửa, kiểm tra lại"),
        VisitResult.NOT_KEPT: N_("Không giữ điều đã cam kết"),
    }
)

# What came of a case that was upheld, for everybody.
OUTCOMES: Mapping[Consequence, str] = MappingProxyType(
    {
        Consequence.NONE: N_("Đã nhắc nhở hoặc chuyển cơ quan khác"),
        Consequence.SUSPEND: N_("Đã tạm dừng công nhận"),
        Consequence.REVOKE: N_("Đã thu hồi công nhận"),
        Consequence.VOID: N_("Đã hủy tem"),
    }
)
