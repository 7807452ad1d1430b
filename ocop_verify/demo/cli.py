"""``flask demo``: fictional data to look around in."""

import click
from flask import current_app

from ocop_verify.config import Settings
from ocop_verify.db import db
from ocop_verify.demo.loading import is_empty, load_demo
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
    for specimen in specimens(db.session(), ring):
        click.echo(f"{specimen.headline.value:<14} {settings.public_url}{specimen.token}")
