"""What the XML of a workbook says and the parser does not: which cells it silently reads as empty.

The parser gives nothing for a formula that ended in an error (#N/A) and for one whose result was never
stored. An empty end of validity means something, so a lost one must be told. Hidden rows and columns are
read like others, and said.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import chain
from typing import Final

from ocop_verify.tabular.addresses import index_of
from ocop_verify.tabular.archive import Archive
from ocop_verify.tabular.limits import MAX_PROBLEMS, MAX_SHEET_ROWS

# Bounded, so that no text can make a search slow: a tag ends at the next angle bracket.
_SHEET: Final = re.compile(rb"<(?:\w{1,20}:)?sheet\b([^<>]{0,2000})>")
_RELATION: Final = re.compile(rb"<(?:\w{1,20}:)?Relationship\b([^<>]{0,2000})>")
_ATTRIBUTE: Final = re.compile(rb"(?<![\w:])([\w:]+)\s?=\s?\"([^\"]*)\"")
_REFERENCE: Final = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_STORED: Final = re.compile(rb"<v(?: [^<>]*)?>([^<]+)</v>|<is>")
_LONGEST_TAG: Final = 300
_LONGEST_CELL: Final = 60_000  # a formula has at most 8,192 characters, some of them escaped
_LONGEST_INDEX: Final = 1_000_000  # of a part that lists the sheets: fifty times what an honest one needs


@dataclass(frozen=True, slots=True)
class LostCell:
    """A cell that has a formula and no value. ``error`` is what it shows, or "" if nothing was stored."""

    row: int  # index, from 0
    column: int  # index, from 0
    error: str


@dataclass(slots=True)
class SheetFacts:
    """What was noticed in one sheet. ``far_cell`` is a filled cell below every row that we would read."""

    hidden: bool = False
    computed: bool = False
    far_cell: str = ""
    lost: dict[tuple[int, int], LostCell] = field(default_factory=dict)


def inspect_workbook(archive: Archive) -> dict[str, SheetFacts]:
    """Unpack and check every part; what was noticed in each sheet, by the sheet's name."""
    parts = {part: name for name, part in _sheet_parts(archive).items()}
    facts: dict[str, SheetFacts] = {}
    for name in archive.names():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            facts[parts.get(name, name)] = _inspect_sheet(archive, name)
        else:
            for _ in archive.checked_pieces(name):
                pass
    return facts


def _sheet_parts(archive: Archive) -> dict[str, str]:
    """Which part holds which sheet, by the sheet's name."""
    relations = {}
    for match in _RELATION.finditer(archive.read("xl/_rels/workbook.xml.rels")[:_LONGEST_INDEX]):
        attributes = _attributes(match[1])
        relations[attributes.get("Id", "")] = attributes.get("Target", "")
    parts = {}
    for match in _SHEET.finditer(archive.read("xl/workbook.xml")[:_LONGEST_INDEX]):
        attributes = _attributes(match[1])
        target = next((relations.get(v, "") for k, v in attributes.items() if k.endswith(":id")), "")
        parts[attributes.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return parts


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        key.decode("ascii", "replace"): unescape(value.decode("utf-8", "replace"))
        for key, value in _ATTRIBUTE.findall(tag)
    }


def _inspect_sheet(archive: Archive, name: str) -> SheetFacts:
    """One pass over a sheet for what is rare, and a second look only at a sheet with formulas or errors."""
    facts = SheetFacts()
    for piece in archive.checked_pieces(name):
        facts.hidden = facts.hidden or b' hidden="1"' in piece or b' hidden="true"' in piece
        facts.computed = facts.computed or b'"><f' in piece or b't="e"' in piece
        facts.far_cell = _far_cell(piece) or facts.far_cell
    if facts.computed:
        facts.lost = _lost_cells(archive.read(name))
    return facts


def _far_cell(piece: bytes) -> str:
    """The address of the last filled cell of a piece, if it lies below all rows that we would read.

    Someone pressed Ctrl+Down and typed a space: the parser would lay out a million rows to hold it.
    """
    filled = max(piece.rfind(b"</v></c>"), piece.rfind(b"</is></c>"))
    reference = (
        _REFERENCE.search(piece, max(piece.rfind(b"<c ", 0, filled), 0), filled) if filled > 0 else None
    )
    if reference is None or int(reference[2]) <= MAX_SHEET_ROWS:
        return ""
    return (reference[1] + reference[2]).decode()


def _lost_cells(xml: bytes) -> dict[tuple[int, int], LostCell]:
    """The cells of a sheet that the parser reads as empty although they are not.

    A formula that gave an empty text is stored as text (t="str") without a value: it is truly empty.
    """
    lost = {}
    for attributes, content in chain(_cells_with(b'"><f', xml), _cells_with(b't="e"', xml)):
        reference = _REFERENCE.search(attributes)
        stored = _STORED.search(content)
        error = b't="e"' in attributes
        if reference is None or (not error and (stored or b't="str"' in attributes)):
            continue
        shown = (stored[1] or b"").decode("utf-8", "replace") if error and stored else ""
        cell = LostCell(int(reference[2]) - 1, index_of(reference[1].decode()), shown)
        lost[cell.row, cell.column] = cell
        if len(lost) == MAX_PROBLEMS:
            break
    return lost


def _cells_with(mark: bytes, xml: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The attributes and the content of every cell in which this mark stands.

    Whatever is no proper cell ends the search, because looking on could take for ever.
    """
    place = xml.find(mark)
    while place >= 0:
        start = xml.rfind(b"<c ", max(place - _LONGEST_TAG, 0), place)
        end = xml.find(b"</c>", place, place + _LONGEST_CELL)
        if start < 0 or end < 0:
            return
        attributes, _, content = xml[start:end].partition(b">")
        yield attributes, content
        place = xml.find(mark, end)
