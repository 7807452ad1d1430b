"""``registry import`` and ``registry export``."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from tqdm import tqdm

from ocop_verify.approvals.asking import refuse_alone
from ocop_verify.db import db
from ocop_verify.domain.validity import local_day
from ocop_verify.durable import replacing, write_durably
from ocop_verify.registry.cli.options import FILE, OUTPUT, registry
from ocop_verify.registry.cli.telling import difference_lines, note_lines, problem_lines
from ocop_verify.registry.columns import COLUMNS
from ocop_verify.registry.exporting import NAMES, write_export
from ocop_verify.registry.fates import revocations
from ocop_verify.registry.importing import Plan, apply, plan_import
from ocop_verify.tabular.annotating import annotated_xlsx
from ocop_verify.tabular.reading import Progress
from ocop_verify.web.commands import actor, now, transaction
from ocop_verify.web.language import gettext, translate

# Shorter files are read before a bar would be seen.
BAR_AFTER_SECONDS = 0.5


@registry.command("import")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
@click.option("--marked", type=OUTPUT, help="Write a copy (.xlsx) with the problems marked in their cells.")
@click.pass_context
def import_file(ctx: click.Context, file: Path, dry_run: bool, marked: Path | None) -> None:
    """Import an .xlsx or .csv file of recognitions: all of it, or nothing when a row has a problem."""
    with progress() as on_progress:
        plan = plan_import(db.session(), file.read_bytes(), file.name, now=now(), on_progress=on_progress)
    _show(plan, marked)
    if plan.problems:
        ctx.exit(1)
    if dry_run:
        click.echo(gettext("Chạy thử: chưa ghi gì vào sổ."))
    elif plan.difference.is_empty:
        click.echo(gettext("Sổ đã có đủ; không ghi gì."))
    else:
        refuse_alone(
            current_app.extensions["settings"].two_persons and bool(revocations(plan.difference.events))
        )
        with transaction() as session:
            recognised = apply(session, plan, actor=actor(), now=now())
        click.echo(gettext("Đã ghi vào sổ, phiên bản %(version)s.", version=recognised.version))


@registry.command("export")
@click.argument("file", type=OUTPUT)
@click.option(
    "--headings",
    type=click.Choice(["en", "vi"]),
    default="en",
    show_default=True,
    help="Headings as the names of the columns, or in Vietnamese. Both can be imported.",
)
def export_file(file: Path, headings: str) -> None:
    """Export the whole registry to an .xlsx or .csv file that imports back to the same registry."""
    titles = NAMES if headings == "en" else [column.heading for column in COLUMNS]
    with replacing(file) as target:
        rows = write_export(db.session(), target, file.name, today=local_day(now()), headings=titles)
    click.echo(gettext("Đã xuất %(rows)s lần công nhận ra %(file)s.", rows=rows, file=file))


@contextmanager
def progress() -> Iterator[Progress]:
    """A bar that moves while a long file is read; none where nobody looks."""
    with tqdm(unit=gettext(" dòng"), disable=None, delay=BAR_AFTER_SECONDS, leave=False) as bar:

        def on_progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield on_progress


def _show(plan: Plan, marked: Path | None) -> None:
    """Everything that was found: what to mend, or what would change."""
    for line in note_lines(plan):
        click.echo(line)
    for line in problem_lines(plan) if plan.problems else difference_lines(plan):
        click.echo(line)
    if marked and plan.problems:
        write_durably(marked, annotated_xlsx(plan.table, plan.problems, translate))
        click.echo(gettext("Đã đánh dấu các vấn đề trong %(file)s.", file=marked))
