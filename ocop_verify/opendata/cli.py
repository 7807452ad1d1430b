"""``flask data``: write an edition of the open data by hand, or check a file that came from somewhere."""

from pathlib import Path
from typing import cast

import click
from flask import current_app

from ocop_verify.catalog.holding import Holder
from ocop_verify.domain.validity import local_day
from ocop_verify.opendata import signing
from ocop_verify.opendata.editions import Editions
from ocop_verify.opendata.rows import rows_on
from ocop_verify.web.commands import CommandGroup, now

data = CommandGroup("data", help="The open data: editions and signatures.")


@data.command()
def publish() -> None:
    """Write today's edition, unless it is there. The server does it by itself."""
    held, moment = _holder().held, now()
    day = local_day(moment)
    editions = cast(Editions, current_app.extensions["editions"])
    rows = rows_on(held.catalogue, day)
    edition = editions.publish(rows, day, held.catalogue.version, now=moment)
    for file in edition.files:
        click.echo(
            f"{editions.folder / edition.name / file.name}: {edition.rows} dòng, SHA-256 {file.sha256}"
        )


@data.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--signature",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Its signature file; FILE.sig unless told.",
)
@click.option("--key", "keys", multiple=True, help="Public key that may have signed; ours unless told.")
def verify(file: Path, signature: Path | None, keys: tuple[str, ...]) -> None:
    """Check that FILE is, byte for byte, what a trusted key signed. Exits with 1 where it is not."""
    beside = signature or file.with_name(file.name + signing.SUFFIX)
    if not beside.exists():
        raise click.UsageError(f"không thấy tệp chữ ký {beside}; hãy tải nó về, hoặc chỉ ra bằng --signature")
    note = beside.read_text("utf-8", errors="replace")
    told = signing.check(file, note, frozenset(keys) or _holder().shelf.trusted)
    click.echo(f"đúng: {told.name}, SHA-256 {told.sha256}, khóa {told.key}")


def _holder() -> Holder:
    return cast(Holder, current_app.extensions["catalogue"])
