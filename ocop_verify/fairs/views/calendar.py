"""The doors for everybody to the calendar of fairs: as a page, for calendar programs, as a table, as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from flask import Blueprint, Response, current_app, render_template, request
from sqlalchemy.exc import DBAPIError

from ocop_verify.accounts.views.context import database
from ocop_verify.db import is_away
from ocop_verify.desk.paging import one_of
from ocop_verify.desk.views.request import province_options, today
from ocop_verify.domain.calendars import Event, calendar_text
from ocop_verify.domain.fairs import FairTime
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.validity import add_months
from ocop_verify.fairs.calendar import Span, fairs_in, years_of_fairs
from ocop_verify.fairs.devices import days_of
from ocop_verify.fairs.models import FairRow
from ocop_verify.fairs.words import TIMES
from ocop_verify.tabular.writing import CSV_TYPE, csv_chunks
from ocop_verify.verification.views.pages import public_address
from ocop_verify.web.caching import answer
from ocop_verify.web.language import at, gettext, language

blueprint = Blueprint("fair_calendar", __name__)

COLUMNS: Final = (
    *("id", "name", "place", "province", "province_name", "first_on", "last_on"),
    *("organizer", "about", "link", "called_off", "url"),
)
# What calendar programs are given: fairs that were, for half a year, and all that are to come.
BACK_MONTHS: Final = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; "" and 0 are everything. Nonsense is as if nothing had been asked."""

    province: str
    year: int
    month: int

    def query(self) -> str:
        """The same as the end of an address."""
        told = {"province": self.province, "year": self.year, "month": self.month}
        given = {name: value for name, value in told.items() if value}
        return "?" + urlencode(given) if given else ""


@blueprint.get("/fairs")
def calendar() -> Response:
    """The year's fairs by month; those that are over are folded."""
    asked, day = _asked(), today()
    rows = fairs_in(database(), Span.of(asked.year, asked.month, asked.province))
    years = years_of_fairs(database(), day)

    def render() -> str:
        over = [row for row in rows if days_of(row).time(day) is FairTime.OVER]
        ahead = [row for row in rows if row not in over]
        return render_template(
            "fairs/calendar.html",
            asked=asked,
            day=day,
            ahead=list(_by_month(ahead)),
            over=list(_by_month(over)),
            over_count=len(over),
            places=province_options(None),
            years=[(str(year), str(year)) for year in reversed(years)],
            months=[("", gettext("Cả năm")), *((str(n), gettext("Tháng %(n)s", n=n)) for n in range(1, 13))],
            times=lambda row: gettext(TIMES[days_of(row).time(day)]),
            query=asked.query(),
            feed=_feed_query(asked),
        )

    return answer(_tag(rows, asked, day, list(years)), render, "text/html; charset=utf-8")


@blueprint.get("/fairs.ics")
def feed() -> Response:
    """What calendar programs ask for again and again: all fairs, or those of a province."""
    province = one_of(request.args.get("province"), list(PROVINCES))
    rows = fairs_in(database(), Span(add_months(today(), -BACK_MONTHS), date.max, province))
    where = f", {PROVINCES[province].short_name}" if province else ""
    name = gettext("Hội chợ OCOP") + where
    return answer(
        _tag(rows, province), lambda: calendar_text(name, map(_event, rows)), "text/calendar; charset=utf-8"
    )


@blueprint.get("/fairs.<any(csv,json):form>")
def download(form: str) -> Response:
    """The fairs of the page, for programs and spreadsheets."""
    asked = _asked()
    rows = fairs_in(database(), Span.of(asked.year, asked.month, asked.province))
    tag = _tag(rows, asked)
    if form == "csv":
        return answer(tag, lambda: b"".join(csv_chunks(COLUMNS, map(_row, rows))), CSV_TYPE)
    told = {"year": asked.year, "fairs": [record_of(row) for row in rows]}
    return answer(tag, lambda: msgspec.json.encode(told), "application/json")


def listed() -> list[str]:
    """The pages of fairs that search engines may show; none while the database is away, as others go on."""
    try:
        rows = fairs_in(database(), Span(add_months(today(), -BACK_MONTHS), date.max))
    except DBAPIError as problem:
        if not is_away(problem):
            raise
        return []
    return [f"/fairs/{row.id}" for row in rows if not row.called_off_at]


def record_of(row: FairRow) -> dict[str, Any]:
    """A fair as programs read it."""
    return {
        "id": row.id,
        "name": row.name,
        "place": row.place,
        "province": row.province,
        "province_name": PROVINCES[row.province].name if row.province in PROVINCES else "",
        "first_on": row.first_on,
        "last_on": row.last_on,
        "organizer": row.organizer,
        "about": row.about,
        "link": row.link,
        "called_off": row.called_off_at is not None,
        "url": public_address(f"/fairs/{row.id}"),
    }


def _row(row: FairRow) -> list[Any]:
    told = record_of(row) | {"called_off": str(row.called_off_at is not None).lower()}
    return [told[name] for name in COLUMNS]


def _event(row: FairRow) -> Event:
    organizer = gettext("Đơn vị tổ chức: %(name)s", name=row.organizer) if row.organizer else ""
    return Event(
        uid=f"fair-{row.id}@{current_app.extensions['settings'].host}",
        stamp=row.called_off_at or row.made_at,
        first=row.first_on,
        last=row.last_on,
        title=row.name,
        text="\n".join(filter(None, (organizer, row.about, row.link))),
        place=", ".join(filter(None, (row.place, record_of(row)["province_name"]))),
        url=public_address(f"/fairs/{row.id}"),
        is_cancelled=row.called_off_at is not None,
    )


def _asked() -> Asked:
    year, month = request.args.get("year", ""), request.args.get("month", "")
    known = year.isascii() and year.isdecimal() and 2000 <= int(year[:5]) <= 2100
    return Asked(
        one_of(request.args.get("province"), list(PROVINCES)),
        int(year) if known else today().year,
        int(one_of(month, [str(n) for n in range(1, 13)], "0")),
    )


def _by_month(rows: Sequence[FairRow]) -> Iterator[tuple[date, list[FairRow]]]:
    for first, group in groupby(rows, key=lambda row: row.first_on.replace(day=1)):
        yield first, list(group)


def _feed_query(asked: Asked) -> str:
    return f"?province={asked.province}" if asked.province else ""


def _tag(rows: Sequence[FairRow], *told: object) -> str:
    facts = [[each, *record_of(row).values()] for each, row in enumerate(rows)]
    return sha256(repr((language(), at(""), told, facts)).encode()).hexdigest()[:24]
