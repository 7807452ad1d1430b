"""``/certifications``: the rows behind every figure, as a page, CSV and JSON; and those of one thing."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, render_template, request

from ocop_verify.catalog.lines import line_of
from ocop_verify.catalog.recognition import recognition_on
from ocop_verify.catalog.views import held_catalogue
from ocop_verify.domain.row_numbers import number_in
from ocop_verify.opendata.choosing import Filters, choose, read_filters
from ocop_verify.opendata.rows import Row
from ocop_verify.opendata.views.context import counted, settings, turn
from ocop_verify.opendata.views.words import told_filters
from ocop_verify.opendata.writing import csv_of, json_of
from ocop_verify.tabular.writing import CSV_TYPE
from ocop_verify.web.caching import answer
from ocop_verify.web.language import at, language

blueprint = Blueprint("lists", __name__)

LINES: Final = 50
ITEMS: Final = 100
MOST_ITEMS: Final = 1_000
# A tenth of a second's work.
LARGE: Final = 3_000
# What the search can narrow by as well.
SEARCHED: Final = frozenset(("stars", "standing", "province", "old_province", "set"))


@blueprint.get("/certifications")
def page() -> str:
    """Recognitions, narrowed by the address: what a figure counts."""
    filters = read_filters(_values())
    chosen, found = _chosen(filters), counted()
    number = min(number_in(request.args.get("page")) or 1, max(1, -(-len(chosen) // LINES)))
    catalogue, day = held_catalogue().catalogue, found.statistics.day
    return render_template(
        "opendata/certifications.html",
        lines=[
            line_of(row.product, recognition_on(row.certification, catalogue, day), catalogue)
            for row in chosen[(number - 1) * LINES : number * LINES]
        ],
        total=len(chosen),
        producers=len({row.producer.id for row in chosen}),
        told=told_filters(filters),
        day=day,
        page=number,
        pages=-(-len(chosen) // LINES),
        at_page=lambda other: _path("/certifications", page=other),
        as_csv=_path("/certifications.csv"),
        as_json=_path("/certifications.json"),
        in_search=_in_search(filters),
    )


@blueprint.get("/certifications.<any(csv,json):form>")
def download(form: str) -> Response:
    """The same for programs: CSV whole, JSON page by page."""
    return _download(form, _chosen(read_filters(_values())), request.path)


@blueprint.get("/products/<int:key>.<any(csv,json):form>", defaults={"kind": "product"})
@blueprint.get("/producers/<int:key>.<any(csv,json):form>", defaults={"kind": "producer"})
@blueprint.get("/decisions/<int:key>.<any(csv,json):form>", defaults={"kind": "decision"})
def download_of(kind: str, key: int, form: str) -> Response:
    """The recognitions of one product, producer or decision."""
    chosen = _chosen(Filters({kind: frozenset({str(key)})}))
    if not chosen:
        abort(404)
    return _download(form, chosen, request.path)


def _chosen(filters: Filters) -> Sequence[Row]:
    found = counted()
    return choose(found.rows, filters, found.statistics.day)


def _download(form: str, rows: Sequence[Row], path: str) -> Response:
    told = counted().statistics
    tag = f"{language()}-{told.version}-{told.day.isoformat()}"
    if form == "csv":
        return answer(tag, lambda: _as_csv(rows), CSV_TYPE, _licence())
    after = number_in(request.args.get("after"))
    limit = min(max(number_in(request.args.get("limit"), ITEMS), 1), MOST_ITEMS)
    left = [row for row in rows if row.certification.id > after]
    shown = left[:limit]
    following = shown[-1].certification.id if len(left) > limit else None
    head: dict[str, Any] = {
        "as_of": told.day,
        "catalogue_version": told.version,
        "licence": settings().licence_url,
        "total": len(rows),
        "next": _path(path, after=following) if following else None,
    }
    return answer(tag, lambda: json_of(shown, head), "application/json", _licence())


def _as_csv(rows: Sequence[Row]) -> bytes | Iterator[bytes]:
    if len(rows) <= LARGE:
        return csv_of(rows)
    with turn():
        return b"".join(csv_of(rows))


def _licence() -> Mapping[str, str]:
    return {"Link": f'<{settings().licence_url}>; rel="license"'}


def _in_search(filters: Filters) -> str:
    """The address of the search with the same filters; "" where it knows one of them not."""
    others = (filters.potential_five, filters.decided, filters.ends_within is not None, filters.on)
    if not filters.choices or any(others) or not filters.choices.keys() <= SEARCHED:
        return ""
    if any("none" in values for values in filters.choices.values()):
        return ""
    pairs = [(name, value) for name, values in filters.choices.items() for value in sorted(values)]
    return at("/search") + "?" + urlencode(pairs)


def _values() -> Mapping[str, Sequence[str]]:
    return request.args.to_dict(flat=False)


def _path(path: str, **changes: int) -> str:
    """An address with the filters of this one."""
    kept = {name: values for name, values in _values().items() if name not in ("page", "after")}
    query = urlencode({**kept, **changes}, doseq=True)
    return at(path) + (f"?{query}" if query else "")
