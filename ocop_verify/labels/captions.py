"""What is printed beside the labels, for the person at the printer: which labels these are."""

from collections.abc import Sequence
from typing import Final

from ocop_verify.domain.records import LabelKind
from ocop_verify.domain.text import clean
from ocop_verify.labels.fitting import cut, fit, sizes_down
from ocop_verify.labels.layouts import Layout
from ocop_verify.labels.marks import Block, Words, place_block, text_rows
from ocop_verify.labels.runs import Labels, PrintedLabel
from ocop_verify.labels.typography import Weight
from ocop_verify.labels.volumes import Page, Volume

MARGIN_TYPE: Final = 6.5


def title_of(labels: Labels, volume: Volume) -> str:
    """The document's title: its product, or how many labels of how many products."""
    faces = {run.face.product for run, _, _ in labels.runs(volume.start, volume.stop)}
    count = volume.stop - volume.start
    subject = clean(faces.pop()) if len(faces) == 1 else f"{count} tem của {len(faces)} sản phẩm"
    return f"Tem OCOP: {subject}" + (f" ({volume.name()})" if volume.of > 1 else "")


def margin_line(
    labels: Labels,
    volume: Volume,
    page: Page,
    page_count: int,
    printed: Sequence[PrintedLabel],
    layout: Layout,
) -> Words | None:
    """One line above the labels of a page; None where the page has no margin."""
    if not layout.has_margin:
        return None
    parts = [_range(printed[0], printed[-1], page.start, page.stop, len(labels))]
    if volume.of > 1:
        parts.append(f"tệp {volume.name()}")
    parts.append(f"trang {page.number}/{page_count} · {layout.name}")
    text = " · ".join(parts)
    room = layout.page[0] - 2 * layout.origin[0]
    [line] = cut(text, Weight.REGULAR, MARGIN_TYPE, room, 1)
    return Words(layout.origin[0], layout.page[1] - 6.5, line, Weight.REGULAR, MARGIN_TYPE)


def leader_lines(labels: Labels, volume: Volume, layout: Layout) -> list[Words]:
    """The words of the page that begins one roll of several."""
    form = layout.form
    first, last = (labels.take(at, at + 1)[0] for at in (volume.start, volume.stop - 1))
    texts = (f"Cuộn {volume.name()}", _range(first, last, volume.start, volume.stop, len(labels)))
    room = form.width - 2 * form.padding
    rows: Block = ()
    for text, size in zip(texts, (form.type.host, form.type.product), strict=True):
        shown = fit(text, Weight.SEMIBOLD, room, sizes_down(size, 5), 3)
        rows += text_rows(shown.lines, shown.weight, shown.size, 1.5)
    marks = place_block(rows, form.padding, form.height - form.padding)
    return [mark for mark in marks if isinstance(mark, Words)]


def _range(first: PrintedLabel, last: PrintedLabel, start: int, stop: int, total: int) -> str:
    """Which labels: serials where they are of one batch, else places in the whole order."""
    run = first.run
    if run is last.run and run.kind is LabelKind.UNIT:
        serials = f"số {first.label.serial}–{last.label.serial}"
        return f"{clean(run.face.product)} · lô {run.batch_id} · {serials}"
    places = f"tem {start + 1}–{stop} trong {total}"
    return f"{clean(run.face.product)} · lô {run.batch_id} · {places}" if run is last.run else places
