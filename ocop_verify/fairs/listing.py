"""Lists of stalls as organizers keep them: a table with headings, or lines that were pasted.

A line says: stall; who holds it; product; stars; maker. Where the stall is left out, it is the one above.
Everything is read before anything is taken, and every fault says where it is and what to do.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.text import clean
from ocop_verify.tabular.headings import Column
from ocop_verify.tabular.numbers import stars
from ocop_verify.tabular.problems import Problem, Unreadable
from ocop_verify.tabular.reading import read_table
from ocop_verify.tabular.refusals import FileProblem
from ocop_verify.tabular.table import Table
from ocop_verify.tabular.texts import Text

# Three hundred stalls of ten goods; the claim check takes about eight seconds for them.
MOST_ROWS: Final = 3_000
SHOWN_PROBLEMS: Final = 50

COLUMNS: Final = (
    Column(
        "stall",
        N_("Gian hàng"),
        ("số gian hàng", "gian", "số gian", "mã gian hàng", "stall number", "booth"),
        Text(20),
    ),
    Column(
        "holder",
        N_("Chủ gian hàng"),
        ("đơn vị", "đơn vị tham gia", "tên đơn vị", "người bán", "stall holder", "exhibitor"),
        Text(200),
    ),
    Column(
        "product",
        N_("Sản phẩm"),
        ("tên sản phẩm", "hàng hóa", "tên hàng", "mặt hàng", "product name", "goods"),
        Text(300),
    ),
    Column("stars", N_("Hạng sao"), ("sao", "số sao", "star", "xếp hạng"), stars),
    Column(
        "maker",
        N_("Chủ thể"),
        ("chủ thể sản xuất", "nhà sản xuất", "cơ sở sản xuất", "producer", "sản xuất bởi"),
        Text(200),
    ),
)
EXAMPLE: Final = (
    ("A1", "Hợp tác xã Nông nghiệp Suối Mơ", "Cà phê bột Suối Mơ", "4", ""),
    ("A1", "", "Mật ong hoa cà phê Rừng Xanh", "", "Hộ kinh doanh Rừng Xanh"),
    ("A2", "Hội Nông dân xã Suối Mơ", "", "", ""),
)
# Without headings, or with a stray quotation mark: then it is lines.
_UNSHAPED: Final = ("no_headings", "open_quote", "too_many_columns", "binary")


class TooManyLines(OcopError):
    """A list is longer than is taken at once."""


class ListRefused(OcopError):
    """A list has faults; nothing of it was taken. ``problems`` are the first of them."""

    def __init__(self, problems: Sequence[Problem], count: int) -> None:
        super().__init__(
            N_("Danh sách có %(count)d chỗ cần sửa. Chưa ghi gì; hãy sửa rồi gửi lại."), count=count
        )
        self.problems = problems[:SHOWN_PROBLEMS]


@dataclass(frozen=True, slots=True)
class ListedStall:
    """A stall of a list. ``goods`` are the product, the stars that it claims (0: none) and its maker ("")."""

    number: str
    holder: str
    goods: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """One row: where it stands, and what it says."""

    row: int
    stall: str
    holder: str
    product: str
    stars: int
    maker: str


def read_stalls_table(data: bytes, filename: str) -> Sequence[ListedStall]:
    """The stalls of a spreadsheet. Raises ``FileProblem``, ``TooManyLines``, ``ListRefused``."""
    table = read_table(data, filename, COLUMNS)
    if len(table) > MOST_ROWS:
        raise _too_many(len(table))
    problems = list(table.problems)
    lines = [
        _Line(
            row.number,
            row["stall"] or "",
            row["holder"] or "",
            row["product"] or "",
            row["stars"] or 0,
            row["maker"] or "",
        )
        for row in table.rows()
    ]
    problems += [] if problems else _unplaced(lines, table)
    if problems:
        raise ListRefused(problems, max(table.problem_count, len(problems)))
    return _stalls(lines)


def read_pasted_stalls(text: str) -> Sequence[ListedStall]:
    """The stalls of what was pasted. Raises ``TooManyLines``, ``ListRefused``, ``FileProblem``."""
    try:
        return read_stalls_table(text.encode("utf-8", "replace"), "pasted.csv")
    except FileProblem as problem:
        if problem.code not in _UNSHAPED:
            raise
    filled = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if clean(line)]
    if len(filled) > MOST_ROWS:
        raise _too_many(len(filled))
    lines, problems = [], []
    for number, line in filled:
        try:
            lines.append(_line(number, line))
        except Unreadable as fault:
            problems.append(
                Problem(number, "", "", fault.code, fault.message, fault.values, clean(line)[:80])
            )
    problems += [] if problems else _unplaced(lines, None)
    if problems:
        raise ListRefused(problems, len(problems))
    return _stalls(lines)


def _line(row: int, line: str) -> _Line:
    """A pasted line, read by how many fields it has. Raises ``Unreadable``.

    Four and more: stall, holder, product, stars, maker. Fewer: "A1; Cà phê; 4" names no holder, "Cà phê; 4"
    and "Cà phê" no stall either.
    """
    fields = [clean(each) for each in line.split(_separator(line))]
    while len(fields) > 1 and not fields[-1]:
        fields.pop()
    star, maker = 0, ""
    if len(fields) > 3:
        star, maker, fields = _stars(fields[3]), ", ".join(fields[4:]), fields[:3]
    elif len(fields) > 1 and (star := _stars_or_none(fields[-1])):
        fields.pop()
        fields = ["", *fields] if len(fields) == 1 else fields
    if len(fields) < 3:
        fields = [*fields[:-1], *[""] * (3 - len(fields)), fields[-1]]
    stall, holder, product = (
        _text(each, longest) for each, longest in zip(fields, (20, 200, 300), strict=True)
    )
    return _Line(row, stall, holder, product, star, _text(maker, 200))


def _text(field: str, longest: int) -> str:
    return (Text(longest)(field) or "") if field else ""


def _separator(line: str) -> str:
    return next((each for each in ("\t", ";", "|") if each in line), ";")


def _stars(field: str) -> int:
    return stars(field) if field else 0


def _stars_or_none(field: str) -> int:
    try:
        return _stars(field)
    except Unreadable:
        return 0


def _unplaced(lines: Iterable[_Line], table: Table | None) -> Iterator[Problem]:
    """Rows before the first that names a stall: nobody can tell whose goods they are."""
    message = N_("Dòng này và các dòng trên chưa ghi số gian hàng. Hãy ghi số gian hàng ở dòng đầu.")
    for line in lines:
        if line.stall:
            return
        if line.product or line.holder:
            yield (
                table.problem(line.row, "stall", "no_stall", message)
                if table
                else Problem(line.row, "", "", "no_stall", message, {}, line.product)
            )
            return


def _stalls(lines: Iterable[_Line]) -> Sequence[ListedStall]:
    """The lines by stall, in their order; the first holder that is named is the stall's."""
    holders: dict[str, str] = {}
    goods: dict[str, list[tuple[str, int, str]]] = {}
    number = ""
    for line in lines:
        number = line.stall or number
        holders[number] = holders.get(number) or line.holder
        known = goods.setdefault(number, [])
        if line.product:
            known.append((line.product, line.stars, line.maker))
    return [ListedStall(each, holders[each], tuple(goods[each])) for each in goods if each]


def _too_many(count: int) -> TooManyLines:
    return TooManyLines(
        N_("Danh sách có %(count)d dòng, nhiều hơn %(most)d dòng nhận được một lần. Hãy chia nhỏ."),
        count=count,
        most=MOST_ROWS,
    )
