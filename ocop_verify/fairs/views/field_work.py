"""The doors for inspectors' own phones: what to visit, and what was found, days later if need be."""

from datetime import datetime
from http import HTTPStatus
from typing import Any, Protocol, TypeVar

import msgspec
from flask import Blueprint, Response, abort
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ocop_verify.accounts.permissions import Actor, Permission
from ocop_verify.accounts.views.context import database
from ocop_verify.accounts.views.forms import no_token
from ocop_verify.catalog.views import held_catalogue
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.visits import checks_for
from ocop_verify.fairs.accepting import NotTaken, Receipt
from ocop_verify.fairs.devices import DeviceShutOut, actor_of_device, find_device
from ocop_verify.fairs.field_work import Desk, SentFlag, SentVisit, take_flag, take_visit
from ocop_verify.fairs.models import FieldDeviceRow
from ocop_verify.fairs.views.field import (
    ManyAtOnce,
    a_turn,
    device_here,
    json_answer,
    kept_pictures,
    many_at_once,
    now,
    read_sent,
    sending,
    shut_out,
    token_here,
    told_of,
    understood,
    verdict_of,
)
from ocop_verify.inspection.casework import WordsNeeded, flag_of_request
from ocop_verify.inspection.evidence import Evidence
from ocop_verify.inspection.models import VisitRow
from ocop_verify.inspection.views.files import keep_evidence
from ocop_verify.inspection.visiting import AlreadyVisited, BadDay, planned_visits
from ocop_verify.pictures import PictureRefused
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import gettext

blueprint = Blueprint("field_work", __name__, url_prefix="/api/v1/field")
blueprint.register_error_handler(DeviceShutOut, shut_out)
blueprint.register_error_handler(ManyAtOnce, many_at_once)

Sent = TypeVar("Sent", bound=SentVisit | SentFlag)
Told_contra = TypeVar("Told_contra", bound=SentVisit | SentFlag, contravariant=True)

_visit = msgspec.json.Decoder(SentVisit)
_flag = msgspec.json.Decoder(SentFlag)


@blueprint.get("/visits")
def visits() -> Response:
    """The visits that are planned in the inspector's provinces, each with its list, and those provinces."""
    who = _inspector(device_here())
    own = who.provinces(Permission.WORK_ON_FLAGS)
    places = [(code, PROVINCES[code].name) for code in (sorted(own) if own is not None else PROVINCES)]
    rows = planned_visits(database(), own)
    return json_answer(
        {
            "name": who.display_name,
            "provinces": [{"code": code, "name": name} for code, name in places],
            "visits": [_told_visit(row) for row in rows],
        }
    )


@blueprint.post("/visits")
@no_token
def found() -> Response:
    """Take results of visits, each by the rules of the desk; answers for each by its id."""
    return _taken(_visit, take_visit)


@blueprint.post("/flags")
@no_token
def flags() -> Response:
    """Take cases that were raised in the field; answers for each by its id."""
    return _taken(_flag, take_flag)


class Take(Protocol[Told_contra]):
    """An act that takes one thing; gives whether it is new."""

    def __call__(
        self, session: Session, sent: Told_contra, actor: Actor, desk: Desk, *, now: datetime
    ) -> bool:
        """Take it."""


def _taken(decoder: msgspec.json.Decoder[Sent], take: Take[Sent]) -> Response:
    _inspector(device_here())
    sent, refused = understood(read_sent(sending).sayings, decoder)
    desk = Desk(held_catalogue().catalogue, verdict_of, evidence_of)

    with a_turn():
        receipts = [_take_one(each, take, desk) for each in sent]
    return json_answer({"receipts": [told_of(each) for each in (*receipts, *refused)]})


def _take_one(sent: Sent, take: Take[Sent], desk: Desk) -> Receipt:
    """Each in a transaction of its own: what was refused leaves nothing behind."""
    try:
        with transaction() as session:
            who = _inspector(find_device(session, token_here(), now=now()))
            return Receipt(sent.id, is_new=take(session, sent, who, desk, now=now()))
    except IntegrityError:
        if flag_of_request(database(), sent.id) is None:
            raise
        return Receipt(sent.id)  # the same, sent twice at once: the other one was taken
    except (NotTaken, AlreadyVisited, BadDay, WordsNeeded, PictureRefused) as refusal:
        return Receipt(sent.id, refusal)


def evidence_of(digest: str, taken_at: datetime) -> Evidence | None:
    """A picture that has come, kept as evidence is; None for one that has not."""
    content = kept_pictures().find(digest)
    return None if content is None else keep_evidence(content, taken_at=taken_at)


def _inspector(device: FieldDeviceRow) -> Actor:
    """Who works with this phone; a helper's phone sees nothing here."""
    who = actor_of_device(database(), device)
    if who is None:
        abort(HTTPStatus.NOT_FOUND)
    return who


def _told_visit(row: VisitRow) -> dict[str, Any]:
    catalogue = held_catalogue().catalogue
    product = catalogue.products[row.product_id]
    producer = catalogue.producers[product.producer_id]
    return {
        "id": row.id,
        "on": row.planned_on.isoformat(),
        "why": row.why,
        "province": row.province,
        "product_id": product.id,
        "product": product.name,
        "producer": producer.name,
        "place": producer.address,
        "checks": [
            {"code": each.code, "words": gettext(each.words)} for each in checks_for(product.product_set)
        ],
    }
