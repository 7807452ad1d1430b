"""Merged cells. What a person sees in every row of a merged cell is what every row is given.

Merged over rows, a cell's value holds for each of them: one decision number beside twenty products. Merged
over columns it is a title.
"""

from bisect import bisect_left
from collections.abc import Sequence

from ocop_verify.tabular.cells import Cell
from ocop_verify.tabular.limits import HEADING_SEARCH_ROWS

Merge = tuple[int, int, int, int]  # first row, first column, last row, last column: indexes, all included


class Merges:
    """The merged cells of a sheet, filled while its rows arrive from top to bottom, each row once."""

    def __init__(self, merges: Sequence[Merge]) -> None:
        in_order = sorted(merges)
        # No honest heading row has so many; a hostile file must not make the search for it slow.
        self.among_headings = [merge for merge in in_order if merge[0] < HEADING_SEARCH_ROWS][:1_000]
        self._titles = sorted({row for row, first, _, last in merges if last > first})
        self._waiting = _apart([merge for merge in in_order if merge[2] > merge[0]])[::-1]
        self._open: list[tuple[Merge, Cell]] = []

    def fill_down(self, columns: Sequence[list[Cell]], start: int) -> set[int]:
        """Fill these rows, the first of which has the index ``start``; which columns were changed."""
        end = start + len(columns[0])
        while self._waiting and self._waiting[-1][0] < end:
            merge = self._waiting.pop()
            first_row, index = merge[0] - start, merge[1]
            self._open.append((merge, columns[index][first_row] if index < len(columns) else ""))
        for (first_row, index, last_row, _), value in self._open:
            if index < len(columns):
                rows = slice(max(first_row, start) - start, min(last_row + 1, end) - start)
                columns[index][rows] = [value] * (rows.stop - rows.start)
        changed = {merge[1] for merge, _ in self._open if merge[1] < len(columns)}
        self._open = [(merge, value) for merge, value in self._open if merge[2] >= end]
        return changed

    def titles_between(self, start: int, end: int) -> list[int]:
        """The rows from ``start`` to before ``end`` in which a cell is merged over several columns."""
        return self._titles[bisect_left(self._titles, start) : bisect_left(self._titles, end)]


def _apart(merges: Sequence[Merge]) -> list[Merge]:
    """Without those that begin inside another of the same column: Excel makes none, and a hundred thousand
    on top of each other would be filled a hundred thousand times.
    """
    covered: dict[int, int] = {}
    apart = []
    for merge in merges:
        first_row, index, last_row, _ = merge
        if first_row > covered.get(index, -1):
            covered[index] = last_row
            apart.append(merge)
    return apart
