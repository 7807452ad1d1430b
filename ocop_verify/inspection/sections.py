"""What papers are made of, as values: facts, sections with words, tables and pictures, one word over all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PIL.Image import Image


class Mark(StrEnum):
    """A shape that says the same as the word beside it, in any ink."""

    TICK = "tick"
    TRIANGLE = "triangle"
    SLASH = "slash"
    DASH = "dash"


@dataclass(frozen=True, slots=True)
class Band:
    """One word over the width of the page, with its shape and colour, and a line under it."""

    mark: Mark
    word: str
    line: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. ``mark`` stands before its first cell."""

    cells: Sequence[str]
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings, which stand again on each page. ``shares`` say how the width is divided."""

    headings: Sequence[str]
    shares: Sequence[float]
    rows: Iterable[Row]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with paragraphs, a table, and pictures with a line under each, which may come one by one."""

    heading: str
    paragraphs: Sequence[str] = ()
    pictures: Iterable[tuple[Image, str]] = ()
    table: Table | None = None
    small: bool = False


@dataclass(frozen=True, slots=True)
class Minutes:
    """Everything that the paper says, in the reader's language. ``signers`` sign at its end."""

    language: str
    title: str
    number: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    signers: Sequence[str]
    check: str
    url: str
    foot: str
    band: Band | None = None
