"""What each column of the open data says, in words; a door translates them."""

from collections.abc import Mapping
from typing import Final

from ocop_verify.domain.errors import N_

SAYS: Final[Mapping[str, str]] = {
    "certification_id": N_("Số của lần công nhận, không đổi."),
    "product_id": N_("Số của sản phẩm, không đổi."),
    "product_name": N_("Tên sản phẩm."),
    "gtin": N_("Mã vạch trên bao bì."),
    "product_set": N_("Bộ sản phẩm, như quyết định ghi."),
    "product_set_number": N_(
        "Số của bộ sản phẩm trong Quyết định 26/2026/QĐ-TTg; trống khi quyết định ghi theo danh mục cũ."
    ),
    "sector": N_("Ngành của bộ sản phẩm ấy."),
    "producer_id": N_("Số của chủ thể, không đổi."),
    "producer": N_("Tên chủ thể, như quyết định ghi."),
    "producer_type": N_(
        "Loại hình: cooperative, cooperative_group, enterprise, establishment, household, other."
    ),
    "address": N_("Địa chỉ, như quyết định ghi; để trống với hộ kinh doanh."),
    "commune": N_("Xã, phường, đặc khu hiện nay."),
    "province_code": N_("Mã tỉnh, thành phố hiện nay."),
    "province": N_("Tỉnh, thành phố hiện nay."),
    "old_province_code": N_("Mã tỉnh, thành phố trước 01/7/2025, khi biết được."),
    "old_province": N_("Tỉnh, thành phố trước 01/7/2025, khi biết được."),
    "stars": N_("Hạng sao của lần công nhận này: 3, 4 hoặc 5."),
    "score": N_("Điểm đánh giá, như quyết định ghi."),
    "decision_id": N_("Số của quyết định trong sổ này."),
    "decision_number": N_("Số, ký hiệu quyết định; chỉ là duy nhất cùng với cơ quan và năm."),
    "decided_on": N_("Ngày quyết định."),
    "authority": N_("Cơ quan ban hành, theo tên lúc ấy."),
    "authority_level": N_("Cấp của cơ quan: district, province, ministry."),
    "valid_from": N_("Ngày đầu của công nhận."),
    "printed_until": N_("Ngày hết hiệu lực in trên giấy chứng nhận, khi có."),
    "extended_until": N_("Ngày được gia hạn đến, khi có."),
    "valid_until": N_(
        "Ngày cuối còn hiệu lực, kể cả ngày ấy: 36 tháng sau quyết định, hoặc ngày in, hoặc ngày gia hạn."
    ),
    "suspensions": N_(
        "Các lần tạm dừng: ngày đầu/ngày có hiệu lực lại, cách nhau bằng dấu cách; chưa được "
        "bỏ thì để trống sau dấu gạch."
    ),
    "revoked_on": N_("Ngày thu hồi, khi có."),
    "revocation_ground": N_("Căn cứ thu hồi, khi có."),
    "revocation_decision": N_("Quyết định thu hồi, khi có."),
    "standing": N_(
        "Tình trạng trong ngày của bộ dữ liệu: in_force, expiring, superseded, expired, "
        "suspended, revoked, not_yet_valid. Còn hiệu lực là in_force và expiring."
    ),
    "speaks": N_(
        "Lần công nhận đại diện cho sản phẩm: lần còn hiệu lực, nếu không thì lần mới nhất. "
        "Mỗi sản phẩm có một."
    ),
}
