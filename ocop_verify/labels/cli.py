"""``flask keys`` and ``flask labels``: the keys that sign, and the labels that leave the house."""

from datetime import datetime

import click
from flask import current_app

from ocop_verify.db import db
from ocop_verify.labels import signing_keys
from ocop_verify.labels.keyring import KeyRing, PrivateKeyMissing
from ocop_verify.labels.reading import read_keys
from ocop_verify.web.commands import CommandGroup, actor, now, transaction

keys = CommandGroup("keys", help="Keys that sign labels: list them, make a new one, retire or distrust one.")


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
    with transaction() as session:
        row = signing_keys.create_key(session, _ring(), actor=actor(), now=now())
    click.echo(f"Đã tạo khóa số {row.id}. Hãy sao lưu thư mục {_ring().folder}.")


@keys.command()
@click.argument("key_id", type=int)
def retire(key_id: int) -> None:
    """Let a key sign no more; labels that it signed stay good."""
    with transaction() as session:
        row = signing_keys.retire_key(session, key_id, actor=actor(), now=now())
    click.echo(f"Khóa số {row.id} ngừng ký từ {row.retired_on}.")


@keys.command()
@click.argument("key_id", type=int)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), required=True, help="First day not trusted.")
def distrust(key_id: int, since: datetime) -> None:
    """Stop vouching for batches that a stolen key signed on or after a day."""
    with transaction() as session:
        signing_keys.distrust_key(session, key_id, since.date(), actor=actor(), now=now())
    click.echo(f"Nhãn do khóa số {key_id} ký từ {since.date()} không còn được xác nhận.")


def _ring() -> KeyRing:
    ring: KeyRing = current_app.extensions["keyring"]
    return ring


def _is_here(key_id: int) -> bool:
    try:
        return bool(_ring().private(key_id))
    except PrivateKeyMissing:
        return False
