"""The work list as a spreadsheet: exactly the lines that a filter asks for, in the reader's language."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from io import BytesIO

from ocop_verify.catalog.lines import Line
from ocop_verify.domain.errors import N_
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.validity import days_left
from ocop_verify.tabular.writing import OutSheet, Value, write_xlsx

HEADINGS = (
    N_("Tên sản phẩm"),
    N_("Chủ thể"),
    N_("Xã/phường"),
    N_("Tỉnh/thành"),
    N_("Hạng sao"),
    N_("Tình trạng"),
    N_("Hiệu lực đến"),
    N_("Số ngày còn lại"),
    N_("Số quyết định"),
    N_("Ngày quyết định"),
    N_("Cơ quan ban hành"),
)
SHEET = "OCOP"


def work_sheet(lines: Iterable[Line], day: date, say: Callable[[str], str]) -> bytes:
    """The .xlsx file; ``say`` gives our words in the reader's language."""
    target = BytesIO()
    write_xlsx(target, OutSheet(SHEET, [say(heading) for heading in HEADINGS], _rows(lines, day, say)))
    return target.getvalue()


def _rows(lines: Iterable[Line], day: date, say: Callable[[str], str]) -> Iterator[list[Value]]:
    for line in lines:
        it, producer = line.recognition, line.producer
        province = PROVINCES.get(producer.province)
        yield [
            line.product.name,
            producer.name,
            producer.commune,
            province.name if province else "",
            it.stars,
            say(it.state),
            it.valid_until,
            days_left(it.valid_until, day) if line.counts else None,
            it.decision.number,
            it.decision.issued_on,
            it.authority.name,
        ]
