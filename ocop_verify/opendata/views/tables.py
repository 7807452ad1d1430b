"""The statistics as tables in the reader's language, each figure with the list of the rows behind it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from ocop_verify.catalog.words import PRODUCER_TYPES, WORDS
from ocop_verify.domain.criteria import PRODUCT_SETS
from ocop_verify.domain.places import OLD_PROVINCES, PROVINCES
from ocop_verify.domain.records import ProducerType
from ocop_verify.domain.validity import written
from ocop_verify.domain.verdict import Headline, Standing
from ocop_verify.opendata.charts import share
from ocop_verify.opendata.choosing import IN_FORCE
from ocop_verify.opendata.counting import NONE, SECTORS, Division, Statistics, Tally
from ocop_verify.opendata.scan_figures import ScanFigures
from ocop_verify.web.language import at, gettext, language

Query = Mapping[str, Any]
NO_WHOLE: Final = Tally(0, 0)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, and the address of the rows behind it; "" where there are none to show.

    ``of`` is the whole that it is a part of, where its share is told; 0 where it is not.
    """

    value: int
    path: str = ""
    of: int = 0

    @property
    def percent(self) -> float | None:
        """Its share of the whole."""
        return 100 * self.value / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table. ``lengths`` are those of its bars, of 100; ``look`` the state that it is about."""

    key: str
    label: str
    figures: tuple[Figure, ...]
    lengths: tuple[float, ...]
    look: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: a code for machines, a title, what the columns of figures are, and the lines."""

    code: str
    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns, for machines."""
        return ("recognised", "in_force") if len(self.columns) == 2 else ("count",)


def rows_at(query: Query) -> str:
    """The address of the list with these filters."""
    return at("/certifications") + ("?" + urlencode(query, doseq=True) if query else "")


def so_far(query: Query) -> Query:
    """The filters of what was recognised so far."""
    return {"speaks": 1, **query}


def now_in_force(query: Query) -> Query:
    """The filters of what is in force."""
    return {"standing": IN_FORCE, **query}


def tables_of(it: Statistics) -> dict[str, Table]:
    """Every table, by its code."""
    is_english = language() == "en"
    sets = {str(s.number): s.name_en if is_english else s.name for s in PRODUCT_SETS}
    english = {each.sector: each.sector_en for each in PRODUCT_SETS}
    sectors = {
        str(n): english[name] if is_english else name[0].upper() + name[1:]
        for n, name in enumerate(SECTORS, start=1)
    }
    tables = (
        _divided("stars", gettext("Theo hạng sao"), it.by_stars, _stars, of=it.products),
        _standings(it),
        _ending(it),
        _divided("sector", gettext("Theo ngành"), it.by_sector, sectors.get, of=it.products),
        _divided("set", gettext("Theo bộ sản phẩm"), it.by_set, sets.get),
        _divided("kind", gettext("Theo loại hình chủ thể"), it.by_kind, _kind, of=it.products),
        _divided("province", gettext("Theo tỉnh, thành phố hiện nay"), it.by_province, _province),
        _divided(
            "old_province", gettext("Theo tỉnh, thành phố trước 01/7/2025"), it.by_old_province, _old_province
        ),
        _counts("decided_year", gettext("Theo năm quyết định"), _decided(it.decided_by_year)),
        _counts("decided_month", gettext("Theo tháng quyết định"), _decided(it.decided)),
        _counts(
            "in_force_over_time",
            gettext("Còn hiệu lực vào cuối mỗi tháng"),
            (
                (day.isoformat(), written(day), count, rows_at({"on": day.isoformat()}))
                for day, count in it.in_force_over_time.items()
            ),
        ),
    )
    return {table.code: table for table in tables}


def scan_tables(it: ScanFigures) -> dict[str, Table]:
    """Scans by answer and by province; there are no rows behind these, only roll-ups."""
    by_headline = _counts(
        "scans_verdict",
        gettext("Lượt quét theo câu trả lời"),
        ((h.value, gettext(WORDS[h].state), n, "") for h, n in it.by_headline.items()),
        looks=True,
    )
    by_province = _counts(
        "scans_province",
        gettext("Lượt quét theo nơi quét"),
        ((code, _place_of_scan(code), n, "") for code, n in it.by_province.items()),
    )
    return {table.code: table for table in (by_headline, by_province)}


def overview(it: Statistics) -> tuple[tuple[str, str, tuple[Figure, Figure]], ...]:
    """The figures of the whole: code, words, recognised so far and in force."""
    producers = gettext("Chủ thể")
    return (
        ("products", gettext("Sản phẩm"), _pair(it.products, {})),
        ("producers", producers, _pair(it.producers, {})),
        ("provinces", gettext("Tỉnh, thành phố hiện nay (trong 34)"), _pair(it.provinces, None)),
        (
            "old_provinces",
            gettext("Tỉnh, thành phố trước 01/7/2025 (trong 63)"),
            _pair(it.old_provinces, None),
        ),
        (
            "potential_five",
            gettext("4 sao đạt từ 90 điểm, chờ Bộ xét 5 sao"),
            _pair(it.potential_five, {"potential_five": 1}),
        ),
    )


def _pair(tally: Tally, query: Query | None, of: Tally = NO_WHOLE) -> tuple[Figure, Figure]:
    if query is None:
        return Figure(tally.recognised), Figure(tally.in_force)
    return (
        Figure(tally.recognised, rows_at(so_far(query)) if tally.recognised else "", of.recognised),
        Figure(tally.in_force, rows_at(now_in_force(query)) if tally.in_force else "", of.in_force),
    )


def _divided(
    code: str,
    title: str,
    division: Division,
    label: Callable[[str], str | None],
    *,
    of: Tally = NO_WHOLE,
) -> Table:
    """A division; with ``of``, the share of each figure is told."""
    most = max((tally.recognised for tally in division.values()), default=0)
    lines = tuple(
        Line(
            key,
            label(key) or _nowhere(code),
            _pair(tally, {code: key}, of),
            (share(tally.recognised, most), share(tally.in_force, most)),
        )
        for key, tally in division.items()
    )
    return Table(code, title, (gettext("Đã công nhận"), gettext("Còn hiệu lực")), lines)


def _counts(
    code: str, title: str, found: Iterable[tuple[str, str, int, str]], *, looks: bool = False
) -> Table:
    """A table of one column, of key, label, count and address."""
    told = list(found)
    most = max((count for _, _, count, _ in told), default=0)
    lines = tuple(
        Line(key, label, (Figure(count, path if count else ""),), (share(count, most),), key if looks else "")
        for key, label, count, path in told
    )
    return Table(code, title, (gettext("Số lượng"),), lines)


def _standings(it: Statistics) -> Table:
    order = (standing for standing in Standing if it.standings.get(standing))
    found = (
        (each.value, gettext(WORDS[Headline(each.value)].state), it.standings[each], {"standing": each.value})
        for each in order
    )
    return _counts(
        "standing",
        gettext("Theo tình trạng hôm nay"),
        ((key, label, count, rows_at(so_far(query))) for key, label, count, query in found),
        looks=True,
    )


def _ending(it: Statistics) -> Table:
    return _counts(
        "ends_within",
        gettext("Sắp hết hạn"),
        (
            (str(days), gettext("Trong %(days)s ngày tới", days=days), n, rows_at({"ends_within": days}))
            for days, n in it.ending.items()
        ),
    )


def _decided(counts: Mapping[str, int]) -> Iterable[tuple[str, str, int, str]]:
    for key, count in counts.items():
        year, _, month = key.partition("-")
        yield key, f"{month}/{year}" if month else year, count, rows_at({"decided": key})


def _stars(key: str) -> str | None:
    return None if key == NONE else gettext("%(count)s sao", count=key)


def _kind(key: str) -> str | None:
    return None if key == NONE else gettext(PRODUCER_TYPES[ProducerType(key)])


def _province(key: str) -> str | None:
    return PROVINCES[key].short_name if key in PROVINCES else None


def _old_province(key: str) -> str | None:
    found = OLD_PROVINCES.get(key)
    return found.name.removeprefix("Tỉnh ").removeprefix("Thành phố ") if found else None


def _place_of_scan(key: str) -> str:
    return _province(key) or gettext("Không rõ nơi quét")


def _nowhere(code: str) -> str:
    if code in {"set", "sector"}:
        return gettext("Theo danh mục cũ, hoặc không ghi")
    return gettext("Chưa rõ")
