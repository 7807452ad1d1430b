"""``/data``: the whole catalogue as files, what they are, who signed them, and what has changed."""

import gzip
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from flask import Blueprint, Response, abort, render_template, request

from ocop_verify.catalog.views import held_catalogue, moment_of_request
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.opendata.changes import Change
from ocop_verify.opendata.column_words import SAYS
from ocop_verify.opendata.columns import COLUMNS
from ocop_verify.opendata.editions import KEEP_DAYS, KEEP_MONTHS, KEEP_NEWEST, PACKED, DataFile, Edition
from ocop_verify.opendata.signing import SUFFIX, pem_of
from ocop_verify.opendata.views.context import editions, holder, newest_edition, settings
from ocop_verify.opendata.views.describing import MEDIA_TYPES, catalogue_of_data, table_schema
from ocop_verify.opendata.views.feed import entries_of
from ocop_verify.web.caching import answer
from ocop_verify.web.language import language

blueprint = Blueprint("data", __name__)

# A file of an edition never changes.
FOR_EVER: Final = "public, max-age=31536000, immutable"
SHOWN_EDITIONS: Final = 12
SHOWN_CHANGES: Final = 8
FEED: Final = 200


@blueprint.get("/data")
def page() -> str:
    """What there is, how to check it, and what one may do with it."""
    newest, kept = newest_edition(), editions().all()
    return render_template(
        "opendata/data.html",
        newest=newest,
        older=[each for each in kept if each != newest],
        shown=SHOWN_EDITIONS,
        moved=newest is not None and newest.version < held_catalogue().catalogue.version,
        changes=entries_of(editions().changes()[:SHOWN_CHANGES], held_catalogue().catalogue),
        columns=[(column, SAYS[column.name]) for column in COLUMNS],
        licence=settings(),
        retention=(KEEP_NEWEST, KEEP_DAYS, KEEP_MONTHS),
        keys=sorted(holder().shelf.trusted),
        origin=settings().follow_url,
    )


@blueprint.get("/data/ocop.<any(csv,json,parquet):form>")
def newest_file(form: str) -> Response:
    """The newest file of one format, under an address that stays."""
    edition = _newest()
    response = _sent(edition, edition.file(form))
    response.headers["Cache-Control"] = "public, no-cache"
    return response


@blueprint.get("/data/ocop.<any(csv,json,parquet):form>.sig")
def newest_signature(form: str) -> Response:
    """The signature of that file."""
    edition = _newest()
    response = _signature(edition, edition.file(form))
    response.headers["Cache-Control"] = "public, no-cache"
    return response


@blueprint.get("/data/<edition>/<name>")
def file(edition: str, name: str) -> Response:
    """A file of an edition, or its signature."""
    found = editions().find(edition)
    wanted = name.removesuffix(SUFFIX)
    held = next((each for each in found.files if each.name == wanted), None) if found else None
    if found is None or held is None:
        abort(404)
    return _signature(found, held) if name.endswith(SUFFIX) else _sent(found, held)


@blueprint.get("/data/schema.json")
def schema() -> Response:
    """The columns, as Table Schema."""
    return _json(table_schema(), f"schema-{language()}")


@blueprint.get("/data/catalog.jsonld")
def description() -> Response:
    """The dataset, as DCAT-AP."""
    newest = newest_edition()
    told = catalogue_of_data(settings(), newest)
    tag = f"dcat-{newest.name if newest else 'none'}"
    return answer(tag, lambda: msgspec.json.encode(told), "application/ld+json")


@blueprint.get("/data/changes.atom")
def feed() -> Response:
    """What befell recognitions, the newest news first."""
    newest, found = newest_edition(), editions().changes()[:FEED]
    tag = f"feed-{language()}-{newest.name if newest else 'none'}"
    catalogue = held_catalogue().catalogue
    return answer(tag, lambda: _feed(found, catalogue, newest), "application/atom+xml; charset=utf-8")


@blueprint.get("/data/key.pem")
def key() -> Response:
    """The public key that signs, as openssl reads it; a mirror gives those that it trusts."""
    keys = sorted(holder().shelf.trusted)
    if not keys:
        abort(404)
    return answer("-".join(keys), lambda: b"".join(map(pem_of, keys)), "application/x-pem-file")


def _feed(found: Sequence[Change], catalogue: Catalogue, newest: Edition | None) -> str:
    updated: datetime = found[0].known_at if found else newest.made_at if newest else moment_of_request()
    return render_template("opendata/changes.xml", entries=entries_of(found, catalogue), updated=updated)


def _newest() -> Edition:
    found = newest_edition()
    if found is None:
        abort(503)
    return found


def _sent(edition: Edition, file: DataFile) -> Response:
    """A file as it lies there where the asker unpacks it, or unpacked."""
    path = editions().path(edition, file)
    packed = file.format in PACKED and request.accept_encodings["gzip"] > 0
    headers = {
        "Cache-Control": FOR_EVER,
        "Content-Disposition": f'attachment; filename="{file.name}"',
        "Content-Location": f"/data/{edition.name}/{file.name}",
        "Vary": "Accept-Encoding",
        "Link": f'<{settings().licence_url}>; rel="license", <{settings().public_url}data/schema.json>; '
        'rel="describedby"',
        **({"Content-Encoding": "gzip"} if packed else {}),
    }

    def content() -> bytes:
        data = path.read_bytes()
        return gzip.decompress(data) if file.format in PACKED and not packed else data

    media = MEDIA_TYPES[file.format] + ("; charset=utf-8" if file.format == "csv" else "")
    return answer(file.sha256[:32], content, media, headers)


def _signature(edition: Edition, file: DataFile) -> Response:
    note = editions().signature(edition, file)
    if note is None:
        abort(404)
    headers = {
        "Cache-Control": FOR_EVER,
        "Content-Disposition": f'attachment; filename="{file.name}{SUFFIX}"',
    }
    return answer(f"{file.sha256[:32]}-sig", lambda: note, "text/plain; charset=utf-8", headers)


def _json(told: dict[str, Any], tag: str) -> Response:
    return answer(tag, lambda: msgspec.json.encode(told), "application/json")
