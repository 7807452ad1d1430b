"""Which certified products could be taken for one, and why: names that look, read or begin alike.

The star belongs to one product of one maker, and shoppers remember a word or two of a name. So what is shown
is what differs in little that shoppers look at: the same name from another maker, a letter or a mark that
differs, the same words for another kind of thing, another sort of the same maker.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ocop_verify.domain.matching.claim_reading import read_claim
from ocop_verify.domain.matching.claims import Certified, Claim
from ocop_verify.domain.matching.maker_comparison import MakerRelation, compare_makers
from ocop_verify.domain.matching.maker_names import MakerName
from ocop_verify.domain.matching.product_comparison import NameComparison, NameRelation, compare_names
from ocop_verify.domain.matching.product_names import ProductName, Role
from ocop_verify.domain.verdict import COUNTING
from ocop_verify.search.candidates import Catalogued

MOST = 6
# How much of two names must be the same for one to be taken for the other; less under one brand.
_ALIKE = 0.72
_LEAST = {NameRelation.OTHER_KIND: 0.4, NameRelation.OTHER_SORT: 0.4}
_SIBLING = 0.3
# What the words of a brand must weigh together, as in ``product_comparison``.
_BRAND = 0.7


class Resemblance(StrEnum):
    """In what another product is like one; in the order of how easily they are confused."""

    SAME_NAME = "same_name"
    NEARLY_THE_NAME = "nearly_the_name"
    SAME_MAKER_NOT_RECOGNISED = "same_maker_not_recognised"
    OTHER_KIND = "other_kind"
    SAME_MAKER_OTHER_SORT = "same_maker_other_sort"
    LONGER_NAME = "longer_name"


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A product that could be taken for another, and why."""

    product_id: int
    resemblance: Resemblance


def lookalikes_of(product_id: int, catalogued: Catalogued, most: int = MOST) -> list[Lookalike]:
    """The products that could be taken for this one, the likeliest first."""
    row = catalogued.index.row_of.get(product_id)
    own = catalogued.certified(row) if row is not None else None
    if own is None:
        return []
    others = (each for each in catalogued.candidates(Claim(own.name, own.maker)) if each is not own)
    return _ranked((_meet(own.name, own.maker, each, catalogued) for each in others), most)


def lookalikes_of_name(name: str, maker: str, catalogued: Catalogued, most: int = MOST) -> list[Lookalike]:
    """What a name that is about to be registered could be confused with, for who registers it.

    The maker's own product of this very name is none: that is the one that is recognised again.
    """
    claim = read_claim(product=name, maker=maker)
    if not claim.product.words or claim.maker is None:
        return []
    meetings = [_meet(claim.product, claim.maker, each, catalogued) for each in catalogued.candidates(claim)]
    return _ranked((each for each in meetings if not each.is_itself), most)


@dataclass(frozen=True, slots=True)
class _Meeting:
    """Two products side by side, each with nothing but its name and its maker."""

    other: Certified
    name: NameComparison
    same_maker: bool
    one_brand: bool

    @property
    def is_itself(self) -> bool:
        return self.same_maker and self.name.relation is NameRelation.SAME

    @property
    def resemblance(self) -> Resemblance | None:
        """In what they are alike; None where nobody would confuse them."""
        if self.same_maker:
            return self._of_one_maker()
        if self.name.relation in _EQUAL:
            return _BY_NAME[self.name.relation]
        if not self.one_brand or self.name.common < _LEAST.get(self.name.relation, _ALIKE):
            return None
        return _BY_NAME.get(self.name.relation)

    def _of_one_maker(self) -> Resemblance | None:
        if self.other.standing not in COUNTING and self.name.common >= _SIBLING:
            return Resemblance.SAME_MAKER_NOT_RECOGNISED
        return Resemblance.SAME_MAKER_OTHER_SORT if self.name.common >= _ALIKE else None


def _meet(name: ProductName, maker: MakerName, other: Certified, catalogued: Catalogued) -> _Meeting:
    relation = compare_makers(maker, other.maker, catalogued, of_place=other.commune).relation
    compared = compare_names(name, other.name, catalogued)
    return _Meeting(other, compared, relation is MakerRelation.SAME, _one_brand(name, other, catalogued))


def _one_brand(name: ProductName, other: Certified, catalogued: Catalogued) -> bool:
    """Whether two names bear one brand, and neither another beside it. A commune's name is nobody's brand."""
    ours, theirs = _brand(name), _brand(other.name)
    own = ours - other.place
    return bool(own) and ours == theirs and sum(map(catalogued.weight, own)) >= _BRAND


def _brand(name: ProductName) -> frozenset[str]:
    pairs = zip(name.words, name.roles, strict=True)
    return frozenset(word.fold for word, role in pairs if role is Role.PLAIN)


def _ranked(meetings: Iterable[_Meeting], most: int) -> list[Lookalike]:
    found = [(resemblance, each) for each in meetings if (resemblance := each.resemblance)]
    order = list(Resemblance)
    found.sort(key=lambda pair: (order.index(pair[0]), -pair[1].name.common, pair[1].other.product_id))
    return [Lookalike(each.other.product_id, resemblance) for resemblance, each in found[:most]]


_EQUAL = frozenset((NameRelation.SAME, NameRelation.NEAR, NameRelation.DOUBTFUL))
_BY_NAME = {
    NameRelation.SAME: Resemblance.SAME_NAME,
    NameRelation.NEAR: Resemblance.NEARLY_THE_NAME,
    NameRelation.DOUBTFUL: Resemblance.NEARLY_THE_NAME,
    NameRelation.OTHER_KIND: Resemblance.OTHER_KIND,
    NameRelation.OTHER_SORT: Resemblance.OTHER_KIND,
    NameRelation.LONGER: Resemblance.LONGER_NAME,
    NameRelation.SHORTER: Resemblance.LONGER_NAME,
}
