"""What was sent to whom; the calendar that programs fetch; the page to stop notices."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.models import AccountRow
from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.sessions import actor_of
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.forms import no_token
from ocop_verify.accounts.views.guard import actor, public, require
from ocop_verify.labels.candidates import Candidate, candidates
from ocop_verify.notices.letters import calendar
from ocop_verify.notices.models import NoticeRow
from ocop_verify.notices.sending import start_again, stop
from ocop_verify.notices.views.tools import addresses, calendar_of_account, settings
from ocop_verify.registry.models import CertificationRow, ProducerRow, ProductRow
from ocop_verify.web.commands import transaction
from ocop_verify.web.headers import PRIVATE

blueprint = Blueprint("notices", __name__, url_prefix="/notices")

MOST_SHOWN = 200
MOST_EVENTS = 2_000


@blueprint.get("")
@require(Permission.READ_REGISTRY)
def sent() -> str:
    """The notices about one's provinces, the newest first, and one's calendar."""
    provinces = actor().provinces(Permission.READ_REGISTRY)
    statement = (
        select(NoticeRow, ProductRow.name, ProducerRow.name)
        .join(CertificationRow, NoticeRow.certification_id == CertificationRow.id)
        .join(ProductRow, CertificationRow.product_id == ProductRow.id)
        .join(ProducerRow, ProductRow.producer_id == ProducerRow.id)
        .order_by(NoticeRow.id.desc())
        .limit(MOST_SHOWN)
    )
    if provinces is not None:
        statement = statement.where(ProducerRow.province.in_(sorted(provinces)))
    rows = database().execute(statement).all()
    return render_template("notices/sent.html", rows=rows, calendar=calendar_of_account(actor().id))


@blueprint.get("/calendar/<token>.ics")
@public
def feed(token: str) -> AnyResponse:
    """The last days, for a calendar program. Who has the address may read it; nobody can guess one."""
    whose, _, number = (addresses().read("calendar", token) or "").partition(":")
    if not number.isdecimal():
        abort(HTTPStatus.NOT_FOUND)
    found = _of_producer(database(), int(number)) if whose == "producer" else _of_account(int(number))
    response = Response(calendar(found, settings().public_url), mimetype="text/calendar")
    response.headers.update(PRIVATE)
    return response


@blueprint.get("/stop/<token>")
@public
def stop_form(token: str) -> str:
    """Does this address want no more notices?"""
    return render_template("notices/stop.html", token=token, email=_email(token), done="")


@blueprint.post("/stop/<token>")
@public
@no_token
def stop_notices(token: str) -> str:
    """Stop them, or begin again; mail programs do this with one click."""
    email = _email(token)
    again = request.form.get("step") == "start"
    with transaction() as session:
        start_again(session, email) if again else stop(session, email, now=moment())
    return render_template("notices/stop.html", token=token, email=email, done="start" if again else "stop")


def _email(token: str) -> str:
    found = addresses().read("stop", token)
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    return found


def _of_account(account_id: int) -> list[Candidate]:
    """What an account's own grants let it read today; nothing once they are taken back."""
    account = database().get(AccountRow, account_id)
    if account is None or account.disabled_at is not None:
        abort(HTTPStatus.NOT_FOUND)
    provinces = actor_of(account).provinces(Permission.READ_REGISTRY)
    condition = [] if provinces is None else [ProducerRow.province.in_(sorted(provinces))]
    return _in_force(database(), *condition)


def _of_producer(session: Session, producer_id: int) -> list[Candidate]:
    return _in_force(session, ProducerRow.id == producer_id)


def _in_force(session: Session, *conditions: object) -> list[Candidate]:
    ids = session.scalars(
        select(CertificationRow.id)
        .join(ProductRow, CertificationRow.product_id == ProductRow.id)
        .join(ProducerRow, ProductRow.producer_id == ProducerRow.id)
        .where(*conditions)  # type: ignore[arg-type]
        .order_by(CertificationRow.id.desc())
        .limit(MOST_EVENTS)
    ).all()
    return [each for each in candidates(session, list(ids), now=moment()) if each.may_be_labelled]
