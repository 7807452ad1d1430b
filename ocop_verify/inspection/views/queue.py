"""The doors to what waits for an inspector, from every source; and the run that gathers it."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import NamedTuple

from flask import Blueprint, abort, current_app, render_template, request
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database
from ocop_verify.accounts.views.guard import Place, actor, require
from ocop_verify.catalog.holding import Holder
from ocop_verify.catalog.views import held_catalogue
from ocop_verify.db import db
from ocop_verify.domain.errors import N_
from ocop_verify.domain.places import PROVINCES
from ocop_verify.inspection.gathering import gather
from ocop_verify.inspection.models import HeapRow
from ocop_verify.inspection.queue import Mark, Waiting, heap_of_key, waiting
from ocop_verify.inspection.report_list import reports_of_heap
from ocop_verify.inspection.views.words import kind_words, state_words, why
from ocop_verify.jobs.models import JobRow
from ocop_verify.jobs.working import Kind, Ticket
from ocop_verify.verification.circulating import open_suspicions
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext

blueprint = Blueprint("inspection", __name__, url_prefix="/inspection")

# Reports move their heap at once; scans and suspicions are no matter of minutes.
EVERY = timedelta(minutes=10)
GATHER = "gather_signals"


class Line(NamedTuple):
    """A heap as a line of the queue, with the words that stand in it."""

    path: str
    about: str
    producer: str
    place: str
    reasons: str
    points: int


def place_of_heap(key: str) -> Place | None:
    """A heap belongs to a province; where nobody knows which, to those who work for the nation."""
    row = database().get(HeapRow, key)
    return Place(province=row.province) if row else None


@blueprint.get("")
@require(Permission.READ_FLAGS)
def queue() -> str:
    """What asks for an eye, in the provinces that are one's own, the heaviest first."""
    own = actor().provinces(Permission.READ_FLAGS)
    asked = request.args.get("province", "")
    chosen = own if not asked else frozenset({asked}) & (own if own is not None else frozenset(PROVINCES))
    found, following = waiting(database(), chosen, Mark.read(request.args.get("after", "")))
    return render_template(
        "inspection/queue.html",
        lines=list(_lines(found)),
        following=following,
        province=asked if asked in PROVINCES else "",
        choices=[(code, PROVINCES[code].short_name) for code in (own or PROVINCES) if code in PROVINCES],
    )


def _lines(found: Iterable[Waiting]) -> Iterable[Line]:
    catalogue, unknown = held_catalogue().catalogue, gettext("chưa rõ tỉnh")
    for heap, _, reasons in found:
        product = catalogue.products.get(heap.product_id or 0)
        yield Line(
            at(f"/inspection/heaps/{heap.key}"),
            product.name if product else heap.about,
            catalogue.producers[product.producer_id].name if product else "",
            PROVINCES[heap.province].name if heap.province in PROVINCES else unknown,
            why(reasons),
            heap.points,
        )


@blueprint.get("/heaps/<key>")
@require(Permission.READ_FLAGS, place=place_of_heap)
def heap(key: str) -> str:
    """All that is known of one product and place."""
    found = heap_of_key(database(), key)
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    catalogue = held_catalogue().catalogue
    product = catalogue.products.get(found.row.product_id or 0)
    certifications = catalogue.certifications_of_product.get(product.id, ()) if product else ()
    batches = {b for c in certifications for b in catalogue.batches_of_certification.get(c, ())}
    return render_template(
        "inspection/heap.html",
        found=found,
        product=product,
        producer=catalogue.producers[product.producer_id] if product else None,
        reports=reports_of_heap(database(), key),
        suspects=[each for each in open_suspicions(database()) if each.batch_id in batches],
        kinds=kind_words(),
        states=state_words(),
        place=place_of_heap(key),
    )


def _is_due() -> bool:
    newest = db.session().scalar(select(func.max(JobRow.created_at)).where(JobRow.kind == GATHER))
    db.session.remove()
    return newest is None or datetime.now(UTC) - newest >= EVERY


def _gather(_ticket: Ticket) -> None:
    """From the catalogue that lies signed on the shelf, so that the worker need not hold one of its own."""
    holder: Holder = current_app.extensions["catalogue"]
    catalogue = holder.shelf.load()
    if catalogue is not None:
        with Session(db.engine) as reading:
            gather(reading, catalogue, now=datetime.now(UTC), writing=transaction)


KINDS = (Kind(GATHER, N_("Gom việc chờ kiểm tra"), "/inspection", _gather, due=_is_due),)
