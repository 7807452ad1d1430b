"""What the XML of a workbook says and the parser does not: which cells it silently reads as empty.

The parser gives nothing for a formula that ended in an error (#N/A) and for one whose result was never
stored. An empty end of validity means something, so a lost one must be told. Hidden rows and columns are
read like others, and said.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import islice
from typing import Final

from ocop_verify.tabular.addresses import index_of
from ocop_verify.tabular.archive import Archive
from ocop_verify.tabular.limits import MAX_PROBLEMS, MAX_SHEET_ROWS

_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_ATTRIBUTE: Final = re.compile(rb"([\w:]+)\s*=\s*\"([^\"]*)\"")
# A cell with a formula, or with an error that was typed or pasted in.
_CELL: Final = re.compile(rb'<c\b([^>]*)>(<f.*?)</c>|<c\b([^>]*\bt="e"[^>]*)>(.*?)</c>', re.DOTALL)
_REFERENCE: Final = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_STORED: Final = re.compile(rb"<v(?: [^>]*)?>([^<]+)</v>|<is>")


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
    lost: list[LostCell] = field(default_factory=list)


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
    for match in _RELATION.finditer(archive.read("xl/_rels/workbook.xml.rels")):
        attributes = _attributes(match[1])
        relations[attributes.get("Id", "")] = attributes.get("Target", "")
    parts = {}
    for match in _SHEET.finditer(archive.read("xl/workbook.xml")):
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
        facts.lost = list(islice(_lost_cells(archive.read(name)), MAX_PROBLEMS))
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


def _lost_cells(xml: bytes) -> Iterator[LostCell]:
    """The cells of a sheet that the parser reads as empty although they are not.

    A formula that gave an empty text is stored as text (t="str") without a value: it is truly empty.
    """
    for match in _CELL.finditer(xml):
        attributes, content = match[1] or match[3], match[2] or match[4]
        reference = _REFERENCE.search(attributes)
        stored = _STORED.search(content)
        error = b't="e"' in attributes
        if reference is None or (not error and (stored or b't="str"' in attributes)):
            continue
        shown = (stored[1] or b"").decode("utf-8", "replace") if error and stored else ""
        yield LostCell(int(reference[2]) - 1, index_of(reference[1].decode()), shown)
