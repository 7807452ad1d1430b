"""Minutes (*biên bản*) as a PDF: words and pictures in, bytes out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final

from PIL.Image import Image
from reportlab.lib.utils import ImageReader

from ocop_verify.guide.poster import draw_symbol
from ocop_verify.labels.fitting import wrap
from ocop_verify.labels.layouts import A4
from ocop_verify.labels.marks import Words
from ocop_verify.labels.painting.pdf_canvas import POINTS, SheetCanvas
from ocop_verify.labels.typography import MM_PER_POINT, Weight

MARGIN: Final = 20.0
FOOT: Final = 22.0
ROOM: Final = A4[0] - 2 * MARGIN
NAMES: Final = 48.0
GUTTER: Final = 3.0
BODY: Final = 10.5
LEADING: Final = 1.45
SYMBOL: Final = 30.0
PICTURE: Final = (110.0, 85.0)
# Hashes and addresses have no place to break at; so many letters fit a line at every size.
LONGEST_WORD: Final = 64
MOST_LINES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with paragraphs, and pictures with a line under each."""

    heading: str
    paragraphs: Sequence[str] = ()
    pictures: Sequence[tuple[Image, str]] = ()


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


@dataclass
class _Pen:
    """Where the next line goes; it begins a new page where one is full."""

    canvas: SheetCanvas
    minutes: Minutes
    y: float = A4[1] - MARGIN
    page: int = field(default=1)

    def text(self, text: str, weight: Weight = Weight.REGULAR, size: float = BODY, x: float = MARGIN) -> None:
        """A paragraph; nothing of it is left out, however long it is."""
        step = size * LEADING * MM_PER_POINT
        for line in _lines(text, weight, size, A4[0] - MARGIN - x):
            self.need(step)
            self.y -= step
            self.canvas.draw_words(Words(x, self.y, line, weight, size))

    def fact(self, name: str, value: str) -> None:
        """A name, and beside it what it is; either may take more lines than the other."""
        step = BODY * LEADING * MM_PER_POINT
        names = list(_lines(name, Weight.BOLD, BODY, NAMES - GUTTER))
        self.need(step * len(names))
        page, foot = self.page, self.y - step * len(names)
        for line, words in enumerate(names, start=1):
            self.canvas.draw_words(Words(MARGIN, self.y - step * line, words, Weight.BOLD, BODY))
        self.text(value or "–", x=MARGIN + NAMES)
        if self.page == page:
            self.y = min(self.y, foot)

    def picture(self, image: Image, words: str) -> None:
        """A picture as large as its room allows, and what it is."""
        scale = min(PICTURE[0] / image.width, PICTURE[1] / image.height)
        width, height = image.width * scale, image.height * scale
        self.need(height + 14)
        self.y -= height + 2
        x, y = MARGIN * POINTS, self.y * POINTS
        self.canvas.drawImage(ImageReader(image), x, y, width * POINTS, height * POINTS)
        self.text(words, size=8)
        self.gap(3)

    def gap(self, height: float) -> None:
        """Leave some room."""
        self.y -= height

    def need(self, height: float) -> None:
        """Begin a new page where so much does not fit on this one."""
        if self.y - height < FOOT:
            self.end_page()
            self.y = A4[1] - MARGIN
            self.page += 1

    def end_page(self) -> None:
        """What stands at the foot of each page."""
        foot = f"{self.minutes.number} · {self.minutes.check} · {self.page}"
        self.canvas.draw_line(MARGIN, FOOT - 4, A4[0] - MARGIN, FOOT - 4)
        self.canvas.draw_words(Words(MARGIN, FOOT - 9, foot, Weight.REGULAR, 8))
        self.canvas.finish_page()


def minutes_pdf(minutes: Minutes) -> bytes:
    """The paper. The same words and pictures give the same bytes."""
    canvas = SheetCanvas(*A4, minutes.title, minutes.number, lang=minutes.language)
    pen = _Pen(canvas, minutes)
    draw_symbol(canvas, minutes.url, A4[0] - MARGIN - SYMBOL, A4[1] - MARGIN - SYMBOL, SYMBOL)
    for line in _lines(minutes.title, Weight.BOLD, 18, ROOM - SYMBOL - 5):
        pen.y -= 18 * LEADING * MM_PER_POINT
        canvas.draw_words(Words(MARGIN, pen.y, line, Weight.BOLD, 18))
    pen.gap(2)
    pen.text(minutes.number, Weight.BOLD, 13)
    pen.text(minutes.check)
    pen.y = min(pen.y, A4[1] - MARGIN - SYMBOL) - 6
    for name, value in minutes.facts:
        pen.fact(name, value)
    for section in minutes.sections:
        pen.gap(5)
        pen.need(20)
        pen.text(section.heading, Weight.BOLD, 12)
        pen.gap(1)
        for paragraph in section.paragraphs:
            pen.text(paragraph)
        for image, words in section.pictures:
            pen.picture(image, words)
    _sign(pen)
    pen.end_page()
    file = BytesIO()
    canvas.save_to(file)
    return file.getvalue()


def _sign(pen: _Pen) -> None:
    """Room for those who sign by hand, side by side, and how the paper is checked."""
    pen.need(55)
    pen.gap(8)
    top, step = pen.y, ROOM / max(1, len(pen.minutes.signers))
    for place, signer in enumerate(pen.minutes.signers):
        pen.canvas.draw_words(Words(MARGIN + place * step, top, signer, Weight.BOLD, BODY))
    pen.gap(30)
    pen.text(pen.minutes.foot, size=8.5)


def _lines(text: str, weight: Weight, size: float, room: float) -> Iterator[str]:
    """The lines of a text; its own line breaks stay."""
    for paragraph in text.split("\n"):
        broken = " ".join(_pieces(paragraph))
        yield from wrap(broken, weight, size, room, MOST_LINES) or ("",)


def _pieces(text: str) -> Iterator[str]:
    for word in text.split():
        yield from (word[at : at + LONGEST_WORD] for at in range(0, len(word), LONGEST_WORD))
