"""What every command of ``flask`` shares: who acts, when, in which transaction, and how a refusal reads."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import click
import msgspec
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ocop_verify.db import WritesPaused, begin_write, db, is_away
from ocop_verify.domain.errors import OcopError
from ocop_verify.web.language import translate


@contextmanager
def refusals_told() -> Iterator[None]:
    """Tell a refusal in one line and exit with 1; nobody is shown a traceback for it."""
    try:
        yield
    except OcopError as refusal:
        raise click.ClickException(translate(refusal)) from refusal
    except WritesPaused as pause:
        raise click.ClickException(f"Đang bảo trì, chưa ghi được gì: {pause.orig}") from pause
    except DBAPIError as problem:
        if not is_away(problem):
            raise
        raise click.ClickException(
            f"Cơ sở dữ liệu không trả lời, hoặc chưa được tạo (`flask db upgrade`): {problem.orig}"
        ) from problem


class CommandGroup(AppGroup):
    """Commands that belong together."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        with refusals_told():
            return super().invoke(ctx)


class SingleCommand(click.Command):
    """A command that stands alone."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run it."""
        with refusals_told():
            return super().invoke(ctx)


as_json_option = click.option("--json", "as_json", is_flag=True, help="Say it as JSON, for programs.")
dry_run_option = click.option("--dry-run", is_flag=True, help="Only say what would be done.")


def say(words: str, facts: Any, *, as_json: bool) -> None:
    """Tell the outcome of a command to a person, or to a program."""
    click.echo(msgspec.json.encode(facts).decode() if as_json else words)


def actor() -> str:
    """Who acts from a terminal, as the journal names them."""
    return f"cli:{getpass.getuser()}"


def now() -> datetime:
    """The moment of the act."""
    return datetime.now(UTC)


@contextmanager
def transaction() -> Iterator[Session]:
    """The one transaction of a command that writes: committed at its end, or nothing of it happened."""
    session = db.session()
    session.rollback()  # ends what was only read before
    begin_write(session)
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
