"""What a list is narrowed to, in words."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from ocop_verify.catalog.words import PRODUCER_TYPES, WORDS
from ocop_verify.domain.criteria import PRODUCT_SETS
from ocop_verify.domain.places import OLD_PROVINCES, PROVINCES
from ocop_verify.domain.records import ProducerType
from ocop_verify.domain.validity import written
from ocop_verify.domain.verdict import Headline
from ocop_verify.opendata.choosing import IN_FORCE, Filters
from ocop_verify.opendata.counting import NONE, SECTORS
from ocop_verify.web.language import gettext, language


def told_filters(filters: Filters) -> list[str]:
    """Each filter as a phrase; what is told of the whole list comes first."""
    return list(_phrases(filters))


def _phrases(filters: Filters) -> Iterator[str]:
    if filters.speaks:
        yield gettext("mỗi sản phẩm một dòng")
    standings = filters.choices.get("standing")
    if standings == frozenset(IN_FORCE):
        yield gettext("còn hiệu lực")
    if filters.potential_five:
        yield gettext("4 sao đạt từ 90 điểm")
    if filters.decided:
        year, _, month = filters.decided.partition("-")
        yield gettext("quyết định %(when)s", when=f"{month}/{year}" if month else year)
    if filters.ends_within is not None:
        yield gettext("hết hạn trong %(days)s ngày tới", days=filters.ends_within)
    if filters.on:
        yield gettext("còn hiệu lực ngày %(day)s", day=written(filters.on))
    for name, values in filters.choices.items():
        if name == "standing" and values == frozenset(IN_FORCE):
            continue
        words = _WORDS.get(name)
        if words:
            yield ", ".join(sorted(filter(None, map(words, values)))) or gettext("giá trị không có trong sổ")


def _state(value: str) -> str:
    found = next((each for each in Headline if each.value == value), None)
    return gettext(WORDS[found].state) if found else ""


def _province(value: str) -> str:
    return PROVINCES[value].name if value in PROVINCES else _unknown(value)


def _old_province(value: str) -> str:
    found = OLD_PROVINCES.get(value)
    if found is None:
        return _unknown(value)
    return gettext("%(province)s trước 01/7/2025", province=found.name)


def _set(value: str) -> str:
    found = next((each for each in PRODUCT_SETS if str(each.number) == value), None)
    if found is None:
        return _unknown(value)
    return found.name_en if language() == "en" else found.name


def _sector(value: str) -> str:
    names = {str(n): name for n, name in enumerate(SECTORS, start=1)}
    if value not in names:
        return _unknown(value)
    english = next(each.sector_en for each in PRODUCT_SETS if each.sector == names[value])
    return english if language() == "en" else names[value]


def _kind(value: str) -> str:
    found = next((each for each in ProducerType if each.value == value), None)
    return gettext(PRODUCER_TYPES[found]) if found else ""


def _unknown(value: str) -> str:
    return gettext("chưa rõ, hoặc theo danh mục cũ") if value == NONE else ""


_WORDS: Final[Mapping[str, Callable[[str], str]]] = {
    "stars": lambda value: gettext("%(count)s sao", count=value),
    "standing": _state,
    "province": _province,
    "old_province": _old_province,
    "set": _set,
    "sector": _sector,
    "kind": _kind,
}
