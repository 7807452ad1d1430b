"""Making the files of a sheet that was ordered, and reading them back before they are handed out.

The same order always gives the same files, so a sheet whose process ended half-way is simply begun again, and
files that were removed to save room are made anew when somebody wants them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.labels.issuing import read_batch
from ocop_verify.labels.keyring import KeyRing
from ocop_verify.labels.layouts import Format, Layout, Placement
from ocop_verify.labels.models import SheetRow
from ocop_verify.labels.ordering import layout_of_sheet, placement_of
from ocop_verify.labels.printing import runs_of
from ocop_verify.labels.proofreading import proofread
from ocop_verify.labels.runs import LabelRun, Labels
from ocop_verify.labels.sheets import write_sheet
from ocop_verify.labels.symbols import SymbolMaker
from ocop_verify.labels.volumes import plan

# A page takes half a second to read back: this many labels take some seven minutes on the large stock.
PROOFREAD_UP_TO = 20_000


class NotReadable(OcopError):
    """A finished sheet holds a code that cannot be read, so it is not handed out."""


@dataclass(frozen=True, slots=True)
class Work:
    """All that is needed to make the files, without the database."""

    out: Path
    runs: Sequence[LabelRun]
    layout: Layout
    placement: Placement


def work_of(session: Session, row: SheetRow, ring: KeyRing, host: str, folder: Path) -> Work:
    """What an order asks for."""
    batch = read_batch(session, row.batch_id)
    runs = runs_of(session, [batch], ring, host, row.copies)
    return Work(out_of(row, folder), runs, layout_of_sheet(row), placement_of(row))


def out_of(row: SheetRow, folder: Path) -> Path:
    """The file that a sheet is written to, or that its numbered files stand beside."""
    return folder / str(row.id) / f"lo-{row.batch_id}-{row.layout}.{layout_of_sheet(row).format.value}"


def files_of(row: SheetRow, folder: Path) -> list[Path]:
    """The files of a sheet, whether they are there or not."""
    volumes = plan(out_of(row, folder), row.labels, layout_of_sheet(row), placement_of(row))
    return [volume.path for volume in volumes]


def carry_out(work: Work, symbols: SymbolMaker, progress: Callable[[int], object]) -> int | None:
    """Write the files and read them back. Gives how many codes were read; None where they were not."""
    work.out.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    sheet = write_sheet(
        work.out, work.runs, work.layout, symbols, placement=work.placement, progress=progress
    )
    if work.layout.format is Format.SVG or sheet.labels > PROOFREAD_UP_TO:
        return None
    labels = Labels(work.runs)
    urls = [symbols.prefix + each.label.token for each in labels.take(0, len(labels))]
    proof = proofread(sheet.files, urls, progress=lambda read: progress(sheet.labels + read))
    if not proof.is_clean:
        raise NotReadable(
            N_("Chỉ đọc lại được %(read)s / %(expected)s mã trên tờ in, nên tờ này không được phát ra."),
            read=proof.read,
            expected=proof.expected,
        )
    return proof.read
