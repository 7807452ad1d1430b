"""The door of a producer who was asked about a case: by a signed link, without an account."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, current_app, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.forms import no_token
from ocop_verify.catalog.views import held_catalogue
from ocop_verify.domain.cases import UNDECIDED, CaseState
from ocop_verify.domain.errors import OcopError
from ocop_verify.inspection.casework import LONGEST, story_of_flag
from ocop_verify.inspection.evidence import answer_flag
from ocop_verify.inspection.models import FlagRow
from ocop_verify.inspection.views.context import answer_links, new_request, number_of_flag
from ocop_verify.inspection.views.files import ACCEPTED, keep_evidence, sent_bytes
from ocop_verify.web.commands import transaction
from ocop_verify.web.headers import keep_private
from ocop_verify.web.language import gettext, translate

blueprint = Blueprint("answers", __name__)

# So many answers to one case: a producer adds what was forgotten, nobody fills the disk.
MOST_ANSWERS = 5


@blueprint.get("/answers/<link>")
def asked(link: str) -> Response:
    """What is asked, and a form to answer it."""
    return _page(_flag_of(link), link)


@blueprint.post("/answers/<link>")
@no_token
def answer(link: str) -> AnyResponse:
    """Keep the answer with its photo, or show the form again with what was typed."""
    row, words = _flag_of(link), request.form.get("words", "")
    if len(words.strip()) == 0 or len(words) > LONGEST:
        fault = gettext("Hãy viết câu trả lời của bạn, không quá %(most)s ký tự.", most=LONGEST)
        return _page(row, link, {"words": fault})
    if len(_answers(row)) >= MOST_ANSWERS:
        return _page(row, link, {"words": gettext("Đã nhận đủ số lần trả lời. Hãy gọi cán bộ kiểm tra.")})
    number = request.form.get("request", "")[:64] or new_request()
    try:
        content = sent_bytes("file")
        evidence = keep_evidence(content) if content else None
        with transaction() as session:
            answer_flag(session, row.id, number, words, evidence, now=moment())
    except OcopError as refusal:
        return _page(database().get_one(FlagRow, row.id), link, {"file": translate(refusal)})
    return keep_private(
        Response(render_template("inspection/answered.html", number=number_of_flag(row), link=link))
    )


def _flag_of(link: str) -> FlagRow:
    """The case of a link; nobody learns whether one that does not work was ever good."""
    key = answer_links().read(link, moment())
    row = database().get(FlagRow, key) if key else None
    if row is None:
        current_app.logger.info("an answer link was refused")
        abort(HTTPStatus.NOT_FOUND)
    return row


def _answers(row: FlagRow) -> list[str]:
    return [line.words for line in story_of_flag(database(), row.id) if line.what == "answer"]


def _page(row: FlagRow, link: str, faults: dict[str, str] | None = None) -> Response:
    questions = [line.words for line in story_of_flag(database(), row.id) if line.to_state == CaseState.ASKED]
    product = held_catalogue().catalogue.products.get(row.product_id or 0)
    page = render_template(
        "inspection/answer.html",
        number=number_of_flag(row),
        name=product.name if product else row.about,
        question=questions[-1] if questions else "",
        answers=_answers(row),
        is_open=CaseState(row.state) in UNDECIDED,
        link=link,
        accepted=ACCEPTED,
        typed=request.form.get("words", ""),
        new_request=new_request,
        due_on=row.due_on,
        faults=faults or {},
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return keep_private(Response(page, status))
