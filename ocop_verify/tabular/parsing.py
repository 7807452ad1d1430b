"""Runs the child process that parses, and gives its sheets while they arrive.

Whatever happens to the child (a crash in native code, too little memory, too much time, an answer that makes
no sense) comes out as one ``FileProblem``.
"""

import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Final

import msgspec
import python_calamine

from ocop_verify.tabular.archive import Archive
from ocop_verify.tabular.cells import Cell
from ocop_verify.tabular.kinds import Kind
from ocop_verify.tabular.limits import CHILD_WALL_SECONDS, MAX_UNPACKED_BYTES
from ocop_verify.tabular.refusals import SENTENCES, refusal
from ocop_verify.tabular.workbook import SheetFacts, inspect_workbook

_START: Final = "import sys; sys.path += sys.argv[1:]; from ocop_verify.tabular.child import main; main()"
# Where this package and the parser lie. The child does without ``site``, which takes time to find them.
_PATHS: Final = (str(Path(__file__).parents[2]), str(Path(python_calamine.__file__).parents[1]))
_MAX_LINE: Final = 2 * MAX_UNPACKED_BYTES  # no honest frame is larger than all that a file may hold


class Head(msgspec.Struct):
    """How a sheet introduces itself. ``merges`` are (first row, first column, last row, last column)."""

    name: str
    rows: int
    merges: list[tuple[int, int, int, int]]
    others: list[str]


class _Message(msgspec.Struct):
    """One line of the child; ``child`` describes them."""

    sheet: Head | None = None
    columns: list[tuple[bool, list[str | float], list[int] | None]] | None = None
    problem: tuple[str, dict[str, str | int]] | None = None
    end: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """The cells of one column in some rows. With ``indexes``, ``cells`` are the distinct ones."""

    cells: list[Cell]
    indexes: list[int] | None = None

    def spread(self) -> list[Cell]:
        """One cell for each row."""
        return list(self.cells) if self.indexes is None else [self.cells[index] for index in self.indexes]

    def after(self, rows: int) -> "Series":
        """Without so many rows at the top."""
        return Series(self.spread()[rows:]) if rows else self


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet and its rows, in frames of equally long columns. ``facts`` were seen in its XML."""

    head: Head
    facts: SheetFacts
    frames: Iterator[list[Series]]


@contextmanager
def opened(data: bytes, kind: Kind) -> Generator[Iterator[Sheet]]:
    """The sheets of a file. The child wakes up while the archive is being checked here."""
    with _child() as child:
        facts = inspect_workbook(Archive(data)) if kind is Kind.XLSX else {}
        _feed(child.stdin, kind, facts, data)
        yield Stream(child.stdout, facts).sheets()


@contextmanager
def _child() -> Generator[subprocess.Popen[bytes]]:
    """The process, which never outlives this block."""
    arguments = [sys.executable, "-I", "-S", "-c", _START, *_PATHS]
    pipe = subprocess.PIPE
    with subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
        arguments, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env={}
    ) as child:
        deadline = threading.Timer(CHILD_WALL_SECONDS, child.kill)
        deadline.start()
        try:
            yield child
        finally:
            deadline.cancel()
            child.kill()


def _feed(pipe: IO[bytes] | None, kind: Kind, facts: dict[str, SheetFacts], data: bytes) -> None:
    """Send the request as one line, then the bytes. A child that has died is noticed when it is read."""
    assert pipe is not None  # noqa: S101 - a pipe was asked for
    far_cells = {name: sheet.far_cell for name, sheet in facts.items() if sheet.far_cell}
    with suppress(BrokenPipeError):
        pipe.write(msgspec.json.encode({"kind": kind, "far_cells": far_cells}) + b"\n")
        pipe.write(data)
    with suppress(BrokenPipeError):
        pipe.close()


class Stream:
    """The child's messages in their order. A sheet that nobody reads to its end is skipped."""

    def __init__(self, lines: IO[bytes] | None, facts: dict[str, SheetFacts]) -> None:
        assert lines is not None  # noqa: S101 - a pipe was asked for
        self._lines = lines
        self._facts = facts
        self._decoder = msgspec.json.Decoder(_Message)
        self._message = _Message()

    def sheets(self) -> Iterator[Sheet]:
        self._advance()
        while head := self._message.sheet:
            frames = self._frames()
            yield Sheet(head, self._facts.get(head.name, SheetFacts()), frames)
            for _ in frames:
                pass
        if not self._message.end:
            raise refusal("out_of_bounds")

    def _frames(self) -> Iterator[list[Series]]:
        self._advance()
        while self._message.columns is not None:
            yield _columns(self._message.columns)
            self._advance()

    def _advance(self) -> None:
        """Read the next message. A line that was cut off or makes no sense is a child that went wrong."""
        line = self._lines.readline(_MAX_LINE)
        try:
            self._message = self._decoder.decode(line)
        except msgspec.MsgspecError as error:
            raise refusal("out_of_bounds") from error
        if self._message.problem is not None:
            code, values = self._message.problem
            raise refusal(code if code in SENTENCES else "out_of_bounds", **values)


def _columns(sent: list[tuple[bool, list[str | float], list[int] | None]]) -> list[Series]:
    """The columns of a frame, checked to be equally long and to point nowhere else."""
    try:
        columns = [
            Series([_unspelled(cell) for cell in cells] if typed else list(cells), indexes)
            for typed, cells, indexes in sent
        ]
    except ValueError as error:
        raise refusal("out_of_bounds") from error
    lengths = {len(column.cells if column.indexes is None else column.indexes) for column in columns}
    wild = any(
        not 0 <= min(column.indexes) <= max(column.indexes) < len(column.cells)
        for column in columns
        if column.indexes
    )
    if len(lengths) != 1 or wild:
        raise refusal("out_of_bounds")
    return columns


def _unspelled(cell: str | float) -> Cell:
    """The opposite of ``child.spelled``."""
    if isinstance(cell, float):
        return cell
    kind, text = cell[:1], cell[1:]
    if kind == "d":
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    return time.fromisoformat(text) if kind == "t" else text
