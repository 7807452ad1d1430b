"""``flask accounts``: make accounts, give roles, see who has one, let somebody in no more."""

import click
from flask import current_app
from sqlalchemy import select

from ocop_verify.accounts import managing
from ocop_verify.accounts.links import LinkMaker
from ocop_verify.accounts.models import AccountRow
from ocop_verify.accounts.permissions import NATION, PLACED, Grant, Role
from ocop_verify.accounts.sessions import grants_of, has_second_factor
from ocop_verify.config import Settings
from ocop_verify.db import db
from ocop_verify.web.commands import CommandGroup, actor, now, transaction

accounts = CommandGroup("accounts", help="People who log in: invite them, give roles, disable them.")

role_option = click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
province_option = click.option(
    "--province",
    "provinces",
    multiple=True,
    help="Two-digit code of a province of today, for officers and inspectors; repeat it for several. "
    f"{NATION}: the whole country.",
)
producer_option = click.option(
    "--producer", "producers", type=int, multiple=True, help="Number of a producer, for the role producer."
)


@accounts.command()
@click.argument("email")
@click.option("--name", required=True)
@role_option
@province_option
@producer_option
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
def create(
    email: str, name: str, role: str, provinces: tuple[str, ...], producers: tuple[int, ...], language: str
) -> None:
    """Make an account and print the link with which its owner chooses a password."""
    grants = grants_from(role, provinces, producers)
    with transaction() as session:
        account = managing.create_account(
            session, email, name, grants, language=language, actor=actor(), now=now()
        )
        link = managing.invite(session, account, _links(), actor=actor(), now=now())
    click.echo(_address(link))


@accounts.command()
@click.argument("email")
@click.option(
    "--without-factors", is_flag=True, help="Also remove password and second factors: they are lost."
)
def invite(email: str, without_factors: bool) -> None:
    """Print a new link for an account."""
    with transaction() as session:
        account = managing.get_account(session, email)
        if without_factors:
            managing.remove_factors(session, account, actor=actor(), now=now())
        link = managing.invite(session, account, _links(), actor=actor(), now=now())
    click.echo(_address(link))


@accounts.command()
@click.argument("email")
@role_option
@province_option
@producer_option
@click.option("--take-back", is_flag=True, help="Take the role back instead.")
def grant(
    email: str, role: str, provinces: tuple[str, ...], producers: tuple[int, ...], take_back: bool
) -> None:
    """Give a role, or take it back."""
    with transaction() as session:
        account = managing.get_account(session, email)
        for each in grants_from(role, provinces, producers):
            change = managing.take_back if take_back else managing.grant_role
            change(session, account, each, actor=actor(), now=now())


@accounts.command("list")
def list_accounts() -> None:
    """Everybody who has an account: number, state, second factor, address, name, roles."""
    for account in db.session.scalars(select(AccountRow).order_by(AccountRow.id)):
        factor = "2FA" if has_second_factor(account) else "-"
        roles = " ".join(_told(each) for each in grants_of(account))
        click.echo(
            "\t".join([str(account.id), state_of(account), factor, account.email, account.name, roles])
        )


@accounts.command()
@click.argument("email")
@click.option("--undo", is_flag=True, help="Let the account in again.")
def disable(email: str, undo: bool) -> None:
    """Let an account in no more; what it did stays on record."""
    with transaction() as session:
        account = managing.get_account(session, email)
        (managing.enable if undo else managing.disable)(session, account, actor=actor(), now=now())


def grants_from(role: str, provinces: tuple[str, ...], producers: tuple[int, ...]) -> list[Grant]:
    """The grants that the options name. Acts refuse those that are not placed as they must be."""
    if provinces and producers:
        raise click.UsageError("--province hoặc --producer, không cả hai.")
    if Role(role) in PLACED and not provinces:
        raise click.UsageError(f"Vai trò {role} cần --province MÃ, hoặc --province {NATION} cho cả nước.")
    grants = [Grant(Role(role), province.upper()) for province in provinces]
    grants += [Grant(Role(role), producer_id=producer) for producer in producers]
    return grants or [Grant(Role(role))]


def state_of(account: AccountRow) -> str:
    """One word for where an account stands."""
    if account.disabled_at:
        return "disabled"
    return "active" if account.password_hash else "invited"


def _told(grant: Grant) -> str:
    return ":".join(part for part in (grant.role.value, grant.province, str(grant.producer_id or "")) if part)


def _links() -> LinkMaker:
    settings: Settings = current_app.extensions["settings"]
    return LinkMaker(settings.session_secret())


def _address(link: str) -> str:
    settings: Settings = current_app.extensions["settings"]
    return f"{settings.public_url}account/invitation/{link}"
