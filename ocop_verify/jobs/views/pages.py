"""How far one's own background work is: a page that can be left and found again."""

from http import HTTPStatus

from flask import Blueprint, Response, current_app, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import Place, require
from ocop_verify.jobs import working
from ocop_verify.jobs.models import JobRow
from ocop_verify.web.commands import transaction
from ocop_verify.web.formats import number
from ocop_verify.web.language import at, gettext
from ocop_verify.web.negotiation import wants_json

blueprint = Blueprint("jobs", __name__)

SOON_SECONDS = 90


def place_of_job(key: int) -> Place | None:
    """Work belongs to whoever asked for it."""
    row = database().get(JobRow, key)
    prefix, _, number = row.owner.partition(":") if row else ("", "", "")
    return Place(owner_id=int(number)) if prefix == "user" and number.isdecimal() else None


@blueprint.get("/jobs/<int:key>")
@require(Permission.USE_ACCOUNT, place=place_of_job)
def job(key: int) -> AnyResponse:
    """The bar; when the work is done, its result."""
    row = database().get_one(JobRow, key)
    kind = current_app.extensions["jobs"].kinds[row.kind]
    left = working.seconds_left(row, moment())
    if wants_json():
        facts = {"state": row.state, "done": row.done, "total": row.total, "words": progress_words(row, left)}
        return Response(current_app.json.dumps(facts), mimetype="application/json")
    if row.state == "done":
        return redirect(at(kind.page_of(row)), HTTPStatus.SEE_OTHER)
    return Response(
        render_template(
            "jobs/job.html", row=row, kind=kind, words=progress_words(row, left), result=kind.page_of(row)
        )
    )


@blueprint.post("/jobs/<int:key>/cancel")
@require(Permission.USE_ACCOUNT, place=place_of_job)
def cancel(key: int) -> AnyResponse:
    """Stop it. What it has not committed did not happen."""
    with transaction() as session:
        row = session.get_one(JobRow, key, with_for_update=True)
        if row.state in working.ALIVE:
            working.ask_to_cancel(session, row, now=moment())
    return redirect(at(f"/jobs/{key}"), HTTPStatus.SEE_OTHER)


def progress_words(row: JobRow, left: int | None) -> str:
    """How far it is, and how long it will still take."""
    if row.state == "waiting":
        return gettext("Đang chờ đến lượt.")
    if not row.total:
        return gettext("Đang bắt đầu.")
    done, total = number(row.done), number(row.total)
    if left is None:
        return gettext("Đã xong %(done)s / %(total)s dòng.", done=done, total=total)
    if left < SOON_SECONDS:
        return gettext(
            "Đã xong %(done)s / %(total)s dòng, còn khoảng %(left)d giây.", done=done, total=total, left=left
        )
    minutes = round(left / 60)
    return gettext(
        "Đã xong %(done)s / %(total)s dòng, còn khoảng %(left)d phút.", done=done, total=total, left=minutes
    )
