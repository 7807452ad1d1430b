"""The lists of the desk as spreadsheets: the lines that a filter asks for, in the reader's language."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO

from ocop_verify.catalog.lines import Line
from ocop_verify.desk.suspicion_list import Suspect
from ocop_verify.desk.upload_list import Brought
from ocop_verify.domain.errors import N_
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.validity import days_left, local_day
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


SUSPICION_HEADINGS = (
    N_("Tên sản phẩm"),
    N_("Chủ thể"),
    N_("Xã/phường"),
    N_("Tỉnh/thành"),
    N_("Lô tem"),
    N_("Số tem"),
    N_("Lượt quét"),
    N_("Nghi vấn từ ngày"),
    N_("Vì sao"),
)
UPLOAD_HEADINGS = (N_("Tệp"), N_("Tình trạng"), N_("Gửi ngày"), N_("Thay đổi ngày"))

Say = Callable[..., str]


def work_sheet(lines: Iterable[Line], day: date, say: Say) -> bytes:
    """The products as an .xlsx file; ``say`` gives our words in the reader's language."""
    return _written(HEADINGS, _rows(lines, day, say), say)


def suspicion_sheet(lines: Iterable[Suspect], say: Say) -> bytes:
    """The suspected labels as an .xlsx file."""
    rows: Iterator[list[Value]] = (
        [
            each.product.name,
            each.producer.name,
            each.producer.commune,
            _province(each.producer.province),
            each.label.batch_id,
            each.label.serial,
            each.label.reading.scans,
            local_day(each.label.since),
            "; ".join(say(reason.message, **reason.figures) for reason in each.label.reading.reasons),
        ]
        for each in lines
    )
    return _written(SUSPICION_HEADINGS, rows, say)


def upload_sheet(uploads: Iterable[Brought], words: Mapping[str, str], say: Say) -> bytes:
    """What somebody has brought in as an .xlsx file; ``words`` say the states."""
    rows: Iterator[list[Value]] = (
        [each.filename, words[each.state], local_day(each.created_at), local_day(each.changed_at)]
        for each in uploads
    )
    return _written(UPLOAD_HEADINGS, rows, say)


def _written(headings: Sequence[str], rows: Iterable[list[Value]], say: Say) -> bytes:
    target = BytesIO()
    write_xlsx(target, OutSheet(SHEET, [say(heading) for heading in headings], rows))
    return target.getvalue()


def _province(code: str) -> str:
    province = PROVINCES.get(code)
    return province.name if province else ""


def _rows(lines: Iterable[Line], day: date, say: Say) -> Iterator[list[Value]]:
    for line in lines:
        it, producer = line.recognition, line.producer
        yield [
            line.product.name,
            producer.name,
            producer.commune,
            _province(producer.province),
            it.stars,
            say(it.state),
            it.valid_until,
            days_left(it.valid_until, day) if line.counts else None,
            it.decision.number,
            it.decision.issued_on,
            it.authority.name,
        ]
