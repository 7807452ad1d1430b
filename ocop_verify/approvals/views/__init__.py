"""What the doors of acts for two people share."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import abort, current_app, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.accounts.models import AccountRow
from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import Place, actor, allows
from ocop_verify.approvals import asking
from ocop_verify.approvals.models import ApprovalRow
from ocop_verify.web.commands import transaction

# Does what was asked for, by its facts and in the name of who asked; gives the records that it was done to.
Do = Callable[[Session, Mapping[str, Any], str], Iterable[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An act that waits, who asked for it, and whether that is who is looking."""

    row: ApprovalRow
    who: str
    is_own: bool
    is_open: bool


def two_persons() -> bool:
    """Whether the rule of two people holds here."""
    return bool(current_app.extensions["settings"].two_persons)


def waiting_for(permission: Permission, kinds: Collection[str]) -> Sequence[Waiting]:
    """What waits in the places of who is looking, their own requests included."""
    rows = asking.waiting(database(), kinds, now=moment())
    return [shown(row) for row in rows if allows(permission, Place(province=row.province or None))]


def row_of(key: int, kinds: Collection[str]) -> ApprovalRow:
    """The request of that number, as it is now; there is no such page where it is of another kind."""
    row = database().get(ApprovalRow, key, populate_existing=True)
    if row is None or row.kind not in kinds:
        abort(HTTPStatus.NOT_FOUND)
    return row


def shown(row: ApprovalRow) -> Waiting:
    """A request as pages show it."""
    name = database().scalar(select(AccountRow.name).where(AccountRow.id == row.asked_by)) or ""
    is_open = row.state == "waiting" and row.expires_at > moment()
    return Waiting(row, name, row.asked_by == actor().id, is_open)


def answer(key: int, permission: Permission, do: Do) -> str:
    """Answer a request as the pressed button says; gives the state it has then.

    What was asked for is done in the transaction of the confirmation.
    """
    with transaction() as session:
        match request.form.get("step"):
            case "confirm":
                row, asker = asking.confirm(session, key, permission, actor=actor(), now=moment())
                done_to = do(session, asking.facts_of(row), asker)
                asking.vouch(session, row, done_to, actor=actor(), now=moment())
                return "confirmed"
            case "decline":
                asking.decline(session, key, actor=actor(), now=moment())
                return "declined"
            case _:
                asking.take_back(session, key, actor=actor(), now=moment())
                return "withdrawn"
