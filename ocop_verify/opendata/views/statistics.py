"""``/stats``: the figures as a page, as JSON and as CSV."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any, Final, cast

import msgspec
from flask import Blueprint, Response, current_app, render_template

from ocop_verify.catalog.views import held_catalogue
from ocop_verify.opendata.charts import columns
from ocop_verify.opendata.counting import Statistics
from ocop_verify.opendata.over_time import months_between
from ocop_verify.opendata.scan_figures import LEAST, ScanFigures
from ocop_verify.opendata.views.context import counted, scans, settings
from ocop_verify.opendata.views.tables import Table, overview, scan_tables, tables_of
from ocop_verify.tabular.writing import CSV_TYPE, csv_chunks
from ocop_verify.web.caching import answer
from ocop_verify.web.language import address_in, at, language, other_language

blueprint = Blueprint("statistics", __name__)

MOST_KEPT: Final = 24
HEADINGS: Final = ("table", "key", "label", "recognised", "in_force", "count", "as_of")


class Kept(OrderedDict[tuple[object, ...], bytes]):
    """The last answers that were made. Figures are the same for everybody until they change."""

    def answer(self, key: tuple[object, ...], make: Callable[[], bytes]) -> bytes:
        """The answer of this key."""
        found = self.get(key)
        if found is None:
            found = self[key] = make()
            while len(self) > MOST_KEPT:
                self.popitem(last=False)
        return found


@blueprint.get("/stats")
def page() -> Response:
    """Recognised so far and in force today, for everybody who asks how many."""
    # The page says, to the minute, until when its figures are known to be the newest.
    return _kept("text/html; charset=utf-8", _render, int(held_catalogue().confirmed_at.timestamp()) // 60)


@blueprint.get("/stats.json")
def as_json() -> Response:
    """The same figures for programs."""
    return _kept("application/json", lambda *told: msgspec.json.encode(_told(*told)))


@blueprint.get("/stats.csv")
def as_csv() -> Response:
    """The same figures for spreadsheets, all tables in one."""
    return _kept(CSV_TYPE, lambda *told: b"".join(csv_chunks(HEADINGS, _lines(*told))))


def _kept(media: str, make: Callable[[Statistics, ScanFigures | None], bytes], *more: int) -> Response:
    """An answer with today's figures, made once for each that differs."""
    figures, found = counted().statistics, scans().held
    read_at = int(found.as_of.timestamp()) if found else 0
    told = (at(""), language(), figures.version, figures.day.isoformat(), read_at, *more)
    kept = cast(Kept, current_app.extensions["kept_statistics"])
    tag = "-".join(map(str, told[1:]))
    return answer(tag, lambda: kept.answer((media, *told), lambda: make(figures, found)), media)


def _render(figures: Statistics, found: ScanFigures | None) -> bytes:
    decided = figures.decided
    months = months_between(min(decided), max(decided)) if decided else ()
    return render_template(
        "opendata/statistics.html",
        it=figures,
        fresh=held_catalogue().confirmed_at,
        overview=overview(figures),
        tables=tables_of(figures),
        scans=found,
        scan_tables=scan_tables(found) if found else {},
        least=LEAST,
        is_mirror=bool(settings().follow_url),
        decided_marks=columns([decided.get(month, 0) for month in months]),
        in_force_marks=columns(tuple(figures.in_force_over_time.values())),
        switch_url=address_in(other_language(), "/stats"),
    ).encode()


def _told(figures: Statistics, found: ScanFigures | None) -> dict[str, Any]:
    return {
        "as_of": figures.day,
        "catalogue": {"version": figures.version, "compiled_at": figures.compiled_at},
        "recognitions": figures.recognitions,
        "overview": {
            code: {"label": label, "recognised": pair[0].value, "in_force": pair[1].value}
            for code, label, pair in overview(figures)
        },
        "tables": {code: _table(table) for code, table in tables_of(figures).items()},
        "scans": {
            "as_of": found.as_of,
            "since": found.since,
            "at_least": LEAST,
            "cells": [
                {"verdict": headline.value, "province": place, "count": count}
                for (headline, place), count in sorted(found.cells.items())
            ],
        }
        if found
        else None,
    }


def _table(table: Table) -> list[dict[str, Any]]:
    return [
        {"key": line.key, "label": line.label}
        | {name: figure.value for name, figure in zip(table.names, line.figures, strict=True)}
        | ({"rows": line.figures[-1].path} if line.figures[-1].path else {})
        for line in table.lines
    ]


def _lines(figures: Statistics, found: ScanFigures | None) -> Iterator[tuple[str | int | None, ...]]:
    day = figures.day.isoformat()
    for code, label, (recognised, in_force) in overview(figures):
        yield "overview", code, label, recognised.value, in_force.value, None, day
    for table in tables_of(figures).values():
        yield from _of_table(table, day)
    for table in (scan_tables(found) if found else {}).values():
        yield from _of_table(table, found.as_of.isoformat(timespec="seconds") if found else day)


def _of_table(table: Table, as_of: str) -> Iterator[tuple[str | int | None, ...]]:
    for line in table.lines:
        values = tuple(figure.value for figure in line.figures)
        told = (*values, None) if len(values) == 2 else (None, None, *values)
        yield (table.code, line.key, line.label, *told, as_of)
