"""How two names go together: equal, equal but for a slip, shorter, longer, another sort, another kind.

Words are paired, and what is left over on either side decides. Words weigh by how much they tell: a brand
that one product in the catalogue bears weighs most, a word of every tenth name little, a word that tells one
sort from another never nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from ocop_verify.domain.matching.lexicon import ALSO_NAMES
from ocop_verify.domain.matching.pairing import Lexis, Pairing, pair_words
from ocop_verify.domain.matching.product_names import SILENT, TELLING, ProductName, Role
from ocop_verify.domain.matching.spelling import Word


class NameRelation(StrEnum):
    """What the name that is claimed is to the name that is certified."""

    SAME = "same"
    NEAR = "near"
    DOUBTFUL = "doubtful"
    SHORTER = "shorter"
    LONGER = "longer"
    OTHER_SORT = "other_sort"
    OTHER_KIND = "other_kind"
    DIFFERENT = "different"


# What a word weighs at least, by what it does.
_LEAST: Final = {Role.KIND: 0.5, Role.THING: 0.5, Role.NUMBER: 0.6, Role.PLAIN: 0.2}
_FAINT_WEIGHT: Final = 0.12
_PLACE_SHARE: Final = 0.5


# Faint words below this share of all weight are small talk.
SMALL: Final = 0.12
# Names with less in common than this are different names.
ALIKE: Final = 0.45
# What is left of a name's score where the rest of it says that another thing is meant.
_WORTH: Final = {NameRelation.OTHER_KIND: 0.6, NameRelation.OTHER_SORT: 0.85}
# Words that are nobody's but a brand's, together: two common ones, or one that is rare.
BRAND: Final = 0.7
# So much of a maker's name behind a product's is the maker's name.
_NAMES_MAKER: Final = 0.6


@dataclass(frozen=True, slots=True)
class NameComparison:
    """How a claimed name goes with a certified one. ``score`` is from 0 to 1.

    ``extra`` are the words that only the claim has, ``missing`` those that only the certified name has; words
    that the maker's name or the place explains are in neither. ``tells``: one of them tells one sort of
    product from another. ``explained`` is how many words the maker and the place had to explain.
    ``distinctive``: a rare word, a brand, is in both names. ``common`` is the score before what the relation
    takes off: how much of the names is in both, whatever the rest means.
    """

    relation: NameRelation
    score: float
    extra: tuple[Word, ...] = ()
    missing: tuple[Word, ...] = ()
    tells: bool = False
    explained: int = 0
    common: float = 0.0
    distinctive: bool = False
    same_packing: int = 0
    exact: bool = False


@dataclass(slots=True)
class _Side:
    """The words of one name that found no partner."""

    weight: float = 0.0
    words: list[Word] = field(default_factory=list)
    telling: bool = False
    plain: bool = False
    explained: int = 0


def compare_names(
    claimed: ProductName,
    certified: ProductName,
    lexis: Lexis,
    *,
    of_maker: Collection[str] = (),
    of_claim: Collection[str] = (),
    of_place: Collection[str] = (),
    bare: Collection[str] = (),
) -> NameComparison:
    """How a claimed name goes with a certified one.

    ``of_maker`` are the words of the certified maker's name and ``of_place`` of its place: a claim may name
    them behind the product; ``bare`` are those of them that are no thing, so that "da lat" is Đà Lạt and no
    slice where a claim has no marks. ``of_claim`` are the words that the claim says of its maker and place:
    a certified name may have them, and the package say them elsewhere.
    """
    if claimed.words == certified.words:
        return _equal(claimed, lexis)
    said_else = {*of_maker, *of_place, *of_claim}
    pairing = pair_words(claimed.words, certified.words, lexis, meant=said_else)
    matched = brand = 0.0
    for place, quality in pairing.quality.items():
        weight = _weight(certified, place, lexis)
        matched += weight * quality
        if certified.roles[place] is Role.PLAIN and quality > 0.9:
            brand += weight
    named = _maker_named(claimed, pairing.taken, of_maker, lexis)
    named |= frozenset(bare) if not any(word.has_marks for word in claimed.words) else frozenset()
    extra = _left_over(claimed, pairing.taken, lexis, said_else, of_place, named=named)
    twice = {certified.words[place] for place in pairing.quality}  # what a name says twice a claim says once
    missing = _left_over(certified, pairing.quality, lexis, of_claim, of_place, said=twice)
    common = shared(matched, extra.weight, missing.weight)
    relation = _relation(claimed, certified, pairing, matched, extra, missing)
    return NameComparison(
        relation,
        common * _WORTH.get(relation, 1.0),
        tuple(extra.words),
        tuple(missing.words),
        extra.telling or missing.telling,
        extra.explained + missing.explained,
        common,
        brand >= BRAND,
        _same_packing(claimed, certified),
        claimed.words == certified.words,
    )


def _equal(name: ProductName, lexis: Lexis) -> NameComparison:
    """Two names that are letter by letter the same."""
    plain = [place for place, role in enumerate(name.roles) if role is Role.PLAIN]
    brand = sum(_weight(name, place, lexis) for place in plain) >= BRAND
    return NameComparison(
        NameRelation.SAME,
        1.0,
        common=1.0,
        distinctive=brand,
        same_packing=_same_packing(name, name),
        exact=True,
    )


def shared(matched: float, extra: float, missing: float) -> float:
    """The harmonic mean of how much of each name is in the other."""
    if not matched:
        return 0.0
    ours, theirs = matched / (matched + extra), matched / (matched + missing)
    return 2 * ours * theirs / (ours + theirs)


def _relation(
    claimed: ProductName,
    certified: ProductName,
    pairing: Pairing,
    matched: float,
    extra: _Side,
    missing: _Side,
) -> NameRelation:
    """The first that applies, from what speaks most against the two being one product."""
    # Whatever is neither explained nor faint is another word, and may be what tells one sort from another.
    more = extra.telling or extra.plain or extra.weight > SMALL * (matched + extra.weight)
    less = missing.telling or missing.plain or missing.weight > SMALL * (matched + missing.weight)
    # A brand in the place of the maker's own is another brand.
    less = less or (extra.plain and missing.explained > 0)
    more = more or (missing.plain and extra.explained > 0)
    if not matched or (more and shared(matched, extra.weight, missing.weight) < ALIKE):
        return NameRelation.DIFFERENT
    if not _same_head(claimed, certified, pairing):
        return NameRelation.OTHER_KIND
    if more or less:
        both = NameRelation.OTHER_SORT
        return both if more and less else NameRelation.LONGER if more else NameRelation.SHORTER
    if pairing.doubts:
        return NameRelation.DOUBTFUL
    return NameRelation.NEAR if pairing.slips else NameRelation.SAME


def _same_head(claimed: ProductName, certified: ProductName, pairing: Pairing) -> bool:
    """Whether both say the same of what the thing is, as far as both say it."""
    if not (claimed.head and certified.head):
        return True
    return pairing.taken.issuperset(claimed.head) and pairing.quality.keys() >= {*certified.head}


def _maker_named(
    name: ProductName, taken: Collection[int], of_maker: Collection[str], lexis: Lexis
) -> frozenset[str]:
    """The maker's words, if most of them stand among those without a partner: then that is what they are."""
    left = {word.fold for place, word in enumerate(name.words) if place not in taken} & {*of_maker}
    total = sum(max(0.1, lexis.maker_weight(word)) for word in of_maker)
    there = sum(max(0.1, lexis.maker_weight(word)) for word in left)
    return frozenset(left) if len(left) > 1 and there >= _NAMES_MAKER * total else frozenset()


