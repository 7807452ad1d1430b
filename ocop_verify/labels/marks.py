"""What a label is made of, ready to be painted: words, drawn stars, and rows of both.

Lengths are millimetres from the lower left, y upwards; type sizes are points.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from ocop_verify.labels.typography import MM_PER_POINT, Box, Weight, ink, width

# Of an em, from the font's own tables.
CAP_HEIGHT: Final = 0.74
# A star's inner corners lie at this part of its radius: a little fuller than the pentagram's 0.38, since thin
# points break off on a thermal printer.
STAR_WAIST: Final = 0.44
# The space between two groups of digits, of an em: wider than a word space, so that groups are seen as such.
GROUP_GAP: Final = 0.36


@dataclass(frozen=True, slots=True)
class Words:
    """A run of text; ``x`` and ``y`` are where its baseline begins."""

    x: float
    y: float
    text: str
    weight: Weight
    size: float

    def moved(self, x: float, y: float) -> "Words":
        return replace(self, x=self.x + x, y=self.y + y)

    @property
    def box(self) -> Box:
        """The edges of its ink: left, bottom, right, top."""
        left, bottom, right, top = ink(self.text, self.weight, self.size)
        return (self.x + left, self.y + bottom, self.x + right, self.y + top)


@dataclass(frozen=True, slots=True)
class CodeRow:
    """The place of some groups of the typed code, which differs from label to label of one design."""

    x: float
    y: float
    groups: tuple[int, ...]
    weight: Weight
    size: float

    def moved(self, x: float, y: float) -> "CodeRow":
        return replace(self, x=self.x + x, y=self.y + y)

    def filled(self, groups: Sequence[str]) -> tuple[Words, ...]:
        """These groups of digits in their places."""
        words, x = [], self.x
        for group in groups:
            words.append(Words(x, self.y, group, self.weight, self.size))
            x += width(group, self.weight, self.size) + GROUP_GAP * self.size * MM_PER_POINT
        return tuple(words)

    @property
    def room(self) -> float:
        """The width that any digits in these groups keep to."""
        widest = max(width(digit, self.weight, self.size) for digit in "0123456789")
        gaps = GROUP_GAP * self.size * MM_PER_POINT * (len(self.groups) - 1)
        return widest * sum(self.groups) + gaps


@dataclass(frozen=True, slots=True)
class Star:
    """A drawn five-pointed star; the typeface has no letter for it."""

    x: float
    y: float
    radius: float

    def moved(self, x: float, y: float) -> "Star":
        return replace(self, x=self.x + x, y=self.y + y)

    @property
    def points(self) -> list[tuple[float, float]]:
        """Its ten corners, the topmost first."""
        radii = (self.radius, self.radius * STAR_WAIST) * 5
        angles = (math.pi / 2 + step * math.pi / 5 for step in range(10))
        return [
            (self.x + radius * math.cos(angle), self.y + radius * math.sin(angle))
            for radius, angle in zip(radii, angles, strict=True)
        ]

    @property
    def box(self) -> Box:
        """The edges of its ink: left, bottom, right, top."""
        xs, ys = zip(*self.points, strict=True)
        return (min(xs), min(ys), max(xs), max(ys))


Mark = Words | CodeRow | Star


@dataclass(frozen=True, slots=True)
class Row:
    """Marks on one baseline. ``lead`` is the wanted distance from the baseline of the row above."""

    ascent: float
    descent: float
    lead: float
    marks: tuple[Mark, ...]


Block = tuple[Row, ...]


def text_rows(lines: Iterable[str], weight: Weight, size: float, leading: float = 1.2) -> Block:
    """One row a line; capitals with two accents make a row as high as they need."""
    return tuple(words_row([Words(0, 0, line, weight, size)], leading) for line in lines)


def words_row(words: Sequence[Words], leading: float = 1.2) -> Row:
    """Several runs of text on one baseline."""
    largest = max(each.size for each in words) * MM_PER_POINT
    return Row(
        ascent=max(largest * CAP_HEIGHT, *(each.box[3] for each in words)),
        descent=max(0.0, *(-each.box[1] for each in words)),
        lead=largest * leading,
        marks=tuple(words),
    )


def code_row(row: CodeRow) -> Row:
    """Room for the groups of a code, whatever their digits."""
    em = row.size * MM_PER_POINT
    overshoot = 0.01 * em  # round digits reach a little over the line
    return Row(CAP_HEIGHT * em + overshoot, overshoot, 1.15 * em, (row,))


def stars_row(count: int, words: Words, room: float) -> Row:
    """So many stars, and a text beside them on the same middle line; the stars shrink to fit the room."""
    em = words.size * MM_PER_POINT
    gap = 0.3 * em
    step = min(em * 1.02, (room - gap - width(words.text, words.weight, words.size)) / count)
    radius, middle = step / 2.05, em * CAP_HEIGHT / 2
    stars = tuple(Star(step * (place + 0.5), middle - radius * 0.06, radius) for place in range(count))
    text = replace(words, x=step * count + gap)
    return Row(
        ascent=max(text.box[3], *(star.box[3] for star in stars)),
        descent=max(0.0, -text.box[1], *(-star.box[1] for star in stars)),
        lead=0,
        marks=(*stars, text),
    )


def block_height(block: Block) -> float:
    """From the top of the first row's ink to the bottom of the last one's."""
    return block[0].ascent + sum(_steps(block)) + block[-1].descent if block else 0.0


def _steps(block: Block) -> list[float]:
    """The distances between baselines: as wanted, or more where accents above would touch tails below."""
    touching = 0.06
    return [max(lower.lead, upper.descent + lower.ascent + touching) for upper, lower in pairwise(block)]


def place_block(block: Block, x: float, top: float) -> list[Mark]:
    """The block's marks, its first row's ink beginning at ``top``."""
    y = top - block[0].ascent
    marks: list[Mark] = []
    for row, step in zip(block, [0.0, *_steps(block)], strict=True):
        y -= step
        marks += (mark.moved(x, y) for mark in row.marks)
    return marks
