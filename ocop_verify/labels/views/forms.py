"""Reading the forms about labels: numbers as people write them, faults at their fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ocop_verify.domain.errors import OcopError
from ocop_verify.domain.records import LabelKind
from ocop_verify.domain.text import clean
from ocop_verify.labels.layouts import (
    BLEED,
    LAYOUTS,
    Format,
    Layout,
    NoBleed,
    Placement,
    layout_of,
    print_size,
)
from ocop_verify.labels.models import MAX_SERIAL
from ocop_verify.labels.ordering import MOST_COPIES, SheetOrder, refuse_bad_sheet
from ocop_verify.labels.views.context import settings, symbols
from ocop_verify.web.formats import number
from ocop_verify.web.language import gettext, translate

MAX_REQUEST = 64


@dataclass(slots=True)
class PrintForm:
    """What was asked for, as far as it can be read, and what is wrong with it by field."""

    kind: LabelKind
    count: int
    layout: Layout
    placement: Placement
    request: str
    release: bool
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def copies(self) -> int:
        """How often the one product label is printed."""
        return self.count if self.kind is LabelKind.PRODUCT else 1

    def sheet(self) -> SheetOrder:
        """The sheet that it asks for."""
        return SheetOrder(self.layout, self.placement, self.copies, self.request or None, self.release)


def read_print_form(form: Mapping[str, str], kind: LabelKind | None = None) -> PrintForm:
    """Read a form about printing. ``kind`` is given where the labels are there already."""
    faults: dict[str, str] = {}
    chosen = kind if kind is not None else _kind(form, faults)
    layout = _layout(form, faults)
    most = MAX_SERIAL if chosen is LabelKind.UNIT else MOST_COPIES
    count = whole_number(form, "count", 1, most, faults)
    placement = Placement(
        _offset(form, "offset_x", faults),
        _offset(form, "offset_y", faults),
        whole_number(form, "first", 1, layout.per_page, faults, empty=1),
        bool(form.get("crop_marks")),
        BLEED if form.get("bleed") else 0,
    )
    read = PrintForm(
        chosen,
        count,
        layout,
        placement,
        form.get("request", "")[:MAX_REQUEST],
        bool(form.get("release")),
        faults,
    )
    if not faults:
        _refuse(read)
    return read


def whole_number(
    form: Mapping[str, str],
    name: str,
    least: int,
    most: int,
    faults: dict[str, str],
    empty: int | None = None,
) -> int:
    """A whole number as people write it: 1000, 1.000, 1 000."""
    text = "".join(each for each in form.get(name, "") if each not in " .,\u00a0\u202f")
    if not text and empty is not None:
        return empty
    if text.isascii() and text.isdecimal() and len(text) < 10 and least <= int(text) <= most:
        return int(text)
    faults[name] = gettext(
        "Hãy nhập một số từ %(least)s đến %(most)s.", least=number(least), most=number(most)
    )
    return least


def layout_options() -> list[tuple[str, str]]:
    """The stocks, each with what it holds; what this site's address does not fit on is left out."""
    return [(name, layout_words(layout)) for name, layout in LAYOUTS.items() if _fits(layout)]


def layout_hint() -> str:
    """Why a stock is missing from the choice; "" when all are there."""
    left_out = [name for name, layout in LAYOUTS.items() if not _fits(layout)]
    if not left_out:
        return ""
    return gettext(
        "Địa chỉ %(host)s dài nên mã in trên %(names)s sẽ nhỏ quá; các khổ này không có ở đây.",
        host=settings().host,
        names=", ".join(layout_words(LAYOUTS[name]) for name in left_out),
    )


def layout_words(layout: Layout) -> str:
    """A stock in words."""
    if layout.format is Format.PDF and layout.per_page > 1:
        return gettext("Tờ A4, %(count)d tem (%(stock)s)", count=layout.per_page, stock=layout.stock)
    if layout.format is Format.PDF:
        return gettext("Cuộn tem nhiệt %(stock)s", stock=layout.stock)
    return gettext("Ảnh %(format)s của một tem, để gửi nhà in", format=layout.format.value.upper())


def _fits(layout: Layout) -> bool:
    try:
        print_size(layout, symbols().size)
    except OcopError:
        return False
    return True


def _kind(form: Mapping[str, str], faults: dict[str, str]) -> LabelKind:
    name = form.get("kind", "").upper()
    if name in LabelKind.__members__:
        return LabelKind[name]
    faults["kind"] = gettext("Hãy chọn loại tem.")
    return LabelKind.UNIT


def _layout(form: Mapping[str, str], faults: dict[str, str]) -> Layout:
    try:
        return layout_of(form.get("layout", "")[:20])
    except OcopError:
        faults["layout"] = gettext("Hãy chọn khổ tem.")
        return LAYOUTS["a4-24"]


def _offset(form: Mapping[str, str], name: str, faults: dict[str, str]) -> float:
    text = form.get(name, "").strip().replace(",", ".").replace("−", "-")
    try:
        value = float(text or 0)
    except ValueError:
        value = 1_000.0
    if not -99 < value < 99:
        faults[name] = gettext("Hãy nhập số milimét, ví dụ 0,5 hoặc -1.")
        return 0.0
    return round(value, 2)


def _refuse(read: PrintForm) -> None:
    try:
        refuse_bad_sheet(read.sheet(), read.count)
    except NoBleed as refusal:
        read.faults["bleed"] = translate(refusal)
    except OcopError as refusal:
        is_picture = read.layout.format is not Format.PDF
        read.faults["count" if is_picture else "offset_x"] = translate(refusal)


def read_wish(form: Mapping[str, str], faults: dict[str, str]) -> tuple[LabelKind, int, str]:
    """What a producer asks for: kind, number and a word to the office."""
    kind = _kind(form, faults)
    most = MAX_SERIAL if kind is LabelKind.UNIT else MOST_COPIES
    return kind, whole_number(form, "count", 1, most, faults), clean(form.get("note", ""))[:500]
