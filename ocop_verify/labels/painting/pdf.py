"""Labels painted into PDF pages: text in an embedded subset font, everything else as vectors.

reportlab makes the document, its fonts and what the labels of a batch share, drawn once as a form. What
differs from label to label, code and symbol, is written straight into the page's content stream.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from ocop_verify.labels.design import Drawing
from ocop_verify.labels.layouts import QUIET_MODULES, Layout, Placement
from ocop_verify.labels.marks import GROUP_GAP, Words
from ocop_verify.labels.painting.pdf_canvas import POINTS, SheetCanvas
from ocop_verify.labels.painting.symbol_paths import FIRST

# Crop marks begin and end so many millimetres outside the labels.
CROP_MARK: Final = (1.0, 4.0)


@dataclass(frozen=True, slots=True)
class Painted:
    """One label to paint: its design, its typed code, and its symbol as a PDF path."""

    drawing: Drawing
    code: str
    path: bytes


@dataclass(frozen=True, slots=True)
class _Template:
    """The operators of a design, with gaps for the groups of the code and for the path."""

    form: str
    operators: bytes
    # Templates are found by the design's id, which is its own only as long as it lives.
    drawing: Drawing


class LabelPdf:
    """A PDF file in the making. The same calls give the same bytes."""

    def __init__(self, layout: Layout, placement: Placement, modules: int, title: str, keywords: str) -> None:
        self._layout = layout
        self._placement = placement
        self._modules = modules
        around = 2 * placement.margin
        self._canvas = SheetCanvas(layout.page[0] + around, layout.page[1] + around, title, keywords)
        if placement.bleed:
            self._canvas.set_cut(placement.margin, placement.bleed, *layout.page)
        self._templates: dict[int, _Template] = {}
        self._corners = list(corners(layout, placement))
        self._shifts = [
            f"q 1 0 0 1 {x * POINTS:.3f} {y * POINTS:.3f} cm\n".encode() for x, y in self._corners
        ]

    def add_page(self, labels: Sequence[Painted], first: int = 0, margin: Words | None = None) -> None:
        """A page with these labels from place ``first`` (counted from 0) on, and a line in its margin."""
        templates = [self._template(label.drawing) for label in labels]
        for form in dict.fromkeys(template.form for template in templates):
            self._canvas.use_form(form)
        written = [
            shift + template.operators % (*label.code.encode().split(), label.path)
            for shift, template, label in zip(self._shifts[first:], templates, labels, strict=False)
        ]
        self._canvas.write(b"".join(written))
        if self._placement.crop_marks:
            self._draw_crop_marks()
        if margin:
            self._canvas.draw_words(margin)
        self._canvas.finish_page()

    def add_leader(self, lines: Sequence[Words]) -> None:
        """A page of words only: what stands at the beginning of a roll."""
        for words in lines:
            self._canvas.draw_words(words.moved(self._placement.margin, self._placement.margin))
        self._canvas.finish_page()

    def save(self, file: BinaryIO) -> None:
        """Write the whole document."""
        self._canvas.save_to(file)

    def _template(self, drawing: Drawing) -> _Template:
        template = self._templates.get(id(drawing))
        if template is None:
            form = f"label{len(self._templates) + 1}"
            self._make_form(form, drawing)
            operators = self._canvas.use_form(form) + self._code(drawing) + self._symbol(drawing)
            template = self._templates[id(drawing)] = _Template(form, operators, drawing)
        return template

    def _make_form(self, name: str, drawing: Drawing) -> None:
        form = drawing.form
        self._canvas.beginForm(name, 0, 0, form.width * POINTS, form.height * POINTS)
        for words in drawing.words:
            self._canvas.draw_words(words)
        for star in drawing.stars:
            self._canvas.draw_star(star)
        self._canvas.endForm()

    def _code(self, drawing: Drawing) -> bytes:
        """Text operators with a gap for each group of digits."""
        if not drawing.code_rows:
            return b""
        first = drawing.code_rows[0]
        operators = [b"BT ", self._canvas.font_operator(first.weight, first.size)]
        x = y = 0.0
        for row in drawing.code_rows:
            groups = f" {-GROUP_GAP * 1000:.0f} ".join(["(%b)"] * len(row.groups))
            step = f"{(row.x - x) * POINTS:.3f} {(row.y - y) * POINTS:.3f}"
            operators.append(f"{step} Td [{groups}] TJ\n".encode())
            x, y = row.x, row.y
        return b"".join([*operators, b"ET\n"])

    def _symbol(self, drawing: Drawing) -> bytes:
        """From here on a unit is a module, and the path's first module lies inside the quiet zone."""
        form = drawing.form
        module = form.symbol / (self._modules + 2 * QUIET_MODULES) * POINTS
        inset = (QUIET_MODULES - FIRST) * module
        x, y = form.symbol_x * POINTS + inset, form.symbol_y * POINTS + inset
        return f"{module:.5f} 0 0 {module:.5f} {x:.4f} {y:.4f} cm\n%bf Q\n".encode()

    def _draw_crop_marks(self) -> None:
        for line in crop_lines(self._layout, self._corners, self._placement.bleed):
            self._canvas.draw_line(*line)


def corners(layout: Layout, placement: Placement) -> Iterator[tuple[float, float]]:
    """The lower left corner of each label, moved as this printer needs."""
    for x, y in layout.corners():
        yield x + placement.offset_x + placement.margin, y - placement.offset_y + placement.margin


def crop_lines(
    layout: Layout, corners: Sequence[tuple[float, float]], bleed: float = 0
) -> Iterator[tuple[float, float, float, float]]:
    """Short lines outside the block of labels and its bleed, one at each edge that is to be cut."""
    xs = sorted({round(x + far, 3) for x, _ in corners for far in (0, layout.form.width)})
    ys = sorted({round(y + far, 3) for _, y in corners for far in (0, layout.form.height)})
    near, far = (bleed + edge for edge in CROP_MARK)
    for x in xs:
        yield (x, ys[-1] + near, x, ys[-1] + far)
        yield (x, ys[0] - near, x, ys[0] - far)
    for y in ys:
        yield (xs[-1] + near, y, xs[-1] + far, y)
        yield (xs[0] - near, y, xs[0] - far, y)
