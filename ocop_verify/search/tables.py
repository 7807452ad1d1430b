"""Lists of claims as people keep them: any headings, any order, or no headings at all.

Whatever else stands in a list goes through unchanged; a checked list is itself with three more columns.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.matching.claim_reading import read_claim
from ocop_verify.domain.matching.claims import Claim
from ocop_verify.domain.text import clean
from ocop_verify.tabular.cells import Cell, shown
from ocop_verify.tabular.headings import Column
from ocop_verify.tabular.reading import Progress, read_table
from ocop_verify.tabular.refusals import FileProblem
from ocop_verify.tabular.table import Table
from ocop_verify.tabular.writing import OutSheet, Target, Value, write_csv, write_xlsx

ADDED: Final = ("finding", "reason", "certification_id")


class TooManyClaims(OcopError):
    """A list is longer than this door checks at once."""


def _text(cell: Cell) -> str | None:
    """Any cell as the text that a person sees: nothing in a list of claims is a fault."""
    return shown(cell)[:_LONGEST] or None


_LONGEST: Final = 1_000


def _column(name: str, heading: str, *also: str) -> Column:
    return Column(name, heading, also, _text)


PRODUCT: Final = _column(
    "product_name",
    N_("Tên sản phẩm"),
    *(
        "product",
        "sản phẩm",
        "tên hàng",
        "tên hàng hóa",
        "hàng hóa",
        "mặt hàng",
        "tên",
        "tên trên bao bì",
        "name",
    ),
    *(
        "product name",
        "claimed product",
        "claim product",
        "item",
        "goods",
        "tên sp",
        "sp",
        "tên sản phẩm ocop",
    ),
    *("tên sản phẩm trên bao bì", "sản phẩm ocop", "tên sản phẩm công bố", "claimed_name"),
)
COLUMNS: Final = (
    PRODUCT,
    _column(
        "producer",
        N_("Chủ thể"),
        *(
            "maker",
            "nhà sản xuất",
            "đơn vị sản xuất",
            "cơ sở sản xuất",
            "nơi sản xuất",
            "đơn vị",
            "cơ sở",
            "công ty",
        ),
        *(
            "tên chủ thể",
            "chủ thể sản xuất",
            "chủ thể ocop",
            "sản xuất bởi",
            "nsx",
            "manufacturer",
            "producer name",
        ),
        *("claimed producer", "claimed maker", "hợp tác xã", "tên cơ sở", "tên đơn vị", "company"),
    ),
    _column(
        "seller",
        N_("Nơi bán"),
        *(
            "người bán",
            "cửa hàng",
            "gian hàng",
            "nhà phân phối",
            "đơn vị bán",
            "shop",
            "store",
            "seller name",
            "stall",
        ),
    ),
    _column("place", N_("Nơi"), "địa điểm", "vùng", "xuất xứ", "origin", "location", "địa phương"),
    _column("address", N_("Địa chỉ"), "địa chỉ sản xuất", "địa chỉ chủ thể", "địa chỉ cơ sở"),
    _column("commune", N_("Xã/phường"), "xã", "phường", "xã phường", "ward"),
    _column("province", N_("Tỉnh/thành"), "tỉnh", "tỉnh thành phố", "tỉnh thành", "thành phố", "tỉnh tp"),
    _column(
        "star",
        N_("Hạng sao"),
        *(
            "stars",
            "sao",
            "số sao",
            "xếp hạng",
            "phân hạng",
            "hạng",
            "claimed stars",
            "claimed_star",
            "rating",
        ),
        *("hạng sao công bố", "hạng sao ocop", "ocop", "claim", "claimed rank", "rank"),
    ),
    _column(
        "decision_number",
        N_("Số quyết định"),
        *("quyết định", "số qđ", "decision", "decision no", "quyết định công nhận", "quyết định số", "qđ số"),
    ),
    _column("gtin", N_("Mã vạch"), "barcode", "mã số mã vạch", "mã sản phẩm gtin", "ean", "msmv", "ean 13"),
    _column(
        "text",
        N_("Nội dung ghi trên bao bì"),
        *("nội dung", "ghi trên bao bì", "mô tả", "description", "label text", "tiêu đề", "title", "listing"),
    ),
)


@dataclass(frozen=True, slots=True)
class ClaimList:
    """A list of claims. ``headings`` and ``rows`` are the list as it stands; ``said``: what each row says."""

    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    numbers: Sequence[int]
    said: Sequence[dict[str, str]]

    def __len__(self) -> int:
        return len(self.rows)

    def claims(self, is_word: Callable[[str], bool]) -> Iterator[Claim]:
        """Each row, read."""
        return (claim_of(said, is_word) for said in self.said)


def claim_of(said: dict[str, str], is_word: Callable[[str], bool] | None = None) -> Claim:
    """What a row or a form says, as a claim."""
    places = (said.get(each, "") for each in ("address", "place", "commune", "province"))
    return read_claim(
        product=said.get("product_name", ""),
        maker=said.get("producer", ""),
        seller=said.get("seller", ""),
        place=", ".join(place for place in places if place),
        stars=said.get("star", ""),
        decision_number=said.get("decision_number", ""),
        gtin=said.get("gtin", ""),
        text=said.get("text", ""),
        is_word=is_word,
    )


def read_list(
    data: bytes, filename: str, most: int | None = None, on_progress: Progress | None = None
) -> ClaimList:
    """Read a list of claims. Raises ``FileProblem`` where it is none, ``TooManyClaims`` where it is too long.

    A list with a single column needs no more than its heading.
    """
    try:
        table = read_table(data, filename, COLUMNS, on_progress)
    except FileProblem as problem:
        if problem.code != "no_headings":
            raise
        table = read_table(data, filename, (PRODUCT,), on_progress)
    if most is not None and len(table) > most:
        raise too_many(len(table), most)
    return _list_of(table)


def read_pasted(text: str, most: int) -> ClaimList:
    """Read what was pasted: a table with headings, or else one claim a line, in whatever words."""
    try:
        return read_list(text.encode(), "pasted.csv", most)
    except FileProblem as problem:
        if problem.code not in _UNSHAPED:
            raise
    lines = [line for line in (clean(each) for each in text.splitlines()) if line]
    if len(lines) > most:
        raise too_many(len(lines), most)
    said = [{"text": line} for line in lines]
    return ClaimList((N_("Nội dung"),), [[line] for line in lines], range(1, len(lines) + 1), said)


# Without headings, with a stray quotation mark, with rows of different lengths: then it is lines of text.
_UNSHAPED: Final = ("no_headings", "open_quote", "empty", "binary", "too_many_columns")


def too_many(count: int, most: int) -> TooManyClaims:
    """The refusal of a list that is too long."""
    return TooManyClaims(
        N_("Danh sách có %(count)s dòng, nhiều hơn %(most)s dòng kiểm được một lần. Hãy chia nhỏ."),
        count=count,
        most=most,
    )


def _list_of(table: Table) -> ClaimList:
    """The rows of a table, with what each of them says by column."""
    width = table.headings.width
    columns = [column[:] for column in table.grid[:width]]
    headings = [shown(column[table.headings.row]) for column in columns]
    rows = [[column[number - 1] for column in columns] for number in table.numbers]
    said = [{name: value for name, value in row.values.items() if value} for row in table.rows()]
    return ClaimList(headings, rows, table.numbers, said)


def checked_sheet(claims: ClaimList, results: Sequence[tuple[str, str, int | None]], name: str) -> OutSheet:
    """A list with what was found: its own columns and the three added ones, which replace older ones."""
    kept = [place for place, heading in enumerate(claims.headings) if heading not in ADDED]
    headings = [*(claims.headings[place] or f"#{place + 1}" for place in kept), *ADDED]
    rows = (
        [*(_value(row[place]) for place in kept), *result]
        for row, result in zip(claims.rows, results, strict=True)
    )
    return OutSheet(name, headings, rows)


def _value(cell: Cell) -> Value:
    """A cell as it is written: a whole number without a point."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def write_sheet(target: Target, sheet: OutSheet, *, as_csv: bool) -> None:
    """Write a checked list."""
    if as_csv:
        write_csv(target, sheet.headings, sheet.rows)
    else:
        write_xlsx(target, sheet)


def as_pasted(claims: ClaimList) -> str:
    """A list as text that ``read_pasted`` reads again, to be sent back with a form."""
    buffer = io.BytesIO()
    rows: list[Sequence[Any]] = [[_value(cell) for cell in row] for row in claims.rows]
    write_csv(buffer, list(claims.headings), rows)
    return buffer.getvalue().decode("utf-8-sig")
