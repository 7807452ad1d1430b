"""``flask catalog``: look at the catalogue, sign it by hand, or follow that of another site."""

import os
import sys

import click
from flask import current_app
from sqlalchemy.orm import Session

from ocop_verify.audit import journal
from ocop_verify.catalog.compiling import compile_catalogue
from ocop_verify.catalog.following import Origin
from ocop_verify.catalog.holding import Holder
from ocop_verify.catalog.publishing import Shelf
from ocop_verify.config import PREFIX, ROOT, ConfigError, Settings
from ocop_verify.db import db
from ocop_verify.domain.catalogue import HOLDERS
from ocop_verify.web.commands import CommandGroup, now

group = CommandGroup("catalog", help="The signed catalogue: what every reader reads.")


@group.command()
def status() -> None:
    """Tell which version the registry has, and which one lies signed on disk."""
    holder: Holder = current_app.extensions["catalogue"]
    if isinstance(holder.source, Origin):
        click.echo(f"bản sao của {holder.source.url}")
    else:
        with Session(db.engine) as session:
            click.echo(f"sổ gốc: phiên bản {journal.version(session)}")
    for key in sorted(holder.shelf.trusted):
        click.echo(f"khóa được tin: {key}")
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


@group.command()
@click.argument("url")
@click.option(
    "--key", "keys", multiple=True, help="Public key that signs there, as `flask catalog status` tells it."
)
@click.option("--once", is_flag=True, help="Fetch and check one copy, and serve nothing.")
@click.option("--port", default=lambda: os.environ.get("PORT", "8000"), help="Where to serve, on 127.0.0.1.")
def follow(url: str, keys: tuple[str, ...], once: bool, port: str) -> None:
    """Mirror another site: fetch its signed catalogue, check it, and answer scans without a database."""
    settings: Settings = current_app.extensions["settings"]
    trusted = keys or settings.catalogue_trusted_keys
    if not trusted:
        raise click.UsageError(
            f"cần khóa công khai của trang gốc: --key, hoặc {PREFIX}CATALOGUE_TRUSTED_KEYS. "
            "Hỏi người quản trị ở đó; `flask catalog status` in ra khóa ấy."
        )
    environ = {f"{PREFIX}FOLLOW_URL": url, f"{PREFIX}CATALOGUE_TRUSTED_KEYS": ",".join(trusted)}
    try:
        address = Settings.from_env(environ).follow_url
    except ConfigError as problem:
        raise click.UsageError(str(problem)) from problem
    origin = Origin(address, Shelf(settings.catalogue_path, settings.keys_dir, trusted))
    held = origin.newest(None, now())
    origin.keep(held)
    click.echo(
        f"phiên bản {held.catalogue.version}, mới nhất lúc {held.confirmed_at.isoformat(timespec='seconds')}"
    )
    if not once:
        os.chdir(ROOT)
        server = [sys.executable, "-m", "gunicorn", "app:app"]
        os.execve(sys.executable, server, {**os.environ, **environ, "PORT": port})  # noqa: S606
