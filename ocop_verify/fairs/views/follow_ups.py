"""The door that hands what was found to the province's inspectors, line by line or all at once."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import actor, require
from ocop_verify.domain.cases import CaseState
from ocop_verify.domain.reports import ReportState
from ocop_verify.fairs.following_up import (
    HandedOver,
    Piece,
    case_of,
    cases_of,
    hand_over,
    is_asked_for,
    may_follow,
)
from ocop_verify.fairs.models import StallSayingRow
from ocop_verify.fairs.telling import ToldLine, photos_of
from ocop_verify.fairs.views.context import place_of_fair
from ocop_verify.fairs.views.field import kept_pictures
from ocop_verify.fairs.views.report import Whole, whole_fair
from ocop_verify.fairs.views.told_words import check_words, name_of_line, where_words, who
from ocop_verify.fairs.words import FINDING_LOOKS
from ocop_verify.inspection.evidence import Evidence
from ocop_verify.inspection.models import FlagRow
from ocop_verify.inspection.views.context import number_of_flag
from ocop_verify.inspection.views.files import kept_evidence
from ocop_verify.inspection.words import STATES
from ocop_verify.web.commands import transaction
from ocop_verify.web.formats import moment as written_moment
from ocop_verify.web.language import at, gettext, ngettext, speaking

blueprint = Blueprint("fair_follow_ups", __name__, url_prefix="/fairs/<int:key>/follow-ups")


@blueprint.get("")
@require(Permission.RUN_FAIRS, place=place_of_fair)
def follow_ups(key: int) -> str:
    """What can be handed over, what was, and how far it is."""
    it = whole_fair(key)
    cases = cases_of(database(), key)
    lines = [(line, case_of(cases, key, line)) for line in it.lines]
    shown = [(line, row) for line, row in lines if row or may_follow(line)]
    return render_template(
        "fairs/follow_ups.html",
        fair=it.fair,
        asked=[pair for pair in shown if pair[1] or is_asked_for(pair[0])],
        optional=[line for line, row in shown if not row and not is_asked_for(line)],
        waiting=sum(row is None and is_asked_for(line) for line, row in shown),
        disputed=sum(bool(line.checked.disputed) for line in it.lines),
        key_of=key_of,
        name_of=name_of_line,
        looks=FINDING_LOOKS,
        check_words=lambda row: check_words(row, it.names),
        evidence_of=_photos,
        number_of_flag=number_of_flag,
        state_of=lambda row: gettext(STATES[state_of(row)]),
    )


@blueprint.post("")
@require(Permission.RUN_FAIRS, place=place_of_fair)
def hand(key: int) -> AnyResponse:
    """Hand over one line, or everything that asks for it."""
    it, chosen = whole_fair(key), request.form.get("line", "")[:100]
    lines = [
        line
        for line in it.lines
        if (is_asked_for(line) if chosen == "all" else key_of(line) == chosen and may_follow(line))
    ]
    with speaking("vi"):  # the words go to inspectors, whatever language the organizer reads
        handed = [_handed(it, line) for line in lines]
    with transaction() as session:
        rows = hand_over(session, key, handed, actor=actor().name, now=moment())
        count = len({row.id for row in rows})
    if count:
        flash(
            ngettext(
                "Đã chuyển %(num)d việc cho cán bộ kiểm tra.",
                "Đã chuyển %(num)d việc cho cán bộ kiểm tra.",
                count,
            )
        )
    else:
        flash(gettext("Không còn việc nào như vậy để chuyển."))
    return redirect(at(f"/fairs/{key}/follow-ups"), HTTPStatus.SEE_OTHER)


def key_of(line: ToldLine) -> str:
    """The name of a line in a form."""
    return f"{line.read.stall.id}:{line.checked.subject}"


def state_of(row: FlagRow) -> ReportState:
    """How far a case is, in the neutral words that reporters are told: no conclusion stands in them."""
    if row.state == CaseState.OPENED:
        return ReportState.RECEIVED
    return ReportState.RESOLVED if row.state == CaseState.CLOSED else ReportState.UNDER_REVIEW


def _handed(it: Whole, line: ToldLine) -> HandedOver:
    where = where_words(it.fair, line.read.stall)
    words = [check_words(row, it.names) for row in line.rows]
    return HandedOver(
        line, name_of_line(line), where, "\n".join(words)[:3_900], list(_pieces(line, it.names, where))
    )


def _pieces(line: ToldLine, names: Mapping[str, str], where: str) -> list[Piece]:
    """Its photos, kept with the evidence byte by byte as they came."""
    pieces = []
    for row in _photos(line):
        kept = _copied(row, where)
        if kept is not None:
            taken = gettext("Ảnh do %(who)s chụp lúc %(at)s.", who=who(row, names), at=written_moment(row.at))
            pieces.append(Piece(row.id, kept, "\n".join(filter(None, (taken, row.words)))))
    return pieces


def _photos(line: ToldLine) -> Sequence[StallSayingRow]:
    """The photos of a line, and those of its stall that name no line."""
    return [*line.photos, *(row for row in photos_of(line.read) if not row.subject)]


def _copied(row: StallSayingRow, where: str) -> Evidence | None:
    """The file and the picture painted anew, in the folder of evidence; None where the file is gone."""
    original, shown = kept_pictures().find(row.file or ""), kept_pictures().find(row.shown or "")
    if original is None or shown is None:
        return None
    digest = kept_evidence().keep(original)
    return Evidence(digest, len(original), kept_evidence().keep(shown), row.at, where)
