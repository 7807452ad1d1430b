"""The door for everybody to what inspections have found."""

from flask import Blueprint, Response, make_response, render_template, request

from ocop_verify.accounts.views.context import database
from ocop_verify.catalog.views import held_catalogue
from ocop_verify.desk.paging import one_of, page_number
from ocop_verify.desk.views.request import address_of, province_options
from ocop_verify.domain.cases import CaseKind, Consequence
from ocop_verify.domain.row_numbers import number_in
from ocop_verify.inspection.public_trace import TraceFilter, closed_by_kind, upheld_cases
from ocop_verify.inspection.views.context import number_of_flag
from ocop_verify.inspection.views.flags import case_kind_words
from ocop_verify.inspection.words import OUTCOMES
from ocop_verify.web.language import gettext

blueprint = Blueprint("inspection_trace", __name__)

# It reads the database, and what was found in the last minutes can wait.
KEEP_SECONDS = 300


@blueprint.get("/inspections")
def found() -> Response:
    """What was found, by name where it was upheld; all that is closed as figures."""
    asked = TraceFilter(
        number_in(request.args.get("product")),
        request.args.get("province", "")[:2],
        one_of(request.args.get("kind"), [each.value for each in CaseKind]),
        page_number(request.args.get("page", "")),
    )
    catalogue = held_catalogue().catalogue
    page = render_template(
        "inspection/trace.html",
        asked=asked,
        found=upheld_cases(database(), asked),
        closed=[] if asked.product else closed_by_kind(database(), asked),
        product=catalogue.products.get(asked.product),
        catalogue=catalogue,
        places=province_options(None),
        kinds=case_kind_words(),
        outcomes={each.value: gettext(OUTCOMES[each]) for each in Consequence},
        number_of_flag=number_of_flag,
        address_of=address_of,
    )
    response = make_response(page)
    response.headers["Cache-Control"] = f"public, max-age={KEEP_SECONDS}"
    return response
