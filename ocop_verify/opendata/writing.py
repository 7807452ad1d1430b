"""The rows as bytes: CSV, JSON and Parquet, with the same names and values in the same order.

CSV and JSON come piece by piece. The same rows give the same bytes, so a mirror makes the very same files.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Final

import msgspec
from arro3.core import Array, DataType, Field, RecordBatch, Schema, Table
from arro3.io import write_parquet

from ocop_verify.opendata.columns import COLUMNS, NAMES, Kind, Value, record_of, values_of
from ocop_verify.opendata.rows import Row
from ocop_verify.tabular.writing import csv_chunks

ROWS_AT_ONCE: Final = 1_000
_EPOCH: Final = date(1970, 1, 1).toordinal()
_encoder = msgspec.json.Encoder()


def csv_of(rows: Iterable[Row]) -> Iterator[bytes]:
    """A CSV file (RFC 4180) in UTF-8 with byte order mark. True is "true", nothing is nothing."""
    return csv_chunks(NAMES, (tuple(map(_csv_value, values_of(row))) for row in rows), ROWS_AT_ONCE)


def json_of(rows: Iterable[Row], head: dict[str, object], name: str = "certifications") -> Iterator[bytes]:
    """One JSON object: what ``head`` says, and the rows under ``name``, one on a line."""
    yield _encoder.encode(head)[:-1] + b',"' + name.encode("ascii") + b'":['
    remaining, first = iter(rows), True
    while part := [_encoder.encode(record_of(row)) for row in islice(remaining, ROWS_AT_ONCE)]:
        yield (b"\n" if first else b",\n") + b",\n".join(part)
        first = False
    yield b"\n]}\n"


def parquet_of(rows: Sequence[Row]) -> bytes:
    """A Parquet file with real dates, compressed by zstd."""
    schema = Schema([Field(each.name, _ARROW[each.kind], nullable=not each.required) for each in COLUMNS])
    columns = [_array(each.kind, [each.of(row) for row in rows]) for each in COLUMNS]
    table = Table.from_batches([RecordBatch.from_arrays(columns, schema=schema)], schema=schema)
    target = io.BytesIO()
    write_parquet(table, target, compression="zstd(3)")
    return target.getvalue()


_ARROW: Final = {
    Kind.INTEGER: DataType.int64(),
    Kind.STRING: DataType.utf8(),
    Kind.DATE: DataType.date32(),
    Kind.BOOLEAN: DataType.bool(),
}


def _array(kind: Kind, values: list[Value]) -> Array:
    if kind is not Kind.DATE:
        return Array(values, type=_ARROW[kind])
    days = [each.toordinal() - _EPOCH if isinstance(each, date) else None for each in values]
    return Array(days, type=DataType.int32()).cast(DataType.date32())


def _csv_value(value: Value) -> str | int | date | None:
    return str(value).lower() if isinstance(value, bool) else value
