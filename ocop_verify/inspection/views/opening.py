"""The door that opens a case: from the queue, from a report, from a product, or by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response, redirect, render_template, request
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import Place, actor, allows, require
from ocop_verify.catalog.lines import Line
from ocop_verify.catalog.views import held_catalogue
from ocop_verify.domain.cases import KIND_OF_REPORT, LAW, CaseKind, law_for
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.reports import LabelNumbers, ReportKind
from ocop_verify.domain.row_numbers import number_in
from ocop_verify.domain.signals import SignalSource
from ocop_verify.domain.verdict import Headline
from ocop_verify.inspection.casework import Raised, flag_of_request, open_flag
from ocop_verify.inspection.models import HeapRow, ReportRow, SignalRow
from ocop_verify.inspection.report_list import reports_of_heap
from ocop_verify.inspection.subject import Subject, heap_key, read_subject
from ocop_verify.inspection.views.context import new_request
from ocop_verify.inspection.views.flags import case_kind_words
from ocop_verify.inspection.views.naming import lines_like, told_by
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext

blueprint = Blueprint("opening", __name__, url_prefix="/inspection/flags")

# What a label that answers so is likely to be a case of.
KIND_OF_HEADLINE = {
    Headline.EXPIRED: CaseKind.AFTER_THE_END,
    Headline.REVOKED: CaseKind.AFTER_THE_END,
    Headline.SUSPENDED: CaseKind.AFTER_THE_END,
    Headline.SUPERSEDED: CaseKind.OTHER_STARS,
    Headline.FORGED: CaseKind.FORGED,
}
# ``asked`` is what the inspector was shown products for, "" if nothing.
FIELDS = ("kind", "about", "where", "province", "product", "label", "heap", "words", "asked")
NONE_OF_THEM = "none"
KIND_OF_SOURCE = {
    SignalSource.ENDED_SCANNED: CaseKind.AFTER_THE_END,
    SignalSource.COPY: CaseKind.COPIED,
    SignalSource.CLAIM: CaseKind.UNRECOGNISED,
    SignalSource.IMPOSSIBLE: CaseKind.OTHER_STARS,
}


@dataclass(frozen=True, slots=True)
class Question:
    """Which of these products is meant? Without any: there is none, or it was found for sure."""

    lines: Sequence[Line] = ()


@blueprint.get("/new")
@require(Permission.WORK_ON_FLAGS)
def form() -> str:
    """What it is about, filled in as far as the page before told."""
    typed = _begun()
    law = [basis.code for basis in law_for(CaseKind(typed["kind"]))[:1]] if typed["kind"] else []
    return _page(typed, law, {})


@blueprint.post("")
@require(Permission.WORK_ON_FLAGS)
def open_case() -> AnyResponse:
    """Open it, in a province of one's own."""
    typed = {name: request.form.get(name, "").strip() for name in FIELDS}
    law = request.form.getlist("law")
    question = _question(typed)
    if question is not None:
        return Response(_page(typed, law, {}, question))
    faults = _faults(typed)
    if faults:
        return Response(_page(typed, law, faults), HTTPStatus.UNPROCESSABLE_ENTITY)
    product = held_catalogue().catalogue.products.get(number_in(typed["product"]))
    # What is already told of this product and place belongs to the case, wherever it was opened from.
    named = heap_key(product.id if product else None, typed["about"], typed["province"])
    heap = _heap(typed["heap"]) or _heap(named)
    raised = Raised(
        CaseKind(typed["kind"]),
        typed["about"] if typed["about"] and typed["asked"] else product.name if product else "",
        typed["where"],
        typed["province"],
        product.id if product else None,
        str(LabelNumbers.read(typed["label"]) or ""),
        heap.key if heap else "",
        law,
        typed["words"],
    )
    number = request.form.get("request", "")[:64] or new_request()
    return redirect(at(f"/inspection/flags/{_opened(raised, number)}"), HTTPStatus.SEE_OTHER)


def _question(typed: dict[str, str]) -> Question | None:
    """What to ask before a case is opened: which product of the register is meant by what was typed.

    Fills in what was chosen. None: nothing is left to ask.
    """
    about, choice = typed["about"], request.form.get("choice", "")
    if request.form.get("do") == "other":
        typed |= {"product": "", "label": "", "asked": ""}
        return Question()
    if typed["product"] or not about:
        return None
    if typed["asked"] == about and choice == NONE_OF_THEM:
        return None
    if typed["asked"] == about and number_in(choice) in held_catalogue().catalogue.products:
        typed["product"] = choice
        return None
    told = told_by(about)
    if told:
        typed |= {**told, "about": "", "asked": "link"}
        return Question()
    lines = lines_like(about)
    typed["asked"] = about
    return Question(lines) if lines or request.form.get("do") == "find" else None


