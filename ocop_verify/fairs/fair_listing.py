"""The year's fairs as an office keeps them: a table with one fair in each row. Nothing is taken here."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.fairs import Days, read_link
from ocop_verify.domain.places import PROVINCES, find_place
from ocop_verify.fairs.fair_days import span
from ocop_verify.fairs.listing import NoList
from ocop_verify.tabular.cells import Cell, excerpt
from ocop_verify.tabular.dates import day
from ocop_verify.tabular.headings import Column
from ocop_verify.tabular.problems import Problem, Unreadable
from ocop_verify.tabular.reading import read_table
from ocop_verify.tabular.table import Row, Table
from ocop_verify.tabular.texts import Text

# All fairs of a year in the country, and more.
MOST_FAIRS: Final = 2_000


def number(cell: Cell) -> int:
    """The number that a fair has here, as the calendar's own table gives it."""
    told = excerpt(cell).strip()
    if not (told.isascii() and told.isdecimal() and len(told) < 10):
        raise Unreadable(
            "not_a_number", N_("“%(found)s” không phải mã hội chợ. Hãy bỏ trống ô này."), found=told
        )
    return int(told)


def province(cell: Cell) -> str:
    """Today's code of a province, by its name or its code."""
    told = excerpt(cell).strip()
    place = find_place(told)
    code = place.province.code if place else told.zfill(2)
    if code not in PROVINCES:
        raise Unreadable(
            "unknown_province",
            N_("Không có tỉnh, thành phố nào tên là “%(name)s”. Hãy kiểm tra lại tên tỉnh."),
            name=told,
        )
    return code


def link(cell: Cell) -> str:
    """The address of a page of the organizer."""
    try:
        return read_link(excerpt(cell))
    except OcopError as refusal:
        raise Unreadable("bad_link", refusal.message, **refusal.values) from refusal


COLUMNS: Final = (
    Column("name", N_("Tên hội chợ"), ("Hội chợ", "Tên sự kiện", "Sự kiện", "Tên"), Text(200), required=True),
    Column("place", N_("Địa điểm"), ("Nơi tổ chức", "Địa điểm tổ chức"), Text(300)),
    Column("commune", N_("Xã/phường"), ("Xã, phường", "Xã", "Phường", "Ward"), Text(100)),
    Column("province", N_("Tỉnh/thành"), ("Tỉnh", "Tỉnh, thành phố", "Tỉnh/thành phố"), province),
    Column(
        "first_on", N_("Ngày khai mạc"), ("Từ ngày", "Ngày bắt đầu", "Khai mạc", "From", "First day"), day
    ),
    Column("last_on", N_("Ngày kết thúc"), ("Đến ngày", "Ngày bế mạc", "Bế mạc", "To", "Last day"), day),
    Column("days", N_("Thời gian"), ("Thời gian tổ chức", "Ngày", "Ngày tổ chức", "Dates"), span),
    Column("organizer", N_("Đơn vị tổ chức"), ("Ban tổ chức", "Cơ quan tổ chức", "Chủ trì"), Text(200)),
    Column("link", N_("Trang web"), ("Liên kết", "Website", "Đường dẫn", "Web"), link),
    Column("about", N_("Giới thiệu"), ("Nội dung", "Mô tả"), Text(2_000)),
    Column("id", N_("Mã hội chợ"), ("Mã",), number),
)
# People need neither: the days in one cell are for lists that have them so, the number for our own table.
TEMPLATE: Final = tuple(column for column in COLUMNS if column.name not in ("days", "id"))
EXAMPLE: Final = (
    *("Hội chợ hàng Tết OCOP", "Quảng trường trung tâm", "phường Suối Mơ", "Lâm Đồng"),
    *("20/01/2027", "25/01/2027", "Sở Công Thương", "https://example.vn/hoi-cho-tet", ""),
)


@dataclass(frozen=True, slots=True)
class ListedFair:
    """A row: what it says of a fair. "" is what it does not say; ``key`` 0: it names no fair of ours."""

    row: int
    key: int
    name: str
    place: str
    province: str
    days: Days
    organizer: str
    link: str
    about: str


def read_fair_table(data: bytes, filename: str) -> Table:
    """The table of a file. Raises ``FileProblem``, ``NoList``."""
    table = read_table(data, filename, COLUMNS)
    for problem in table.headings.problems:
        raise NoList(problem.message, **problem.values)
    if not {"first_on", "days"} & set(table.headings.found):
        raise NoList(
            N_("Bảng không có cột ngày. Hãy thêm cột “Ngày khai mạc” và “Ngày kết thúc”, hoặc “Thời gian”.")
        )
    if len(table) > MOST_FAIRS:
        raise NoList(
            N_("Danh sách có %(count)d dòng, nhiều hơn %(most)d dòng nhận được một lần. Hãy chia nhỏ."),
            count=len(table),
            most=MOST_FAIRS,
        )
    return table


def fairs_of_table(table: Table, provinces: Collection[str]) -> tuple[list[ListedFair], list[Problem]]:
    """The fairs of a table, and what is wrong between the cells of a row.

    Who works for one of the ``provinces`` only need not name it.
    """
    faulty = {problem.row for problem in table.problems}
    own = next(iter(provinces)) if len(provinces) == 1 else ""
    fairs, problems = [], []
    for row in table.rows():
        if row.number in faulty:
            continue
        try:
            fairs.append(_listed(row, own))
        except _Incomplete as fault:
            problems.append(
                table.problem(row.number, fault.column, fault.column, fault.message, **fault.values)
            )
    return fairs, problems


class _Incomplete(OcopError):
    """A row lacks what makes a fair, or its cells cannot be true together."""

    def __init__(self, column: str, message: str, **values: object) -> None:
        super().__init__(message, **values)
        self.column = column


def _listed(row: Row, own: str) -> ListedFair:
    where = ", ".join(_unlike(row["place"] or "", row["commune"] or ""))
    if not (row["province"] or own):
        raise _Incomplete("province", N_("Hãy ghi tỉnh, thành phố nơi tổ chức."))
    return ListedFair(
        row.number,
        row["id"] or 0,
        row["name"],
        where[:300],
        row["province"] or own,
        _days(row["first_on"], row["last_on"], row["days"]),
        row["organizer"] or "",
        row["link"] or "",
        row["about"] or "",
    )


def _unlike(place: str, commune: str) -> Iterator[str]:
    """A place and its commune, which many write into the place as well."""
    yield from filter(None, (place, "" if commune.casefold() in place.casefold() else commune))


def _days(first: date | None, last: date | None, told: Days | None) -> Days:
    """The days of a row; where no end is told, it is the same day."""
    if first is None and told is not None:
        return told
    if first is None:
        raise _Incomplete("first_on", N_("Hãy ghi ngày khai mạc."))
    try:
        return Days(first, last or first)
    except OcopError as refusal:
        raise _Incomplete("last_on", refusal.message, **refusal.values) from refusal
