"""What the doors share by which lists come in: what was sent, and where it is kept while it is looked at."""

from collections.abc import Sequence
from contextlib import closing
from io import BytesIO

from flask import Response, request

from ocop_verify.accounts.views.context import moment
from ocop_verify.desk.views.reading_in import uploads
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.fairs.bringing import Desk, bring
from ocop_verify.fairs.models import BroughtListRow
from ocop_verify.tabular.limits import MAX_FILE_BYTES
from ocop_verify.tabular.refusals import refusal
from ocop_verify.tabular.writing import CSV_TYPE, XLSX_TYPE, OutSheet, write_csv, write_xlsx
from ocop_verify.web.commands import transaction

# More rows than this nobody reads on a page; the counts are of all.
SHOWN = 100


class NothingSent(OcopError):
    """A form came without what it is about."""


def sent_file() -> tuple[bytes, str]:
    """The file of a form and its name. Raises ``NothingSent``, ``FileProblem``."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise NothingSent(N_("Hãy chọn một tệp .xlsx hoặc .csv."))
    with closing(sent):
        data = sent.read(MAX_FILE_BYTES + 1)
    if not data:
        raise refusal("empty")
    return data, sent.filename


def sent_lines() -> bytes:
    """What was pasted into a form. Raises ``NothingSent``."""
    text = request.form.get("lines", "")
    if not text.strip():
        raise NothingSent(N_("Hãy dán ít nhất một dòng."))
    return text.encode("utf-8", "replace")


def lay(desk: Desk, data: bytes, filename: str) -> None:
    """Keep a list that can be read, in place of the one before."""
    digest = uploads().keep(data)
    with transaction() as session:
        bring(session, desk, filename, digest, now=moment())


def content_of(row: BroughtListRow) -> bytes:
    """The list, byte by byte."""
    return uploads().read(row.sha256)


def template_file(kind: str, sheet: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """An empty table with the right headings and a few examples."""
    target = BytesIO()
    if kind == "csv":
        write_csv(target, headings, rows)
    else:
        write_xlsx(target, OutSheet(sheet, headings, rows))
    return target.getvalue()


def download(content: bytes, name: str) -> Response:
    """A table to be kept."""
    response = Response(content, content_type=CSV_TYPE if name.endswith(".csv") else XLSX_TYPE)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
