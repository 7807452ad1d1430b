"""What a file is by its first bytes. Its name is only believed where the bytes say nothing."""

from enum import StrEnum
from typing import Final

from ocop_verify.tabular.limits import MAX_FILE_BYTES, MEGABYTE
from ocop_verify.tabular.refusals import FileProblem, refusal


class Kind(StrEnum):
    """The two families of bytes that are read."""

    XLSX = "xlsx"
    CSV = "csv"


_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # holds .xls, .doc and every encrypted Office file
_BLANKS: Final = b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"  # white space and byte order marks say nothing
_OTHER_FILES: Final = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"{\\rtf", "word"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"\x09\x08", "xls"),  # Excel 5 and older, without a container
    (b"\x7fELF", "binary"),
)


def kind_of(data: bytes) -> Kind:
    """Which reader the bytes are for. Raises ``FileProblem`` for every other kind of file, by its name."""
    check_size(data)
    if data.startswith(b"PK"):
        return Kind.XLSX
    if data.startswith(_OLE):
        raise _old_office(data)
    for beginning, code in _OTHER_FILES:
        if data.startswith(beginning):
            raise refusal(code)
    _refuse_markup(data)
    return Kind.CSV


def check_size(data: bytes) -> None:
    """Refuse what is empty and what is too large to look at."""
    if not data.lstrip(_BLANKS):
        raise refusal("empty")
    if len(data) > MAX_FILE_BYTES:
        raise refusal("too_large", size=-(-len(data) // MEGABYTE), limit=MAX_FILE_BYTES // MEGABYTE)


def _old_office(data: bytes) -> FileProblem:
    """The streams' names inside tell an encrypted file, an old document and an old workbook apart."""
    for stream, code in (("EncryptedPackage", "encrypted"), ("WordDocument", "word")):
        if stream.encode("utf-16-le") in data:
            return refusal(code)
    return refusal("xls")


def _refuse_markup(data: bytes) -> None:
    """Many office systems export a web page, or the XML of Excel 2003, under the name .xls."""
    beginning = data[:2048].lstrip(_BLANKS).lower()
    if not beginning.startswith(b"<"):
        return
    if any(mark in beginning for mark in (b"<html", b"<!doctype html", b"<table", b"<meta")):
        raise refusal("html")
    raise refusal("xml")
