"""``flask demo``: fictional data to look around in."""

import click
from flask import current_app

from ocop_verify.accounts.demo_people import PASSWORD, SECRET, is_local
from ocop_verify.accounts.managing import find_account
from ocop_verify.accounts.one_time_codes import code_at
from ocop_verify.accounts.permissions import Role
from ocop_verify.config import Settings
from ocop_verify.db import db
from ocop_verify.demo.fairs import make_fairs
from ocop_verify.demo.inspecting import fill_desk
from ocop_verify.demo.loading import is_empty, load_demo
from ocop_verify.demo.people import account_of, make_people, people_of
from ocop_verify.demo.specimens import specimens
from ocop_verify.labels.keyring import KeyRing
from ocop_verify.web.commands import CommandGroup, actor, now, transaction

PRODUCTS = 400

group = CommandGroup("demo", help="Fictional data, to look around in.")


@group.command()
@click.option("--products", default=PRODUCTS, show_default=True, help="How many products to invent.")
@click.option("--if-empty", is_flag=True, help="Only tell the labels to try where there is data already.")
def load(products: int, if_empty: bool) -> None:
    """Fill an empty registry, and tell a label to try for each answer."""
    settings: Settings = current_app.extensions["settings"]
    ring: KeyRing = current_app.extensions["keyring"]
    if not if_empty or is_empty(db.session()):
        with transaction() as session:
            load_demo(session, ring, products, actor=actor(), now=now())
            if is_local(settings.public_url):
                secret, moment = settings.session_secret(), now()
                make_people(session, secret, public_url=settings.public_url, actor=actor(), now=moment)
                inspector = account_of(session, Role.INSPECTOR)
                province = inspector.grants[0].province
                fill_desk(session, inspector.id, province, now=moment)
                owner = account_of(session, Role.ORGANIZER).id
                make_fairs(session, ring, owner, province, secret.encode(), actor=actor(), now=moment)
    for specimen in specimens(db.session(), ring):
        click.echo(f"{specimen.headline.value:<14} {settings.public_url}{specimen.token}")
    if is_local(settings.public_url):
        _tell_people(settings.public_url)


def _tell_people(public_url: str) -> None:
    """Whom to log in as, in words that nobody takes for a label."""
    people = people_of(db.session())
    if any(find_account(db.session(), person.email) for person in people):
        click.echo(f"\nĐăng nhập: {public_url}account/log-in, mật khẩu: {PASSWORD}")
        click.echo(f"Bước hai: khóa TOTP {SECRET}, hoặc mã do lệnh `flask demo code` in ra")
        for person in people:
            click.echo(f"  {person.email:<22} {', '.join(grant.role.value for grant in person.grants)}")


@group.command()
def code() -> None:
    """Tell the one-time code of the fictional people at this moment."""
    click.echo(code_at(SECRET, now()))
