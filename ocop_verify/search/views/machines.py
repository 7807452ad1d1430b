"""Search and claims for machines: JSON, with cursors, entity tags, and open to pages of other sites."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from flask import Blueprint, Response, abort, request

from ocop_verify.accounts.views.forms import no_token
from ocop_verify.search import as_json
from ocop_verify.search.asking import read_query
from ocop_verify.search.finding import Found, find
from ocop_verify.search.sent import NotJson, read_claim_fields, read_claims
from ocop_verify.search.tables import claim_of
from ocop_verify.search.today import Today
from ocop_verify.search.views.context import reads_only, reason_of, today, turn
from ocop_verify.search.views.searching import lines_at, read_filters
from ocop_verify.search.wording import told
from ocop_verify.web.errors import answer
from ocop_verify.web.language import language, translate

blueprint = Blueprint("search_api", __name__)

PAGE: Final = 20
MOST_ITEMS: Final = 100
SECONDS: Final = 60


@blueprint.get("/api/v1/search")
def search() -> Response:
    """Products, the best first. ``after`` is the cursor that the page before gave."""
    query, filters, index = read_query(request.args.get("q", "")), read_filters(), today()
    tag = _tag(index)
    if request.if_none_match.contains_weak(tag):
        return Response(status=304, headers=_headers(tag))
    found = find(query, filters, index)
    start = _start(found, index)
    rows = found.rows[start : start + _limit()]
    after = str(index.index.products[rows[-1]]) if start + len(rows) < found.total and rows else None
    lines = list(zip(rows, lines_at(rows, index), strict=True))
    return _answer(as_json.search_page(found, lines, index, after), _headers(tag))


@blueprint.get("/api/v1/claims")
def claim() -> Response:
    """What is to be said of one claim, told in the address."""
    index = today()
    tag = _tag(index)
    if request.if_none_match.contains_weak(tag):
        return Response(status=304, headers=_headers(tag))
    said = read_claim_fields(request.args)
    return _answer({**_finding(said, index), **as_json.as_of(index)}, _headers(tag))


@blueprint.post("/api/v1/claims")
@no_token
@reads_only
def claims() -> Response:
    """What is to be said of each of up to 500 claims."""
    if not request.is_json:
        abort(415)
    try:
        said = read_claims(request.get_data())
    except NotJson as refusal:
        return answer(400, translate(refusal))
    with turn(len(said)):
        index = today()
        findings = [_finding(each, index) for each in said]
    return _answer({"findings": findings, **as_json.as_of(index)}, {"Cache-Control": "no-store"})


@blueprint.after_request
def open_to_other_sites(response: Response) -> Response:
    """Nothing here depends on who asks, so pages of other sites may read it too."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Headers"] = "Accept, Accept-Language, Content-Type"
    return response


def _finding(said: dict[str, str], index: Today) -> dict[str, Any]:
    judgement = index.catalogued.judge(claim_of(said, index.catalogued.is_word))
    telling = told(judgement, index)
    return as_json.finding(telling, judgement, reason_of(telling), index)


def _start(found: Found, index: Today) -> int:
    """Where the next page begins: behind the product that the cursor names, if it is still among them."""
    cursor = request.args.get("after", "")
    key = int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) < 12 else 0
    row = index.index.row_of.get(key)
    return found.rows.index(row) + 1 if row is not None and row in found.rows else 0


def _limit() -> int:
    text = request.args.get("limit", "")
    return min(max(int(text), 1), MOST_ITEMS) if text.isascii() and text.isdigit() and len(text) < 5 else PAGE


def _tag(index: Today) -> str:
    """Changes with the catalogue, the day, the question and the language."""
    asked = f"{index.index.version} {index.day} {language()} {request.full_path}"
    return sha256(asked.encode()).hexdigest()[:24]


def _headers(tag: str) -> dict[str, str]:
    return {"ETag": f'W/"{tag}"', "Cache-Control": f"public, max-age={SECONDS}"}


def _answer(told: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    body = json.dumps(told, ensure_ascii=False).encode()
    return Response(body, headers=headers, mimetype="application/json")
