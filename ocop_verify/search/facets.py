"""How results divide: by stars, standing, province of today and of before, product set."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from ocop_verify.domain.criteria import PRODUCT_SETS
from ocop_verify.domain.places import OLD_PROVINCES, PROVINCES
from ocop_verify.domain.verdict import Standing
from ocop_verify.search.asking import Filters
from ocop_verify.search.index import OLD_PROVINCE_CODES, PROVINCE_CODES
from ocop_verify.search.today import STANDINGS, Today

Mask = NDArray[np.bool_]
Key = TypeVar("Key", int, str)
STARS: Final = (3, 4, 5)
# In the order in which people ask.
SHOWN_STANDINGS: Final = (
    Standing.IN_FORCE,
    Standing.EXPIRING,
    Standing.EXPIRED,
    Standing.SUSPENDED,
    Standing.REVOKED,
    Standing.NOT_YET_VALID,
)


@dataclass(frozen=True, slots=True)
class Facets:
    """How many results each choice would leave, given the choices of the other kinds."""

    stars: Mapping[int, int]
    standings: Mapping[str, int]
    provinces: Mapping[str, int]
    old_provinces: Mapping[str, int]
    sets: Mapping[int, int]


def mask_of(filters: Filters, today: Today, besides: str = "") -> Mask:
    """The rows that filters leave; ``besides`` leaves one kind of filter out."""
    index = today.index
    mask = np.ones(len(index), np.bool_)
    if filters.stars and besides != "stars":
        mask &= np.isin(today.stars, list(filters.stars))
    if filters.standings and besides != "standings":
        mask &= np.isin(today.standings, [STANDINGS.index(Standing(each)) for each in filters.standings])
    if filters.provinces and besides != "provinces":
        mask &= np.isin(index.provinces, [PROVINCE_CODES.index(code) for code in filters.provinces])
    if filters.old_provinces and besides != "old_provinces":
        mask &= np.isin(index.old, [OLD_PROVINCE_CODES.index(code) for code in filters.old_provinces])
    if filters.sets and besides != "sets":
        mask &= np.isin(index.sets, list(filters.sets))
    return mask


def count_facets(matching: Mask, filters: Filters, today: Today) -> Facets:
    """Count every kind, each among what the filters of the other kinds leave."""
    index = today.index

    def counts(kind: str, numbers: NDArray[np.integer], size: int) -> list[int]:
        rows = matching & mask_of(filters, today, kind) if filters else matching
        found: list[int] = np.bincount(numbers[rows], minlength=size).tolist()
        return found

    standings = counts("standings", np.maximum(today.standings, 0), len(STANDINGS))
    stars = counts("stars", np.maximum(today.stars, 0), 6)
    provinces = counts("provinces", index.provinces, len(PROVINCE_CODES))
    old = counts("old_provinces", index.old, len(OLD_PROVINCE_CODES))
    sets = counts("sets", index.sets, len(PRODUCT_SETS) + 1)
    return Facets(
        {each: stars[each] for each in STARS if stars[each]},
        {each.value: count for each in SHOWN_STANDINGS if (count := standings[STANDINGS.index(each)])},
        _most_first({code: provinces[PROVINCE_CODES.index(code)] for code in PROVINCES}),
        _most_first({code: old[OLD_PROVINCE_CODES.index(code)] for code in OLD_PROVINCES}),
        _most_first({each.number: sets[each.number] for each in PRODUCT_SETS}),
    )


def _most_first(counts: Mapping[Key, int]) -> Mapping[Key, int]:
    return dict(sorted(((key, n) for key, n in counts.items() if n), key=lambda pair: -pair[1]))
