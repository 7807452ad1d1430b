"""Plain makers of what an officer states, as values and as files, and looks at everything that is stored."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
import xlsxwriter
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocop_verify.db import Base
from ocop_verify.registry.recognition import Recognition

DECIDED_ON = date(2025, 8, 5)
HEADINGS = ("product_name", "producer", "star", "decision_number", "issued_at", "issuing_authority")
ROW = {
    "product_name": "Cà phê bột Suối Mơ",
    "producer": "Hợp tác xã Suối Mơ",
    "star": "4",
    "decision_number": "1234/QĐ-UBND",
    "issued_at": "05/08/2025",
    "issuing_authority": "UBND tỉnh Lâm Đồng",
}


def make_recognition(**changes: Any) -> Recognition:
    """A cooperative's coffee, recognised with four stars by its province."""
    said = Recognition(
        product="Cà phê bột Suối Mơ",
        producer="Hợp tác xã Suối Mơ",
        stars=4,
        decision_number="1234/QĐ-UBND",
        decided_on=DECIDED_ON,
        authority="UBND tỉnh Lâm Đồng",
        address="Thôn 3, xã Suối Mơ, tỉnh Lâm Đồng",
        commune="xã Suối Mơ",
        province="Lâm Đồng",
    )
    return msgspec.structs.replace(said, **changes)


def make_row(**changes: str) -> dict[str, str]:
    """The same as a row of a file, with the columns that are wanted at least."""
    return ROW | changes


def as_csv(*rows: Mapping[str, str], headings: Sequence[str] | None = None) -> bytes:
    """The bytes of a CSV file of these rows."""
    names = headings or list(dict.fromkeys(name for row in rows for name in row)) or HEADINGS
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows([row.get(name, "") for name in names] for row in rows)
    return text.getvalue().encode()


def as_xlsx(rows: Iterable[Sequence[Any]], **options: Any) -> bytes:
    """The bytes of a workbook whose first sheet holds these cells; a text that begins with = is a formula."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"default_date_format": "dd/mm/yyyy", **options}) as book:
        page = book.add_worksheet("OCOP")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return target.getvalue()


def count_rows(session: Session) -> dict[str, int]:
    """How many rows every table has; the head of the journal has one from the start and is left out."""
    return {
        table.name: session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
        if table.name != "journal_head"
    }
