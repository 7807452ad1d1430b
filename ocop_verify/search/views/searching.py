"""``/search``: products by whatever is known of them. It works as a plain form; a script only asks sooner."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from ocop_verify.catalog.lines import Line, lines_of
from ocop_verify.catalog.words import WORDS
from ocop_verify.domain.criteria import PRODUCT_SETS
from ocop_verify.domain.places import OLD_PROVINCES, PROVINCES
from ocop_verify.domain.verdict import Headline
from ocop_verify.search.asking import Filters, read_query
from ocop_verify.search.facets import SHOWN_STANDINGS, STARS
from ocop_verify.search.finding import Found, find
from ocop_verify.search.today import Today
from ocop_verify.search.views.context import today
from ocop_verify.web.headers import policy
from ocop_verify.web.language import at, gettext, language

blueprint = Blueprint("search", __name__)

RESULTS: Final = 20
LAST_PAGE: Final = 500
# Answers as one types: the page asks this site, and nobody else.
POLICY: Final = policy({"connect-src": ("'self'",)})
NAMES: Final = ("stars", "standing", "province", "old_province", "set")

Value = TypeVar("Value", bound=int | str)


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a facet: its words, how many it leaves, where it leads, whether it is taken."""

    words: str
    count: int
    path: str
    taken: bool
    look: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """One kind of choice. ``name`` is its parameter; it is folded where there may be many."""

    name: str
    title: str
    choices: tuple[Choice, ...]

    @property
    def taken(self) -> bool:
        """Whether one of its choices is taken."""
        return any(choice.taken for choice in self.choices)


@blueprint.get("/search")
def search() -> Response:
    """Products by name, maker, place, decision number, barcode or stars, in any order and spelling."""
    query, filters, page = read_query(request.args.get("q", "")), read_filters(), _page()
    index = today()
    found = find(query, filters, index)
    start = (page - 1) * RESULTS
    shown = found.rows[start : start + RESULTS]
    response = Response(
        render_template(
            "search.html",
            query=found.query,
            lines=lines_at(shown, index),
            found=found,
            facets=_facets(found, filters),
            filtered=bool(filters),
            first=start + 1,
            page=page,
            earlier=_path(page=page - 1) if page > 1 else None,
            later=_path(page=page + 1) if start + RESULTS < found.total and page < LAST_PAGE else None,
            meant=_path(q=found.meant) if found.meant else None,
            bare=_path(**dict.fromkeys(NAMES, ())),
        )
    )
    response.headers["Content-Security-Policy"] = POLICY
    return response


def lines_at(rows: Iterable[int], today: Today) -> tuple[Line, ...]:
    """The rows of an index as lines of a list."""
    catalogue = today.index.catalogue
    products = (catalogue.products[today.index.products[row]] for row in rows)
    return lines_of(products, catalogue, today.day)


def read_filters() -> Filters:
    """What the request narrows its results to. A value that names nothing is left out."""
    args = request.args
    known = {standing.value for standing in SHOWN_STANDINGS}
    return Filters(
        stars=frozenset(int(each) for each in args.getlist("stars") if each in map(str, STARS)),
        standings=frozenset(each for each in args.getlist("standing") if each in known),
        provinces=frozenset(each for each in args.getlist("province") if each in PROVINCES),
        old_provinces=frozenset(each for each in args.getlist("old_province") if each in OLD_PROVINCES),
        sets=frozenset(int(each) for each in args.getlist("set") if each in _SETS),
    )


_SETS: Final = frozenset(str(each.number) for each in PRODUCT_SETS)


def _page() -> int:
    text = request.args.get("page", "1")
    return min(max(int(text), 1), LAST_PAGE) if text.isascii() and text.isdigit() and len(text) < 5 else 1


def _facets(found: Found, filters: Filters) -> tuple[Facet, ...]:
    counts = found.facets
    sets = {each.number: each.name_en if language() == "en" else each.name for each in PRODUCT_SETS}
    facets = (
        Facet(
            "stars",
            gettext("Hạng sao"),
            _choices(
                "stars", counts.stars, filters.stars, {n: gettext("%(count)s sao", count=n) for n in STARS}
            ),
        ),
        Facet(
            "standing",
            gettext("Tình trạng"),
            _choices(
                "standing",
                counts.standings,
                filters.standings,
                {each.value: gettext(WORDS[Headline(each.value)].state) for each in SHOWN_STANDINGS},
                looks=True,
            ),
        ),
        Facet(
            "province",
            gettext("Tỉnh, thành phố hiện nay"),
            _choices(
                "province",
                counts.provinces,
                filters.provinces,
                {c: p.short_name for c, p in PROVINCES.items()},
            ),
        ),
        Facet(
            "old_province",
            gettext("Tỉnh, thành phố trước 01/7/2025"),
            _choices(
                "old_province",
                counts.old_provinces,
                filters.old_provinces,
                {code: _short(old.name) for code, old in OLD_PROVINCES.items()},
            ),
        ),
        Facet("set", gettext("Bộ sản phẩm"), _choices("set", counts.sets, filters.sets, sets)),
    )
    return tuple(facet for facet in facets if facet.choices)


def _choices(
    name: str,
    counts: Mapping[Value, int],
    taken: Iterable[Value],
    words: Mapping[Value, str],
    *,
    looks: bool = False,
) -> tuple[Choice, ...]:
    """The choices of a facet; one that is taken is shown even where it leaves nothing."""
    values = list(dict.fromkeys([*counts, *sorted(taken)]))
    return tuple(
        Choice(
            words[value],
            counts.get(value, 0),
            _toggled(name, str(value)),
            value in set(taken),
            str(value) if looks else "",
        )
        for value in values
    )


def _toggled(name: str, value: str) -> str:
    """The address of this search with one choice taken, or given up."""
    values = request.args.getlist(name)
    return _path(
        **{name: [each for each in values if each != value] if value in values else [*values, value]}
    )


def _short(name: str) -> str:
    return name.removeprefix("Tỉnh ").removeprefix("Thành phố ")


def _path(**changes: str | int | Sequence[str]) -> str:
    """The address of this search with these parameters changed; a change goes back to the first page."""
    changed: dict[str, Sequence[str]] = {name: request.args.getlist(name) for name in ("q", *NAMES)}
    for name, value in changes.items():
        changed[name] = [str(value)] if isinstance(value, str | int) else list(value)
    if changed.get("page") == ["1"]:
        del changed["page"]
    pairs = [(name, value) for name, values in changed.items() for value in values if value]
    return at("/search") + ("?" + urlencode(pairs) if pairs else "")
