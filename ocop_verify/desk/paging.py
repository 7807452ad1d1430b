"""A long list page by page, as its address asks for it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Generic, TypeVar

from ocop_verify.domain.row_numbers import number_in

PAGE_ROWS = 50

Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class Page(Generic[Line]):
    """The lines of one page, how many there are in all, which page it is and of how many."""

    lines: Sequence[Line]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a list: a filter with all its usual values, which has a field ``page``."""

    def query(self, **changes: Any) -> dict[str, str]:
        """The filter with these changes, as names and values for an address; what is usual is left out.

        Another question begins on the first page.
        """
        asked, usual = replace(self, **{"page": 1, **changes}), asdict(type(self)())
        return {name: str(value) for name, value in asdict(asked).items() if value != usual[name]}


def page_of(lines: Sequence[Line], wanted: int) -> Page[Line]:
    """The page that is wanted, or the last where there are fewer."""
    pages = max(1, -(-len(lines) // PAGE_ROWS))
    page = min(wanted, pages)
    first = (page - 1) * PAGE_ROWS
    return Page(lines[first : first + PAGE_ROWS], len(lines), page, pages)


def page_number(text: str) -> int:
    """The page that an address asks for; nonsense is the first."""
    return number_in(text) or 1


def one_of(said: str | None, known: Sequence[str], otherwise: str = "") -> str:
    """What was said where it is known; nonsense is as if nothing had been said."""
    return said if said is not None and said in known else otherwise
