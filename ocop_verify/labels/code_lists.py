"""Codes as rows, for print houses that draw their own labels: CSV or one JSON object a line."""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import Final

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.text import clean
from ocop_verify.durable import replacing
from ocop_verify.labels.runs import LabelRun, Labels, PrintedLabel
from ocop_verify.tabular.neutral import neutralised

COLUMNS: Final = ("certification_id", "product_name", "kind", "batch", "serial", "url", "code")
STRETCH: Final = 1_000


class UnknownListFormat(OcopError):
    """A list of codes was asked for under a name that says neither CSV nor NDJSON."""


def write_codes(
    out: Path, runs: Sequence[LabelRun], prefix: str, *, progress: Callable[[int], object] | None = None
) -> int:
    """Write a row for each label, in the order of printing; returns how many. ``prefix`` begins each URL.

    The name's ending chooses the form: ``.csv`` (UTF-8, with a heading) or ``.ndjson`` / ``.jsonl``.
    """
    lines_of = _form_of(out)
    labels = Labels(runs)
    with replacing(out) as file:
        if lines_of is _csv_lines:
            file.write(",".join(COLUMNS).encode() + b"\r\n")
        for start in range(0, len(labels), STRETCH):
            stop = min(start + STRETCH, len(labels))
            file.write(lines_of(labels.take(start, stop), prefix).encode())
            if progress:
                progress(stop)
    return len(labels)


def csv_of(runs: Sequence[LabelRun], prefix: str) -> Iterator[bytes]:
    """The same rows as CSV, in pieces, for somebody who waits at the other end of a connection."""
    labels = Labels(runs)
    yield ",".join(COLUMNS).encode() + b"\r\n"
    for start in range(0, len(labels), STRETCH):
        yield _csv_lines(labels.take(start, min(start + STRETCH, len(labels))), prefix).encode()


def _form_of(out: Path) -> Callable[[Sequence[PrintedLabel], str], str]:
    forms = {".csv": _csv_lines, ".ndjson": _json_lines, ".jsonl": _json_lines}
    try:
        return forms[out.suffix.lower()]
    except KeyError:
        raise UnknownListFormat(
            N_("Danh sách mã phải là tệp .csv hoặc .ndjson, không phải “%(name)s”."), name=out.name
        ) from None


def _row(printed: PrintedLabel, prefix: str) -> tuple[int, str, str, int, int, str, str]:
    run, label = printed
    name, url = clean(run.face.product), prefix + label.token
    return run.certification_id, name, run.kind.name.lower(), run.batch_id, label.serial, url, label.code


def _csv_lines(labels: Sequence[PrintedLabel], prefix: str) -> str:
    """Names that a spreadsheet would run as formulas are neutralised."""
    text = StringIO()
    writer = csv.writer(text)
    for printed in labels:
        number, name, *rest = _row(printed, prefix)
        writer.writerow((number, neutralised(name), *rest))
    return text.getvalue()


def _json_lines(labels: Sequence[PrintedLabel], prefix: str) -> str:
    rows = (dict(zip(COLUMNS, _row(printed, prefix), strict=True)) for printed in labels)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
