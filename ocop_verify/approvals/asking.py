"""The rule of two people: what one asks for, another does; nobody confirms an act of their own.

Whether the rule holds is a setting (``two_persons``), which doors ask about. What is asked for changes
nothing until it is confirmed; it can be taken back by who asked, declined by a colleague, and ends by itself.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ocop_verify.accounts.models import AccountRow
from ocop_verify.accounts.permissions import Actor, Permission, may
from ocop_verify.accounts.sessions import actor_of
from ocop_verify.approvals.models import ApprovalRow
from ocop_verify.audit.journal import Entry, record
from ocop_verify.domain.errors import N_, OcopError

WAITS = timedelta(days=7)
_json = msgspec.json.Encoder(order="sorted", enc_hook=str)


class SecondPersonNeeded(OcopError):
    """One person alone was to do what two must."""


class NotOneself(OcopError):
    """Somebody was to confirm their own request, or to take back somebody else's."""


class NotWaiting(OcopError):
    """It was answered, taken back, or has waited too long."""


class AskerMayNot(OcopError):
    """Who asked has no right to it any more."""


def refuse_alone(two_persons: bool) -> None:
    """For commands, which know no colleague: refuse what needs one."""
    if two_persons:
        raise SecondPersonNeeded(
            N_(
                "Quy tắc hai người đang bật (OCOP_TWO_PERSONS): hãy làm việc này trên trang, để một đồng "
                "nghiệp xác nhận."
            )
        )


def ask(
    session: Session, kind: str, facts: Mapping[str, Any], province: str, *, actor: Actor, now: datetime
) -> ApprovalRow:
    """Ask for an act. Asked again by the same person while it waits, it is the same request."""
    text = _json.encode(facts).decode()
    same = _open(now).where(
        ApprovalRow.kind == kind, ApprovalRow.facts == text, ApprovalRow.asked_by == actor.id
    )
    if (row := session.scalar(same)) is not None:
        return row
    row = ApprovalRow(
        kind=kind,
        facts=text,
        province=province,
        asked_by=actor.id,
        asked_at=now,
        expires_at=now + WAITS,
        state="waiting",
    )
    session.add(row)
    session.flush()
    _tell(session, row, "ask_approval", actor, now)
    return row


def facts_of(row: ApprovalRow) -> dict[str, Any]:
    """What is asked for, as its room wrote it."""
    return msgspec.json.decode(row.facts, type=dict[str, Any])


def waiting(session: Session, kinds: Collection[str], *, now: datetime) -> list[ApprovalRow]:
    """What waits for an answer, the oldest first; doors choose what belongs to who is looking."""
    return list(session.scalars(_open(now).where(ApprovalRow.kind.in_(kinds)).order_by(ApprovalRow.id)))


def confirm(
    session: Session, approval_id: int, permission: Permission, *, actor: Actor, now: datetime
) -> tuple[ApprovalRow, str]:
    """A colleague confirms: gives the row, and who asked, in whose name the door now does the act."""
    row = _waiting(session, approval_id, now)
    if row.asked_by == actor.id:
        raise NotOneself(N_("Không ai tự xác nhận việc mình đề nghị. Hãy chờ một đồng nghiệp."))
    asker = session.get_one(AccountRow, row.asked_by)
    if asker.disabled_at is not None or not may(actor_of(asker), permission, province=row.province or None):
        raise AskerMayNot(N_("Người đề nghị không còn quyền làm việc này. Hãy từ chối đề nghị."))
    _answer(row, "confirmed", actor, now)
    _tell(session, row, "confirm_approval", actor, now)
    return row, actor_of(asker).name


def vouch(
    session: Session, row: ApprovalRow, done_to: Iterable[tuple[str, int]], *, actor: Actor, now: datetime
) -> None:
    """Tell at each record that what was done to it was confirmed, so that its own story names both."""
    told = [Entry(f"confirm_{row.kind}", kind, key, {"approval_id": row.id}) for kind, key in done_to]
    record(session, told, actor=actor.name, now=now)


def decline(session: Session, approval_id: int, *, actor: Actor, now: datetime) -> None:
    """It shall not be done."""
    row = _waiting(session, approval_id, now)
    _answer(row, "declined", actor, now)
    _tell(session, row, "decline_approval", actor, now)


def take_back(session: Session, approval_id: int, *, actor: Actor, now: datetime) -> None:
    """Who asked does not want it any more."""
    row = _waiting(session, approval_id, now)
    if row.asked_by != actor.id:
        raise NotOneself(N_("Chỉ người đề nghị mới rút lại được. Bạn có thể từ chối."))
    _answer(row, "withdrawn", actor, now)
    _tell(session, row, "take_back_approval", actor, now)


def _open(now: datetime) -> Select[ApprovalRow]:
    return select(ApprovalRow).where(ApprovalRow.state == "waiting", ApprovalRow.expires_at > now)


def _waiting(session: Session, approval_id: int, now: datetime) -> ApprovalRow:
    """The request as it is now, held until the transaction ends."""
    held = select(ApprovalRow).where(ApprovalRow.id == approval_id).with_for_update()
    row = session.scalars(held.execution_options(populate_existing=True)).one()
    if row.state != "waiting" or row.expires_at <= now:
        raise NotWaiting(N_("Đề nghị này đã được trả lời, đã rút lại hoặc đã quá hạn."))
    return row


def _answer(row: ApprovalRow, state: str, actor: Actor, now: datetime) -> None:
    row.state, row.answered_by, row.answered_at = state, actor.id, now


def _tell(session: Session, row: ApprovalRow, action: str, actor: Actor, now: datetime) -> None:
    after = {"kind": row.kind, "province": row.province, "facts": facts_of(row)}
    record(session, [Entry(action, "approval", row.id, after)], actor=actor.name, now=now)
