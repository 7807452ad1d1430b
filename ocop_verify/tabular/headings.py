"""Which columns a caller wants, and where they stand in a table that a person made.

Headings are compared as words: case, diacritics, punctuation and remarks in brackets do not matter, nor
does their order. Above them may stand titles; a heading may be split over two rows.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import pairwise
from typing import Any, Final

from ocop_verify.domain.errors import N_
from ocop_verify.domain.text import clean, words
from ocop_verify.tabular.addresses import address_of, letters_of
from ocop_verify.tabular.cells import Cell, excerpt
from ocop_verify.tabular.filling import Merge
from ocop_verify.tabular.limits import LONGEST_HEADING
from ocop_verify.tabular.problems import Problem, Unreadable
from ocop_verify.tabular.texts import text

Parser = Callable[[Cell], object]
# What the lines above a table (joined by line breaks) say for columns that it lacks, given those it has.
Above = Callable[[str, Collection[str]], Mapping[str, str]]

_REMARK: Final = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a caller wants.

    ``name`` is its key in the rows, ``heading`` what people call it, ``also`` other headings it goes by;
    all three are accepted. ``parse`` turns a filled cell into a value, or raises ``Unreadable``; it may give
    None for a cell that says nothing. A ``required`` column must be there and filled in every row.
    """

    name: str
    heading: str
    also: tuple[str, ...] = ()
    parse: Parser = text
    required: bool = False

    def spellings(self) -> set[str]:
        """Everything that the column may be called, as words."""
        return {key_of(spelling) for spelling in (self.name, self.heading, *self.also)}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as it stands in the file; ``index`` is its column's, from 0."""

    index: int
    text: str

    @property
    def letters(self) -> str:
        return letters_of(self.index)


@dataclass(slots=True)
class Headings:
    """The row of headings (``row``, from 0) and what its cells mean. Data begin in ``first_row``.

    ``width`` is how many columns the headings span, those of no use and those one too many among them.
    ``given`` are the values of columns that the table lacks and the lines above it say once for all rows.
    """

    row: int
    first_row: int
    width: int = 0
    found: dict[str, Heading] = field(default_factory=dict)
    ignored: list[Heading] = field(default_factory=list)
    given: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def key_of(heading: str) -> str:
    """A heading as it is compared: "Ngày quyết định (dd/mm/yyyy)*" is "ngay quyet dinh"."""
    return words(_REMARK.sub(" ", heading)) or words(heading)


def find_headings(
    rows: Sequence[Sequence[Cell]],
    columns: Sequence[Column],
    merges: Sequence[Merge] = (),
    above: Above | None = None,
) -> Headings | None:
    """The row that names the most columns, or None where no row names two (or the only one)."""
    by_key = {key: column.name for column in columns for key in column.spellings()}
    named = [
        len({name for name in _names(rows, index, by_key, merges) if name}) for index in range(len(rows))
    ]
    most = max(named, default=0)
    if most < min(2, len(columns)):
        return None
    row = named.index(most)
    headings = _sorted_out(rows, row, by_key, columns, merges)
    if above is not None:
        headings.given = _given(rows[:row], headings, columns, above)
    headings.problems += _missing(headings, columns)
    return headings


def _given(
    rows: Sequence[Sequence[Cell]], headings: Headings, columns: Sequence[Column], above: Above
) -> dict[str, Any]:
    """What the lines above say for columns that the table lacks. What cannot be read is not said."""
    lines = "\n".join(clean(cell) for row in rows for cell in row if isinstance(cell, str) and cell)
    said, given = above(lines, headings.found), {}
    for column in columns:
        if column.name in said and column.name not in headings.found:
            with suppress(Unreadable):
                given[column.name] = column.parse(said[column.name])
    return given


def _names(
    rows: Sequence[Sequence[Cell]], row: int, by_key: Mapping[str, str], merges: Sequence[Merge]
) -> list[str | None]:
    """For each cell of the row, the column that it names."""
    names = []
    for index, cell in enumerate(rows[row]):
        spelling = cell if isinstance(cell, str) and len(cell) <= LONGEST_HEADING else ""
        name = by_key.get(key_of(spelling)) if spelling else None
        if spelling and name is None and (group := _group_above(rows, row, index, merges)):
            name = by_key.get(key_of(f"{spelling} {group}")) or by_key.get(key_of(f"{group} {spelling}"))
        names.append(name)
    return names


