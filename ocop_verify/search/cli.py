"""``flask claims``: check a list of claims from a terminal."""

from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from tqdm import tqdm

from ocop_verify.catalog.holding import Holder
from ocop_verify.domain.matching.claims import Finding
from ocop_verify.domain.validity import local_day
from ocop_verify.durable import replacing
from ocop_verify.search.index import Index
from ocop_verify.search.tables import ClaimList, checked_sheet, read_list, write_sheet
from ocop_verify.search.today import Today
from ocop_verify.search.views.context import reason_of
from ocop_verify.search.wording import STATES, told
from ocop_verify.web.commands import CommandGroup, now
from ocop_verify.web.language import gettext

BAR_AFTER_SECONDS = 1.0

claims = CommandGroup("claims", help="Is this OCOP? Names without a code, checked.")


@claims.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="An .xlsx or .csv file."
)
def check(file: Path, out: Path) -> None:
    """Check the claims in FILE (.xlsx or .csv) and write them with what was found.

    Columns are known by their headings. Three are added: finding, reason, certification_id.
    """
    if out.suffix.lower() not in (".xlsx", ".csv"):
        raise click.BadParameter(gettext("Tên tệp phải kết thúc bằng .xlsx hoặc .csv."), param_hint="--out")
    listed = read_list(file.read_bytes(), file.name)
    holder: Holder = current_app.extensions["catalogue"]
    today = Today(Index(holder.held.catalogue), local_day(now()))
    results = list(_results(listed, today))
    with replacing(out) as target:
        write_sheet(
            target, checked_sheet(listed, results, gettext("Kết quả")), as_csv=out.suffix.lower() == ".csv"
        )
    for finding in Finding:
        count = sum(each[0] == finding for each in results)
        if count:
            click.echo(f"{finding.value:<28} {count:>7}  {gettext(STATES[finding][0])}")


def _results(listed: ClaimList, today: Today) -> Iterator[tuple[str, str, int | None]]:
    """What is found of each row, while a bar moves."""
    catalogued = today.catalogued
    rows = listed.claims(catalogued.is_word)
    for claim in tqdm(rows, total=len(listed), unit=gettext(" dòng"), disable=None, delay=BAR_AFTER_SECONDS):
        said = told(catalogued.judge(claim), today)
        yield said.finding.value, reason_of(said), said.certification_id
