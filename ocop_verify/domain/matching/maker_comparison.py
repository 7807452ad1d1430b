"""How two makers go together. Legal forms and trades hardly count; one letter makes another person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, NamedTuple

from ocop_verify.domain.matching.lexicon import SMALL_FORMS, TITLES
from ocop_verify.domain.matching.maker_names import MakerName
from ocop_verify.domain.matching.pairing import Lexis, Pairing, pair_words
from ocop_verify.domain.matching.product_comparison import BRAND, SMALL, shared
from ocop_verify.domain.matching.spelling import Word, is_syllable


class MakerRelation(IntEnum):
    """What the maker that is claimed is to the maker that is certified, the best last."""

    OTHER = 0
    SELLER = 1
    UNSAID = 2
    NEAR = 3
    PROBABLE = 4
    SAME = 5


_REGION_SHARE: Final = 0.35


# A maker may be called by half of its name.
_PART_OF_MAKER: Final = 0.55
TRADE_WEIGHT: Final = 0.1


@dataclass(frozen=True, slots=True)
class MakerComparison:
    """How a claimed maker goes with a certified one; ``score`` is from 0 to 1, and 0 where nothing is said.

    ``exact``: legal form and trade are equal too, so that no other house of the name is meant.
    """

    relation: MakerRelation
    score: float = 0.0
    exact: bool = False


def compare_makers(
    claimed: MakerName | None,
    certified: MakerName,
    lexis: Lexis,
    *,
    of_place: Collection[str] = (),
    of_product: Collection[str] = (),
) -> MakerComparison:
    """How a claimed maker goes with a certified one. Legal forms and words of the trade hardly count.

    ``of_place`` are the words of the maker's commune, which people put behind its name; ``of_product`` those
    for the thing that it makes, which they leave out of it: "Cơ sở tinh bột nghệ Hải Hoa".
    """
    if claimed is None or claimed.is_blank:
        return MakerComparison(MakerRelation.UNSAID)
    if claimed.is_seller and not certified.is_seller:
        return MakerComparison(MakerRelation.SELLER)
    pairing = pair_words(claimed.own, certified.own, lexis, strict=True)
    place = _place_named(claimed, certified, of_place).union(of_product)
    others = [
        word
        for at, word in enumerate(claimed.own)
        if at not in pairing.taken and not _is_initials(word, certified.trade)
    ]
    lacking = [word for at, word in enumerate(certified.own) if at not in pairing.quality]
    sums = _Sums(
        sum(_maker_weight(certified.own[at], lexis, place) * q for at, q in pairing.quality.items()),
        sum(_maker_weight(word, lexis, place) for word in others),
        sum(_maker_weight(word, lexis, place) for word in lacking),
    ).with_trade(claimed, certified)
    relation = _maker_relation(
        claimed,
        certified,
        pairing,
        sums,
        goes_on=_is_own(others, claimed, place),
        is_cut=_is_own(lacking, certified, place),
    )
    return MakerComparison(
        relation, shared(*sums), relation is MakerRelation.SAME and _is_exact(claimed, certified)
    )


def _is_initials(word: Word, trade: Sequence[Word]) -> bool:
    """Whether a word is short for words of the trade: "NSHC" for "nông sản hữu cơ"."""
    initials = "".join(each.fold[0] for each in trade)
    return len(word.fold) > 1 and not is_syllable(word.fold) and word.fold in initials


def _place_named(claimed: MakerName, certified: MakerName, of_place: Collection[str]) -> frozenset[str]:
    """Words of makers' names that only name a part of the country, or the maker's own commune."""
    own = {word.fold for word in claimed.own}
    return (
        claimed.regions
        | certified.regions
        | (frozenset(of_place) if own.issuperset(of_place) else frozenset())
    )


def _is_own(words: Sequence[Word], name: MakerName, place: Collection[str]) -> bool:
    """Whether any of these words of a name is more than a place, or a title in front."""
    title = name.own[0] if name.own and is_title(name.own[0]) else None
    return any(word.fold not in place and word is not title for word in words)


def _is_exact(claimed: MakerName, certified: MakerName) -> bool:
    same_trade = {word.fold for word in claimed.trade} == {word.fold for word in certified.trade}
    return same_trade and claimed.form == certified.form != ""


def is_title(word: Word) -> bool:
    """Whether a word is how somebody is called: "Cô"; without marks it may be."""
    return word in TITLES or (not word.has_marks and word.fold in _BARE_TITLES)


_BARE_TITLES: Final = frozenset(title.fold for title in TITLES)


def _maker_weight(word: Word, lexis: Lexis, place: Collection[str]) -> float:
    weight = TRADE_WEIGHT if is_title(word) else max(0.2, lexis.maker_weight(word.fold))
    return weight * _REGION_SHARE if word.fold in place else weight


class _Sums(NamedTuple):
    """The weight of what both names have, what only the claim has, and what only the certified one has."""

    matched: float
    extra: float
    missing: float

    def with_trade(self, claimed: MakerName, certified: MakerName) -> "_Sums":
        """With the words of the trade: a trifle beside a name of its own, and all there is without one."""
        ours, theirs = ({word.fold for word in name.trade} for name in (claimed, certified))
        if claimed.own and certified.own:  # a package leaves them out
            return self._replace(matched=self.matched + TRADE_WEIGHT * len(ours & theirs) / 2)
        return _Sums(
            self.matched + len(ours & theirs) / 2,
            self.extra + len(ours - theirs) / 2,
            self.missing + len(theirs - ours) / 2,
        )


def _maker_relation(
    claimed: MakerName,
    certified: MakerName,
    pairing: Pairing,
    sums: _Sums,
    *,
    goes_on: bool,
    is_cut: bool,
) -> MakerRelation:
    """The first that applies.

    ``goes_on``: the claim has words of its own that the certified name has not; ``is_cut``: the other way.
    """
    forms = {claimed.form, certified.form} - {""}
    other_form = len(forms) > 1 and not forms <= SMALL_FORMS
    if not sums.matched or not pairing.in_order or (goes_on and is_cut):
        return MakerRelation.OTHER
    if other_form and (is_cut or sums.matched < BRAND):
        return MakerRelation.OTHER
    if goes_on:
        return MakerRelation.OTHER
    if pairing.slips:
        return MakerRelation.NEAR if not is_cut else MakerRelation.OTHER
    if is_cut or sums.missing > SMALL * (sums.matched + sums.missing):
        much = sums.missing <= _PART_OF_MAKER * (sums.matched + sums.missing)
        much = much and sums.matched >= BRAND and not sums.extra  # who adds words does not leave out others
        return MakerRelation.PROBABLE if much else MakerRelation.NEAR
    return MakerRelation.PROBABLE if other_form else MakerRelation.SAME
