"""``flask keys`` and ``flask labels``: the keys that sign, and the labels that leave the house."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app
from tqdm import tqdm

from ocop_verify.approvals.asking import refuse_alone
from ocop_verify.config import Settings
from ocop_verify.db import db
from ocop_verify.domain.records import Batch, LabelKind
from ocop_verify.labels import signing_keys
from ocop_verify.labels.calibration import write_calibration
from ocop_verify.labels.code_lists import write_codes
from ocop_verify.labels.issuing import (
    Order,
    certifications_in_force,
    issue_batches,
    read_batch,
    reprint,
    void_range,
)
from ocop_verify.labels.keyring import KeyRing, PrivateKeyMissing
from ocop_verify.labels.layouts import (
    LAYOUTS,
    Format,
    Layout,
    Placement,
    layout_of,
    print_size,
    refuse_bad_placement,
)
from ocop_verify.labels.listing import newest_key
from ocop_verify.labels.printing import runs_of
from ocop_verify.labels.proofreading import proofread as proofread_sheet
from ocop_verify.labels.reading import read_keys
from ocop_verify.labels.runs import LabelRun, Labels
from ocop_verify.labels.sheets import Sheet, write_sheet
from ocop_verify.labels.symbols import SymbolMaker, maker_for
from ocop_verify.web.commands import (
    CommandGroup,
    actor,
    as_json_option,
    dry_run_option,
    now,
    say,
    transaction,
)

labels = CommandGroup("labels", help="Labels: issue and print them, print them again, void them.")
keys = CommandGroup("keys", help="Keys that sign labels: list them, make a new one, retire or distrust one.")


# A page takes half a second to read back.
PROOFREAD_UP_TO = 2_000
OUTPUT = click.Path(dir_okay=False, path_type=Path)
KINDS = {kind.name.lower(): kind for kind in LabelKind}


def sheet_options(command: Callable[..., None]) -> Callable[..., None]:
    """Where and on what labels are printed; the same for a first print and for every later one."""
    for option in (
        click.option(
            "--proofread/--no-proofread",
            default=None,
            help=f"Read every code back from the finished sheet; by default up to {PROOFREAD_UP_TO} labels.",
        ),
        click.option("--crop-marks", is_flag=True, help="Draw crop marks, for stock that is not cut yet."),
        click.option(
            "--bleed", default=0.0, help="Paper around a single label that a press cuts off (mm); 3.0."
        ),
        click.option("--first", default=1, help="Place of the first label on a part-used sheet, from 1."),
        click.option(
            "--offset", type=(float, float), default=(0, 0), help="Move all labels: right, down (mm)."
        ),
        click.option("--tokens", type=OUTPUT, help="Write a list of the codes as well: .csv or .ndjson."),
        click.option("--out", type=OUTPUT, required=True, help="The file; a long sheet becomes several."),
        click.option("--sheet", required=True, help=f"One of {', '.join(LAYOUTS)}."),
    ):
        command = option(command)
    return command


@labels.command()
@click.option("--certification", "certification_id", type=int, help="Issue for this certification.")
@click.option("--all", "everything", is_flag=True, help="Issue for every certification in force.")
@click.option("--kind", type=click.Choice(list(KINDS)), required=True)
@click.option("--count", default=1, help="Unit labels in the batch, or copies of the product label.")
@click.option("--request", help="Any text that identifies this order; sent twice, it is issued once.")
@sheet_options
def issue(
    certification_id: int | None, everything: bool, kind: str, count: int, request: str | None, **sheet: Any
) -> None:
    """Issue labels and print them."""
    if everything == (certification_id is not None):
        raise click.UsageError("Chọn một trong hai: --certification SỐ hoặc --all.")
    if everything and request:
        raise click.UsageError("--request chỉ dùng với --certification.")
    press = _press(**sheet)
    unit = KINDS[kind] is LabelKind.UNIT
    copies = 1 if unit else count
    if copies < 1:
        raise click.UsageError("--count phải từ 1 trở lên.")
    with transaction() as session:
        ids = certifications_in_force(session, now=now()) if certification_id is None else [certification_id]
        orders = [Order(key, KINDS[kind], count if unit else 1, press.layout.name, request) for key in ids]
        batches = issue_batches(session, orders, actor=actor(), now=now())
        press.runs = runs_of(session, batches, _ring(), _settings().host, copies)
    click.echo(_issued(batches))
    press.print()


@labels.command("print")
@click.option("--batch", "batch_ids", type=int, required=True, multiple=True, help="A batch to print again.")
@click.option("--count", default=1, help="Copies of a product label.")
@sheet_options
def print_again(batch_ids: tuple[int, ...], count: int, **sheet: Any) -> None:
    """Print labels that were issued before: the same labels, or the rest of an interrupted sheet."""
    press = _press(**sheet)
    with transaction() as session:
        batches = [reprint(session, key, press.layout.name, actor=actor(), now=now()) for key in batch_ids]
        press.runs = runs_of(session, batches, _ring(), _settings().host, count)
    press.print()


@labels.command()
@click.option("--batch", "batch_id", type=int, required=True)
@click.option("--from", "first", type=int, help="First serial; without it, the whole batch.")
@click.option("--to", "last", type=int, help="Last serial; without it, the first alone.")
@click.option("--reason", required=True, help="Why, in words that the public may read.")
def void(batch_id: int, first: int | None, last: int | None, reason: str) -> None:
    """Declare labels void; the next scan says so."""
    with transaction() as session:
        batch = read_batch(session, batch_id)
        whole = (0, 0) if batch.kind is LabelKind.PRODUCT else (1, batch.count)
        ends = whole if first is None else (first, first if last is None else last)
        void_range(session, batch_id, *ends, reason, actor=actor(), now=now())
    click.echo(f"Lô {batch_id}: đã hủy tem số {ends[0]} đến {ends[1]}.")


@labels.command()
@click.option("--sheet", required=True, help=f"One of {', '.join(LAYOUTS)}.")
@click.option("--out", type=OUTPUT, required=True)
@click.option("--offset", type=(float, float), default=(0, 0), help="Move all labels: right, down (mm).")
def calibrate(sheet: str, out: Path, offset: tuple[float, float]) -> None:
    """Print a page with frames and rulers, to find the offsets of a printer."""
    write_calibration(out, layout_of(sheet), Placement(*offset))
    click.echo(f"Đã ghi {out}.")


@keys.command("list")
def list_keys() -> None:
    """Show every key, and whether its private half is on this machine."""
    for key in read_keys(db.session()):
        states = [f"tạo {key.created_on}"]
        states += [f"ngừng ký {key.retired_on}"] if key.retired_on else []
        states += [f"không tin từ {key.distrusted_from}"] if key.distrusted_from else []
        states += ["có phần bí mật ở đây" if _is_here(key.id) else "không có phần bí mật ở đây"]
        click.echo(f"{key.id:>2}  {key.public.hex()}  {', '.join(states)}")


@keys.command()
def new() -> None:
    """Make a key; from now on it signs."""
    refuse_alone(_settings().two_persons and newest_key(db.session()) is not None)
    with transaction() as session:
        row = signing_keys.create_key(session, _ring(), actor=actor(), now=now())
    click.echo(f"Đã tạo khóa số {row.id}. Hãy sao lưu thư mục {_ring().folder}.")


@keys.command()
@as_json_option
@dry_run_option
def rotate(as_json: bool, dry_run: bool) -> None:
    """Make a key that signs from now on, and let all others sign no more; what they signed stays good."""
    if dry_run:
        new_id, old = signing_keys.next_key_id(db.session()), signing_keys.signing_key_ids(db.session())
        words = f"Sẽ tạo khóa số {new_id} và cho ngừng ký: {_numbers(old)}. Chưa thay đổi gì."
    else:
        with transaction() as session:
            row, old = signing_keys.rotate_keys(session, _ring(), actor=actor(), now=now())
            new_id = row.id
        words = f"Khóa số {new_id} ký từ bây giờ; ngừng ký: {_numbers(old)}. Hãy sao lưu {_ring().folder}."
    say(words, {"created": new_id, "retired": old, "dry_run": dry_run}, as_json=as_json)


@keys.command()
@click.argument("key_id", type=int)
def retire(key_id: int) -> None:
    """Let a key sign no more; labels that it signed stay good."""
    refuse_alone(_settings().two_persons)
    with transaction() as session:
        row = signing_keys.retire_key(session, key_id, actor=actor(), now=now())
    click.echo(f"Khóa số {row.id} ngừng ký từ {row.retired_on}.")


@keys.command()
@click.argument("key_id", type=int)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), required=True, help="First day not trusted.")
def distrust(key_id: int, since: datetime) -> None:
    """Stop vouching for batches that a stolen key signed on or after a day."""
    refuse_alone(_settings().two_persons)
    with transaction() as session:
        signing_keys.distrust_key(session, key_id, since.date(), actor=actor(), now=now())
    click.echo(f"Tem do khóa số {key_id} ký từ {since.date()} không còn được xác nhận.")


@dataclass(slots=True)
class Press:
    """Everything that decides how labels come onto paper; refused before a label is issued."""

    layout: Layout
    placement: Placement
    out: Path
    tokens: Path | None
    symbols: SymbolMaker
    proofread: bool | None
    runs: list[LabelRun] = field(default_factory=list)

    def print(self) -> None:
        """Write the sheets, and the list of codes where one was asked for."""
        with tqdm(total=sum(run.count for run in self.runs), unit=" tem", disable=None) as bar:
            sheet = write_sheet(
                self.out,
                self.runs,
                self.layout,
                self.symbols,
                placement=self.placement,
                progress=lambda done: _advance(bar, done),
            )
        click.echo(f"{sheet.labels} tem, ô mã {sheet.size.module:.3f} mm: {_names(sheet.files)}")
        if self.proofread if self.proofread is not None else sheet.labels <= PROOFREAD_UP_TO:
            self.read_back(sheet)
        if self.tokens:
            write_codes(self.tokens, self.runs, self.symbols.prefix)
            click.echo(f"Danh sách mã: {self.tokens}")

    def read_back(self, sheet: Sheet) -> None:
        """Release the sheet on what can be read from it."""
        if self.layout.format is Format.SVG:
            return  # drawn by a browser or a press, not by us
        labels = Labels(self.runs)
        urls = [self.symbols.prefix + each.label.token for each in labels.take(0, len(labels))]
        proof = proofread_sheet(sheet.files, urls)
        click.echo(f"Đọc lại từ tờ in: {proof.read} / {proof.expected} mã đọc được.")
        if not proof.is_clean:
            raise click.ClickException("Tờ in có mã không đọc được: đừng dùng tờ này.")


def _press(
    sheet: str,
    out: Path,
    tokens: Path | None,
    offset: tuple[float, float],
    first: int,
    crop_marks: bool,
    bleed: float,
    proofread: bool | None,
) -> Press:
    layout = layout_of(sheet)
    placement = Placement(*offset, first, crop_marks, bleed)
    symbols = maker_for(_settings().public_url)
    print_size(layout, symbols.size)
    refuse_bad_placement(layout, placement)
    return Press(layout, placement, out, tokens, symbols, proofread)


def _advance(bar: "tqdm[Any]", done: int) -> None:
    bar.update(done - bar.n)


def _issued(batches: Sequence[Batch]) -> str:
    ids = [batch.id for batch in batches]
    numbers = f"{min(ids)} đến {max(ids)}" if len(ids) > 1 else "".join(map(str, ids))
    return f"Lô {numbers or 'không có'}. In tiếp hoặc in lại: `flask labels print --batch SỐ`."


def _names(files: Sequence[Path]) -> str:
    return str(files[0]) if len(files) == 1 else f"{files[0]} đến {files[-1].name} ({len(files)} tệp)"


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def _numbers(keys: Sequence[int]) -> str:
    return ", ".join(map(str, keys)) or "không có khóa nào"


def _ring() -> KeyRing:
    ring: KeyRing = current_app.extensions["keyring"]
    return ring


def _is_here(key_id: int) -> bool:
    try:
        return bool(_ring().private(key_id))
    except PrivateKeyMissing:
        return False
