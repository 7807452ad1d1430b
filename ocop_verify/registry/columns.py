"""The columns of the registry's files: what they are called, and what their cells mean.

The first fourteen are what an officer fills in. The others tell what befell a recognition; an export writes
them, so that the file gives back the whole registry. A cell may hold several of those, one in each line.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from ocop_verify.domain.authorities import check_stars
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.records import ProducerType
from ocop_verify.domain.text import clean, words
from ocop_verify.registry.producer_types import find_type
from ocop_verify.registry.revoking import ground_of
from ocop_verify.tabular.cells import Cell, shown
from ocop_verify.tabular.dates import day
from ocop_verify.tabular.headings import Column
from ocop_verify.tabular.numbers import gtin, number, stars
from ocop_verify.tabular.problems import Unreadable
from ocop_verify.tabular.texts import Text

# Fields of a ``Recognition`` in their order: the column that each is read from.
COLUMN_OF: Mapping[str, str] = {
    "product": "product_name",
    "producer": "producer",
    "stars": "star",
    "decision_number": "decision_number",
    "decided_on": "issued_at",
    "authority": "issuing_authority",
    "printed_until": "expires_at",
    "score": "score",
    "producer_type": "producer_type",
    "product_set": "product_set",
    "address": "address",
    "commune": "commune",
    "province": "province",
    "gtin": "gtin",
    "checked": "checked",
}
# Columns that every list has and that say nothing about a recognition.
COUNTERS = ("stt", "tt", "so tt", "no", "ghi chu", "note", "notes")
TYPE_WORDS: Mapping[ProducerType, str] = {
    ProducerType.COOPERATIVE: "Hợp tác xã",
    ProducerType.COOPERATIVE_GROUP: "Tổ hợp tác",
    ProducerType.ENTERPRISE: "Doanh nghiệp",
    ProducerType.ESTABLISHMENT: "Cơ sở sản xuất",
    ProducerType.HOUSEHOLD: "Hộ kinh doanh",
    ProducerType.OTHER: "Khác",
}
_NO = ("khong", "no", "0", "false", "chua")


def producer_type(cell: Cell) -> ProducerType:
    """The legal form that a cell names; one that we do not know is another one, not a fault."""
    return find_type(shown(cell)) or ProducerType.OTHER


def score(cell: Cell) -> str:
    """A score from 0 to 100 in its one spelling: 87.5."""
    value: Decimal = _score(cell)
    return f"{value.normalize():f}"


_score = number(0, 100)


def public_stars(cell: Cell) -> int:
    """A star that a certificate can show; said at the cell, whatever else is wrong in its row."""
    value: int = stars(cell)
    try:
        check_stars(value)
    except OcopError as problem:
        raise Unreadable("no_such_star", problem.message, **problem.values) from problem
    return value


def mark(cell: Cell) -> bool | None:
    """Whether a cell is ticked, with an x or any other word that is not no."""
    return None if words(shown(cell)) in _NO else True


def each_line(parse: Callable[[Cell], object]) -> Callable[[Cell], tuple[Any, ...]]:
    """A parser for a cell with several values, one in each line; an empty line is None."""

    def parse_lines(cell: Cell) -> tuple[Any, ...]:
        lines = cell.split("\n") if isinstance(cell, str) else [cell]
        return tuple(parse(line) if not isinstance(line, str) or clean(line) else None for line in lines)

    return parse_lines


def ground(cell: Cell) -> object:
    """A ground for revocation, by its code or in words."""
    try:
        return ground_of(shown(cell))
    except OcopError as problem:
        raise Unreadable("no_such_ground", problem.message, **problem.values) from problem


COLUMNS: tuple[Column, ...] = (
    Column(
        "product_name",
        N_("Tên sản phẩm"),
        ("Sản phẩm", "Tên sản phẩm OCOP", "Sản phẩm OCOP", "Product", "Product name"),
        Text(300),
        required=True,
    ),
    Column(
        "producer",
        N_("Chủ thể"),
        (
            *("Tên chủ thể", "Chủ thể OCOP", "Chủ thể sản xuất", "Tên chủ thể sản xuất", "Tên chủ thể OCOP"),
            *("Tên đơn vị", "Tên cơ sở", "Đơn vị sản xuất", "Producer name"),
        ),
        Text(300),
        required=True,
    ),
    Column(
        "producer_type",
        N_("Loại hình"),
        (
            "Loại hình chủ thể",
            "Loại hình tổ chức",
            "Loại hình kinh doanh",
            "Loại chủ thể",
            "Hình thức tổ chức",
        ),
        producer_type,
    ),
    Column(
        "star",
        N_("Hạng sao"),
        (
            *("Phân hạng", "Số sao", "Hạng", "Sao", "Xếp hạng", "Xếp hạng sao", "Phân hạng sao", "Đạt hạng"),
            *("Kết quả phân hạng", "Hạng sao OCOP", "Phân hạng sản phẩm", "Hạng sao đạt được"),
            *(
                "Hạng sản phẩm",
                "Xếp loại",
                "Kết quả xếp hạng",
                "Số sao đạt được",
                "Stars",
                "Star rating",
                "Rating",
            ),
        ),
        public_stars,
        required=True,
    ),
    Column(
        "score",
        N_("Điểm"),
        (
            "Điểm số",
            "Số điểm",
            "Tổng điểm",
            "Tổng số điểm",
            "Điểm đạt được",
            "Điểm đánh giá",
            "Điểm trung bình",
            "Điểm bình quân",
            "Points",
        ),
        score,
    ),
    Column(
        "decision_number",
        N_("Số quyết định"),
        (
            *("Số QĐ", "Quyết định số", "QĐ số", "Số quyết định công nhận", "Số QĐ công nhận", "Số hiệu"),
            *("Quyết định", "Quyết định công nhận", "Số văn bản", "Số ký hiệu", "Decision", "Decision no"),
        ),
        Text(60),
        required=True,
    ),
    Column(
        "issued_at",
        N_("Ngày quyết định"),
        (
            *("Ngày ký", "Ngày ban hành", "Ngày QĐ", "Ngày ra quyết định", "Ngày công nhận", "Ngày cấp"),
            *(
                "Ngày quyết định công nhận",
                "Ngày ban hành quyết định",
                "Ngày ký quyết định",
                "Quyết định ngày",
            ),
            *("Ngày, tháng, năm ban hành", "Ngày", "Decision date", "Issued on", "Issue date"),
        ),
        day,
        required=True,
    ),
    Column(
        "expires_at",
        N_("Hiệu lực đến"),
        (
            *("Ngày hết hạn", "Ngày hết hiệu lực", "Có hiệu lực đến", "Hiệu lực đến ngày", "Đến ngày"),
            *("Có giá trị đến", "Có giá trị đến ngày", "Thời hạn đến", "Hết hạn", "Hạn công nhận"),
            *("Expires on", "Expiry date", "Expiry", "Valid to"),
        ),
        day,
    ),
    Column(
        "issuing_authority",
        N_("Cơ quan ban hành"),
        (
            *("Đơn vị ban hành", "Cơ quan cấp", "Cơ quan công nhận", "Cơ quan ban hành quyết định"),
            *("Nơi ban hành", "Cơ quan ra quyết định", "Cấp công nhận", "Đơn vị cấp", "Cơ quan quyết định"),
            *("Authority", "Issuer", "Issued by"),
        ),
        Text(200),
        required=True,
    ),
    Column(
        "product_set",
        N_("Bộ sản phẩm"),
        ("Bộ tiêu chí", "Tên bộ sản phẩm", "Bộ tiêu chí sản phẩm", "Thuộc bộ sản phẩm"),
        Text(300),
    ),
    Column(
        "address",
        N_("Địa chỉ"),
        (
            *("Địa chỉ chủ thể", "Địa chỉ sản xuất", "Địa chỉ của chủ thể"),
            *("Địa chỉ cơ sở", "Địa chỉ đơn vị", "Địa chỉ trụ sở"),
        ),
        Text(500),
    ),
    Column(
        "commune",
        N_("Xã/phường"),
        (
            *("Xã, phường", "Xã", "Phường", "Phường/xã", "Xã phường hiện nay", "Xã (phường)"),
            *("Xã, phường, đặc khu", "Xã, phường, thị trấn", "Tên xã", "Ward"),
        ),
        Text(100),
    ),
    Column(
        "province",
        N_("Tỉnh/thành"),
        (
            *("Tỉnh", "Tỉnh/TP", "Tỉnh/thành phố", "Tỉnh, thành phố", "Tỉnh thành", "Thành phố"),
            *("Tỉnh, thành", "Tên tỉnh"),
        ),
        Text(100),
    ),
    Column(
        "gtin",
        N_("Mã vạch"),
        ("Mã số mã vạch", "Mã số, mã vạch", "MSMV", "Mã GTIN", "Barcode", "EAN", "EAN-13"),
        gtin,
    ),
    Column("checked", N_("Đã đối chiếu"), (), mark),
    Column("extended_until", N_("Gia hạn đến"), ("Gia hạn đến ngày",), each_line(day)),
    Column("extension_basis", N_("Căn cứ gia hạn"), (), each_line(Text(300))),
    Column("suspended_from", N_("Đình chỉ từ"), ("Tạm đình chỉ từ", "Tạm dừng từ"), each_line(day)),
    Column("suspension_reason", N_("Lý do đình chỉ"), ("Lý do tạm đình chỉ",), each_line(Text())),
    Column("suspension_decision", N_("Quyết định đình chỉ"), (), each_line(Text(200))),
    Column("suspension_lifted_on", N_("Gỡ đình chỉ từ"), (), each_line(day)),
    Column("suspension_lift_reason", N_("Lý do gỡ đình chỉ"), (), each_line(Text())),
    Column("revoked_on", N_("Thu hồi từ"), ("Ngày thu hồi",), day),
    Column("revocation_ground", N_("Lý do thu hồi"), (), ground),
    Column("revocation_decision", N_("Quyết định thu hồi"), (), Text(200)),
    Column("revocation_note", N_("Ghi chú thu hồi"), (), Text()),
)
