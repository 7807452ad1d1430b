"""How times and numbers are written: in Vietnamese time, 1.234,5 (1,234.5 in English)."""

from datetime import datetime
from functools import lru_cache

from flask import Flask

from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.validity import VIETNAM, written
from ocop_verify.web.language import gettext, language


def moment(value: datetime) -> str:
    """An aware time as a minute in Vietnam."""
    return _moment(value, language())


# Every scan says when its data was confirmed, which is the same moment for many of them.
@lru_cache(maxsize=64)
def _moment(value: datetime, _language: str) -> str:
    local = value.astimezone(VIETNAM)
    return gettext("%(clock)s ngày %(day)s", clock=f"{local:%H:%M}", day=written(local))


def number(value: float, decimals: int = 0) -> str:
    """A figure with grouped thousands, in the reader's language."""
    text = f"{value:,.{decimals}f}"
    return text if language() == "en" else text.translate(_COMMAS_AND_POINTS)


_COMMAS_AND_POINTS = str.maketrans(",.", ".,")


def init_app(app: Flask) -> None:
    """Give the formats, and the names of the provinces, to templates."""
    app.jinja_env.filters.update(day=written, moment=moment, number=number)
    app.jinja_env.globals["provinces"] = PROVINCES
