"""The doors for everybody to a fair that is on: its stalls with their recognised products, and one stall."""

from collections import Counter
from http import HTTPStatus
from typing import Any

import msgspec
from flask import Blueprint, Response, abort, render_template, request

from ocop_verify.accounts.views.context import database
from ocop_verify.catalog.views import held_catalogue
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.text import fold
from ocop_verify.fairs.models import FairRow, StallRow
from ocop_verify.fairs.public_words import SHOWN_LOOKS
from ocop_verify.fairs.sheets import read_stall, read_stalls
from ocop_verify.fairs.showing import ShownGood, ShownStall, shown_stall, stamp_of
from ocop_verify.fairs.views.calendar import record_of
from ocop_verify.fairs.views.context import time_of, today
from ocop_verify.fairs.views.held import held_page, held_stamp
from ocop_verify.fairs.words import TIMES
from ocop_verify.verification.views.pages import public_address
from ocop_verify.web.caching import answer
from ocop_verify.web.language import at, gettext, language

blueprint = Blueprint("fair_showing", __name__)

SCHEMA = "https://schema.org"
HTML = "text/html; charset=utf-8"
# With more stalls than this the page offers to look for one.
MANY = 10
LONGEST_QUESTION = 100


@blueprint.get("/fairs/<int:key>")
def fair(key: int) -> Response:
    """A fair: which stalls carry which products that are recognised today; ``?q=`` looks for some."""
    tag, asked = _tag(key), request.args.get("q", "").strip()[:LONGEST_QUESTION]

    def render() -> str:
        row = _fair(key)
        stalls = _stalls(row)
        return render_template(
            "fairs/fair.html",
            fair=row,
            time=gettext(TIMES[time_of(row)]),
            stalls=stalls,
            many=len(stalls) > MANY,
            asked=asked,
            found=[stall for stall in stalls if _speaks_of(stall, asked)],
            counts=Counter(stall.state for stall in stalls),
            products=len({good.line.product.id for stall in stalls for good in stall.goods}),
            looks=SHOWN_LOOKS,
            data=event_ld(row),
            fresh=held_catalogue().confirmed_at,
        )

    if asked:  # there is no end to what can be asked, so that none of it is held
        return answer(f"{tag}-{fold(asked).encode().hex()}", render, HTML)
    return answer(tag, lambda: held_page(tag, render), HTML)


@blueprint.get("/fairs/<int:key>.json")
def fair_json(key: int) -> Response:
    """The same for programs."""
    tag = _tag(key)

    def render() -> bytes:
        row = _fair(key)
        told = {"as_of": today(), "catalogue_version": held_catalogue().catalogue.version}
        return msgspec.json.encode(
            told | {"fair": record_of(row), "stalls": [_told(key, stall) for stall in _stalls(row)]}
        )

    return answer(tag, lambda: held_page(tag, render), "application/json")


@blueprint.get("/fairs/<int:key>/at/<int:stall>")
def at_stall(key: int, stall: int) -> Response:
    """One stall, where the code on its sign leads to."""
    tag = _tag(key)

    def render() -> str:
        row, found = _fair(key), database().get(StallRow, stall)
        if found is None or found.fair_id != key or found.removed_at:
            abort(HTTPStatus.NOT_FOUND)
        shown = shown_stall(read_stall(database(), found), held_catalogue().catalogue, today())
        return render_template(
            "fairs/at.html",
            fair=row,
            time=gettext(TIMES[time_of(row)]),
            stall=shown,
            looks=SHOWN_LOOKS,
            fresh=held_catalogue().confirmed_at,
        )

    return answer(tag, lambda: held_page(tag, render), HTML)


def event_ld(row: FairRow) -> dict[str, Any]:
    """The fair as search engines read it (https://schema.org/Event)."""
    province = PROVINCES.get(row.province)
    where = {"addressRegion": province.name} if province else {}
    happens = "EventCancelled" if row.called_off_at else "EventScheduled"
    told = {
        "@context": SCHEMA,
        "@type": "Event",
        "name": row.name,
        "url": public_address(f"/fairs/{row.id}"),
        "startDate": row.first_on.isoformat(),
        "endDate": row.last_on.isoformat(),
        "eventStatus": f"{SCHEMA}/{happens}",
        "eventAttendanceMode": f"{SCHEMA}/OfflineEventAttendanceMode",
        "description": row.about,
        "sameAs": row.link,
        "location": {
            "@type": "Place",
            "name": row.place,
            "address": {"@type": "PostalAddress", "addressCountry": "VN", **where},
        },
    }
    if row.organizer:
        told["organizer"] = {"@type": "Organization", "name": row.organizer}
    return {name: value for name, value in told.items() if value}


def _fair(key: int) -> FairRow:
    row = database().get(FairRow, key)
    if row is None:
        abort(HTTPStatus.NOT_FOUND)
    return row


def _stalls(row: FairRow) -> list[ShownStall]:
    catalogue, day = held_catalogue().catalogue, today()
    return [shown_stall(read, catalogue, day) for read in read_stalls(database(), row.id)]


def _speaks_of(stall: ShownStall, asked: str) -> bool:
    """Whether all the words stand in its number, its holder, or what is shown of its products."""
    shown = (f"{good.line.product.name} {good.line.producer.name}" for good in stall.goods)
    told = fold(" ".join((stall.number, stall.holder, *shown)))
    return all(word in told for word in fold(asked).split())


def _tag(key: int) -> str:
    """What a page of a fair depends on; it also says, to the minute, how new its data are."""
    held, stamp = held_catalogue(), held_stamp(key, lambda: stamp_of(database(), _fair(key)))
    minute = int(held.confirmed_at.timestamp()) // 60
    told = (language(), at("").strip("/"), held.catalogue.version, minute, today())
    return "-".join(map(str, (stamp, *told)))


def _told(fair_id: int, stall: ShownStall) -> dict[str, Any]:
    return {
        "id": stall.id,
        "number": stall.number,
        "holder": stall.holder,
        "state": stall.state,
        "checked_at": stall.checked_at,
        "products": [_good(good) for good in stall.goods],
        "url": public_address(f"/fairs/{fair_id}/at/{stall.id}"),
    }


def _good(good: ShownGood) -> dict[str, Any]:
    line = good.line
    return {
        "product_id": line.product.id,
        "name": line.product.name,
        "producer": line.producer.name,
        "stars": line.recognition.stars,
        "valid_until": line.recognition.valid_until,
        "checked_at": good.checked_at,
        "url": public_address(f"/products/{line.product.id}"),
    }
