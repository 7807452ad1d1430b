"""Merged cells. What a person sees in every row of a merged cell is what every row is given.

Merged over rows, a cell's value holds for each of them: one decision number beside twenty products. Merged
over columns it is a title.
"""

from collections.abc import Sequence

from ocop_verify.tabular.cells import Cell

Merge = tuple[int, int, int, int]  # first row, first column, last row, last column: indexes, all included


class Merges:
    """The merged cells of a sheet, filled while its rows arrive from top to bottom."""

    def __init__(self, merges: Sequence[Merge]) -> None:
        self.all = merges
        self._tall = sorted(merge for merge in merges if merge[2] > merge[0])
        self._titles = sorted({row for row, first, _, last in merges if last > first})
        self._values: dict[Merge, Cell] = {}

    def fill_down(self, columns: Sequence[list[Cell]], start: int) -> set[int]:
        """Fill these rows, the first of which has the index ``start``; which columns were changed."""
        end = start + len(columns[0])
        changed = set()
        for merge in self._tall:
            first_row, index, last_row, _ = merge
            if first_row >= end or last_row < start or index >= len(columns):
                continue
            column = columns[index]
            if first_row >= start:
                self._values[merge] = column[first_row - start]
            rows = range(max(first_row, start), min(last_row + 1, end))
            column[rows.start - start : rows.stop - start] = [self._values.get(merge, "")] * len(rows)
            changed.add(index)
        return changed

    def titles_between(self, start: int, end: int) -> list[int]:
        """The rows from ``start`` to before ``end`` in which a cell is merged over several columns."""
        return [row for row in self._titles if start <= row < end]
