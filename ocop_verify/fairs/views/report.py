"""The doors to the report of a fair: as a sealed paper, and as a workbook with every check."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain, islice
from typing import Final

from flask import Blueprint, Response
from PIL.Image import Image

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import require
from ocop_verify.catalog.views import held_catalogue
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.stall_checks import Colour, StallFinding
from ocop_verify.domain.validity import written
from ocop_verify.fairs.devices import devices_of
from ocop_verify.fairs.figures import FairFigures, figures_of
from ocop_verify.fairs.models import FairRow, StallSayingRow
from ocop_verify.fairs.sealing import FAIR, check_of_fair, last_saying
from ocop_verify.fairs.sheets import StallRead, read_stalls
from ocop_verify.fairs.speakers import speakers_of
from ocop_verify.fairs.telling import ToldLine, photos_of, told_lines
from ocop_verify.fairs.views.context import fair_of, place_of_fair, today
from ocop_verify.fairs.views.sheet import as_pdf
from ocop_verify.fairs.views.told_words import (
    MARKS,
    check_words,
    finding_of_line,
    name_of_line,
    thumbnails,
    who,
)
from ocop_verify.fairs.words import COLOUR_LOOKS, FINDING_LOOKS, FINDINGS
from ocop_verify.inspection.paper import minutes_pdf
from ocop_verify.inspection.seals import Kept, Seal
from ocop_verify.inspection.sections import Minutes, Row, Section, Table
from ocop_verify.inspection.views.minutes import seals
from ocop_verify.verification.views.pages import public_address
from ocop_verify.web.formats import moment as written_moment
from ocop_verify.web.language import gettext, language

blueprint = Blueprint("fair_report", __name__, url_prefix="/fairs/<int:key>")

# A paper of two hundred stalls stays one that can be sent; every hash stands in it, whatever is shown.
MOST_PHOTOS: Final = 60


@dataclass(frozen=True, slots=True)
class Whole:
    """A fair with all that is known of it."""

    fair: FairRow
    read: Sequence[StallRead]
    lines: Sequence[ToldLine]
    names: Mapping[str, str]
    figures: FairFigures

    @property
    def rows(self) -> Iterator[StallSayingRow]:
        """Everything that was said."""
        return chain.from_iterable(read.rows.values() for read in self.read)


@blueprint.get("/report.pdf")
@require(Permission.CHECK_STALLS, place=place_of_fair)
def report(key: int) -> Response:
    """What a fair has come to, with a seal by which the paper can be checked."""
    it = whole_fair(key)
    last = last_saying(database(), key)
    seal = Seal(FAIR, key, last, check_of_fair(database(), it.fair, last), moment())
    number = number_of_fair(it.fair, last)
    minutes = Minutes(
        language(),
        gettext("Báo cáo kiểm tra hội chợ"),
        number,
        list(_facts(it)),
        list(_sections(it)),
        [gettext("Ban tổ chức"), gettext("Người lập báo cáo")],
        gettext("Mã đối chiếu %(check)s", check=seal.written),
        public_address("/minutes/" + seals().make(seal)),
        gettext(
            "Quét mã QR ở trang đầu để biết giấy này có khớp với dữ liệu đang giữ hay không. Lập lúc %(at)s.",
            at=written_moment(seal.made_at),
        ),
    )
    return as_pdf(minutes_pdf(minutes), f"{number}.pdf")


def kept_of_fair(seal: Seal) -> Kept | None:
    """What is kept of a fair, for who holds a report of it."""
    fair = database().get(FairRow, seal.key)
    if fair is None:
        return None
    more = last_saying(database(), fair.id) > seal.last
    return Kept(number_of_fair(fair, seal.last), check_of_fair(database(), fair, seal.last), more)


def number_of_fair(fair: FairRow, last: int) -> str:
    """The number of a report: the fair, and how much had arrived."""
    return f"HC-{fair.first_on.year}-{fair.id:04}-{last}"


def whole_fair(key: int) -> Whole:
    """Read a fair, once for a whole report."""
    read, catalogue, day = read_stalls(database(), key), held_catalogue().catalogue, today()
    lines = [line for each in read for line in told_lines(each, catalogue, day)]
    names = speakers_of(database(), chain.from_iterable(each.rows.values() for each in read))
    return Whole(fair_of(key), read, lines, names, figures_of(read))


def _facts(it: Whole) -> Iterator[tuple[str, str]]:
    fair, figures = it.fair, it.figures
    province = PROVINCES.get(fair.province)
    yield gettext("Tên hội chợ"), fair.name
    yield gettext("Địa điểm"), f"{fair.place}, {province.name}" if province else fair.place
    days = gettext("%(first)s đến %(last)s", first=written(fair.first_on), last=written(fair.last_on))
    yield gettext("Thời gian"), days if fair.last_on > fair.first_on else written(fair.first_on)
    yield gettext("Tổ chức"), fair.organizer
    checked = gettext("%(checked)s trên %(all)s gian hàng", checked=figures.checked, all=figures.stalls)
    yield gettext("Đã kiểm tra"), checked
    counts = [f"{gettext(COLOUR_LOOKS[each].word)}: {figures.colours.get(each, 0)}" for each in Colour]
    yield gettext("Kết quả"), "; ".join(counts)
    checks = sum(len(line.rows) for line in it.lines)
    yield (
        gettext("Số lần kiểm tra"),
        gettext("%(checks)s lần, %(goods)s sản phẩm khai", checks=checks, goods=figures.goods),
    )
    yield gettext("Dữ liệu trên máy"), _age_words(list(it.rows))
    if figures.last_at:
        yield gettext("Nhận sau cùng lúc"), written_moment(figures.last_at)


def _age_words(rows: Sequence[StallSayingRow]) -> str:
    """How old the data of the phones were at most, when they were checked with."""
    ages = [row.at - row.data_at for row in rows if row.data_at]
    if not ages:
        return gettext("Không máy nào quét ngoại tuyến")
    oldest = max(*ages, timedelta())
    minutes = int(oldest.total_seconds()) // 60
    return gettext(
        "cũ nhất %(hours)s giờ %(minutes)s phút khi kiểm tra", hours=minutes // 60, minutes=minutes % 60
    )


def _sections(it: Whole) -> Iterator[Section]:
    yield Section(gettext("Điều tìm thấy"), table=_findings(it.figures))
    yield _not_in_order(it)
    yield Section(gettext("Khi các máy nói khác nhau"), list(_disputes(it)) or [gettext("Không có.")])
    yield _listed(gettext("Ai đã kiểm tra"), _helpers(it))
    yield _listed(gettext("Từng gian hàng"), _stalls(it))


def _listed(heading: str, table: Table) -> Section:
    """A table; where it has no rows, the word for none of it."""
    rows = list(table.rows)
    if not rows:
        return Section(heading, [gettext("Không có.")])
    return Section(heading, table=replace(table, rows=rows))


def _findings(figures: FairFigures) -> Table:
    rows = [
        Row(
            [
                gettext(FINDING_LOOKS[each].word),
                gettext(FINDINGS[each].sentence),
                str(figures.findings.get(each, 0)),
            ]
        )
        for each in StallFinding
    ]
    return Table([gettext("Kết quả"), gettext("Nghĩa là"), gettext("Số sản phẩm")], (3, 6, 1.5), rows)


def _not_in_order(it: Whole) -> Section:
    """The list that the office works on, with what it rests on."""
    lines = [line for line in it.lines if line.checked.colour in (Colour.AMBER, Colour.RED)]
    headings = [gettext("Gian"), gettext("Sản phẩm"), gettext("Điều tìm thấy"), gettext("Căn cứ")]
    rows = (
        Row(
            [
                line.read.stall.number,
                name_of_line(line),
                finding_of_line(line),
                "\n".join(_grounds(line, it.names)),
            ],
            MARKS[line.checked.colour],
        )
        for line in lines
    )
    heading = gettext("Những điều cần xem lại hoặc xử lý")
    if not lines:
        return Section(heading, [gettext("Không có.")])
    return Section(
        heading,
        pictures=_pictures(lines, it.names),
        table=Table(headings, (1.6, 3, 2.4, 6), rows),
        small=True,
    )


def _grounds(line: ToldLine, names: Mapping[str, str]) -> Iterator[str]:
    """The last checks of a line and the hashes of its photos."""
    yield from (check_words(row, names) for row in line.rows[-3:])
    if len(line.rows) > 3:
        yield gettext("và %(count)s lần kiểm tra trước đó", count=len(line.rows) - 3)
    yield from (gettext("Ảnh SHA-256 %(hash)s", hash=row.file) for row in _evidence(line))


def _evidence(line: ToldLine) -> list[StallSayingRow]:
    """The photos of a line, and those of the stall that say nothing of a line."""
    return [*line.photos, *(row for row in photos_of(line.read) if not row.subject)]


def _pictures(lines: Sequence[ToldLine], names: Mapping[str, str]) -> Iterator[tuple[Image, str]]:
    shown: set[int] = set()
    for line in lines:
        photos = [row for row in _evidence(line) if row.number not in shown]
        room = max(MOST_PHOTOS - len(shown), 0)
        where = gettext("Gian %(number)s", number=line.read.stall.number)
        shown.update(row.number for row in photos)
        yield from thumbnails(islice(photos, room), names, where)


def _disputes(it: Whole) -> Iterator[str]:
    for line in it.lines:
        where = f"{gettext('Gian %(number)s', number=line.read.stall.number)}, {name_of_line(line)}"
        if line.checked.disputed:
            found = ", ".join(
                gettext(FINDING_LOOKS[each].word) for each in StallFinding if each in line.checked.disputed
            )
            yield gettext("%(where)s: chưa chốt (%(found)s).", where=where, found=found)
        elif settled := line.checked.settled_by:
            row = line.read.rows[settled.id]
            yield gettext(
                "%(where)s: chốt là “%(finding)s”, %(at)s, %(who)s. %(why)s",
                where=where,
                finding=finding_of_line(line),
                at=written_moment(row.at),
                who=who(row, it.names),
                why=row.words,
            ).strip()


def _helpers(it: Whole) -> Table:
    said = Counter(who(row, it.names) for row in it.rows)
    joined = {device.name: device for device in devices_of(database(), it.fair.id)}
    rows = [
        Row([name, written_moment(joined[name].joined_at) if name in joined else "–", str(count)])
        for name, count in said.most_common()
    ]
    silent = [
        Row([name, written_moment(row.joined_at), "0"]) for name, row in joined.items() if name not in said
    ]
    return Table(
        [gettext("Tên"), gettext("Tham gia lúc"), gettext("Số mục đã ghi")], (4, 4, 2), [*rows, *silent]
    )


def _stalls(it: Whole) -> Table:
    rows = (
        Row(
            [
                read.stall.number,
                read.stall.holder,
                gettext(COLOUR_LOOKS[read.sheet.colour].word),
                f"{len(read.sheet.lines) - read.sheet.left} / {len(read.sheet.lines)}",
            ],
            MARKS[read.sheet.colour],
        )
        for read in it.read
    )
    headings = [gettext("Gian"), gettext("Chủ gian hàng"), gettext("Kết quả"), gettext("Đã xem")]
    return Table(headings, (2, 5, 3, 1.5), rows)
