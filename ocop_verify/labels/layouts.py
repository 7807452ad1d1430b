"""Label stocks as data, and the smallest print that phones still read.

Lengths are millimetres. A new stock is one more entry in ``LAYOUTS``; what is drawn on a label follows from
its numbers (``design``).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ocop_verify.domain.errors import N_, OcopError

# GS1 General Specifications 5.12.3.1: a QR module for packages is 0.396 to 0.990 mm wide.
SMALLEST_MODULE: Final = 0.396
# Below this, cheap phone cameras at arm's length no longer resolve a version 6 symbol.
SMALLEST_SYMBOL: Final = 20.0
# ISO/IEC 18004 asks for four light modules around the symbol.
QUIET_MODULES: Final = 4

A4: Final = (210.0, 297.0)
# What printing houses ask for around a label that they cut, and the most that makes sense.
BLEED: Final = 3.0
MOST_BLEED: Final = 10.0
MARKS_ROOM: Final = 5.0


class UnknownLayout(OcopError):
    """A sheet was asked for by a name that is in no table."""


class SymbolTooSmall(OcopError):
    """The code would be printed smaller than phones read. Nothing is printed instead."""


class OffThePage(OcopError):
    """An offset would push ink over the edge of the paper."""


class NoSuchPosition(OcopError):
    """The first label was to stand at a place that the sheet does not have."""


class NoBleed(OcopError):
    """Bleed was asked for where labels touch, or for more than a press cuts off."""


class Format(StrEnum):
    """The kind of file that a sheet becomes."""

    PDF = "pdf"
    PNG = "png"
    SVG = "svg"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeSizes:
    """The sizes, in points, that the words of a label have where there is room for them."""

    product: float
    producer: float
    detail: float
    code: float
    host: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelForm:
    """One label: its size, the square kept for the QR symbol with its quiet zone, and its type.

    ``symbol_x`` is the distance of that square from the left edge; it stands in the middle of the height.
    The words stand to the right of it, ``padding`` away from the other three edges.
    """

    width: float
    height: float
    symbol: float
    symbol_x: float
    padding: float
    type: TypeSizes

    @property
    def symbol_y(self) -> float:
        """The distance of the symbol's square from the lower edge."""
        return (self.height - self.symbol) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How labels stand on a page: the first one's upper left corner, and the steps to the next ones."""

    name: str
    stock: str
    form: LabelForm
    page: tuple[float, float]
    origin: tuple[float, float] = (0, 0)
    pitch: tuple[float, float] = (0, 0)
    columns: int = 1
    rows: int = 1
    format: Format = Format.PDF
    labels_per_file: int = 12_000

    @property
    def per_page(self) -> int:
        """How many labels a full page holds."""
        return self.columns * self.rows

    @property
    def pages_per_file(self) -> int:
        """A file holds so many pages that it is still easily opened, sent and printed."""
        return max(1, self.labels_per_file // self.per_page)

    @property
    def has_margin(self) -> bool:
        """Whether there is paper above the labels to print a line on."""
        return self.origin[1] >= 8

    def corners(self) -> Iterator[tuple[float, float]]:
        """The lower left corner of each label from the page's lower left, in reading order."""
        for row in range(self.rows):
            for column in range(self.columns):
                top = self.origin[1] + row * self.pitch[1]
                yield self.origin[0] + column * self.pitch[0], self.page[1] - top - self.form.height


@dataclass(frozen=True, slots=True)
class Placement:
    """How one printer and one pile of paper differ from the ideal.

    Offsets move all labels, in millimetres, to the right and down. ``first`` is the place of the first
    label on a sheet that is partly used up, counted from 1. Crop marks are for stock that is not cut yet.
    ``bleed`` is the paper around a single label that a press prints and cuts off.
    """

    offset_x: float = 0
    offset_y: float = 0
    first: int = 1
    crop_marks: bool = False
    bleed: float = 0

    @property
    def margin(self) -> float:
        """How much wider than its label a page with bleed is on each side; crop marks stand beyond it."""
        return self.bleed + (MARKS_ROOM if self.bleed and self.crop_marks else 0)


@dataclass(frozen=True, slots=True)
class PrintSize:
    """How large a symbol of so many modules a side is printed on a layout."""

    modules: int
    side: float

    @property
    def module(self) -> float:
        """The width of one module, in millimetres."""
        return self.side / (self.modules + 2 * QUIET_MODULES)


def _single(name: str, form: LabelForm, format: Format = Format.PDF) -> Layout:
    """One label on a page of its own size."""
    return Layout(
        name=name,
        stock=f"{form.width:g} × {form.height:g} mm",
        form=form,
        page=(form.width, form.height),
        format=format,
        labels_per_file=5_000 if format is Format.PDF else 1,
    )


_ROLL_20 = LabelForm(
    width=50,
    height=20,
    symbol=20,
    symbol_x=0,
    padding=1,
    type=TypeSizes(product=6.5, producer=5, detail=5, code=6, host=8.5),
)
_ROLL_25 = LabelForm(
    width=50,
    height=25,
    symbol=23,
    symbol_x=0.5,
    padding=1.3,
    type=TypeSizes(product=7, producer=5.25, detail=5.25, code=6.25, host=8.5),
)
_ROLL_30 = LabelForm(
    width=50,
    height=30,
    symbol=25,
    symbol_x=0.7,
    padding=1.6,
    type=TypeSizes(product=7.5, producer=5.25, detail=5.25, code=6.25, host=9.5),
)

LAYOUTS: Final = {
    layout.name: layout
    for layout in (
        Layout(
            name="a4-24",
            stock="Avery L7159, 63,5 × 33,9 mm, 3 × 8",
            form=LabelForm(
                width=63.5,
                height=33.9,
                symbol=28,
                symbol_x=1.2,
                padding=2.4,
                type=TypeSizes(product=9, producer=6.25, detail=6.75, code=7.25, host=11),
            ),
            page=A4,
            origin=(7.21, 12.9),
            pitch=(66.04, 33.9),
            columns=3,
            rows=8,
        ),
        Layout(
            name="a4-40",
            stock="Avery L7654, 45,7 × 25,4 mm, 4 × 10",
            form=LabelForm(
                width=45.7,
                height=25.4,
                symbol=23,
                symbol_x=0.5,
                padding=1.3,
                type=TypeSizes(product=6.75, producer=5, detail=5.25, code=6.25, host=8.5),
            ),
            page=A4,
            origin=(9.75, 21.5),
            pitch=(48.26, 25.4),
            columns=4,
            rows=10,
        ),
        Layout(
            name="a4-65",
            stock="Avery L7651, 38,1 × 21,2 mm, 5 × 13",
            form=LabelForm(
                width=38.1,
                height=21.2,
                symbol=21,
                symbol_x=0.1,
                padding=1,
                type=TypeSizes(product=6, producer=5, detail=5, code=5.75, host=7.5),
            ),
            page=A4,
            origin=(4.67, 10.7),
            pitch=(40.64, 21.2),
            columns=5,
            rows=13,
        ),
        _single("roll-50x20", _ROLL_20),
        _single("roll-50x25", _ROLL_25),
        _single("roll-50x30", _ROLL_30),
        _single("png", _ROLL_30, Format.PNG),
        _single("svg", _ROLL_30, Format.SVG),
    )
}


def layout_of(name: str) -> Layout:
    """The layout of this name. Raises UnknownLayout, which lists the names that there are."""
    try:
        return LAYOUTS[name]
    except KeyError:
        raise UnknownLayout(
            N_("Không có khổ tem “%(name)s”; hãy chọn một trong: %(names)s."),
            name=name,
            names=", ".join(LAYOUTS),
        ) from None


def print_size(layout: Layout, modules: int) -> PrintSize:
    """The size in print of a symbol with so many modules a side. Raises SymbolTooSmall below the minimum."""
    size = PrintSize(modules, layout.form.symbol)
    if size.side < SMALLEST_SYMBOL:
        raise SymbolTooSmall(
            N_(
                "Khổ tem %(layout)s chỉ dành %(side).1f mm cho mã QR kể cả lề trắng; "
                "nhỏ nhất phải là %(minimum).0f mm. Hãy chọn khổ tem lớn hơn."
            ),
            layout=layout.name,
            side=size.side,
            minimum=SMALLEST_SYMBOL,
        )
    if size.module < SMALLEST_MODULE:
        raise SymbolTooSmall(
            N_(
                "Trên khổ tem %(layout)s, mã QR %(modules)s × %(modules)s ô của địa chỉ này có ô rộng "
                "%(module).3f mm; nhỏ nhất phải là %(minimum).3f mm thì điện thoại mới đọc được. "
                "Hãy dùng tên miền ngắn hơn hoặc chọn khổ tem lớn hơn."
            ),
            layout=layout.name,
            modules=modules,
            module=size.module,
            minimum=SMALLEST_MODULE,
        )
    return size


def refuse_bad_placement(layout: Layout, placement: Placement) -> None:
    """Refuse a first place that the sheet lacks, and offsets that push ink over the paper's edge."""
    if not 1 <= placement.first <= layout.per_page:
        raise NoSuchPosition(
            N_("Tờ tem %(layout)s có các vị trí từ 1 đến %(last)s, không có vị trí %(first)s."),
            layout=layout.name,
            last=layout.per_page,
            first=placement.first,
        )
    if placement.bleed:
        _refuse_bad_bleed(layout, placement.bleed)
    left, right, up, down = _room(layout)
    x, y = placement.offset_x, placement.offset_y
    if not (-left <= x <= right and -up <= y <= down):
        raise OffThePage(
            N_(
                "Không thể dịch tem %(x).1f mm sang phải và %(y).1f mm xuống dưới: mực sẽ ra ngoài giấy. "
                "Khổ %(layout)s cho phép từ -%(left).1f đến %(right).1f mm theo chiều ngang và "
                "từ -%(up).1f đến %(down).1f mm theo chiều dọc."
            ),
            layout=layout.name, x=x, y=y, left=left, right=right, up=up, down=down,
        )  # fmt: skip


def _refuse_bad_bleed(layout: Layout, bleed: float) -> None:
    if layout.per_page > 1 or layout.format is not Format.PDF or not 0 < bleed <= MOST_BLEED:
        raise NoBleed(
            N_(
                "Chừa tràn lề chỉ dùng cho khổ cuộn, nhiều nhất %(most).0f mm; trên tờ A4 các tem đứng sát "
                "nhau. Hãy chọn khổ cuộn, hoặc bỏ tràn lề."
            ),
            most=MOST_BLEED,
        )


def _room(layout: Layout) -> tuple[float, float, float, float]:
    """How far all labels can move left, right, up and down before something printed leaves the paper."""
    form = layout.form
    vertical = min(form.padding, form.symbol_y)
    right = layout.origin[0] + (layout.columns - 1) * layout.pitch[0] + form.width
    bottom = layout.origin[1] + (layout.rows - 1) * layout.pitch[1] + form.height
    return (
        layout.origin[0] + form.symbol_x,
        layout.page[0] - right + form.padding,
        layout.origin[1] + vertical,
        layout.page[1] - bottom + vertical,
    )
