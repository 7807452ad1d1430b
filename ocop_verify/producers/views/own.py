"""What a producer sees and does: its products and their dates, its labels, its contact. Nobody else's."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import Place, actor, require
from ocop_verify.audit.journal import Entry, record
from ocop_verify.domain.places import PROVINCES
from ocop_verify.labels.issuing import read_batch
from ocop_verify.labels.layouts import QUIET_MODULES
from ocop_verify.labels.listing import wishes_of
from ocop_verify.labels.ordering import Wish, ask_for_labels
from ocop_verify.labels.printing import runs_of
from ocop_verify.labels.rendering import files_of
from ocop_verify.labels.runs import Labels
from ocop_verify.labels.views.context import new_request, ring, settings, sheets_folder, symbols
from ocop_verify.labels.views.forms import read_wish
from ocop_verify.labels.views.places import place_of_certification
from ocop_verify.producers.codes import FORMATS, SIDE_MM, code_picture
from ocop_verify.producers.contact import Contact, change_contact, contact_of
from ocop_verify.producers.goods import (
    FEWEST,
    OwnProduct,
    own_product,
    own_products,
    released_batches,
    scans_of,
    shared_label,
)
from ocop_verify.registry.models import ProducerRow, ProductRow
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext

blueprint = Blueprint("producers", __name__, url_prefix="/my")


def place_of_product(key: int, form: str = "") -> Place | None:
    """A product belongs to its producer."""
    row = database().get(ProductRow, key)
    known = not form or form in FORMATS
    return Place(producer_id=row.producer_id) if row and known else None


def place_of_producer(key: int) -> Place | None:
    """A producer's contact belongs to it."""
    return Place(producer_id=key) if database().get(ProducerRow, key) else None


def producer_named(key: int) -> str:
    """A producer's name for pages that know its number; "" for a number of none."""
    row = database().get(ProducerRow, key)
    return row.name if row else ""


@blueprint.get("")
@require(Permission.READ_OWN_PRODUCTS)
def mine() -> str:
    """One's own products, and what was asked for."""
    producers = actor().producers
    return render_template(
        "producers/mine.html",
        products=own_products(database(), producers, now=moment()),
        wishes=wishes_of(database(), producers, now=moment()),
        producers=database()
        .scalars(select(ProducerRow).where(ProducerRow.id.in_(producers)).order_by(ProducerRow.name))
        .all(),
    )


@blueprint.get("/products/<int:key>")
@require(Permission.READ_OWN_PRODUCTS, place=place_of_product)
def product(key: int) -> str:
    """One product: its dates, its labels, how often they are scanned."""
    own = _product(key)
    batches = released_batches(database(), own, now=moment())
    return render_template(
        "producers/product.html",
        own=own,
        batches=batches,
        shared=shared_label(batches, own.recognition.id),
        files=lambda row: len(files_of(row, sheets_folder())),
        scans=scans_of(database(), [each.id for each in own.history], now=moment()),
        fewest=FEWEST,
        places=PROVINCES,
        side=SIDE_MM,
        module=SIDE_MM / (symbols().size + 2 * QUIET_MODULES),
        smallest=0.4 * (symbols().size + 2 * QUIET_MODULES),
    )


@blueprint.post("/products/<int:key>/code/<form>")
@require(Permission.DOWNLOAD_LABELS, place=place_of_product)
def code(key: int, form: str) -> AnyResponse:
    """The bare code of the shared label, for packaging."""
    own = _product(key)
    line = shared_label(released_batches(database(), own, now=moment()), own.recognition.id)
    if line is None:
        abort(HTTPStatus.NOT_FOUND)
    with transaction() as session:
        runs = runs_of(session, [read_batch(session, line.batch.id)], ring(), settings().host)
        entry = Entry("download_code", "batch", line.batch.id, {"format": form})
        record(session, [entry], actor=actor().name, now=moment())
    [printed] = Labels(runs).take(0, 1)
    [symbol] = symbols().make([printed.label.token])
    response = Response(code_picture(symbol, form), mimetype=FORMATS[form])
    response.headers["Content-Disposition"] = f'attachment; filename="ma-qr-{key}.{form}"'
    return response


@blueprint.get("/certifications/<int:key>/ask")
@require(Permission.REQUEST_LABELS, place=place_of_certification)
def ask_form(key: int) -> AnyResponse:
    """How many labels?"""
    return _ask_page(key, {"request": new_request(), "kind": "unit"}, {})


@blueprint.post("/certifications/<int:key>/ask")
@require(Permission.REQUEST_LABELS, place=place_of_certification)
def ask(key: int) -> AnyResponse:
    """Ask the office for them."""
    values, faults = request.form.to_dict(), dict[str, str]()
    kind, count, note = read_wish(values, faults)
    if faults:
        return _ask_page(key, values, faults)
    wish = Wish(key, kind, count, note, values.get("request", "")[:64] or None)
    try:
        with transaction() as session:
            ask_for_labels(session, wish, actor=actor().name, now=moment())
    except IntegrityError:
        database().rollback()  # the same form, sent twice at once: the other one has done it
    flash(gettext("Đã gửi yêu cầu. Bạn thấy trả lời ở trang này."))
    return redirect(at("/my"), HTTPStatus.SEE_OTHER)


@blueprint.get("/contact/<int:key>")
@require(Permission.EDIT_OWN_CONTACT, place=place_of_producer)
def contact_form(key: int) -> AnyResponse:
    """How is this producer reached?"""
    return _contact_page(key, contact_of(database(), key), {})


@blueprint.post("/contact/<int:key>")
@require(Permission.EDIT_OWN_CONTACT, place=place_of_producer)
def contact(key: int) -> AnyResponse:
    """Keep what was typed."""
    typed = Contact.typed(*(request.form.get(name, "") for name in ("person", "email", "phone", "website")))
    faults = {name: gettext(fault) for name, fault in typed.faults().items()}
    if faults:
        return _contact_page(key, typed, faults)
    with transaction() as session:
        change_contact(session, key, typed, actor=actor().name, now=moment())
    flash(gettext("Đã lưu thông tin liên hệ."))
    return redirect(at("/my"), HTTPStatus.SEE_OTHER)


def _product(key: int) -> OwnProduct:
    own = own_product(database(), key, now=moment())
    if own is None:
        abort(HTTPStatus.NOT_FOUND)
    return own


def _ask_page(key: int, values: dict[str, str], faults: dict[str, str]) -> AnyResponse:
    own = next(
        each
        for each in own_products(database(), actor().producers, now=moment())
        if key in {one.id for one in each.history}
    )
    page = render_template("producers/ask.html", key=key, own=own, values=values, faults=faults)
    return Response(page, HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK)


def _contact_page(key: int, typed: Contact, faults: dict[str, str]) -> AnyResponse:
    page = render_template(
        "producers/contact.html",
        producer=database().get_one(ProducerRow, key),
        contact=typed,
        faults=faults,
        places=PROVINCES,
    )
    return Response(page, HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK)
