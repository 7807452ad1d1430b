"""Cases as a list: what is open, mine, late or closed, in one's own provinces."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from ocop_verify.accounts.models import AccountRow, GrantRow
from ocop_verify.accounts.permissions import NATION, Role
from ocop_verify.desk.paging import PAGE_ROWS, Asked, Page, one_of, page_number
from ocop_verify.domain.cases import CaseKind, CaseState
from ocop_verify.inspection.models import FlagEntryRow, FlagRow

OPEN, MINE, LATE, CLOSED = GROUPS = ("open", "mine", "late", "closed")


@dataclass(frozen=True, slots=True)
class CaseFilter(Asked):
    """What is asked for, as it stands in the address; "" is everything."""

    group: str = OPEN
    province: str = ""
    kind: str = ""
    page: int = 1

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Self:
        """The filter of an address. What makes no sense is as if it had not been said."""
        return cls(
            one_of(asked.get("group"), GROUPS, OPEN),
            asked.get("province", "")[:2],
            one_of(asked.get("kind"), [each.value for each in CaseKind]),
            page_number(asked.get("page", "")),
        )


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: which provinces (None: all), which account, on which day."""

    provinces: Collection[str] | None
    account_id: int
    today: date


def cases(session: Session, asked: CaseFilter, reader: Reader) -> Page[FlagRow]:
    """One page of the cases that the filter asks for, what is due first on top."""
    conditions = [*_reach(asked, reader), _GROUPS[asked.group](reader)]
    total = session.scalar(select(func.count()).select_from(FlagRow).where(*conditions)) or 0
    pages = max(1, -(-total // PAGE_ROWS))
    page = min(asked.page, pages)
    order = (FlagRow.closed_at.desc(), FlagRow.due_on.is_(None), FlagRow.due_on, FlagRow.id)
    rows = select(FlagRow).where(*conditions).order_by(*order).limit(PAGE_ROWS).offset((page - 1) * PAGE_ROWS)
    return Page(list(session.scalars(rows)), total, page, pages)


def counts(session: Session, asked: CaseFilter, reader: Reader) -> Mapping[str, int]:
    """How many cases each group has."""
    columns = [func.count().filter(_GROUPS[group](reader)) for group in GROUPS]
    row = session.execute(select(*columns).select_from(FlagRow).where(*_reach(asked, reader))).one()
    return dict(zip(GROUPS, row, strict=True))


def answered(session: Session, flags: Collection[int]) -> Collection[int]:
    """Which of these cases wait for their producer although it has answered: the inspector is next."""
    asked = func.max(FlagEntryRow.id).filter(FlagEntryRow.to_state == CaseState.ASKED)
    told = func.max(FlagEntryRow.id).filter(FlagEntryRow.what == "answer")
    wait = (FlagRow.id.in_(flags), FlagRow.state == CaseState.ASKED)
    joined = select(FlagRow.id).join(FlagEntryRow, FlagEntryRow.flag_id == FlagRow.id).where(*wait)
    return set(session.scalars(joined.group_by(FlagRow.id).having(told > asked)))


def cases_of_product(session: Session, product_id: int) -> Sequence[FlagRow]:
    """All cases about one product, the newest first."""
    mine = select(FlagRow).where(FlagRow.product_id == product_id)
    return session.scalars(mine.order_by(FlagRow.id.desc())).all()


def inspectors_of(session: Session, province: str) -> Sequence[AccountRow]:
    """Who may work on a case of this province ("": the nation's)."""
    places = {NATION, province} - {""}
    may = (GrantRow.role == Role.INSPECTOR, GrantRow.province.in_(places), AccountRow.disabled_at.is_(None))
    rows = select(AccountRow).join(GrantRow).where(*may).distinct().order_by(AccountRow.name, AccountRow.id)
    return session.scalars(rows).all()


def _reach(asked: CaseFilter, reader: Reader) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if reader.provinces is not None:
        conditions.append(FlagRow.province.in_(reader.provinces))
    if asked.province:
        conditions.append(FlagRow.province == asked.province)
    if asked.kind:
        conditions.append(FlagRow.kind == asked.kind)
    return conditions


_OPEN = FlagRow.state != CaseState.CLOSED
_GROUPS: Mapping[str, Callable[[Reader], ColumnElement[bool]]] = {
    OPEN: lambda _reader: _OPEN,
    MINE: lambda reader: _OPEN & (FlagRow.owner_id == reader.account_id),
    LATE: lambda reader: _OPEN & (FlagRow.due_on < reader.today),
    CLOSED: lambda _reader: ~_OPEN,
}
