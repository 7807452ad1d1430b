"""Search and claims for machines: JSON, with cursors, entity tags, and open to pages of other sites."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from flask import Blueprint, Response, request

from ocop_verify.accounts.views.forms import no_token
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.search import as_json
from ocop_verify.search.asking import read_query
from ocop_verify.search.finding import Found, find
from ocop_verify.search.tables import claim_of
from ocop_verify.search.today import Today
from ocop_verify.search.views.context import reads_only, reason_of, today, turn
from ocop_verify.search.views.searching import lines_at, read_filters
from ocop_verify.search.wording import told
from ocop_verify.web.language import language

blueprint = Blueprint("search_api", __name__)

MOST_CLAIMS: Final = 500
PAGE: Final = 20
MOST_ITEMS: Final = 100
SECONDS: Final = 60
OPEN: Final = {"Access-Control-Allow-Origin": "*"}
# A claim's fields, as machines may call them; the first is ours.
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "product_name": ("product", "product_name", "name"),
    "producer": ("maker", "producer"),
    "seller": ("seller",),
    "place": ("place",),
    "address": ("address",),
    "commune": ("commune",),
    "province": ("province",),
    "star": ("stars", "star"),
    "decision_number": ("decision_number", "decision"),
    "gtin": ("gtin", "barcode"),
    "text": ("text",),
}
LONGEST: Final = 1_000


class NotClaims(OcopError):
    """The body of a request is no list of claims."""


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
    return _answer({**_finding(request.args, index), **as_json.as_of(index)}, _headers(tag))


@blueprint.post("/api/v1/claims")
@no_token
@reads_only
def claims() -> Response:
    """What is to be said of each of up to 500 claims."""
    body = request.get_json(silent=True)
    items = body.get("claims") if isinstance(body, dict) else body
    if not isinstance(items, list) or not all(isinstance(each, dict) for each in items):
        raise NotClaims(N_('Hãy gửi JSON dạng {"claims": [{"product": "…", "maker": "…"}]}.'))
    if len(items) > MOST_CLAIMS:
        raise NotClaims(N_("Mỗi lần gửi tối đa %(most)s mục."), most=MOST_CLAIMS)
    with turn():
        index = today()
        findings = [_finding(each, index) for each in items]
    return _answer({"findings": findings, **as_json.as_of(index)}, {**OPEN, "Cache-Control": "no-store"})


def _finding(said: Mapping[str, Any], index: Today) -> dict[str, Any]:
    fields = {ours: _first(said, theirs) for ours, theirs in FIELDS.items()}
    judgement = index.catalogued.judge(claim_of(fields, index.catalogued.is_word))
    telling = told(judgement, index)
    return as_json.finding(telling, judgement, reason_of(telling), index)


def _first(said: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """The first of a field's names that says something, as text."""
    for name in names:
        value = said.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()[:LONGEST]
    return ""


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
    return {**OPEN, "ETag": f'W/"{tag}"', "Cache-Control": f"public, max-age={SECONDS}"}


def _answer(told: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    body = json.dumps(told, ensure_ascii=False).encode()
    return Response(body, headers=headers, mimetype="application/json")
