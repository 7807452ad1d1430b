"""What writes papers from top to bottom, and begins a new page by itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final

from PIL.Image import Image
from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader

from ocop_verify.inspection.sections import Band, Mark, Row, Table
from ocop_verify.labels.fitting import cut, wrap
from ocop_verify.labels.layouts import A4
from ocop_verify.labels.marks import Words
from ocop_verify.labels.painting.pdf_canvas import POINTS, SheetCanvas
from ocop_verify.labels.typography import MM_PER_POINT, Weight
from ocop_verify.labels.typography import width as text_width

MARGIN: Final = 20.0
FOOT: Final = 22.0
ROOM: Final = A4[0] - 2 * MARGIN
NAMES: Final = 48.0
GUTTER: Final = 3.0
BODY: Final = 10.5
LEADING: Final = 1.45
PICTURE: Final = (110.0, 85.0)
# Three beside each other, where a picture is there to be known again and not to be read.
SMALL_PICTURE: Final = (54.0, 40.0)
BETWEEN: Final = 4.0
BAND: Final = 24.0
CELL: Final = 8.5
MARK: Final = 5.0
# Hashes and addresses have no place to break at; so many letters fit a line at every size.
LONGEST_WORD: Final = 64
MOST_LINES: Final = 10_000

# Ink and tint of each, as pages have them.
INKS: Final = {
    Mark.TICK: ("#0A5C36", "#E3F4E9"),
    Mark.TRIANGLE: ("#5F3B00", "#FFF1CF"),
    Mark.SLASH: ("#99121B", "#FCE4E5"),
    Mark.DASH: ("#2F3A46", "#E9EDF1"),
}


# In a square of 44, from its lower left corner; a circle stands around all but the triangle.
STROKES: Final = {
    Mark.TICK: (((13, 21), (19.5, 14.5), (31.5, 28.5)),),
    Mark.TRIANGLE: (((22, 39), (40, 6), (4, 6), (22, 39)), ((22, 27), (22, 18)), ((22, 12), (22, 11.8))),
    Mark.SLASH: (((8.6, 8.6), (35.4, 35.4)),),
    Mark.DASH: (((14, 22), (30, 22)),),
}


@dataclass
class Pen:
    """Where the next line goes; it begins a new page where one is full."""

    canvas: SheetCanvas
    number: str
    check: str
    y: float = A4[1] - MARGIN
    page: int = field(default=1)

    def text(self, text: str, weight: Weight = Weight.REGULAR, size: float = BODY, x: float = MARGIN) -> None:
        """A paragraph; nothing of it is left out, however long it is."""
        step = size * LEADING * MM_PER_POINT
        for line in lines_of(text, weight, size, A4[0] - MARGIN - x):
            self.need(step)
            self.y -= step
            self.canvas.draw_words(Words(x, self.y, line, weight, size))

    def fact(self, name: str, value: str) -> None:
        """A name, and beside it what it is; either may take more lines than the other."""
        step = BODY * LEADING * MM_PER_POINT
        names = list(lines_of(name, Weight.BOLD, BODY, NAMES - GUTTER))
        self.need(step * len(names))
        page, foot = self.page, self.y - step * len(names)
        for line, words in enumerate(names, start=1):
            self.canvas.draw_words(Words(MARGIN, self.y - step * line, words, Weight.BOLD, BODY))
        self.text(value or "–", x=MARGIN + NAMES)
        if self.page == page:
            self.y = min(self.y, foot)

    def picture(self, image: Image, words: str) -> None:
        """A picture as large as its room allows, and what it is."""
        width, height = _fitted(image, PICTURE)
        self.need(height + 14)
        self.y -= height + 2
        self._paint(image, MARGIN, self.y, width, height)
        self.text(words, size=8)
        self.gap(3)

    def gallery(self, pictures: Sequence[tuple[Image, str]]) -> None:
        """A row of small pictures, what each is under it."""
        width, height = SMALL_PICTURE
        words = [list(lines_of(text, Weight.REGULAR, 7, width)) for _, text in pictures]
        step = 7 * LEADING * MM_PER_POINT
        self.need(height + 2 + step * max(map(len, words)))
        self.y -= height + 2
        for place, (image, _) in enumerate(pictures):
            x = MARGIN + place * (width + BETWEEN)
            shown = _fitted(image, SMALL_PICTURE)
            self._paint(image, x, self.y, *shown)
            for row, line in enumerate(words[place], start=1):
                self.canvas.draw_words(Words(x, self.y - row * step, line, Weight.REGULAR, 7))
        self.y -= step * max(map(len, words)) + 3

    def _paint(self, image: Image, x: float, y: float, width: float, height: float) -> None:
        file = BytesIO()
        image.save(file, "JPEG", quality=82)  # a tenth of what its plain colours would need
        file.seek(0)
        self.canvas.drawImage(ImageReader(file), x * POINTS, y * POINTS, width * POINTS, height * POINTS)

    def band(self, band: Band) -> None:
        """The word of the paper, over its width."""
        ink, tint = INKS[band.mark]
        self.need(BAND + 4)
        self.y -= BAND
        self.canvas.setFillColor(HexColor(tint))
        self.canvas.rect(MARGIN * POINTS, self.y * POINTS, ROOM * POINTS, BAND * POINTS, stroke=0, fill=1)
        self.mark(band.mark, MARGIN + 6, self.y + BAND / 2 - 6, 12)
        self.canvas.setFillColor(HexColor(ink))
        size = next(
            size
            for size in (26, 22, 18, 14, 10)
            if size == 10 or text_width(band.word, Weight.BOLD, size) <= ROOM - 30
        )
        self.canvas.draw_words(
            Words(MARGIN + 24, self.y + (12.5 if band.line else 9), band.word, Weight.BOLD, size)
        )
        [line] = cut(band.line, Weight.REGULAR, BODY, ROOM - 30, 1) or ("",)
        self.canvas.draw_words(Words(MARGIN + 24, self.y + 5, line, Weight.REGULAR, BODY))
        self.canvas.setFillGray(0)
        self.gap(4)

    def table(self, table: Table) -> None:
        """Rows under headings; a row is never parted between pages."""
        widths = [ROOM * share / sum(table.shares) for share in table.shares]
        self._headings(table, widths)
        for row in table.rows:
            if self._row(row, widths, Weight.REGULAR, ahead=0):
                self._headings(table, widths)
                self._row(row, widths, Weight.REGULAR, ahead=-1)

    def _headings(self, table: Table, widths: Sequence[float]) -> None:
        self._row(Row(table.headings), widths, Weight.BOLD, ahead=12)

    def _row(self, row: Row, widths: Sequence[float], weight: Weight, ahead: float) -> bool:
        """Write a row, or begin a new page and say so, where it does not fit (``ahead`` < 0: it must)."""
        step, x = CELL * LEADING * MM_PER_POINT, MARGIN
        indent = MARK if row.mark else 0.0
        cells = [
            list(lines_of(text, weight, CELL, width - 2 - (indent if place == 0 else 0)))
            for place, (text, width) in enumerate(zip(row.cells, widths, strict=True))
        ]
        height = step * max(map(len, cells)) + 1.6
        if ahead >= 0 and self.y - height - ahead < FOOT:
            self.new_page()
            if not ahead:
                return True
        if row.mark:
            self.mark(row.mark, MARGIN, self.y - step, 3.4)
        for place, (lines, width) in enumerate(zip(cells, widths, strict=True)):
            left = x + (indent if place == 0 else 0)
            for number, line in enumerate(lines, start=1):
                self.canvas.draw_words(Words(left, self.y - number * step, line, weight, CELL))
            x += width
        self.y -= height
        self.canvas.draw_line(MARGIN, self.y + 0.2, A4[0] - MARGIN, self.y + 0.2)
        return False

    def mark(self, mark: Mark, x: float, y: float, side: float) -> None:
        """A shape in its colour, in a square of this side."""
        canvas, step = self.canvas, side / 44 * POINTS
        canvas.saveState()
        canvas.translate(x * POINTS, y * POINTS)
        canvas.setStrokeColor(HexColor(INKS[mark][0]))
        canvas.setLineWidth(4 * step)
        canvas.setLineCap(1)
        canvas.setLineJoin(1)
        if mark is not Mark.TRIANGLE:
            canvas.circle(22 * step, 22 * step, 19 * step)
        path = canvas.beginPath()
        for stroke in STROKES[mark]:
            path.moveTo(stroke[0][0] * step, stroke[0][1] * step)
            for right, up in stroke[1:]:
                path.lineTo(right * step, up * step)
        canvas.drawPath(path)
        canvas.restoreState()

    def gap(self, height: float) -> None:
        """Leave some room."""
        self.y -= height

    def need(self, height: float) -> None:
        """Begin a new page where so much does not fit on this one."""
        if self.y - height < FOOT:
            self.new_page()

    def new_page(self) -> None:
        """End this page and go on at the head of the next."""
        self.end_page()
        self.y = A4[1] - MARGIN
        self.page += 1

    def end_page(self) -> None:
        """What stands at the foot of each page."""
        foot = f"{self.number} · {self.check} · {self.page}"
        self.canvas.draw_line(MARGIN, FOOT - 4, A4[0] - MARGIN, FOOT - 4)
        self.canvas.draw_words(Words(MARGIN, FOOT - 9, foot, Weight.REGULAR, 8))
        self.canvas.finish_page()


def _fitted(image: Image, room: tuple[float, float]) -> tuple[float, float]:
    """Width and height of a picture that fits the room."""
    scale = min(room[0] / image.width, room[1] / image.height)
    return image.width * scale, image.height * scale


def lines_of(text: str, weight: Weight, size: float, room: float) -> Iterator[str]:
    """The lines of a text; its own line breaks stay."""
    for paragraph in text.split("\n"):
        broken = " ".join(_pieces(paragraph, weight, size, room))
        yield from wrap(broken, weight, size, room, MOST_LINES) or ("",)


def _pieces(text: str, weight: Weight, size: float, room: float) -> Iterator[str]:
    """The words of a text, those that no line can hold in pieces."""
    for word in text.split():
        longest = LONGEST_WORD
        while longest > 1 and any(text_width(each, weight, size) > room for each in _parted(word, longest)):
            longest = longest * 3 // 4
        yield from _parted(word, longest)


def _parted(word: str, longest: int) -> list[str]:
    return [word[at : at + longest] for at in range(0, len(word), longest)]