def _opened(raised: Raised, number: str) -> int:
    try:
        with transaction() as session:
            return open_flag(session, raised, number, actor=actor().name, now=moment()).id
    except IntegrityError:  # the same form, sent twice at once: the other one has opened the case
        row = flag_of_request(database(), number)
        if row is None:
            raise
        return row.id


def _begun() -> dict[str, str]:
    """What the page before was about: a heap, a report, a label that was scanned, or a product."""
    typed = dict.fromkeys(FIELDS, "")
    typed |= _about_subject(read_subject(request.args, held_catalogue().catalogue))
    heap, report = _heap(request.args.get("heap", "")), _report(number_in(request.args.get("report")))
    if report is None and heap is not None:
        report = next(iter(reports_of_heap(database(), heap.key)), None)
    if heap is not None:
        typed |= {"heap": heap.key, "province": heap.province, "about": heap.about}
        typed |= {"product": str(heap.product_id or ""), "kind": _kind_of_heap(heap)}
        typed["where"] = PROVINCES[heap.province].name if heap.province in PROVINCES else ""
    if report is not None:
        typed |= {"heap": report.heap, "province": report.province, "about": report.about}
        typed |= {"where": report.seen_where, "label": report.label, "product": str(report.product_id or "")}
        typed["kind"] = typed["kind"] or KIND_OF_REPORT[ReportKind(report.kind)]
    typed |= _about_label(number_in(request.args.get("batch")), number_in(request.args.get("serial"), -1))
    if not typed["province"]:
        typed["province"] = next(iter(actor().provinces(Permission.WORK_ON_FLAGS) or ()), "")
    return typed


def _about_subject(subject: Subject) -> dict[str, str]:
    """What an answer tells that an inspector has just read: the product, the label, what may be wrong."""
    return {
        "about": request.args.get("about", "")[:300],
        "product": str(subject.product.id) if subject.product else "",
        "label": str(subject.label or ""),
        "kind": KIND_OF_HEADLINE.get(subject.headline, "") if subject.headline else "",
    }


def _about_label(batch_id: int, serial: int) -> dict[str, str]:
    """What a label that is seen unusually often tells; nothing where there is no such label of ours."""
    catalogue = held_catalogue().catalogue
    batch = catalogue.batches.get(batch_id)
    if batch is None or not batch.covers(serial):
        return {}
    product = catalogue.products[catalogue.certifications[batch.certification_id].product_id]
    province = catalogue.producers[product.producer_id].province
    heap = _heap(heap_key(product.id, "", province))
    return {
        "kind": CaseKind.COPIED,
        "label": str(LabelNumbers(batch.certification_id, batch.id, serial)),
        "product": str(product.id),
        "province": province,
        "heap": heap.key if heap else "",
    }


def _kind_of_heap(heap: HeapRow) -> str:
    """What the heaviest of its sources suggests, where it is not for a report to say."""
    kept = {row.source for row in database().query(SignalRow).filter_by(heap=heap.key)}
    return next((kind.value for source, kind in KIND_OF_SOURCE.items() if source in kept), "")


def _heap(key: str) -> HeapRow | None:
    """A heap of one's own provinces; None for any other."""
    row = database().get(HeapRow, key[:64]) if key else None
    return row if row and allows(Permission.WORK_ON_FLAGS, Place(province=row.province)) else None


def _report(key: int) -> ReportRow | None:
    row = database().get(ReportRow, key) if key else None
    return row if row and allows(Permission.WORK_ON_FLAGS, Place(province=row.province)) else None


def _faults(typed: dict[str, str]) -> dict[str, str]:
    faults = {}
    if typed["kind"] not in set(CaseKind):
        faults["kind"] = gettext("Hãy chọn loại việc.")
    if not typed["about"] and not number_in(typed["product"]):
        faults["about"] = gettext("Hãy ghi tên sản phẩm.")
    if not typed["where"]:
        faults["where"] = gettext("Hãy ghi nơi thấy.")
    if not allows(Permission.WORK_ON_FLAGS, Place(province=typed["province"] or None)):
        faults["province"] = gettext("Hãy chọn tỉnh, thành phố mà bạn phụ trách.")
    return faults


def _page(
    typed: dict[str, str], law: list[str], faults: dict[str, str], question: Question | None = None
) -> str:
    own = actor().provinces(Permission.WORK_ON_FLAGS)
    catalogue = held_catalogue().catalogue
    product = catalogue.products.get(number_in(typed["product"]))
    places = [(code, PROVINCES[code].name) for code in (own or PROVINCES) if code in PROVINCES]
    return render_template(
        "inspection/new_flag.html",
        typed=typed,
        law=law,
        bases=[(basis.code, basis.text) for basis in LAW],
        product=product,
        producer=catalogue.producers[product.producer_id] if product else None,
        label=LabelNumbers.read(typed["label"]),
        question=question,
        none_of_them=NONE_OF_THEM,
        kinds=list(case_kind_words().items()),
        places=places if own is not None else [("", gettext("Chưa rõ tỉnh")), *places],
        new_request=new_request,
        faults=faults,
    )