def _left_over(
    name: ProductName,
    taken: Collection[int],
    lexis: Lexis,
    explained: Collection[str],
    of_place: Collection[str],
    *,
    named: Collection[str] = (),
    said: Collection[Word] = (),
) -> _Side:
    """The words without a partner that nothing else explains; ``said`` are those that are there already."""
    side = _Side()
    for place, (word, role) in enumerate(zip(name.words, name.roles, strict=True)):
        if place in taken or role in SILENT or word in said:
            continue
        telling = role in TELLING
        if word.fold in named or (word.fold in explained and (not telling or word.fold in ALSO_NAMES)):
            side.explained += role is not Role.FAINT
            continue
        weight = _weight(name, place, lexis)
        side.weight += weight * (_PLACE_SHARE if word.fold in of_place and not telling else 1)
        side.words.append(word)
        side.telling = side.telling or telling
        side.plain = side.plain or role is Role.PLAIN
    return side


def _weight(name: ProductName, place: int, lexis: Lexis) -> float:
    role = name.roles[place]
    if role is Role.FAINT:
        return _FAINT_WEIGHT
    if role in SILENT:
        return 0.0
    return max(_LEAST[role], lexis.weight(name.words[place].fold))


def _same_packing(one: ProductName, other: ProductName) -> int:
    """How many words of packing both names have: what tells a 250 g jar from a 500 g one."""
    packs = (
        {w.fold for w, r in zip(n.words, n.roles, strict=True) if r is Role.PACKING} for n in (one, other)
    )
    first, second = packs
    return len(first & second) - len(second - first)
