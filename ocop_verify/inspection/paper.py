"""Minutes (*biên bản*) and other papers as a PDF: words and pictures in, bytes out."""

from io import BytesIO
from itertools import islice
from typing import Final

from ocop_verify.guide.poster import draw_symbol
from ocop_verify.inspection.pen import BODY, LEADING, MARGIN, ROOM, Pen, lines_of
from ocop_verify.inspection.sections import Minutes, Section
from ocop_verify.labels.layouts import A4
from ocop_verify.labels.marks import Words
from ocop_verify.labels.painting.pdf_canvas import SheetCanvas
from ocop_verify.labels.typography import MM_PER_POINT, Weight

SYMBOL: Final = 30.0
IN_A_ROW: Final = 3


def minutes_pdf(minutes: Minutes) -> bytes:
    """The paper. The same words and pictures give the same bytes."""
    canvas = SheetCanvas(*A4, minutes.title, minutes.number, lang=minutes.language)
    pen = Pen(canvas, minutes.number, minutes.check)
    draw_symbol(canvas, minutes.url, A4[0] - MARGIN - SYMBOL, A4[1] - MARGIN - SYMBOL, SYMBOL)
    for line in lines_of(minutes.title, Weight.BOLD, 18, ROOM - SYMBOL - 5):
        pen.y -= 18 * LEADING * MM_PER_POINT
        canvas.draw_words(Words(MARGIN, pen.y, line, Weight.BOLD, 18))
    pen.gap(2)
    pen.text(minutes.number, Weight.BOLD, 13)
    pen.text(minutes.check)
    pen.y = min(pen.y, A4[1] - MARGIN - SYMBOL) - 6
    if minutes.band:
        pen.band(minutes.band)
    for name, value in minutes.facts:
        pen.fact(name, value)
    for section in minutes.sections:
        _write(pen, section)
    _sign(pen, minutes)
    pen.end_page()
    file = BytesIO()
    canvas.save_to(file)
    return file.getvalue()


def _write(pen: Pen, section: Section) -> None:
    pen.gap(5)
    pen.need(20)
    pen.text(section.heading, Weight.BOLD, 12)
    pen.gap(1)
    for paragraph in section.paragraphs:
        pen.text(paragraph)
    if section.table:
        pen.table(section.table)
    if not section.small:
        for image, words in section.pictures:
            pen.picture(image, words)
        return
    waiting = iter(section.pictures)
    while row := list(islice(waiting, IN_A_ROW)):
        pen.gallery(row)


def _sign(pen: Pen, minutes: Minutes) -> None:
    """Room for those who sign by hand, side by side, and how the paper is checked."""
    pen.need(55)
    pen.gap(8)
    top, step = pen.y, ROOM / max(1, len(minutes.signers))
    for place, signer in enumerate(minutes.signers):
        pen.canvas.draw_words(Words(MARGIN + place * step, top, signer, Weight.BOLD, BODY))
    pen.gap(30)
    pen.text(minutes.foot, size=8.5)
