"""Sheets of labels, written in a stream: one label or a million through the same few steps.

For each file of a sheet (``volumes``): take a stretch of labels, which signs them (``runs``); make their
symbols; lay out what each batch says (``design``); paint (``painting``); write the file beside its place,
sync it, give it its name. At no time is more than one file in memory. A sheet that was interrupted keeps its
finished files, and the next run goes on with the rest; the same input always gives the same bytes.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.typed_code import format_code
from ocop_verify.durable import replacing
from ocop_verify.labels.captions import leader_lines, margin_line, title_of
from ocop_verify.labels.design import Drawing, design, groups_of
from ocop_verify.labels.layouts import (
    Format,
    Layout,
    Placement,
    PrintSize,
    print_size,
    refuse_bad_placement,
)
from ocop_verify.labels.painting.pdf import LabelPdf, Painted
from ocop_verify.labels.painting.png import label_png
from ocop_verify.labels.painting.svg import label_svg
from ocop_verify.labels.painting.symbol_paths import pdf_paths
from ocop_verify.labels.runs import LabelRun, Labels, PrintedLabel
from ocop_verify.labels.volumes import Page, Volume, fingerprint, is_finished, pages, plan

# Labels that are signed and drawn together: enough to spread NumPy's fixed costs, few enough for the cache.
STRETCH: Final = 480


class NothingToPrint(OcopError):
    """A sheet without a single label was asked for."""


class CannotWrite(OcopError):
    """The disk or the folder refused a file. What was finished before stays, and the next run goes on."""


class SymbolSource(Protocol):
    """What makes QR symbols: ``symbols.SymbolMaker``."""

    prefix: str
    size: int

    def make(self, tokens: Sequence[str]) -> NDArray[np.bool_]: ...


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was written. ``kept`` files were finished by an earlier run; ``size`` is that of the symbols."""

    files: tuple[Path, ...]
    kept: int
    labels: int
    size: PrintSize


@dataclass(frozen=True, slots=True)
class _Job:
    labels: Labels
    layout: Layout
    placement: Placement
    symbols: SymbolSource

    def mark(self, volume: Volume) -> str:
        return fingerprint(
            volume, self.labels, self.layout, self.placement, self.symbols.prefix, self.symbols.size
        )


def write_sheet(
    out: Path,
    runs: Sequence[LabelRun],
    layout: Layout,
    symbols: SymbolSource,
    *,
    placement: Placement | None = None,
    progress: Callable[[int], object] | None = None,
) -> Sheet:
    """Print the labels of these runs, in order, into ``out``, or into numbered files beside it.

    Everything that can be refused is refused before anything is signed or written. ``progress`` is told how
    many labels are done. Raises SymbolTooSmall, OffThePage, NoSuchPosition, TextDoesNotFit, CannotWrite.
    """
    placement = placement or Placement()
    size = print_size(layout, symbols.size)
    refuse_bad_placement(layout, placement)
    job = _Job(Labels(runs), layout, placement, symbols)
    if not len(job.labels):
        raise NothingToPrint(N_("Không có tem nào để in."))
    report = progress or (lambda _done: None)
    volumes = plan(out, len(job.labels), layout, placement)
    kept = sum(_write_volume(job, volume, report) for volume in volumes)
    return Sheet(tuple(volume.path for volume in volumes), kept, len(job.labels), size)


def _write_volume(job: _Job, volume: Volume, report: Callable[[int], object]) -> bool:
    """Write one file, unless it is finished; says whether it was."""
    mark = job.mark(volume)
    if is_finished(volume, mark):
        report(volume.stop)
        return True
    try:
        if job.layout.format is Format.PDF:
            _write_pdf(job, volume, mark, report)
        else:
            _write_picture(job, volume, mark, report)
    except OSError as error:
        raise CannotWrite(
            N_("Không ghi được tệp %(path)s: %(reason)s. Các tệp đã xong vẫn còn; hãy chạy lại để in tiếp."),
            path=str(volume.path),
            reason=error.strerror or str(error),
        ) from error
    return False


def _write_pdf(job: _Job, volume: Volume, mark: str, report: Callable[[int], object]) -> None:
    pdf = LabelPdf(job.layout, job.placement, job.symbols.size, title_of(job.labels, volume), mark)
    if volume.of > 1 and not job.layout.has_margin:
        pdf.add_leader(leader_lines(job.labels, volume, job.layout))
    total = sum(1 for _ in pages(volume, job.layout, job.placement))
    for page, painted, labels in _painted_pages(job, volume):
        margin = margin_line(job.labels, volume, page, total, labels, job.layout)
        pdf.add_page(painted, page.first, margin)
        report(page.stop)
    with replacing(volume.path) as file:
        pdf.save(file)


def _painted_pages(
    job: _Job, volume: Volume
) -> Iterator[tuple[Page, Sequence[Painted], Sequence[PrintedLabel]]]:
    """Page after page, with symbols made for several pages at once."""
    for together in _stretches(job, volume):
        start = together[0].start
        labels = job.labels.take(start, together[-1].stop)
        paths = pdf_paths(job.symbols.make([printed.label.token for printed in labels]))
        designs = _designed(labels, job.layout)
        painted = [Painted(*designed, path) for designed, path in zip(designs, paths, strict=True)]
        for page in together:
            part = slice(page.start - start, page.stop - start)
            yield page, painted[part], labels[part]


def _stretches(job: _Job, volume: Volume) -> Iterator[list[Page]]:
    together: list[Page] = []
    for page in pages(volume, job.layout, job.placement):
        together.append(page)
        if len(together) * job.layout.per_page >= STRETCH:
            yield together
            together = []
    if together:
        yield together


def _designed(labels: Sequence[PrintedLabel], layout: Layout) -> Iterator[tuple[Drawing, str]]:
    """Each label's design, worked out once for labels of one batch that follow each other, and its code."""
    run, digits, drawing = None, 0, None
    for printed in labels:
        code = format_code(printed.label.code)
        if drawing is None or printed.run is not run or len(code) != digits:
            run, digits = printed.run, len(code)
            drawing = design(run.face, layout.form, groups_of(code))
        yield drawing, code


def _write_picture(job: _Job, volume: Volume, mark: str, report: Callable[[int], object]) -> None:
    [printed] = job.labels.take(volume.start, volume.stop)
    [symbol] = job.symbols.make([printed.label.token])
    [(drawing, code)] = _designed([printed], job.layout)
    title = title_of(job.labels, volume)
    if job.layout.format is Format.PNG:
        content = label_png(drawing, code, symbol, title, mark)
    else:
        content = label_svg(drawing, code, symbol, title, mark).encode()
    with replacing(volume.path) as file:
        file.write(content)
    report(volume.stop)
