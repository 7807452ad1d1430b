"""``flask verify`` checks a label from a terminal, ``flask scans`` lists those that are seen too often."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
from flask import current_app

from ocop_verify.catalog.holding import Held, Holder
from ocop_verify.catalog.words import WORDS
from ocop_verify.db import db
from ocop_verify.domain.token import tidy
from ocop_verify.domain.typed_code import MalformedCode, tidy_code
from ocop_verify.domain.validity import VIETNAM, written
from ocop_verify.domain.verdict import Headline
from ocop_verify.labels.decoding import decode_file
from ocop_verify.labels.keyring import KeyRing
from ocop_verify.verification import as_json
from ocop_verify.verification.check import Check, check_code, check_token
from ocop_verify.verification.circulating import open_suspicions, set_aside
from ocop_verify.web.commands import CommandGroup, actor, now, transaction
from ocop_verify.web.language import gettext

# A label that we issued, whatever became of it, is an answer; these three mean that there is none.
FAILURES = frozenset({Headline.MALFORMED, Headline.FORGED, Headline.UNKNOWN})


@click.command()
@click.argument("what")
@click.option("--json", "as_document", is_flag=True, help="One JSON object a line, as the API gives it.")
@click.pass_context
def verify(context: click.Context, what: str, as_document: bool) -> None:
    """Check WHAT: a token, an address, a typed code, or a file (picture or PDF) that shows labels.

    Exits with 0 when every code is a label that was issued, and with 1 otherwise.
    """
    holder: Holder = current_app.extensions["catalogue"]
    held = holder.held
    checks = [_check(text, held, now()) for text in _texts(what)]
    if not checks:
        click.echo("Không thấy mã QR nào trong tệp.", err=True)
    for check in checks:
        click.echo(_document(check, held) if as_document else _line(check, held))
    failed = not checks or any(check.verdict.headline in FAILURES for check in checks)
    context.exit(int(failed))


scans = CommandGroup("scans", help="Scans: which unit labels are seen unusually often.")


@scans.command()
def suspicions() -> None:
    """List the labels that wait for an inspector, with their reasons."""
    for each in open_suspicions(db.session()):
        since = f"{each.since.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
        click.echo(f"lô {each.batch_id}, số {each.serial}: {each.reading.scans} lượt quét, từ {since}")
        for reason in each.reading.reasons:
            click.echo(f"  {gettext(reason.message, **reason.figures)}")


@scans.command("set-aside")
@click.option("--batch", "batch_id", type=int, required=True)
@click.option("--serial", type=int, required=True)
@click.option("--reason", required=True, help="What explains it.")
def set_suspicion_aside(batch_id: int, serial: int, reason: str) -> None:
    """Close a suspicion that has a good explanation; it is not shown again."""
    with transaction() as session:
        set_aside(session, batch_id, serial, reason, actor=actor(), now=now())
    click.echo(f"Đã gác lại: lô {batch_id}, số {serial}.")


def _texts(what: str) -> Iterator[str]:
    path = Path(what)
    try:
        is_file = path.is_file()
    except OSError:  # longer than a file's name may be
        is_file = False
    return iter(decode_file(path)) if is_file else iter([what])


def _check(text: str, held: Held, at: datetime) -> Check:
    ring: KeyRing = current_app.extensions["keyring"]
    bare = tidy(text)
    try:
        return check_code(tidy_code(bare), held.catalogue, ring.code_keys(), at)
    except MalformedCode:
        return check_token(bare, held.catalogue, at)


def _document(check: Check, held: Held) -> str:
    return json.dumps(as_json.answer(check, held), ensure_ascii=False)


def _line(check: Check, held: Held) -> str:
    verdict = check.verdict
    words = [verdict.headline.value, gettext(WORDS[verdict.headline].state)]
    if verdict.certification and verdict.label and verdict.valid_until:
        product = held.catalogue.products[verdict.certification.product_id]
        words += [product.name, f"{verdict.certification.stars} sao", f"đến {written(verdict.valid_until)}"]
        words.append(f"lô {verdict.label.batch_id}, số {verdict.label.serial}")
    return " · ".join(words)