def _group_above(rows: Sequence[Sequence[Cell]], row: int, index: int, merges: Sequence[Merge]) -> str:
    """The heading that spans this column and others in the row above: "Quyết định" over "Số" and "Ngày"."""
    for first_row, first, last_row, last in merges:
        if last_row == row - 1 and first <= index <= last and first < last:
            return excerpt(rows[first_row][first])
    return ""


def _sorted_out(
    rows: Sequence[Sequence[Cell]],
    row: int,
    by_key: Mapping[str, str],
    columns: Sequence[Column],
    merges: Sequence[Merge],
) -> Headings:
    """Each heading of the row where it belongs: found, ignored, or one too many for its column."""
    headings = Headings(row, row + 1)
    titles = {column.name: column.heading for column in columns}
    for index, name in enumerate(_names(rows, row, by_key, merges)):
        heading = Heading(index, excerpt(rows[row][index]))
        headings.width = index + 1 if heading.text else headings.width
        if name is None:
            headings.ignored += [heading] if heading.text else []
        elif name in headings.found:
            headings.problems.append(_second(headings.found[name], heading, titles[name], row))
        else:
            headings.found[name] = heading
    headings.first_row = _last_row(headings, merges) + 1
    return headings


def _last_row(headings: Headings, merges: Sequence[Merge]) -> int:
    """The last row of the headings: below their own only as far as every one of them is merged."""
    last_rows = {index: last for first, index, last, _ in merges if first <= headings.row <= last}
    return min(last_rows.get(heading.index, headings.row) for heading in headings.found.values())


def _second(first: Heading, second: Heading, title: str, row: int) -> Problem:
    return Problem(
        row + 1,
        second.letters,
        second.text,
        "duplicate_heading",
        N_("Hai ô tiêu đề cùng chỉ cột “%(heading)s”: %(first)s và %(second)s. Hãy bỏ một cột."),
        {
            "heading": title,
            "first": address_of(row, first.index),
            "second": address_of(row, second.index),
        },
        second.text,
    )


def _missing(headings: Headings, columns: Sequence[Column]) -> list[Problem]:
    """The required columns that no heading names, each with the unknown heading that looks like it."""
    unknown = {key_of(heading.text): heading for heading in headings.ignored}
    problems = []
    for column in columns:
        if not column.required or column.name in headings.found or column.name in headings.given:
            continue
        near = [match for key in column.spellings() for match in get_close_matches(key, unknown, 1, 0.75)]
        likely = unknown[near[0]] if near else None
        problems.append(_missing_column(headings.row, column, likely))
    return problems


def _missing_column(row: int, column: Column, likely: Heading | None) -> Problem:
    if likely is None:
        message = N_("Thiếu cột “%(heading)s”. Hãy thêm cột này vào bảng.")
        return Problem(row + 1, "", column.heading, "missing_column", message, {"heading": column.heading})
    return Problem(
        row + 1,
        likely.letters,
        column.heading,
        "missing_column",
        N_("Thiếu cột “%(heading)s”. Nếu là cột “%(found)s” (ô %(cell)s) thì hãy sửa tên cột."),
        {"heading": column.heading, "found": likely.text, "cell": address_of(row, likely.index)},
        likely.text,
    )


def is_numbering(row: Sequence[Cell]) -> bool:
    """Whether a row only numbers the columns, as official tables do below their headings: (1) (2) (3)."""
    marks = [clean(excerpt(cell)).strip("()[] ") for cell in row if cell != ""]
    numbers = [int(mark) for mark in marks if mark.isascii() and mark.isdigit()]
    others = [mark for mark in marks if not mark.isdigit()]
    in_order = all(after == before + 1 for before, after in pairwise(numbers))
    return len(numbers) >= 3 and in_order and all(len(mark) == 1 for mark in others)
