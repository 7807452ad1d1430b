"""The doors for machines: is the server alive and ready, and the signed catalogue for mirrors."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import msgspec
from flask import Blueprint, Flask, Response, abort, current_app, request
from prometheus_client import Gauge

from ocop_verify.catalog import health
from ocop_verify.catalog.following import VOUCHING, MirrorHasNoDatabase, Origin, no_database
from ocop_verify.catalog.holding import Held, Holder
from ocop_verify.catalog.offering import Offer, Offering
from ocop_verify.config import ROOT, Settings
from ocop_verify.db import db
from ocop_verify.web.caching import OPEN
from ocop_verify.web.callers import Insiders
from ocop_verify.web.errors import answer
from ocop_verify.web.language import translate
from ocop_verify.web.metrics import Metrics

blueprint = Blueprint("catalogue", __name__)

# Mirrors ask every few seconds, and a proxy in front may answer all but one of them.
OFFER_SECONDS = 5
READING = frozenset({"GET", "HEAD", "OPTIONS"})

VERSION = Gauge(
    "ocop_catalogue_version",
    "Version of the catalogue; the oldest of all processes",
    multiprocess_mode="livemin",
)
CONFIRMED = Gauge(
    "ocop_catalogue_confirmed_timestamp_seconds",
    "When the catalogue was last known to be the newest; the earliest of all processes",
    multiprocess_mode="livemin",
)
AGE = Gauge(
    "ocop_catalogue_age_seconds", "Time since then; the longest of all processes", multiprocess_mode="livemax"
)


def held_catalogue() -> Held:
    """The catalogue that the request at hand is answered from."""
    return _holder().held


def moment_of_request() -> datetime:
    """Now."""
    return datetime.now(UTC)


@blueprint.get("/healthz")
def alive() -> Response:
    """The process answers. Nothing else is asked of it."""
    return _plain({"status": "alive"}, HTTPStatus.OK)


@blueprint.get("/readyz")
def ready() -> Response:
    """Scans can be answered; operators are told what else holds and what does not."""
    held = _holder().peek()
    status = HTTPStatus.OK if held else HTTPStatus.SERVICE_UNAVAILABLE
    told: dict[str, Any] = {"status": "ready" if held else "no catalogue"}
    insiders: Insiders = current_app.extensions["insiders"]
    if insiders.include(request):
        told |= _details(held)
    return _plain(told, status)


@blueprint.get("/.well-known/ocop-catalogue")
def offer() -> Response:
    """The signed catalogue, for mirrors and for everybody who wants to check it."""
    offering: Offering = current_app.extensions["offering"]
    current = offering.current()
    if current is None:
        abort(HTTPStatus.NOT_FOUND)
    response = offered(current, _vouching(current))
    response.headers.update(OPEN)
    return response


def offered(file: Offer, vouching: str | None) -> Response:
    """A signed file, or that the asker has it; in both cases when it was last the newest, signed."""
    headers = {
        "ETag": f'W/"{file.etag}"',
        "Cache-Control": f"public, max-age={OFFER_SECONDS}",
        "Vary": "Accept-Encoding",
    }
    if vouching:
        headers[VOUCHING] = vouching
    if request.if_none_match.contains_weak(file.etag):
        return Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    if request.accept_encodings["gzip"] > 0:
        headers["Content-Encoding"] = "gzip"
        return Response(file.packed, headers=headers, mimetype="application/octet-stream")
    return Response(file.unpacked(), headers=headers, mimetype="application/octet-stream")


def _vouching(offered: Offer) -> str | None:
    """What says, signed, when these records were last the newest; a mirror passes on what it was told."""
    holder = _holder()
    held = holder.peek()
    if held is None or held.catalogue.version != offered.header.version:
        return None
    if isinstance(holder.source, Origin):
        return holder.source.vouching
    return holder.shelf.vouch(offered.header, held.confirmed_at)


def _details(held: Held | None) -> dict[str, Any]:
    settings: Settings = current_app.extensions["settings"]
    now = datetime.now(UTC)
    sqlite_version, sqlite_safe = health.sqlite_health()
    free = health.free_bytes(settings.data_dir)
    told: dict[str, Any] = {
        "catalogue": health.catalogue_health(held, now) if held else None,
        "disk": {"free_bytes": free, "enough": free >= health.MIN_FREE_BYTES},
        "clock": {"now": now, "behind": bool(held and health.clock_is_behind(held, now))},
    }
    told["read_only"] = settings.pause_mark.exists()
    if settings.follow_url:
        return told | {"follows": settings.follow_url}
    database = health.database_health(db.engine, ROOT / "migrations")
    return told | {"database": database, "sqlite": {"version": sqlite_version, "safe": sqlite_safe}}


def _plain(told: dict[str, Any], status: HTTPStatus) -> Response:
    body = msgspec.json.encode(told)
    return Response(body, status, {"Cache-Control": "no-store"}, mimetype="application/json")


def _holder() -> Holder:
    holder: Holder = current_app.extensions["catalogue"]
    return holder


def _refuse_writing() -> None:
    """A mirror writes nothing. What only sends a long question (``reads_only``) it answers like any other."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method not in READING and not getattr(view, "reads_only", False):
        no_database()


def _on_mirror(error: MirrorHasNoDatabase) -> Response:
    return answer(HTTPStatus.FORBIDDEN, translate(error))


def init_app(app: Flask, settings: Settings) -> None:
    """Open the doors."""
    holder: Holder = app.extensions["catalogue"]
    metrics: Metrics = app.extensions["metrics"]
    app.extensions["offering"] = Offering(holder.shelf)
    app.register_blueprint(blueprint)
    app.register_error_handler(MirrorHasNoDatabase, _on_mirror)
    if settings.follow_url:
        app.before_request(_refuse_writing)

    def sample() -> None:
        held = holder.peek()
        if held is not None:
            VERSION.set(held.catalogue.version)
            CONFIRMED.set(held.confirmed_at.timestamp())
            AGE.set((datetime.now(UTC) - held.confirmed_at).total_seconds())

    metrics.register(sample)
    holder.listen(metrics.sample)
