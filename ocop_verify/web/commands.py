"""What every command of ``flask`` shares: who acts, when, in which transaction, and how a refusal reads."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ocop_verify.db import begin_write, db, is_away
from ocop_verify.domain.errors import OcopError
from ocop_verify.web.language import translate


class CommandGroup(AppGroup):
    """Commands that tell a refusal in one line and exit with 1; nobody is shown a traceback for it."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except OcopError as refusal:
            raise click.ClickException(translate(refusal)) from refusal
        except DBAPIError as problem:
            if not is_away(problem):
                raise
            raise click.ClickException(
                f"Cơ sở dữ liệu không trả lời, hoặc chưa được tạo (`flask db upgrade`): {problem.orig}"
            ) from problem


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
