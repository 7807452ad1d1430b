"""In which of the 63 former provinces a producer works, as far as its papers tell."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.places import MERGED_UNTIL, OLD_PROVINCES, PROVINCES, find_place, place_of_address
from ocop_verify.domain.records import Producer

# A province that was not merged is its own former one; one that was kept the name of one of its parts.
_PARTS = {today: [old for old in OLD_PROVINCES.values() if old.today == today] for today in PROVINCES}
_UNMERGED: Mapping[str, str] = MappingProxyType(
    {today: parts[0].code for today, parts in _PARTS.items() if len(parts) == 1}
)
_NAMESAKES: Mapping[str, str] = MappingProxyType(
    {today: old.code for today, parts in _PARTS.items() for old in parts if old.until is None}
)


def old_province_of(producer: Producer, catalogue: Catalogue) -> str:
    """The code of the former province; "" where nothing tells.

    An address that ends with the name of a former province tells, and so does the authority of a decision
    about one of the producer's products. A name that is still borne today means the smaller province only in
    a decision of before the merger.
    """
    unmerged = _UNMERGED.get(producer.province)
    if unmerged or not producer.province:
        return unmerged or ""
    named = _named_by_address(producer.address.rpartition(",")[2])
    if named:
        return named
    decided = _decided(producer.id, catalogue)
    found = (_named_by_authority(name, day <= MERGED_UNTIL) for name, day in decided)
    return next((code for code in found if code and OLD_PROVINCES[code].today == producer.province), "")


def _decided(producer_id: int, catalogue: Catalogue) -> Iterator[tuple[str, date]]:
    """The authority's name and the day of each decision about a producer's products."""
    for product in catalogue.products_of_producer.get(producer_id, ()):
        for key in catalogue.certifications_of_product.get(product, ()):
            decision = catalogue.decisions[catalogue.certifications[key].decision_id]
            yield catalogue.authorities[decision.authority_id].name, decision.issued_on


@lru_cache(maxsize=4_096)
def _named_by_address(text: str) -> str:
    place = find_place(text)
    return place.old.code if place and place.old and place.old.code in OLD_PROVINCES else ""


@lru_cache(maxsize=4_096)
def _named_by_authority(name: str, before_merger: bool) -> str:
    place = place_of_address(name)
    if place is None:
        return ""
    if place.old is None:
        return _NAMESAKES.get(place.province.code, "") if before_merger else ""
    return place.old.code
