"""The sign of a stall, one page of A4: one word with its shape and colour, and a code to its page."""

from dataclasses import dataclass
from io import BytesIO
from typing import Final

from ocop_verify.guide.poster import MARGIN, ROOM, draw_symbol, place_rows, set_rows
from ocop_verify.inspection.pen import Pen
from ocop_verify.inspection.sections import Band, Mark
from ocop_verify.labels.layouts import A4
from ocop_verify.labels.painting.pdf_canvas import SheetCanvas
from ocop_verify.labels.typography import Weight

# From two metres away a phone still resolves a symbol of this size.
SYMBOL: Final = 100.0


@dataclass(frozen=True, slots=True)
class SignWords:
    """What the sign says, in the reader's language."""

    language: str
    mark: Mark
    word: str
    when: str
    stall: str
    holder: str
    advice: str
    fair: str


def sign_pdf(words: SignWords, url: str, host: str) -> bytes:
    """The sign as a PDF; its QR code leads to ``url``."""
    canvas = SheetCanvas(*A4, words.stall, host, lang=words.language)
    pen = Pen(canvas, words.fair, words.stall)
    pen.band(Band(words.mark, words.word, words.when))
    top = place_rows(canvas, set_rows(words.stall, Weight.BOLD, 60, 24, 1), MARGIN, pen.y - 8) - 5
    if words.holder:
        top = place_rows(canvas, set_rows(words.holder, Weight.REGULAR, 24, 12, 2), MARGIN, top) - 6
    draw_symbol(canvas, url, (A4[0] - SYMBOL) / 2, top - SYMBOL, SYMBOL)
    top = place_rows(canvas, set_rows(words.advice, Weight.REGULAR, 17, 12, 3), MARGIN, top - SYMBOL - 4) - 6
    top = place_rows(canvas, set_rows(host, Weight.BOLD, 30, 12, 1), MARGIN, top) - 6
    place_rows(canvas, set_rows(words.fair, Weight.REGULAR, 12, 8, 2, ROOM), MARGIN, top)
    canvas.finish_page()
    file = BytesIO()
    canvas.save_to(file)
    return file.getvalue()
