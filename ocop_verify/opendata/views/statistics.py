"""``/stats``: the figures as a page, as JSON and as CSV."""

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any, Final, cast

import msgspec
from flask import Blueprint, Response, current_app, render_template

from ocop_verify.catalog.views import held_catalogue
from ocop_verify.opendata.charts import columns
from ocop_verify.opendata.counting import Statistics
from ocop_verify.opendata.over_time import months_between
from ocop_verify.opendata.scan_figures import LEAST, ScanFigures
from ocop_verify.opendata.views.context import answer, counted, scans, settings
from ocop_verify.opendata.views.tables import Table, overview, scan_tables, tables_of
from ocop_verify.tabular.writing import CSV_TYPE, csv_chunks
from ocop_verify.web.formats import moment
from ocop_verify.web.language import address_in, at, language, other_language

blueprint = Blueprint("statistics", __name__)

MOST_KEPT: Final = 8
HEADINGS: Final = ("table", "key", "label", "recognised", "in_force", "count", "as_of")


class KeptPages(OrderedDict[tuple[object, ...], str]):
    """The last pages that were rendered. A page of figures is the same for everybody until they change."""

    def page(self, key: tuple[object, ...], figures: Statistics, found: ScanFigures | None) -> str:
        """The page of this key."""
        page = self.get(key)
        if page is None:
            page = self[key] = _render(figures, found)
            while len(self) > MOST_KEPT:
                self.popitem(last=False)
        return page


@blueprint.get("/stats")
def page() -> Response:
    """Recognised so far and in force today, for everybody who asks how many."""
    figures, found = counted().statistics, scans().held
    key = (at(""), language(), *_identity(figures, found), moment(held_catalogue().confirmed_at))
    kept = cast(KeptPages, current_app.extensions["statistics_pages"])
    tag = "-".join(str(part) for part in key[1:]).replace(" ", "").replace('"', "")
    return answer(tag, lambda: kept.page(key, figures, found), "text/html; charset=utf-8")


@blueprint.get("/stats.json")
def as_json() -> Response:
    """The same figures for programs."""
    figures, found = counted().statistics, scans().held
    return answer(
        _tag(figures, found), lambda: msgspec.json.encode(_told(figures, found)), "application/json"
    )


@blueprint.get("/stats.csv")
def as_csv() -> Response:
    """The same figures for spreadsheets, all tables in one."""
    figures, found = counted().statistics, scans().held
    return answer(_tag(figures, found), lambda: csv_chunks(HEADINGS, _lines(figures, found)), CSV_TYPE)


def _render(figures: Statistics, found: ScanFigures | None) -> str:
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
    )


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


def _identity(figures: Statistics, found: ScanFigures | None) -> tuple[object, ...]:
    return (figures.version, figures.day.isoformat(), int(found.as_of.timestamp()) if found else 0)


def _tag(figures: Statistics, found: ScanFigures | None) -> str:
    return "-".join(map(str, (language(), *_identity(figures, found))))
