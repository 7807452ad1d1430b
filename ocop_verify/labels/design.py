"""What stands where on one label: words, drawn stars, and the place of the QR symbol.

The words beside the symbol are four blocks from top to bottom: the name (product, producer), the state (stars
and end of validity), the typed code, and the host at the foot. Where they do not all fit, the producer gives
way first, then the product's size; stars, end, code and host are always there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.text import clean
from ocop_verify.domain.validity import written
from ocop_verify.labels.fitting import SetText, break_host, cut, fit, shortened, sizes_down, wrap
from ocop_verify.labels.layouts import LabelForm
from ocop_verify.labels.marks import (
    Block,
    CodeRow,
    Row,
    Star,
    Words,
    block_height,
    code_row,
    place_block,
    stars_row,
    text_rows,
    words_row,
)
from ocop_verify.labels.typography import Weight, width

# At 5 points a small letter is 0.93 mm high; 43/2017/NĐ-CP Art. 5 allows 0.9 mm on the smallest packages.
SMALLEST_TYPE: Final = 5.0
# Between the symbol's quiet zone and the words, since some letters reach a little to the left of their place.
GUTTER: Final = 0.3
# Between two blocks there is at least this part of the label's height, or at least these millimetres before
# a name is cut; what height is left over is shared out between the blocks.
COMFORTABLE_GAP: Final = 0.034
TIGHT_GAP: Final = 0.45
CAPTION: Final = "Quét hoặc nhập mã tại"


class TextDoesNotFit(OcopError):
    """What must stand on every label does not fit this stock at the smallest readable size."""


@dataclass(frozen=True, slots=True)
class LabelFace:
    """What all labels of one batch say in words. ``host`` is printed as people would type it."""

    product: str
    producer: str
    stars: int
    valid_until: date
    host: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A label with everything in place but the digits of its code and the modules of its symbol."""

    form: LabelForm
    words: tuple[Words, ...]
    stars: tuple[Star, ...]
    code_rows: tuple[CodeRow, ...]

    def code_words(self, code: str) -> tuple[Words, ...]:
        """The typed code ("123 456 ...") in its place."""
        groups = iter(code.split())
        return tuple(
            words for row in self.code_rows for words in row.filled([next(groups) for _ in row.groups])
        )


@lru_cache(maxsize=512)
def design(face: LabelFace, form: LabelForm, code_groups: tuple[int, ...]) -> Drawing:
    """Lay out a label whose typed code has groups of so many digits. Raises TextDoesNotFit."""
    face = replace(face, product=clean(face.product), producer=clean(face.producer))
    room = form.width - form.padding - _left(form)
    height = form.height - 2 * form.padding
    rest = (_state(face, form, room), _code(code_groups, form, room))
    feet = list(_feet(_host(face, form, room), room))
    for gap, name in _names(face, form, room):
        for foot in feet:
            blocks = [block for block in (name, *rest, foot) if block]
            if sum(map(block_height, blocks)) + gap * (len(blocks) - 1) <= height:
                return _placed(blocks, form, height)
    raise _does_not_fit(face, form)


def groups_of(code: str) -> tuple[int, ...]:
    """How many digits the groups of a typed code have."""
    return tuple(map(len, code.split()))


def _left(form: LabelForm) -> float:
    return form.symbol_x + form.symbol + GUTTER


def _does_not_fit(face: LabelFace, form: LabelForm) -> TextDoesNotFit:
    return TextDoesNotFit(
        N_(
            "Tem %(width).1f × %(height).1f mm không đủ chỗ cho hạng sao, hạn hiệu lực, mã và tên miền "
            "“%(host)s” ở cỡ chữ đọc được. Hãy chọn khổ tem lớn hơn hoặc dùng tên miền ngắn hơn."
        ),
        width=form.width,
        height=form.height,
        host=face.host,
    )


def _placed(blocks: Sequence[Block], form: LabelForm, height: float) -> Drawing:
    """Put the blocks from the upper padding to the lower one, with even gaps."""
    gap = (height - sum(map(block_height, blocks))) / max(1, len(blocks) - 1)
    top = form.height - form.padding
    marks = []
    for block in blocks:
        marks += place_block(block, _left(form), top)
        top -= block_height(block) + gap
    return Drawing(
        form,
        tuple(mark for mark in marks if isinstance(mark, Words)),
        tuple(mark for mark in marks if isinstance(mark, Star)),
        tuple(mark for mark in marks if isinstance(mark, CodeRow)),
    )


