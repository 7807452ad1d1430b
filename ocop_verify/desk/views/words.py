"""The words of acts on the desk's forms."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ocop_verify.desk.acting import Act
from ocop_verify.domain.errors import N_


@dataclass(frozen=True, slots=True)
class ActWords:
    """How an act is told: its title, the labels of its fields ("" where it has none), its button, its end."""

    title: str
    day: str
    day_hint: str
    decision: str
    reason: str
    button: str
    done: str
    correct: str


@dataclass(frozen=True, slots=True)
class OtherList:
    """A list beside the products', as the first page names it."""

    address: str
    words: str
    count: int


_TODAY = N_("Ví dụ 30/06/2025. Để trống: hôm nay.")

ACT_WORDS: Mapping[Act, ActWords] = MappingProxyType(
    {
        Act.SUSPEND: ActWords(
            title=N_("Tạm đình chỉ công nhận"),
            day=N_("Từ ngày"),
            day_hint=_TODAY,
            decision=N_("Số và ngày quyết định (nếu có)"),
            reason=N_("Lý do (người mua hàng sẽ đọc được)"),
            button=N_("Tạm đình chỉ"),
            done=N_("Đã ghi việc tạm đình chỉ."),
            correct=N_("Sửa lỗi ghi: tạm đình chỉ"),
        ),
        Act.LIFT: ActWords(
            title=N_("Gỡ tạm đình chỉ"),
            day=N_("Có hiệu lực lại từ ngày"),
            day_hint=_TODAY,
            decision="",
            reason=N_("Lý do gỡ bỏ"),
            button=N_("Gỡ tạm đình chỉ"),
            done=N_("Đã ghi việc gỡ tạm đình chỉ."),
            correct=N_("Sửa lỗi ghi: gỡ đình chỉ"),
        ),
        Act.REVOKE: ActWords(
            title=N_("Thu hồi công nhận"),
            day=N_("Từ ngày"),
            day_hint=_TODAY,
            decision=N_("Số và ngày quyết định thu hồi"),
            reason=N_("Ghi chú (không bắt buộc; người mua hàng sẽ đọc được)"),
            button=N_("Thu hồi"),
            done=N_("Đã ghi việc thu hồi."),
            correct=N_("Sửa lỗi ghi: thu hồi"),
        ),
        Act.EXTEND: ActWords(
            title=N_("Gia hạn công nhận"),
            day=N_("Đến hết ngày"),
            day_hint=N_("Ngày cuối mới, ví dụ 30/06/2027."),
            decision=N_("Căn cứ: số và ngày của văn bản"),
            reason="",
            button=N_("Gia hạn"),
            done=N_("Đã ghi việc gia hạn."),
            correct=N_("Sửa lỗi ghi: gia hạn"),
        ),
    }
)
