"""Forms that were sent when their session had just ended: kept for a day, for the account that sent them."""

import json

from flask import request
from sqlalchemy.orm import Session

from ocop_verify.accounts import sessions
from ocop_verify.accounts.models import KeptFormRow
from ocop_verify.accounts.views.context import database, moment, session_token
from ocop_verify.web.commands import transaction

MAX_CHARACTERS = 100_000
KEPT_HOURS = 24
# Fields that are made anew, and those that nobody may keep.
LEFT_OUT = frozenset({"csrf_token", "password", "new_password", "code", "answer"})
# The field by which a form says that it is the one that was kept.
KEPT = "kept_form"


def keep_form() -> bool:
    """Keep the form of this request, if its cookie names a session that was somebody's. False if not.

    Files are not kept, and forms of one's own account never: they hold passwords.
    """
    own = request.path.startswith("/account") and not request.path.startswith("/account/people")
    if own or request.files or not request.form:
        return False
    fields = json.dumps([pair for pair in request.form.items(multi=True) if pair[0] not in LEFT_OUT])
    row = sessions.find_ended(database(), session_token())
    if row is None or row.account.disabled_at or len(fields) > MAX_CHARACTERS:
        return False
    if (moment() - row.seen_at).total_seconds() > KEPT_HOURS * 3_600:
        return False
    account_id, path = row.account_id, request.full_path.rstrip("?")[:500]
    with transaction() as session:
        session.merge(KeptFormRow(account_id=account_id, path=path, fields=fields, kept_at=moment()))
    return True


def kept_form(session: Session, account_id: int) -> KeptFormRow | None:
    """The form that waits for this account."""
    row = session.get(KeptFormRow, account_id)
    if row is None or (moment() - row.kept_at).total_seconds() > KEPT_HOURS * 3_600:
        return None
    return row


def forget_kept_form(account_id: int) -> None:
    """It is being sent now, so it waits no more."""
    with transaction() as session:
        row = session.get(KeptFormRow, account_id)
        if row is not None:
            session.delete(row)


def fields_of(row: KeptFormRow) -> list[tuple[str, str]]:
    """The names and values that were sent."""
    return [(str(name), str(value)) for name, value in json.loads(row.fields)]
