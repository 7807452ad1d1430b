"""The lines of a list of stalls, put together by stall; a line that cannot be understood is left out.

Leaving one out never moves another: below a line whose stall nobody can read, the lines that mean "the stall
above" are left out too, until one names its stall.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from ocop_verify.domain.errors import N_
from ocop_verify.tabular.problems import Note, Problem


@dataclass(frozen=True, slots=True)
class StallLine:
    """One row: where it stands, and what it says."""

    row: int
    stall: str = ""
    holder: str = ""
    product: str = ""
    stars: int = 0
    maker: str = ""


@dataclass(frozen=True, slots=True)
class ListedStall:
    """A stall of a list. ``goods`` are the product, the stars that it claims (0: none) and its maker ("")."""

    number: str
    holder: str
    goods: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class StallList:
    """What a list says: its stalls, and the lines that say something else, each with the reason."""

    stalls: Sequence[ListedStall]
    problems: Sequence[Problem] = ()
    notes: Sequence[Note] = ()

    @property
    def left_out(self) -> int:
        """How many lines are left out; one may have several problems."""
        return len({problem.row for problem in self.problems})


@dataclass(slots=True)
class _Gathered:
    """A stall while its lines are read. ``is_said``: a line that is taken speaks of it."""

    number: str
    holder: str = ""
    goods: list[tuple[str, int, str]] = field(default_factory=list)
    is_said: bool = False


def sort_out(
    lines: Iterable[StallLine],
    faulty: Collection[int],
    astray: Collection[int],
    no_stall: Callable[[StallLine], Problem],
) -> tuple[Sequence[ListedStall], list[Problem], list[Note]]:
    """The stalls in their order, the lines whose stall nobody knows, and what else should be known.

    ``faulty`` are the rows to leave out, ``astray`` those of them whose stall cannot be read.
    """
    stalls: dict[str, _Gathered] = {}
    problems, notes = [], []
    number = ""
    for line in lines:
        number = "" if line.row in astray else line.stall or number
        if not number:
            problems += [no_stall(line)] if line.row not in faulty else []
            continue
        # A number that is typed in other letters is the same stall.
        stall = stalls.setdefault(number.casefold(), _Gathered(number))
        if line.holder and stall.holder and line.holder.casefold() != stall.holder.casefold():
            notes.append(_other_holder(line, stall))
        stall.holder = stall.holder or line.holder
        if line.row not in faulty:
            stall.is_said = True
            stall.goods += [(line.product, line.stars, line.maker)] if line.product else []
    listed = [
        ListedStall(each.number, each.holder, tuple(each.goods)) for each in stalls.values() if each.is_said
    ]
    return listed, problems, notes


NO_STALL = N_(
    "Không rõ dòng này thuộc gian nào: dòng này và các dòng ngay trên không có số gian hàng đọc được. "
    "Hãy ghi số gian hàng ở dòng này."
)


def _other_holder(line: StallLine, stall: _Gathered) -> Note:
    return Note(
        "other_holder",
        N_(
            "Gian %(stall)s: dòng %(row)d ghi chủ gian hàng là “%(other)s”, khác với “%(holder)s” ghi trước "
            "đó. Tên ghi trước được dùng."
        ),
        {"stall": stall.number, "row": line.row, "other": line.holder, "holder": stall.holder},
    )
