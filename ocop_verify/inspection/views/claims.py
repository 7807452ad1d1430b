"""The door by which claims that do not hold come into the queue: what a stall or a web shop says, checked."""

from collections import Counter
from http import HTTPStatus

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import moment
from ocop_verify.accounts.views.guard import Place, actor, allows, require
from ocop_verify.domain.errors import OcopError
from ocop_verify.domain.matching.claims import Finding
from ocop_verify.domain.places import PROVINCES
from ocop_verify.inspection.noting import NOTED, Claimed, note_claim
from ocop_verify.inspection.views.context import new_request
from ocop_verify.search.tables import ClaimList, read_pasted
from ocop_verify.search.views.context import judged, today, turn
from ocop_verify.search.wording import STATES
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import gettext, translate

blueprint = Blueprint("inspection_claims", __name__, url_prefix="/inspection")

# What an inspector copies from one shop; each line that is noted moves a heap.
MOST_ROWS = 200


@blueprint.get("/claims")
@require(Permission.WORK_ON_FLAGS)
def form() -> str:
    """Paste what is said, and where."""
    return _page({}, ())


@blueprint.post("/claims")
@require(Permission.WORK_ON_FLAGS)
def check() -> AnyResponse:
    """Check each line; what does not hold waits for an inspector of that place."""
    typed = request.form
    faults = {}
    if not typed.get("where", "").strip():
        faults["where"] = gettext("Hãy ghi nơi thấy.")
    if not allows(Permission.WORK_ON_FLAGS, Place(province=typed.get("province") or None)):
        faults["province"] = gettext("Hãy chọn tỉnh, thành phố mà bạn phụ trách.")
    if not typed.get("claims", "").strip():
        faults["claims"] = gettext("Hãy dán ít nhất một dòng.")
    if faults:
        return Response(_page(faults, ()), HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        claims = read_pasted(typed["claims"], MOST_ROWS)
        found = _note(claims)
    except OcopError as refusal:
        return Response(_page({"claims": translate(refusal)}, ()), HTTPStatus.UNPROCESSABLE_ENTITY)
    return Response(_page({}, [(gettext(STATES[each][0]), each in NOTED, n) for each, n in found.items()]))


def _note(claims: ClaimList) -> Counter[Finding]:
    """Note what does not hold; gives how often each finding was made."""
    number = request.form.get("request", "")[:60] or new_request()
    where, province = request.form["where"].strip(), request.form.get("province", "")
    with turn(len(claims)):
        judgements = judged(claims, today())
    with transaction() as session:
        for row, (said, judgement) in enumerate(zip(claims.said, judgements, strict=True)):
            about = said.get("product_name") or said.get("text") or ""
            product = judgement.match.certified.product_id if judgement.match else None
            claimed = Claimed(judgement.finding, about, where, province, product)
            note_claim(session, claimed, f"{number}.{row}", actor=actor().name, now=moment())
    return Counter(judgement.finding for judgement in judgements)


def _page(faults: dict[str, str], found: object) -> str:
    own = actor().provinces(Permission.WORK_ON_FLAGS)
    places = [(code, PROVINCES[code].name) for code in (own or PROVINCES) if code in PROVINCES]
    return render_template(
        "inspection/claims.html",
        typed=request.form,
        places=places if own is not None else [("", gettext("Chưa rõ tỉnh")), *places],
        most=MOST_ROWS,
        new_request=new_request,
        found=found,
        faults=faults,
    )
