"""QR symbols as vector paths: each dark run of a row is one rectangle, a symbol is one filled path.

One fill per symbol leaves no hairlines between modules, whatever draws it. A run's operator is looked up, not
formatted: for every place and length it stands ready in a table, and a batch of symbols is one ``take`` from
that table. All numbers have a fixed number of digits, so all entries are equally long.
"""

from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ocop_verify.labels.layouts import QUIET_MODULES

# Coordinates are modules, counted from here so that each has two digits up to version 18 (89 modules).
FIRST: Final = 10
# A longer run is written as several rectangles that touch; inside one path they fill as one.
LONGEST: Final = 9
OPERATOR_BYTES: Final = len(b"10 10 1 1 re\n")

Symbols = NDArray[np.bool_]


def pdf_paths(symbols: Symbols) -> list[bytes]:
    """PDF path operators of each symbol, in modules, its lower left dark corner at FIRST, FIRST."""
    count, size, _ = symbols.shape
    places = size * (size + 2)
    starts, lengths = dark_runs(symbols)
    bounds = np.searchsorted(starts, np.arange(count + 1) * places) * OPERATOR_BYTES
    written = _operators(size).take(starts % places * LONGEST + (lengths - 1)).tobytes()
    return [written[start:end] for start, end in pairwise(bounds.tolist())]


def dark_runs(symbols: Symbols) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each run of dark modules begins, and how long it is, never longer than LONGEST.

    Places are counted through all symbols row by row, with one light module before and after each row, so
    that no run reaches over the end of its row.
    """
    count, size, _ = symbols.shape
    framed = np.zeros((count, size, size + 2), dtype=np.bool_)
    framed[:, :, 1:-1] = symbols
    flat = framed.reshape(-1)
    edges = np.flatnonzero(flat[1:] != flat[:-1])
    starts, lengths = edges[::2], edges[1::2] - edges[::2]
    while (long := np.flatnonzero(lengths > LONGEST)).size:
        starts = np.insert(starts, long + 1, starts[long] + LONGEST)
        lengths = np.insert(lengths, long + 1, lengths[long] - LONGEST)
        lengths[long + np.arange(long.size)] = LONGEST
    return starts, lengths


@lru_cache(maxsize=4)
def _operators(size: int) -> NDArray[np.void]:
    """The rectangle operator of every place and length, by place * LONGEST + length - 1."""
    table = [
        b"%02d %02d %d 1 re\n" % (FIRST + column, FIRST + size - 1 - line, length)
        for line in range(size)
        for column in range(size + 2)
        for length in range(1, LONGEST + 1)
    ]
    return np.frombuffer(b"".join(table), dtype=f"V{OPERATOR_BYTES}")


def svg_path(symbol: Symbols, x: float, y: float, module: float) -> str:
    """One symbol as SVG path commands; its quiet zone's upper left corner at x, y, y downwards."""
    row = symbol.shape[1] + 2
    starts, lengths = dark_runs(symbol[np.newaxis])
    corner = QUIET_MODULES * module
    return "".join(
        f"M{x + corner + start % row * module:.4f} {y + corner + start // row * module:.4f}"
        f"h{length * module:.4f}v{module:.4f}h{-length * module:.4f}z"
        for start, length in zip(starts.tolist(), lengths.tolist(), strict=True)
    )