def _names(face: LabelFace, form: LabelForm, room: float) -> Iterator[tuple[float, Block]]:
    """Product and producer from as large as wanted to as little as there may be, each with its gap."""
    comfortable = form.height * COMFORTABLE_GAP
    for gap, producer_lines, smallest in (
        (comfortable, 2, form.type.product * 0.85),
        (comfortable, 1, SMALLEST_TYPE),
        (TIGHT_GAP, 1, SMALLEST_TYPE),
        (TIGHT_GAP, 0, SMALLEST_TYPE),
    ):
        producer = _producer(face, form, room, producer_lines)
        for product in _products(face, form, room, smallest):
            yield gap, product + producer
    for product_lines, producer_lines in ((2, 1), (2, 0), (1, 0)):
        lines = cut(face.product, Weight.BOLD, SMALLEST_TYPE, room, product_lines)
        producer = _producer(face, form, room, producer_lines)
        yield TIGHT_GAP, text_rows(lines, Weight.BOLD, SMALLEST_TYPE, 1.15) + producer


def _products(face: LabelFace, form: LabelForm, room: float, smallest: float) -> Iterator[Block]:
    """The whole name of the product: on one line where it need not shrink much for that, else on two."""
    largest = form.type.product
    for lines, least in ((1, largest * 0.85), (2, smallest)):
        for size in sizes_down(largest, max(SMALLEST_TYPE, least)):
            parts = wrap(face.product, Weight.BOLD, size, room, lines)
            if parts is not None:
                yield text_rows(parts, Weight.BOLD, size, 1.15)


def _producer(face: LabelFace, form: LabelForm, room: float, max_lines: int) -> Block:
    """The producer's name: whole, or in short form, or cut; nothing where no line is left for it."""
    if not max_lines:
        return ()
    text: SetText | None = None
    for name in (face.producer, shortened(face.producer)):
        sizes = sizes_down(form.type.producer, SMALLEST_TYPE)
        text = fit(name, Weight.REGULAR, room, sizes, max_lines)
        if text.whole:
            break
    rows = text_rows(text.lines, text.weight, text.size) if text else ()
    return tuple(_apart(row, at == 0) for at, row in enumerate(rows))


def _apart(row: Row, first: bool) -> Row:
    """A little more distance between the product and the producer than within either."""
    return replace(row, lead=row.lead * 1.25) if first else row


def _state(face: LabelFace, form: LabelForm, room: float) -> Block:
    """Drawn stars with their number, and the end of validity on one line or two."""
    size = form.type.detail
    stars = stars_row(face.stars, Words(0, 0, f"{face.stars} sao", Weight.SEMIBOLD, size * 1.2), room)
    words, end = "Hiệu lực đến", written(face.valid_until)
    lead = Words(0, 0, words, Weight.REGULAR, size)
    after = width(words + " ", lead.weight, size)
    if after + width(end, Weight.SEMIBOLD, size) <= room:
        until: Block = (words_row([lead, Words(after, 0, end, Weight.SEMIBOLD, size)], 1.5),)
    else:
        until = (
            words_row([lead], 1.4),
            words_row([Words(0, 0, end, Weight.SEMIBOLD, size * 1.2)], 1.15),
        )
    return (stars, *until)


def _code(groups: tuple[int, ...], form: LabelForm, room: float) -> Block:
    """Room for the typed code, on as few rows as leave it a good size."""
    if not groups:
        return ()
    preferred = form.type.code
    for count in range(1, len(groups) + 1):
        per_row = -(-len(groups) // count)
        parts = [groups[at : at + per_row] for at in range(0, len(groups), per_row)]
        for size in sizes_down(preferred, max(SMALLEST_TYPE, preferred * 0.93)):
            rows = [CodeRow(0, 0, part, Weight.REGULAR, size) for part in parts]
            if max(row.room for row in rows) <= room:
                return tuple(map(code_row, rows))
    return tuple(code_row(CodeRow(0, 0, (group,), Weight.REGULAR, SMALLEST_TYPE)) for group in groups)


def _host(face: LabelFace, form: LabelForm, room: float) -> Block:
    """The host in bold, as large as it fits; never cut, because a part of a host is another host."""
    for lines, smallest in ((1, form.type.host * 0.7), (2, SMALLEST_TYPE)):
        for size in sizes_down(form.type.host, max(smallest, SMALLEST_TYPE)):
            parts = break_host(face.host, Weight.BOLD, size, room)
            if parts is not None and len(parts) <= lines:
                return text_rows(parts, Weight.BOLD, size, 1.15)
    raise _does_not_fit(face, form)


def _feet(host: Block, room: float) -> Iterator[Block]:
    """The foot with the line that says what the host is for, then without it."""
    if width(CAPTION, Weight.REGULAR, SMALLEST_TYPE) <= room:
        caption = text_rows([CAPTION], Weight.REGULAR, SMALLEST_TYPE)
        yield caption + host
    yield host
