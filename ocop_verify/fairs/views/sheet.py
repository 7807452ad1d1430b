"""The doors to the papers of one stall: its sheet for the file, and the sign that it may hang out."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, current_app, render_template

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import require
from ocop_verify.catalog.views import held_catalogue
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.stall_checks import Colour, Said
from ocop_verify.fairs.models import FairRow, StallRow
from ocop_verify.fairs.public_words import SHOWN_LOOKS
from ocop_verify.fairs.sheets import StallRead, read_stall
from ocop_verify.fairs.showing import StallShown, shown_stall
from ocop_verify.fairs.sign import SignWords, sign_pdf
from ocop_verify.fairs.speakers import speakers_of
from ocop_verify.fairs.telling import ToldLine, photos_of, told_lines
from ocop_verify.fairs.views.context import fair_of, place_of_stall, today
from ocop_verify.fairs.views.told_words import (
    MARKS,
    check_words,
    finding_of_line,
    name_of_line,
    recognition_of_line,
    thumbnails,
    who,
)
from ocop_verify.fairs.words import COLOUR_LOOKS, FINDING_LOOKS, NOT_CHECKED
from ocop_verify.inspection.paper import minutes_pdf
from ocop_verify.inspection.sections import Band, Minutes, Row, Section, Table
from ocop_verify.verification.views.pages import public_address
from ocop_verify.web.formats import moment as written_moment
from ocop_verify.web.language import gettext, language

blueprint = Blueprint("stall_sheet", __name__, url_prefix="/fairs/<int:key>/stalls/<int:stall>")


class NothingToHangOut(OcopError):
    """A stall has no recognised product that was checked; a sign would say nothing."""


@blueprint.get("/sheet")
@require(Permission.CHECK_STALLS, place=place_of_stall)
def sheet(key: int, stall: int) -> str:
    """All that a stall comes to, to be read and printed."""
    fair, read, lines, names = _read(key, stall)
    return render_template(
        "fairs/sheet.html",
        fair=fair,
        read=read,
        lines=lines,
        look=COLOUR_LOOKS[read.sheet.colour],
        looks=FINDING_LOOKS,
        not_checked=NOT_CHECKED,
        summary=_summary(lines),
        name_of=name_of_line,
        finding_of=finding_of_line,
        recognition_of=recognition_of_line,
        check_words=lambda row: check_words(row, names),
        who=lambda row: who(row, names),
        photos=photos_of(read),
        signatures=_signatures(read),
        notes=_noted(read),
        made_at=moment(),
        colour_of=lambda line: line.checked.colour,
        colours=COLOUR_LOOKS,
        public=public_address(f"/fairs/{key}/at/{stall}"),
    )


@blueprint.get("/sheet.pdf")
@require(Permission.CHECK_STALLS, place=place_of_stall)
def sheet_pdf(key: int, stall: int) -> Response:
    """The same as a paper."""
    fair, read, lines, names = _read(key, stall)
    number = gettext("Gian %(number)s", number=read.stall.number)
    minutes = Minutes(
        language(),
        gettext("Phiếu kiểm tra gian hàng"),
        number,
        _facts(fair, read, names),
        list(_sections(read, lines, names)),
        [gettext("Người kiểm tra"), gettext("Chủ gian hàng")],
        fair.name,
        public_address(f"/fairs/{key}/at/{stall}"),
        gettext(
            "Quét mã QR ở trang đầu để mở trang công khai của gian hàng. Lập lúc %(at)s.",
            at=written_moment(moment()),
        ),
        Band(MARKS[read.sheet.colour], gettext(COLOUR_LOOKS[read.sheet.colour].word), _summary(lines)),
    )
    return as_pdf(minutes_pdf(minutes), f"gian-{stall}.pdf")


@blueprint.get("/sign.pdf")
@require(Permission.CHECK_STALLS, place=place_of_stall)
def sign(key: int, stall: int) -> Response:
    """One word and a code to hang out; it says only what everybody may know."""
    fair, read, _, _ = _read(key, stall)
    shown = shown_stall(read, held_catalogue().catalogue, today())
    if shown.state not in (StallShown.CHECKED, StallShown.PARTLY) or shown.checked_at is None:
        raise NothingToHangOut(
            N_("Gian hàng chưa có sản phẩm nào đang được công nhận và đã được kiểm tra, nên chưa có biển.")
        )
    look = SHOWN_LOOKS[shown.state]
    words = SignWords(
        language(),
        # A warning on the sign of a stall that was checked in part would accuse it.
        MARKS[Colour.GREEN if shown.state is StallShown.CHECKED else Colour.GREY],
        gettext(look.word),
        gettext("lúc %(at)s", at=written_moment(shown.checked_at)),
        gettext("Gian %(number)s", number=shown.number),
        shown.holder,
        gettext("Quét mã để xem gian hàng có sản phẩm nào đang được công nhận OCOP hôm nay."),
        fair.name,
    )
    url = public_address(f"/fairs/{key}/at/{stall}")
    return as_pdf(sign_pdf(words, url, current_app.extensions["settings"].host), f"bien-gian-{stall}.pdf")


def as_pdf(content: bytes, name: str) -> Response:
    """A paper to look at in the browser."""
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _read(key: int, stall: int) -> tuple[FairRow, StallRead, list[ToldLine], Mapping[str, str]]:
    read = read_stall(database(), database().get_one(StallRow, stall))
    lines = told_lines(read, held_catalogue().catalogue, today())
    return fair_of(key), read, lines, speakers_of(database(), read.rows.values())


def _summary(lines: list[ToldLine]) -> str:
    counts = Counter(finding_of_line(line) for line in lines)
    return "; ".join(f"{word}: {count}" for word, count in counts.items())


def _facts(fair: FairRow, read: StallRead, names: Mapping[str, str]) -> list[tuple[str, str]]:
    done = read.sheet.finished_by
    finished = (
        gettext("%(at)s, %(who)s", at=written_moment(done.at), who=who(read.rows[done.id], names))
        if done
        else ""
    )
    return [
        (gettext("Tên hội chợ"), f"{fair.name}, {fair.place}"),
        (gettext("Chủ gian hàng"), read.stall.holder),
        (gettext("Xong lúc"), finished),
        (gettext("Lập phiếu lúc"), written_moment(moment())),
    ]


def _sections(read: StallRead, lines: list[ToldLine], names: Mapping[str, str]) -> Any:
    headings = [gettext("Sản phẩm"), gettext("Điều tìm thấy"), gettext("Công nhận hôm nay")]
    rows = [
        Row(
            [_named(line), finding_of_line(line), recognition_of_line(line) or "–"],
            MARKS[line.checked.colour],
        )
        for line in lines
    ]
    yield Section(gettext("Sản phẩm và điều tìm thấy"), table=Table(headings, (3, 2, 4), rows))
    yield Section(
        gettext("Ai đã kiểm tra, lúc nào"),
        [f"{name_of_line(line)} – {check_words(row, names)}" for line in lines for row in line.rows] or ["–"],
    )
    notes = [
        f"{gettext('%(at)s, %(who)s', at=written_moment(row.at), who=who(row, names))}: {row.words}"
        for row in _noted(read)
    ]
    if notes:
        yield Section(gettext("Ghi chú"), notes)
    if photos := photos_of(read):
        yield Section(gettext("Ảnh"), pictures=thumbnails(photos, names), small=True)
    if signatures := _signatures(read):
        heading = gettext("Chữ ký của chủ gian hàng")
        yield Section(heading, pictures=thumbnails(signatures, names), small=True)


def _named(line: ToldLine) -> str:
    """As it was declared, what it matched, and the stars that the stall claims."""
    product = line.product.product.name if line.product and line.good else ""
    claims = (
        gettext("Gian khai %(stars)s sao.", stars=line.good.stars) if line.good and line.good.stars else ""
    )
    matched = product if product != line.name else ""
    return "\n".join(filter(None, (name_of_line(line), matched, claims)))


def _noted(read: StallRead) -> list[Any]:
    return [read.rows[each.id] for each in read.sheet.notes if each.said is Said.NOTED]


def _signatures(read: StallRead) -> list[Any]:
    return [read.rows[each.id] for each in read.sheet.notes if each.said is Said.SIGNED]
