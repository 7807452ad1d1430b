"""The doors to cases, for acting: give it to somebody, move it on, note, add evidence."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, Response, abort, flash, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import Place, actor, check, require
from ocop_verify.domain.cases import UNDECIDED, CaseState, rule_for
from ocop_verify.domain.errors import OcopError
from ocop_verify.domain.row_numbers import number_in
from ocop_verify.domain.validity import VIETNAM
from ocop_verify.inspection.asking import ask_producer
from ocop_verify.inspection.case_list import inspectors_of
from ocop_verify.inspection.casework import (
    SomebodyWasFaster,
    assign_flag,
    is_known,
    move_flag,
    note_on_flag,
)
from ocop_verify.inspection.evidence import add_evidence
from ocop_verify.inspection.models import FlagRow
from ocop_verify.inspection.views.context import (
    NEEDS,
    place_of_flag,
    sent_form,
)
from ocop_verify.inspection.views.files import keep_evidence, sent_bytes
from ocop_verify.inspection.views.flags import flag_page
from ocop_verify.inspection.views.questions import SEND_QUESTIONS
from ocop_verify.jobs.views import ask, jobs
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext, translate

blueprint = Blueprint("flag_acts", __name__, url_prefix="/inspection/flags")

# Fields of forms that a case has no more once it is decided.
ONLY_UNDECIDED = frozenset({"owner", "file", "taken_at"})


@blueprint.post("/<int:key>/assign")
@require(Permission.WORK_ON_FLAGS, place=place_of_flag)
def assign(key: int) -> AnyResponse:
    """Give a case to an inspector of its place."""
    chosen = number_in(request.form.get("owner"))
    row = database().get_one(FlagRow, key)
    if chosen not in {each.id for each in inspectors_of(database(), row.province)}:
        abort(HTTPStatus.BAD_REQUEST)
    return _done(
        key,
        "owner",
        lambda session: assign_flag(session, key, sent_form(), chosen, actor=actor().name, now=moment()),
    )


@blueprint.post("/<int:key>/move")
@require(Permission.READ_FLAGS, place=place_of_flag)
def move(key: int) -> AnyResponse:
    """Move a case on; who may, stands in the table of moves."""
    row, to = database().get_one(FlagRow, key), request.form.get("to", "")
    if to not in set(CaseState) or to in (CaseState.UPHELD, CaseState.ASSIGNED):
        abort(HTTPStatus.BAD_REQUEST)
    if rule := rule_for(CaseState(row.state), CaseState(to)):
        check(NEEDS[rule.who], Place(province=row.province))
    else:
        check(Permission.DECIDE_FLAGS, Place(province=row.province))  # the act says what is wrong
    words = request.form.get("words", "")
    if to == CaseState.ASKED:
        return _asked(key, words)
    return _done(
        key,
        "words",
        lambda session: move_flag(
            session, key, sent_form(), CaseState(to), words, actor=actor().name, now=moment()
        ),
    )


@blueprint.post("/<int:key>/notes")
@require(Permission.DECIDE_FLAGS, place=place_of_flag)
def note(key: int) -> AnyResponse:
    """Write something on a case."""
    words = request.form.get("note", "")
    return _done(
        key,
        "note",
        lambda session: note_on_flag(session, key, sent_form(), words, actor=actor().name, now=moment()),
    )


@blueprint.post("/<int:key>/evidence")
@require(Permission.WORK_ON_FLAGS, place=place_of_flag)
def evidence(key: int) -> AnyResponse:
    """Add a photo or a file."""
    content = sent_bytes("file")
    if not content:
        return _refused(key, {"file": gettext("Hãy chọn ảnh hoặc tệp PDF.")})
    try:
        taken_at = _moment_of(request.form.get("taken_at", ""))
        kept = keep_evidence(content, taken_at=taken_at, place=request.form.get("place", ""))
    except ValueError:
        return _refused(key, {"taken_at": gettext("Hãy ghi ngày giờ chụp, hoặc để trống.")})
    except OcopError as refusal:
        return _refused(key, {"file": translate(refusal)})
    words = request.form.get("about_file", "")
    return _done(
        key,
        "file",
        lambda session: add_evidence(
            session, key, sent_form(), kept, words, actor=actor().name, now=moment()
        ),
    )


def _asked(key: int, question: str) -> AnyResponse:
    """Ask the producer: by letters that the worker sends, where it has an address."""
    job_id = 0

    def ask_and_post(session: Session) -> str:
        nonlocal job_id
        form, now = sent_form(), moment()
        if is_known(session, form):
            return gettext("Đã ghi.")
        told = ask_producer(session, key, form, question, actor=actor().name, now=now)
        if not told:
            return gettext("Đã ghi. Chưa có e-mail của chủ thể: hãy gửi liên kết dưới đây.")
        job_id = ask(session, SEND_QUESTIONS, 0, actor=actor(), now=now).id
        return gettext("Đã ghi. Câu hỏi sẽ được gửi đến %(to)s.", to=", ".join(told))

    answer = _done(key, "words", ask_and_post)
    if job_id:
        jobs().push(job_id)
    return answer


def _done(key: int, field: str, act: Callable[[Session], object]) -> AnyResponse:
    """Do it and show the case; or show what is wrong, with everything that was typed.

    What the act gives as text is told the actor.
    """
    try:
        with transaction() as session:
            done = act(session)
    except SomebodyWasFaster as refusal:
        return _refused(key, {field: translate(refusal)}, HTTPStatus.CONFLICT)
    except OcopError as refusal:
        return _refused(key, {field: translate(refusal)})
    flash(done if isinstance(done, str) else gettext("Đã ghi."))
    return redirect(at(f"/inspection/flags/{key}"), HTTPStatus.SEE_OTHER)


def _refused(
    key: int, faults: dict[str, str], status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY
) -> AnyResponse:
    row = database().get_one(FlagRow, key)
    if CaseState(row.state) not in UNDECIDED and faults.keys() & ONLY_UNDECIDED:
        faults = {"story": " ".join(faults.values())}  # the form is gone; the story says why
    return Response(flag_page(row, faults), status)


def _moment_of(text: str) -> datetime | None:
    """What a field for day and time sends; it means the time in Vietnam."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM) if text.strip() else None
