"""A poster for a stall or a shop, one page of A4: scan before you buy, where to, and what to look at.

There is no picture of dots in it, so it prints sharp at any size; one ink, like the labels.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Final

from ocop_verify.guide.drawing import symbol_of
from ocop_verify.labels.fitting import fit, sizes_down
from ocop_verify.labels.layouts import A4, QUIET_MODULES
from ocop_verify.labels.marks import Block, Words, block_height, place_block, text_rows
from ocop_verify.labels.painting.pdf_canvas import POINTS, SheetCanvas
from ocop_verify.labels.painting.symbol_paths import dark_runs
from ocop_verify.labels.typography import Weight, width

MARGIN: Final = 18.0
# From two metres away a phone still resolves a symbol of this size.
SYMBOL: Final = 100.0
ROOM: Final = A4[0] - 2 * MARGIN
NUMBER_ROOM: Final = 10.0
STEP_TYPE: Final = 16.0
FOOT: Final = 14.0


@dataclass(frozen=True, slots=True)
class PosterWords:
    """What the poster says, in the reader's language."""

    language: str
    title: str
    lead: str
    steps: Sequence[str]
    foot: str


def poster_pdf(words: PosterWords, url: str, host: str) -> bytes:
    """The poster as a PDF; its QR code leads to ``url``."""
    canvas = SheetCanvas(*A4, words.title, host, lang=words.language)
    top = A4[1] - MARGIN
    top = place_rows(canvas, set_rows(words.title, Weight.BOLD, 46, 24, 2), MARGIN, top) - 7
    top = place_rows(canvas, set_rows(words.lead, Weight.REGULAR, 17, 12, 4), MARGIN, top) - 6
    draw_symbol(canvas, url, (A4[0] - SYMBOL) / 2, top - SYMBOL, SYMBOL)
    top -= SYMBOL + 3
    name = set_rows(host, Weight.BOLD, 40, 12, 1)
    left = (A4[0] - max(width(mark.text, mark.weight, mark.size) for mark in _marks(name, 0, 0))) / 2
    top = place_rows(canvas, name, left, top) - 9
    for number, step in enumerate(words.steps, start=1):
        rows = set_rows(step, Weight.REGULAR, STEP_TYPE, 10, 3, ROOM - NUMBER_ROOM)
        first = _marks(rows, MARGIN, top)[0]
        canvas.draw_words(replace(first, text=f"{number}", weight=Weight.BOLD))
        top = place_rows(canvas, rows, MARGIN + NUMBER_ROOM, top) - 5.5
    canvas.draw_line(MARGIN, FOOT + 9, A4[0] - MARGIN, FOOT + 9)
    place_rows(canvas, set_rows(words.foot, Weight.REGULAR, 9, 7, 2), MARGIN, FOOT + 6)
    canvas.finish_page()
    file = BytesIO()
    canvas.save_to(file)
    return file.getvalue()


def set_rows(
    text: str, weight: Weight, largest: float, smallest: float, lines: int, room: float = ROOM
) -> Block:
    """A text as large as it fits on so many lines."""
    shown = fit(text, weight, room, sizes_down(largest, smallest), lines)
    return text_rows(shown.lines, weight, shown.size, 1.35)


def _marks(block: Block, x: float, top: float) -> list[Words]:
    return [mark for mark in place_block(block, x, top) if isinstance(mark, Words)]


def place_rows(canvas: SheetCanvas, block: Block, x: float, top: float) -> float:
    """Draw the rows with their ink beginning at ``top``; gives where it ends."""
    for mark in _marks(block, x, top):
        canvas.draw_words(mark)
    return top - block_height(block)


def draw_symbol(canvas: SheetCanvas, url: str, x: float, y: float, side: float) -> None:
    """The QR code of an address in a square of this side, quiet zone included, as one path."""
    symbol = symbol_of(url)
    size = symbol.shape[0]
    module = side / (size + 2 * QUIET_MODULES) * POINTS
    left, top = x * POINTS + QUIET_MODULES * module, (y + side) * POINTS - QUIET_MODULES * module
    starts, lengths = dark_runs(symbol[None])
    rectangles = (
        f"{left + (start % (size + 2)) * module:.3f} "
        f"{top - (start // (size + 2) + 1) * module:.3f} {length * module:.3f} {module:.3f} re"
        for start, length in zip(starts.tolist(), lengths.tolist(), strict=True)
    )
    canvas.write(("\n".join(rectangles) + "\nf").encode())
