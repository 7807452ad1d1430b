"""``flask catalog``: look at the catalogue, and sign it by hand."""

import click
from flask import current_app
from sqlalchemy.orm import Session

from ocop_verify.audit import journal
from ocop_verify.catalog.compiling import compile_catalogue
from ocop_verify.catalog.holding import Holder
from ocop_verify.db import db
from ocop_verify.domain.catalogue import HOLDERS
from ocop_verify.web.commands import CommandGroup, now

group = CommandGroup("catalog", help="The signed catalogue: what every reader reads.")


@group.command()
def status() -> None:
    """Tell which version the registry has, and which one lies signed on disk."""
    holder: Holder = current_app.extensions["catalogue"]
    with Session(db.engine) as session:
        click.echo(f"sổ gốc: phiên bản {journal.version(session)}")
    copy = holder.shelf.load()
    if copy is None:
        click.echo("bản đã ký: chưa có; `flask catalog publish` tạo một bản")
        return
    click.echo(f"bản đã ký: phiên bản {copy.version}, lúc {copy.compiled_at.isoformat(timespec='seconds')}")
    for name in HOLDERS.values():
        click.echo(f"  {name}: {len(getattr(copy, name))}")


@group.command()
def publish() -> None:
    """Compile the registry and keep a signed copy, unless a newer one is there."""
    holder: Holder = current_app.extensions["catalogue"]
    with Session(db.engine) as session:
        catalogue = compile_catalogue(session, now=now())
    written = holder.shelf.publish(catalogue)
    click.echo(f"phiên bản {catalogue.version}: {'đã ký và ghi' if written else 'đã có sẵn'}")
