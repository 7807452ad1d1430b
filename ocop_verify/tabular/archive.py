"""An .xlsx file is a zip archive: what is checked in it before a parser sees it, and what is noticed.

The archive is unpacked piece by piece only to be counted. Declared sizes are not believed; a part that
unpacks to anything else than it declares makes the file broken.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from ocop_verify.tabular.limits import (
    MAX_ENTRIES,
    MAX_RATIO,
    MAX_UNPACKED_BYTES,
    MEGABYTE,
    RATIO_COUNTS_FROM_BYTES,
)
from ocop_verify.tabular.refusals import refusal

_DIRECTORY_ENTRY: Final = b"PK\x01\x02"
_LOCAL_HEADER_BYTES: Final = 30
_PIECE: Final = 1 << 18
_FEED: Final = 1 << 16
_MARKUP: Final = (".xml", ".rels", ".vml")
# What else hides in a zip archive: (how a part's name begins or ends, code). The first that applies counts.
_OTHER_CONTENT: Final = (
    ("xl/workbook.bin", "xlsb"),
    ("word/", "word"),
    ("ppt/", "slides"),
    ("content.xml", "ods"),
)
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, EOFError, OverflowError)


class Archive:
    """The parts of a checked .xlsx file. Making one raises ``FileProblem`` for what must not be parsed."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._parts = {entry.filename: entry for entry in _directory(data)}
        _check_names(list(self._parts))
        _check_declared(list(self._parts.values()), len(data))

    def names(self) -> list[str]:
        """The names of all parts."""
        return list(self._parts)

    def read(self, name: str) -> bytes:
        """One part, unpacked, or nothing if there is no such part."""
        return b"".join(self.pieces(name)) if name in self._parts else b""

    def pieces(self, name: str) -> Iterator[bytes]:
        """One part, unpacked piece by piece; refused as soon as it is not what it declares."""
        entry = self._parts[name]
        counted = 0
        for piece in _unpacked(self._data, entry):
            counted += len(piece)
            if counted > entry.file_size:
                raise refusal("broken")
            yield piece
        if counted != entry.file_size:
            raise refusal("broken")

    def checked_pieces(self, name: str) -> Iterator[bytes]:
        """The same, while looking for a DOCTYPE. Pieces overlap a little, so that nothing hides between."""
        markup = name.lower().endswith(_MARKUP)
        tail = b""
        for piece in self.pieces(name):
            window = tail + piece
            if markup and b"!DOCTYPE" in window:
                raise refusal("doctype")
            if (
                markup and b"\0" in window
            ):  # UTF-16, where a DOCTYPE would look otherwise; Excel never writes it
                raise refusal("broken")
            yield window
            tail = window[-512:]


def _directory(data: bytes) -> list[zipfile.ZipInfo]:
    """The archive's entries. The signature of an entry is counted first: a directory of a hundred thousand
    entries would cost seconds to read.
    """
    if data.count(_DIRECTORY_ENTRY) > MAX_ENTRIES:
        raise refusal("too_many_entries", limit=MAX_ENTRIES)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except _BROKEN as error:
        raise refusal("broken") from error
    if len({entry.filename for entry in entries}) != len(entries):
        raise refusal("broken")
    return entries


def _check_names(names: list[str]) -> None:
    """Refuse other documents, macros, and names that climb out of the archive."""
    for name in names:
        if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/"):
            raise refusal("unsafe_path")
    lowered = [name.lower() for name in names]
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in lowered):
        raise refusal("macro")
    for beginning, code in _OTHER_CONTENT:
        if any(name.startswith(beginning) for name in lowered):
            raise refusal(code)
    if not any(name.startswith("xl/") for name in lowered):
        raise refusal("archive")


def _check_declared(entries: list[zipfile.ZipInfo], packed: int) -> None:
    """Refuse passwords, and what declares to be too large. Whoever lies here is found while unpacking."""
    if any(entry.flag_bits & 1 for entry in entries):
        raise refusal("encrypted")
    total = sum(entry.file_size for entry in entries)
    limit = min(max(MAX_RATIO * packed, RATIO_COUNTS_FROM_BYTES), MAX_UNPACKED_BYTES)
    if total > limit:
        raise refusal("unpacks_too_large", limit=limit // MEGABYTE)


def _unpacked(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of an entry, straight from the deflate stream, never more than a piece in memory."""
    packed = _packed(data, entry)
    if entry.compress_type == zipfile.ZIP_STORED:
        yield bytes(packed)
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise refusal("broken")
    try:
        yield from _inflated(packed)
    except zlib.error as error:
        raise refusal("broken") from error


def _packed(data: bytes, entry: zipfile.ZipInfo) -> memoryview:
    """Where an entry's bytes lie: behind its local header, which has a name and an extra field of its own."""
    header = data[entry.header_offset : entry.header_offset + _LOCAL_HEADER_BYTES]
    if len(header) < _LOCAL_HEADER_BYTES or not header.startswith(b"PK\x03\x04"):
        raise refusal("broken")
    skipped = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    start = entry.header_offset + _LOCAL_HEADER_BYTES + skipped
    return memoryview(data)[start : start + entry.compress_size]


def _inflated(packed: memoryview) -> Iterator[bytes]:
    """Inflate in small feeds, because what is left of a feed is copied at every step."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    for start in range(0, len(packed), _FEED):
        feed: bytes | memoryview = packed[start : start + _FEED]
        while feed and not stream.eof:
            yield stream.decompress(feed, _PIECE)
            feed = stream.unconsumed_tail
    yield stream.flush()
