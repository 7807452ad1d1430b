"""The door to a fair as a workbook: its stalls, every check word for word, and what went to inspectors."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO

from flask import Blueprint, Response

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database
from ocop_verify.accounts.views.guard import require
from ocop_verify.domain.cases import CaseState
from ocop_verify.domain.stall_checks import StallFinding
from ocop_verify.domain.validity import VIETNAM
from ocop_verify.fairs.following_up import case_of, cases_of, may_follow
from ocop_verify.fairs.models import StallSayingRow
from ocop_verify.fairs.telling import ToldLine
from ocop_verify.fairs.views.context import place_of_fair
from ocop_verify.fairs.views.report import Whole, whole_fair
from ocop_verify.fairs.views.told_words import (
    answer_words,
    finding_of_line,
    label_words,
    name_of_line,
    recognition_of_line,
    said,
    who,
)
from ocop_verify.fairs.words import COLOUR_LOOKS, FINDING_LOOKS
from ocop_verify.inspection.views.context import number_of_flag
from ocop_verify.inspection.words import CASE_STATES
from ocop_verify.tabular.writing import XLSX_TYPE, OutSheet, Value, write_xlsx
from ocop_verify.web.language import gettext

blueprint = Blueprint("fair_workbook", __name__, url_prefix="/fairs/<int:key>")


@blueprint.get("/report.xlsx")
@require(Permission.CHECK_STALLS, place=place_of_fair)
def workbook(key: int) -> Response:
    """For an office that counts for itself."""
    it, file = whole_fair(key), BytesIO()
    write_xlsx(file, _stalls(it), _checks(it), _follow_ups(it))
    response = Response(file.getvalue(), content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="hoi-cho-{key}.xlsx"'
    return response


def _stalls(it: Whole) -> OutSheet:
    headings = [
        *(
            gettext("Gian"),
            gettext("Chủ gian hàng"),
            gettext("Kết quả"),
            gettext("Sản phẩm"),
            gettext("Đã xem"),
        ),
        *(gettext("Số mục đã ghi"), gettext("Xong lúc")),
    ]
    rows = (
        [
            read.stall.number,
            read.stall.holder,
            gettext(COLOUR_LOOKS[read.sheet.colour].word),
            len(read.sheet.lines),
            len(read.sheet.lines) - read.sheet.left,
            len(read.rows),
            _time(read.sheet.finished_by.at) if read.sheet.finished_by else None,
        ]
        for read in it.read
    )
    return OutSheet(gettext("Gian hàng"), headings, rows)


def _checks(it: Whole) -> OutSheet:
    headings = [
        *(gettext("Gian"), gettext("Sản phẩm"), gettext("Kết quả"), gettext("Công nhận hôm nay")),
        *(gettext("Cách kiểm tra"), gettext("Máy trả lời"), gettext("Dữ liệu trên máy đến")),
        *(gettext("Sổ đăng ký trả lời"), gettext("Sao có hiệu lực"), gettext("Sao trên tem"), gettext("Tem")),
        *(
            gettext("Dấu vết mã đã quét"),
            gettext("Ai"),
            gettext("Lúc"),
            gettext("Nhận lúc"),
            gettext("Ghi chú"),
        ),
    ]
    rows = (_check(line, row, it) for line in it.lines for row in line.rows)
    return OutSheet(gettext("Các lần kiểm tra"), headings, rows)


def _check(line: ToldLine, row: StallSayingRow, it: Whole) -> list[Value]:
    own = next((each.finding for each in line.checked.checks if each.id == row.id), None)
    return [
        line.read.stall.number,
        name_of_line(line),
        gettext(FINDING_LOOKS[StallFinding(own)].word) if own else None,
        recognition_of_line(line),
        said(row),
        answer_words(row.phone_headline),
        _time(row.data_at) if row.data_at else None,
        answer_words(row.headline),
        row.stars or None,
        row.printed_stars or None,
        label_words(row.label),
        row.code,
        who(row, it.names),
        _time(row.at),
        _time(row.received_at),
        row.words,
    ]


def _follow_ups(it: Whole) -> OutSheet:
    headings = [
        *(gettext("Gian"), gettext("Chủ gian hàng"), gettext("Sản phẩm"), gettext("Điều tìm thấy")),
        *(gettext("Số hồ sơ"), gettext("Trạng thái hồ sơ")),
    ]
    return OutSheet(gettext("Việc chuyển kiểm tra"), headings, _followed(it))


def _followed(it: Whole) -> Iterator[list[Value]]:
    cases = cases_of(database(), it.fair.id)
    for line in it.lines:
        row = case_of(cases, it.fair.id, line)
        if row is None and not may_follow(line):
            continue
        state = gettext(CASE_STATES[CaseState(row.state)]) if row else None
        number = number_of_flag(row) if row else None
        stall = line.read.stall
        yield [stall.number, stall.holder, name_of_line(line), finding_of_line(line), number, state]


def _time(moment: datetime) -> str:
    """A moment in Vietnam, in an order that sorts."""
    return moment.astimezone(VIETNAM).strftime("%Y-%m-%d %H:%M")
