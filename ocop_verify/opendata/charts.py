"""Charts as numbers: where each mark of a drawing lies. They are drawn as SVG on the server.

A drawing is 100 units wide and ``HEIGHT`` high and is stretched to its place. It holds no letters: these
stand beside it, and a table with the same figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

HEIGHT: Final = 40.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A rectangle that stands on the ground line."""

    x: float
    y: float
    width: float
    height: float


def columns(values: Sequence[int]) -> tuple[Mark, ...]:
    """A column for each value, as many as there are, from the left."""
    most, step = max(values, default=0) or 1, 100 / max(len(values), 1)
    gap = step * 0.15
    return tuple(
        Mark(round(n * step + gap / 2, 2), round(HEIGHT - height, 2), round(step - gap, 2), round(height, 2))
        for n, value in enumerate(values)
        if (height := HEIGHT * value / most)
    )


def share(value: int, most: int) -> float:
    """The length of a bar, of 100."""
    return round(100 * value / most, 1) if most else 0
