"""Lists of stalls as organizers keep them: a table with headings, or lines that were pasted.

A line says: stall; who holds it; product; stars; maker. Where the stall is left out, it is the one above.
Nothing is taken here. A line that cannot be understood says where it is and what to do.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.text import clean
from ocop_verify.fairs.stall_lines import NO_STALL, ListedStall, StallLine, StallList, sort_out
from ocop_verify.registry.columns import COUNTERS
from ocop_verify.tabular.annotating import PROBLEM_HEADING
from ocop_verify.tabular.headings import Column, key_of
from ocop_verify.tabular.numbers import stars
from ocop_verify.tabular.problems import Note, Problem, Unreadable
from ocop_verify.tabular.reading import read_table
from ocop_verify.tabular.refusals import FileProblem
from ocop_verify.tabular.table import Table, in_order
from ocop_verify.tabular.texts import Text

# Three hundred stalls of ten goods; the claim check takes about eight seconds for them.
MOST_ROWS: Final = 3_000
_LONGEST_NUMBER: Final = 20

COLUMNS: Final = (
    Column(
        "stall",
        N_("Gian hàng"),
        ("số gian hàng", "gian", "số gian", "mã gian hàng", "stall number", "booth"),
        Text(_LONGEST_NUMBER),
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


class NoList(OcopError):
    """What was sent says nothing that could be a list of stalls, or more than is taken at once."""


def read_stall_list(data: bytes, filename: str) -> StallList:
    """A list that was brought in; one without a name was pasted. Raises ``FileProblem``, ``NoList``."""
    return of_table(read_stall_table(data, filename)) if filename else read_pasted_stalls(data.decode())


def read_stall_table(data: bytes, filename: str) -> Table:
    """The table of a file, in which stalls have a column. Raises ``FileProblem``, ``NoList``."""
    table = read_table(data, filename, COLUMNS)
    for problem in table.headings.problems:
        raise NoList(problem.message, **problem.values)
    if "stall" not in table.headings.found:
        raise NoList(
            N_("Bảng không có cột “%(heading)s”. Hãy thêm cột này, mỗi dòng một sản phẩm của gian."),
            heading=COLUMNS[0].heading,
        )
    _check_length(len(table))
    return table


def of_table(table: Table) -> StallList:
    """The stalls of a table."""
    lines = [
        StallLine(
            row.number,
            row["stall"] or "",
            row["holder"] or "",
            row["product"] or "",
            row["stars"] or 0,
            row["maker"] or "",
        )
        for row in table.rows()
    ]
    letters = table.headings.found["stall"].letters
    stalls, problems, notes = sort_out(
        lines,
        {problem.row for problem in table.problems},
        {problem.row for problem in table.problems if problem.column == letters},
        lambda line: table.problem(line.row, "stall", "no_stall", NO_STALL),
    )
    return StallList(
        _some(stalls, problems, table.problems),
        in_order([*table.problems, *problems]),
        [*table.notes, *unused_columns(table), *notes],
    )


def unused_columns(table: Table) -> Iterator[Note]:
    """The columns of a table that mean nothing here, without those that number the rows or were ours."""
    none_of_use = (*COUNTERS, key_of(PROBLEM_HEADING))
    ignored = [each.text for each in table.headings.ignored if key_of(each.text) not in none_of_use]
    if ignored:
        yield Note("ignored_columns", N_("Không dùng các cột: %(columns)s."), {"columns": ", ".join(ignored)})


def read_pasted_stalls(text: str) -> StallList:
    """The stalls of what was pasted. Raises ``NoList``, ``FileProblem``."""
    try:
        return of_table(read_stall_table(text.encode("utf-8", "replace"), "pasted.csv"))
    except FileProblem as problem:
        if problem.code not in _UNSHAPED:
            raise
    filled = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if clean(line)]
    _check_length(len(filled))
    lines, faults, astray = [], [], set()
    for number, line in filled:
        fields = _fields(line)
        try:
            lines.append(_line(number, list(fields)))
        except Unreadable as fault:
            faults.append(_fault(number, line, fault))
            stall = fields[0] if len(fields) > 1 else ""
            astray |= {number} if len(stall) > _LONGEST_NUMBER else set()
            holder = fields[1] if len(fields) > 3 and len(fields[1]) <= 200 else ""
            lines.append(StallLine(number, stall, holder))
    stalls, problems, notes = sort_out(
        lines,
        {fault.row for fault in faults},
        astray,
        lambda line: Problem(line.row, "", "", "no_stall", NO_STALL, {}, line.product or line.holder),
    )
    return StallList(_some(stalls, problems, faults), in_order([*faults, *problems]), notes)


def _line(row: int, fields: list[str]) -> StallLine:
    """A pasted line, read by how many fields it has. Raises ``Unreadable``.

    Four and more: stall, holder, product, stars, maker. Fewer: "A1; Cà phê; 4" names no holder, "Cà phê; 4"
    and "Cà phê" no stall either.
    """
    star, maker = 0, ""
    if len(fields) > 3:
        star, maker, fields = _stars(fields[3]), ", ".join(fields[4:]), fields[:3]
    elif len(fields) > 1 and (star := _stars_or_none(fields[-1])):
        fields.pop()
        fields = ["", *fields] if len(fields) == 1 else fields
    if len(fields) < 3:
        fields = [*fields[:-1], *[""] * (3 - len(fields)), fields[-1]]
    stall, holder, product = (
        _text(each, longest) for each, longest in zip(fields, (_LONGEST_NUMBER, 200, 300), strict=True)
    )
    return StallLine(row, stall, holder, product, star, _text(maker, 200))


def _fields(line: str) -> list[str]:
    separator = next((each for each in ("\t", ";", "|") if each in line), ";")
    fields = [clean(each) for each in line.split(separator)]
    while len(fields) > 1 and not fields[-1]:
        fields.pop()
    return fields


def _text(field: str, longest: int) -> str:
    return (Text(longest)(field) or "") if field else ""


def _stars(field: str) -> int:
    return stars(field) if field else 0


def _stars_or_none(field: str) -> int:
    try:
        return _stars(field)
    except Unreadable:
        return 0


def _fault(row: int, line: str, fault: Unreadable) -> Problem:
    return Problem(row, "", "", fault.code, fault.message, fault.values, clean(line)[:80])


def _some(stalls: Sequence[ListedStall], *faults: Sequence[Problem]) -> Sequence[ListedStall]:
    """A list in which nothing at all is said is none."""
    if not stalls and not any(faults):
        raise NoList(N_("Danh sách chưa có gian hàng nào."))
    return stalls


def _check_length(count: int) -> None:
    if count > MOST_ROWS:
        raise NoList(
            N_("Danh sách có %(count)d dòng, nhiều hơn %(most)d dòng nhận được một lần. Hãy chia nhỏ."),
            count=count,
            most=MOST_ROWS,
        )
