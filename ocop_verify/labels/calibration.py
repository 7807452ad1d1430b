"""A page to print first, on plain paper: it shows whether the printer scales or shifts, and by how much.

Held against a sheet of labels, each outline should lie on the edge of its label. What is found goes into the
offsets of ``Placement``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ocop_verify.durable import replacing
from ocop_verify.labels.fitting import fit
from ocop_verify.labels.layouts import Layout, Placement, refuse_bad_placement
from ocop_verify.labels.marks import Block, Words, block_height, place_block, text_rows
from ocop_verify.labels.painting.pdf import corners
from ocop_verify.labels.painting.pdf_canvas import SheetCanvas
from ocop_verify.labels.typography import Weight

Line = tuple[float, float, float, float]
LONGEST_TICK: Final = 3.0

INSTRUCTIONS: Final = (
    "In trang này trên giấy thường ở tỉ lệ 100 % (không chọn “vừa trang”).",
    "Đặt thước thật lên thước in: phải trùng nhau từng milimét. Nếu không, máy in đang co giãn trang.",
    "Úp lên tờ tem, soi trước đèn: khung in phải trùng mép tem. Nếu lệch, đo rồi nhập độ dịch ngang, dọc.",
)


def write_calibration(out: Path, layout: Layout, placement: Placement | None = None) -> None:
    """Write the page for a layout, with the offsets that are in use already."""
    placement = placement or Placement()
    refuse_bad_placement(layout, placement)
    canvas = SheetCanvas(*layout.page, f"Trang căn chỉnh {layout.name}", "")
    for x, y in corners(layout, placement):
        for line in outline(x, y, layout.form.width, layout.form.height):
            canvas.draw_line(*line)
    panel = panel_of(layout)
    if layout.has_margin:
        canvas.draw_paper(panel.x, panel.y, panel.width, panel.height)
    for line in panel.rulers():
        canvas.draw_line(*line)
    for words in panel.words(layout, placement):
        canvas.draw_words(words)
    canvas.finish_page()
    with replacing(out) as file:
        canvas.save_to(file)


@dataclass(frozen=True, slots=True)
class Panel:
    """The part of the page with the rulers and the words; ``size`` is that of the words, in points."""

    x: float
    y: float
    width: float
    height: float
    size: float

    @property
    def inset(self) -> float:
        return self.size / 2

    def rulers(self) -> Iterator[Line]:
        """One each way from one corner, in whole centimetres."""
        x, y = self.x + self.inset, self.y + self.inset
        across, down = (int(length - 2 * self.inset) // 10 * 10 for length in (self.width, self.height))
        yield from ruler(x, y, across)
        yield from ruler(x, y, down, upright=True)

    def words(self, layout: Layout, placement: Placement) -> list[Words]:
        """What was set, and what to do; on a small label as much of it as stands above the ruler."""
        left, room = self.inset * 2 + 3, self.height - 3 * self.inset - LONGEST_TICK
        offsets = f"Độ dịch: {placement.offset_x:+.1f} mm ngang, {placement.offset_y:+.1f} mm dọc"
        rows: Block = ()
        for text, weight in (
            (f"{layout.name} · {layout.stock}", Weight.BOLD),
            *((text, Weight.REGULAR) for text in (offsets, *INSTRUCTIONS)),
        ):
            shown = fit(text, weight, self.width - left - self.inset, iter([self.size]), 4)
            lines = text_rows(shown.lines, weight, shown.size, 1.3)
            longer = (*rows, replace(lines[0], lead=lines[0].lead * 1.3), *lines[1:])
            if block_height(longer) > room:
                break
            rows = longer
        marks = place_block(rows, self.x + left, self.y + self.height - self.inset)
        return [mark for mark in marks if isinstance(mark, Words)]


def panel_of(layout: Layout) -> Panel:
    """In the middle of a sheet, so that the labels along its edges stay to be seen; else the whole label."""
    width, height = layout.page
    if layout.has_margin:
        return Panel(20, height / 2 - 60, width - 40, 120, 10)
    return Panel(0.2, 0.2, width - 0.4, height - 0.4, 4.5)


def outline(x: float, y: float, width: float, height: float) -> Iterator[Line]:
    """The four edges of a label."""
    yield (x, y, x + width, y)
    yield (x, y + height, x + width, y + height)
    yield (x, y, x, y + height)
    yield (x + width, y, x + width, y + height)


def ruler(x: float, y: float, length: int, *, upright: bool = False) -> Iterator[Line]:
    """A line with a tick each millimetre, longer ones each five and ten."""
    yield (x, y, x, y + length) if upright else (x, y, x + length, y)
    for at in range(length + 1):
        tick = LONGEST_TICK if at % 10 == 0 else 2.2 if at % 5 == 0 else 1.3
        yield (x, y + at, x + tick, y + at) if upright else (x + at, y, x + at, y + tick)
