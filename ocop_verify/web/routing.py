"""``<int:key>`` in an address: a number that some row can have. Any other address is no page."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

from ocop_verify.domain.row_numbers import LARGEST


class RowNumber(IntegerConverter):
    """A whole number that a column of a database holds."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=LARGEST)


def init_app(app: Flask) -> None:
    """Read numbers so. Call it before any route is known."""
    app.url_map.converters["int"] = RowNumber
