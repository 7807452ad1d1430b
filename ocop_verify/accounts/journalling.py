"""What the journal is told of accounts: numbers, roles, kinds; never names, addresses, secrets, devices."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ocop_verify.accounts.models import AccountRow
from ocop_verify.accounts.permissions import Grant
from ocop_verify.audit.journal import Entry, record

SUBJECT = "account"


def note(
    session: Session,
    account: AccountRow,
    action: str,
    *,
    actor: str,
    now: datetime,
    after: dict[str, Any] | None = None,
    before: dict[str, Any] | None = None,
) -> None:
    """Write one act on an account down."""
    session.flush()
    record(session, [Entry(action, SUBJECT, account.id, after or {}, before)], actor=actor, now=now)


def told(grant: Grant) -> dict[str, Any]:
    """A grant as the journal keeps it."""
    facts = {"role": grant.role.value, "province": grant.province, "producer": grant.producer_id}
    return {name: value for name, value in facts.items() if value}
