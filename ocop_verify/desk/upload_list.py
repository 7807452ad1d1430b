"""What somebody has brought in: half done, not taken, written, given up. A filter stands in the address."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.desk.models import UploadRow
from ocop_verify.desk.paging import Asked, one_of, page_number
from ocop_verify.domain.text import fold

# The states that stand under one heading.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "drafts": ("reading", "ready", "writing"),
    "failed": ("refused", "faulty"),
    "written": ("written",),
    "closed": ("dropped", "undone"),
}
# Nobody brings in more in a working life.
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Filter(Asked):
    """What is asked for; ``group`` is one of ``GROUPS``."""

    group: str = "drafts"
    text: str = ""
    sort: str = "-changed"
    page: int = 1

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Self:
        """The filter of an address."""
        return cls(
            one_of(asked.get("group"), list(GROUPS), "drafts"),
            asked.get("text", "")[:200].strip(),
            one_of(asked.get("sort"), list(SORTS), "-changed"),
            page_number(asked.get("page", "")),
        )


@dataclass(frozen=True, slots=True)
class Brought:
    """A file in the list."""

    id: int
    filename: str
    state: str
    created_at: datetime
    changed_at: datetime


def uploads_of(session: Session, account_id: int) -> list[Brought]:
    """What an account has brought in, the newest first."""
    row = UploadRow
    columns = (row.id, row.filename, row.state, row.created_at, row.changed_at)
    mine = select(*columns).where(row.account_id == account_id).order_by(row.id.desc()).limit(MOST)
    return [Brought(*each) for each in session.execute(mine)]


def counts(uploads: Sequence[Brought]) -> Mapping[str, int]:
    """How many stand under each heading."""
    found = Counter(each.state for each in uploads)
    return {group: sum(found[state] for state in states) for group, states in GROUPS.items()}


def choose(uploads: Sequence[Brought], asked: Filter) -> list[Brought]:
    """What the filter asks for, in its order."""
    words = fold(asked.text).split()
    matching = (each for each in uploads if all(word in fold(each.filename) for word in words))
    chosen = [each for each in matching if each.state in GROUPS[asked.group]]
    return sorted(chosen, key=SORTS[asked.sort], reverse=asked.sort.startswith("-"))


SORTS: Mapping[str, Callable[[Brought], Any]] = {
    "-changed": lambda each: (each.changed_at, each.id),
    "changed": lambda each: (each.changed_at, each.id),
    "name": lambda each: (fold(each.filename), each.id),
}
