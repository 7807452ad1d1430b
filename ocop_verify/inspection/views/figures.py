"""The doors to the office's figures, and to all cases as a spreadsheet."""

from io import BytesIO

from flask import Blueprint, Response, render_template

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database
from ocop_verify.accounts.views.guard import actor, require
from ocop_verify.desk.views.request import catalogue_now, own_lines, today
from ocop_verify.domain.cases import CaseKind, CaseState, Consequence
from ocop_verify.domain.errors import N_
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.validity import local_day
from ocop_verify.domain.visits import VisitResult
from ocop_verify.inspection.figures import (
    AGES,
    case_figures,
    cases_for_export,
    ended_and_scanned,
    renewal,
    visit_results,
)
from ocop_verify.inspection.views.context import number_of_flag
from ocop_verify.inspection.words import CASE_KINDS, CASE_STATES, CONSEQUENCES, RESULTS
from ocop_verify.tabular.writing import XLSX_TYPE, OutSheet, Value, write_xlsx
from ocop_verify.web.language import gettext

blueprint = Blueprint("inspection_figures", __name__, url_prefix="/inspection")

HEADINGS = (
    N_("Số hồ sơ"),
    N_("Loại việc"),
    N_("Trạng thái"),
    N_("Kết luận"),
    N_("Tên sản phẩm"),
    N_("Chủ thể"),
    N_("Nơi thấy"),
    N_("Tỉnh/thành"),
    N_("Ngày lập"),
    N_("Hạn"),
    N_("Ngày đóng"),
)


@blueprint.get("/figures")
@require(Permission.READ_FLAGS)
def figures() -> str:
    """How cases and visits stand in one's own provinces."""
    own = actor().provinces(Permission.READ_FLAGS)
    return render_template(
        "inspection/figures.html",
        cases=case_figures(database(), own, today()),
        kinds={kind.value: gettext(words) for kind, words in CASE_KINDS.items()},
        states={state.value: gettext(words) for state, words in CASE_STATES.items()},
        ages=[(limit, gettext("đến %(days)s ngày", days=limit)) for limit in AGES]
        + [(None, gettext("lâu hơn"))],
        places=[("", gettext("chưa rõ tỉnh")), *((code, each.name) for code, each in PROVINCES.items())],
        visits=visit_results(database(), own),
        results={result.value: gettext(RESULTS[result]) for result in VisitResult},
        scanned=ended_and_scanned(database(), own),
        renewal=renewal(own_lines(Permission.READ_FLAGS), catalogue_now(), today()),
    )


@blueprint.get("/flags/export")
@require(Permission.READ_FLAGS)
def export() -> Response:
    """All cases of one's own provinces for Excel."""
    catalogue, target = catalogue_now(), BytesIO()
    rows: list[list[Value]] = []
    for row in cases_for_export(database(), actor().provinces(Permission.READ_FLAGS)):
        product = catalogue.products.get(row.product_id or 0)
        rows.append(
            [
                number_of_flag(row),
                gettext(CASE_KINDS[CaseKind(row.kind)]),
                gettext(CASE_STATES[CaseState(row.state)]),
                gettext(CONSEQUENCES[Consequence(row.outcome)]) if row.outcome else "",
                product.name if product else row.about,
                catalogue.producers[product.producer_id].name if product else "",
                row.seen_where,
                PROVINCES[row.province].name if row.province in PROVINCES else "",
                local_day(row.opened_at),
                row.due_on,
                local_day(row.closed_at) if row.closed_at else None,
            ]
        )
    write_xlsx(target, OutSheet("OCOP", [gettext(heading) for heading in HEADINGS], rows))
    response = Response(target.getvalue(), mimetype=XLSX_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="ho-so-kiem-tra.xlsx"'
    return response
