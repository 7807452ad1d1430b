"""``registry find``, and the acts on one recognition: ``suspend``, ``lift``, ``revoke``, ``extend``."""

from datetime import date

import click
from flask import current_app

from ocop_verify.approvals.asking import refuse_alone
from ocop_verify.db import db
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.records import Certification, RevocationGround
from ocop_verify.domain.validity import written
from ocop_verify.registry import extending, revoking, suspending
from ocop_verify.registry.cli.options import Day, registry
from ocop_verify.registry.extending import end_of_certification
from ocop_verify.registry.finding import find_certifications
from ocop_verify.web.commands import actor, now, transaction
from ocop_verify.web.language import gettext

certification = click.option(
    "--certification", "certification_id", type=int, required=True, help="Its number; `registry find` tells."
)


class NothingFound(OcopError):
    """No certification has this text in the name of its product or producer."""


@registry.command()
@click.argument("text")
def find(text: str) -> None:
    """Find certifications by a part of the product's or the producer's name, and tell their numbers."""
    found = find_certifications(db.session(), text)
    if not found:
        raise NothingFound(N_("Không tìm thấy sản phẩm hay chủ thể nào có tên chứa “%(text)s”."), text=text)
    for each in found:
        cells = (
            str(each.certification.id),
            each.product,
            each.producer,
            gettext("%(stars)s sao", stars=each.certification.stars),
            f"{each.decision}, {written(each.decided_on)}",
            written(end_of_certification(each.certification)),
            _state(each.certification),
        )
        click.echo("\t".join(cells).rstrip())


@registry.command()
@certification
@click.option("--reason", required=True, help="Why; the public may read it.")
@click.option("--decision", default="", help="Number and date of the decision.")
@click.option("--from", "from_day", type=Day(), help="First day; today when left out.")
def suspend(certification_id: int, reason: str, decision: str, from_day: date | None) -> None:
    """Pause a recognition."""
    with transaction() as session:
        suspending.suspend(
            session, certification_id, reason, decision=decision, from_day=from_day, actor=actor(), now=now()
        )
    click.echo(gettext("Đã tạm đình chỉ công nhận số %(id)s.", id=certification_id))


@registry.command()
@certification
@click.option("--reason", required=True, help="Why the suspension ends.")
@click.option("--on", "lifted_on", type=Day(), help="First day that counts again; today when left out.")
def lift(certification_id: int, reason: str, lifted_on: date | None) -> None:
    """End the suspension of a recognition."""
    with transaction() as session:
        suspending.lift(session, certification_id, reason, lifted_on=lifted_on, actor=actor(), now=now())
    click.echo(gettext("Đã gỡ đình chỉ công nhận số %(id)s.", id=certification_id))


@registry.command()
@certification
@click.option("--ground", type=click.Choice([each.value for each in RevocationGround]), required=True)
@click.option("--decision", required=True, help="Number and date of the decision.")
@click.option("--on", type=Day(), help="Day from which it no longer counts; today when left out.")
@click.option("--note", default="", help="What else the public should know.")
def revoke(certification_id: int, ground: str, decision: str, on: date | None, note: str) -> None:
    """Withdraw a recognition, for good."""
    refuse_alone(current_app.extensions["settings"].two_persons)
    with transaction() as session:
        revoking.revoke(
            session,
            certification_id,
            RevocationGround(ground),
            decision,
            on=on,
            note=note,
            actor=actor(),
            now=now(),
        )
    click.echo(gettext("Đã thu hồi công nhận số %(id)s.", id=certification_id))


@registry.command()
@certification
@click.option("--until", type=Day(), required=True, help="The new last day.")
@click.option("--basis", required=True, help="The text that allows it: its number and date.")
def extend(certification_id: int, until: date, basis: str) -> None:
    """Move the end of a recognition to a later day."""
    with transaction() as session:
        extending.extend(session, certification_id, until, basis, actor=actor(), now=now())
    click.echo(
        gettext("Đã gia hạn công nhận số %(id)s đến %(day)s.", id=certification_id, day=written(until))
    )


def _state(found: Certification) -> str:
    """What befell it, in a word; dates say the rest."""
    if found.revocation:
        return gettext("đã thu hồi")
    if any(each.lifted_on is None for each in found.suspensions):
        return gettext("đang bị đình chỉ")
    return ""
