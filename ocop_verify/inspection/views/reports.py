"""The doors for everybody: report what one has seen, and follow it by its receipt number."""

from dataclasses import replace
from http import HTTPStatus
from typing import cast

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request
from sqlalchemy.exc import DBAPIError, IntegrityError
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.forms import no_token
from ocop_verify.catalog.views import held_catalogue
from ocop_verify.db import is_away
from ocop_verify.desk.views.request import address_of
from ocop_verify.domain.reports import ReportKind, ReportState, read_receipt, written_receipt
from ocop_verify.inspection.floods import Floods
from ocop_verify.inspection.models import ReportRow
from ocop_verify.inspection.reporting import Told, report_of_receipt, report_of_request, take_report
from ocop_verify.inspection.stamps import Stamps
from ocop_verify.inspection.subject import Subject, heap_of, province_for, read_subject
from ocop_verify.inspection.views.photos import keep_photo
from ocop_verify.inspection.words import EXPLANATIONS, KINDS, STATES
from ocop_verify.pictures import ACCEPTED_TYPES, PictureRefused
from ocop_verify.verification.attempts import Attempts
from ocop_verify.web.commands import transaction
from ocop_verify.web.errors import RETRY_SECONDS
from ocop_verify.web.headers import keep_private
from ocop_verify.web.language import at, gettext, translate

blueprint = Blueprint("reports", __name__)

TYPED = ("kind", "about", "where", "more", "contact")
# People do not see this field; programs that fill in whatever they find do.
TRAP = "website"


@blueprint.get("/report")
def form() -> Response:
    """Somebody has seen something."""
    subject = read_subject(request.args, held_catalogue().catalogue)
    told = Told(about=request.args.get("about", "")[:300])
    return _page(subject, told, {}, stamps().new(moment()))


@blueprint.post("/report")
@no_token
def send() -> AnyResponse:
    """Keep it, or show the form again with everything that was typed."""
    subject = read_subject(request.form, held_catalogue().catalogue)
    told = Told.typed(*(request.form.get(name, "") for name in TYPED))
    stamp_text = request.form.get("stamp", "")
    stamp = stamps().read(stamp_text, moment())
    if not floods().may_send(request.remote_addr or ""):
        fault = gettext("Từ mạng này đã gửi nhiều phản ánh. Hãy thử lại sau một giờ.")
        return _page(subject, told, {"send": fault}, stamp_text, HTTPStatus.TOO_MANY_REQUESTS)
    faults = {name: gettext(fault) for name, fault in told.faults(subject).items()}
    told = replace(told, photo=_photo(subject, told, faults))
    if request.form.get(TRAP):
        faults[TRAP] = gettext("Hãy để trống ô này.")
    if stamp is None:
        stamp_text = stamps().new(moment())
    if not faults and (stamp is None or stamp.is_too_soon(moment())):
        faults["send"] = gettext("Hãy xem lại rồi bấm gửi lần nữa.")
    if faults or stamp is None:
        return _page(subject, told, faults, stamp_text, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        receipt = _take(told, subject, stamp.request)
    except DBAPIError as problem:
        if not is_away(problem):
            raise
        current_app.logger.warning("a report waits for the database: %s", problem.orig)
        fault = gettext("Lúc này chưa nhận được. Những gì bạn gõ vẫn còn ở đây: hãy bấm gửi lại sau ít phút.")
        answer = _page(subject, told, {"send": fault}, stamp_text, HTTPStatus.SERVICE_UNAVAILABLE)
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
        return answer
    return redirect(at(f"/report/{written_receipt(receipt)}"), HTTPStatus.SEE_OTHER)


@blueprint.get("/report/<receipt>")
def follow(receipt: str) -> Response:
    """How far a report is, for who holds its number."""
    attempts: Attempts = current_app.extensions["code_attempts"]
    client = request.remote_addr or ""
    if not attempts.may(client):
        abort(HTTPStatus.TOO_MANY_REQUESTS)
    number = read_receipt(receipt)
    row = report_of_receipt(database(), number) if number else None
    if row is None:
        attempts.failed(client)
        abort(HTTPStatus.NOT_FOUND)
    state = ReportState(row.state)
    page = render_template(
        "inspection/receipt.html",
        number=written_receipt(row.receipt),
        row=row,
        product=_product_of(row),
        kind=KINDS[ReportKind(row.kind)],
        state=STATES[state],
        explanation=EXPLANATIONS[state],
    )
    return keep_private(Response(page))


@blueprint.get("/report/find")
def find() -> AnyResponse:
    """Somebody typed a receipt number."""
    number = read_receipt(request.args.get("receipt", "")[:100])
    if number is None:
        return keep_private(Response(render_template("inspection/find.html", typed=bool(request.args))))
    return redirect(at(f"/report/{written_receipt(number)}"), HTTPStatus.SEE_OTHER)


def stamps() -> Stamps:
    """What signs the forms."""
    return cast(Stamps, current_app.extensions["report_stamps"])


def floods() -> Floods:
    """What was sent in the last hour."""
    return cast(Floods, current_app.extensions["report_floods"])


def _take(told: Told, subject: Subject, number: str) -> str:
    try:
        with transaction() as session:
            return take_report(session, told, subject, number, now=moment()).receipt
    except IntegrityError:  # the same form, sent twice at once: the other one has become the report
        row = report_of_request(database(), number)
        if row is None:
            raise
        return row.receipt


def _photo(subject: Subject, told: Told, faults: dict[str, str]) -> str:
    """The hash of the photo that was sent now, or with the form before; a fault where it is refused."""
    before = stamps().read_photo(request.form.get("kept_photo", ""))
    sent = request.files.get("photo")
    content = sent.read() if sent else b""
    if not content:
        return before
    if not floods().may_send_photo(heap_of(subject, told.about, province_for(told.where, subject))):
        faults["photo"] = gettext("Lúc này đã có đủ ảnh về việc này. Hãy gửi lời kể, không kèm ảnh.")
        return before
    try:
        return keep_photo(content)
    except PictureRefused as refusal:
        faults["photo"] = translate(refusal)
    except OSError as problem:
        current_app.logger.warning("a photo could not be kept: %s", problem)
        faults["photo"] = gettext("Lúc này chưa lưu được ảnh. Hãy gửi không kèm ảnh, hoặc thử lại sau.")
    return before


def _page(
    subject: Subject, told: Told, faults: dict[str, str], stamp: str, status: HTTPStatus = HTTPStatus.OK
) -> Response:
    page = render_template(
        "inspection/report.html",
        subject=subject,
        begun={**subject.fields, "about": told.about},
        address_of=address_of,
        told=told,
        faults=faults,
        stamp=stamp,
        kept_photo=stamps().sign_photo(told.photo) if told.photo else "",
        kinds=[(kind.value, gettext(message)) for kind, message in KINDS.items()],
        trap=TRAP,
        accepted=ACCEPTED_TYPES,
    )
    return keep_private(Response(page, status))


def _product_of(row: ReportRow) -> str:
    """What a report is about, in words."""
    product = held_catalogue().catalogue.products.get(row.product_id or 0)
    return product.name if product else row.about
