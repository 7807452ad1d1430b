"""Is this the certified product? One claim (a name, a maker, stars, whatever is known) against the catalogue.

The rule, in order:

1. Every candidate is compared: its name, its maker, its place, its decision numbers, its barcode. That gives
   a score from 0 to 100 (``SCORE``), which puts the candidates in order and nothing else.
2. A candidate is *accepted* when nothing speaks against its being the product that is meant (``_accepted``):
   an equal name and the same maker, or an equal name and no word about the maker, or the barcode, ...
3. Exactly one accepted: the finding is what its recognition is today, compared with the stars that are
   claimed. Several that nothing tells apart: ``ambiguous``. None: the finding says what the nearest one has
   in common with the claim, and the claim is not recognised by it.

Whoever asks gets the finding, one reason, and the certification that it rests on. A mistake in the strict
direction costs a second look; in the other it would lend stars to goods that have none. So whatever is in
doubt is said to be.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from ocop_verify.domain.matching.claims import Certified, Claim, Finding, Judgement, Match, Reason
from ocop_verify.domain.matching.lexicon import ALSO_NAMES
from ocop_verify.domain.matching.maker_comparison import MakerComparison, MakerRelation, compare_makers
from ocop_verify.domain.matching.pairing import Lexis
from ocop_verify.domain.matching.product_comparison import ALIKE, NameComparison, NameRelation, compare_names
from ocop_verify.domain.matching.product_names import TELLING
from ocop_verify.domain.matching.spelling import folds_of
from ocop_verify.domain.verdict import COUNTING, Standing

# How a claim's maker goes with producers, each by its id and the words for the thing in its name.
Makers = dict[tuple[int, frozenset[str]], MakerComparison]
# The points that make up the score; what was not said is left out of the sum of what could be had.
NAME_POINTS: Final = 60
MAKER_POINTS: Final = 25
PLACE_POINTS: Final = 8
NUMBER_POINTS: Final = 7
GTIN_POINTS: Final = 40
OTHER_MAKER_POINTS: Final = -12
# The least score for which a candidate is named at all, and that from which on a name alone is like another.
NAMED_FROM: Final = 30.0
LIKE_FROM: Final = 0.55
MAX_MATCHES: Final = 5

_OF_STANDING: Final = {
    Standing.IN_FORCE: Finding.IN_FORCE,
    Standing.EXPIRING: Finding.EXPIRING,
    Standing.SUPERSEDED: Finding.EXPIRED,
    Standing.EXPIRED: Finding.EXPIRED,
    Standing.SUSPENDED: Finding.SUSPENDED,
    Standing.REVOKED: Finding.REVOKED,
}
_GOOD_NAMES: Final = frozenset((NameRelation.SAME, NameRelation.NEAR))
# Findings that say nothing of the product that is claimed.
_NOBODYS: Final = frozenset((Finding.NOT_FOUND, Finding.SIMILAR_NAME_ONLY, Finding.AMBIGUOUS))
_OTHER_NAMES: Final = frozenset((NameRelation.DIFFERENT, NameRelation.OTHER_KIND))
_SAID: Final = frozenset((MakerRelation.SAME, MakerRelation.PROBABLE))
_SILENT: Final = frozenset((MakerRelation.UNSAID, MakerRelation.SELLER))


def compare(claim: Claim, certified: Certified, lexis: Lexis, makers: Makers | None = None) -> Match:
    """How a claim goes with one candidate, and the score that puts it in order.

    ``makers`` remembers how the claim's maker goes with producers: many candidates have one producer.
    """
    makers = {} if makers is None else makers
    things = _things_in_maker(claim, certified)
    maker = makers.get((certified.producer_id, things))
    if maker is None:
        maker = compare_makers(
            claim.maker, certified.maker, lexis, of_place=certified.commune, of_product=things
        )
        makers[certified.producer_id, things] = maker
    said_elsewhere = claim.place | (
        folds_of((*claim.maker.own, *claim.maker.trade)) if claim.maker else frozenset()
    )
    if maker.relation in _SAID:  # then the name need not say again whose it is and where from
        said_elsewhere |= certified.maker_words | certified.place
    name = compare_names(
        claim.product,
        certified.name,
        lexis,
        of_maker=certified.maker_words,
        of_claim=said_elsewhere,
        of_place=certified.place,
        bare=certified.bare_words,
    )
    place = _place(claim, certified)
    number = bool(claim.numbers & certified.numbers) if claim.numbers else None
    gtin = claim.gtin == certified.gtin if claim.gtin and certified.gtin else None
    score = score_of(name, maker, place=place, number=number, gtin=gtin)
    return Match(certified, name, maker, place, number, gtin, score)


def _things_in_maker(claim: Claim, certified: Certified) -> frozenset[str]:
    """The words for the claimed thing that the maker is called after; people's names are not among them."""
    if claim.maker is None or not certified.maker_words.intersection(claim.product.folds):
        return frozenset()
    name = claim.product
    telling = {word.fold for word, role in zip(name.words, name.roles, strict=True) if role in TELLING}
    return certified.maker_words & telling - ALSO_NAMES


def score_of(
    name: NameComparison,
    maker: MakerComparison,
    *,
    place: bool | None,
    number: bool | None,
    gtin: bool | None,
) -> float:
    """The score, from 0 to 100: points for what agrees, out of the points for what was said."""
    points, out_of = NAME_POINTS * name.score, NAME_POINTS
    if maker.relation not in _SILENT:
        out_of += MAKER_POINTS
        points += OTHER_MAKER_POINTS if maker.relation is MakerRelation.OTHER else MAKER_POINTS * maker.score
    for agrees, worth in ((place, PLACE_POINTS), (number, NUMBER_POINTS), (gtin, GTIN_POINTS)):
        if agrees is not None:
            out_of += worth
            points += worth if agrees else 0
    return max(0.0, 100 * points / out_of)


def _place(claim: Claim, certified: Certified) -> bool | None:
    """Whether the places go together: the province where it is told, or else any word of the place."""
    if claim.province and certified.province:
        return claim.province == certified.province
    if not claim.place or not certified.place:
        return None
    return bool(claim.place & certified.place)


def judge(claim: Claim, candidates: Iterable[Certified], lexis: Lexis) -> Judgement:
    """The finding on a claim, given every product of the catalogue that may be meant."""
    if claim.says_nothing:
        found = Judgement(Finding.NOT_FOUND, Reason.NOTHING_SAID)
    else:
        makers: Makers = {}
        compared = (compare(claim, each, lexis, makers) for each in candidates)
        matches = sorted(compared, key=lambda match: _in_order(match, claim.stars.stars), reverse=True)
        found = _find(claim, matches)
    if claim.stars.impossible:
        match = None if found.finding in _NOBODYS else found.match
        return Judgement(Finding.IMPOSSIBLE_CLAIM, Reason.IMPOSSIBLE, found.score, match, (), claim)
    return Judgement(found.finding, found.reason, found.score, found.match, found.matches, claim)


def _in_order(match: Match, stars: int | None) -> tuple[object, ...]:
    """The best first: by score; of equal ones the exact one, of the same size, in force, with these stars.

    Stars speak for no product, for they are what is asked about; they only put equal ones in order.
    """
    return (
        round(match.score, 3),
        match.is_exact,
        match.name.same_packing,
        match.certified.standing in COUNTING,
        match.certified.stars == stars,
        -match.certified.product_id,
    )


def _find(claim: Claim, matches: Sequence[Match]) -> Judgement:
    known = max((_acquaintance(match) for match in matches), default=0)
    accepted = [
        (reason, match)
        for match in matches
        # A maker that is in the catalogue under this very name is not somebody else with a name like it.
        if (reason := _accepted(claim, match)) and (reason is Reason.BARCODE or _acquaintance(match) == known)
    ]
    accepted = _told_apart(accepted)
    if len(accepted) == 1 or (accepted and _is_one(accepted)):
        reason, match = accepted[0]
        return _on(claim, match, reason)
    if accepted:
        reasons = {match.certified.producer_id for _, match in accepted}
        reason = Reason.SEVERAL_MAKERS if len(reasons) > 1 else Reason.SEVERAL_PRODUCTS
        return _ambiguous([match for _, match in accepted], reason)
    return _not_accepted(claim, matches)


def _acquaintance(match: Match) -> int:
    """How well the maker that is claimed is known: 2 to the letter, 1 by its own name, 0 not for sure."""
    return (match.maker.relation is MakerRelation.SAME) + match.maker.exact


def _accepted(claim: Claim, match: Match) -> Reason | None:
    """Why this candidate may be taken for the product that is meant; None where something speaks against."""
    name, maker = match.name.relation, match.maker.relation
    if match.gtin and (not claim.product.words or name not in _OTHER_NAMES):
        return Reason.BARCODE
    near, same = name in _GOOD_NAMES, name is NameRelation.SAME
    if maker in _SAID:
        return Reason.NAME_AND_MAKER if near else None
    if maker is MakerRelation.NEAR:
        return Reason.NAME_AND_MAKER if same and match.name.distinctive else None
    if maker in _SILENT and match.number and near:
        return Reason.NAME_AND_NUMBER
    if maker in _SILENT and same and (match.place is not False or match.name.distinctive):
        return Reason.NAME_AND_SELLER if maker is MakerRelation.SELLER else Reason.NAME_ALONE
    return None


def _told_apart(accepted: list[tuple[Reason, Match]]) -> list[tuple[Reason, Match]]:
    """Only those that are not surpassed by a better maker, a matching number, place or barcode, or name."""
    for better in (
        lambda match: match.gtin is True,
        lambda match: match.maker.relation,
        lambda match: match.number is True,
        lambda match: -match.name.explained,
        lambda match: match.name.relation is NameRelation.SAME,
        lambda match: match.place is True,
    ):
        best = max((better(match) for _, match in accepted), default=None)
        accepted = [(reason, match) for reason, match in accepted if better(match) == best]
    return accepted


def _is_one(accepted: Sequence[tuple[Reason, Match]]) -> bool:
    """Whether the first of several is the one: of one maker, and nearer by its very spelling or its size.

    Several records of one maker's product that stand alike are one thing to whoever asks.
    """
    (_, first), *others = accepted
    if any(match.certified.producer_id != first.certified.producer_id for _, match in others):
        return False
    nearer = (first.name.same_packing, first.is_exact, first.name.score)
    if all(nearer > (match.name.same_packing, match.is_exact, match.name.score) for _, match in others):
        return True
    return all(_alike(first.certified, match.certified) for _, match in others)


def _alike(one: Certified, other: Certified) -> bool:
    return (one.stars, one.standing) == (other.stars, other.standing)


def _on(claim: Claim, match: Match, reason: Reason) -> Judgement:
    """What the recognition of the product that is meant makes of the claim."""
    certified = match.certified
    if certified.standing is Standing.NOT_YET_VALID:  # nothing is recognised before its day
        return Judgement(Finding.NOT_FOUND, Reason.NOT_YET_VALID, match.score, match)
    finding = _OF_STANDING[certified.standing]
    if certified.standing in COUNTING and claim.stars.stars not in (None, certified.stars):
        finding = Finding.OTHER_STARS
    return Judgement(finding, reason, match.score, match)


def _ambiguous(matches: Sequence[Match], reason: Reason) -> Judgement:
    return Judgement(Finding.AMBIGUOUS, reason, matches[0].score, matches[0], tuple(matches[:MAX_MATCHES]))


def _not_accepted(claim: Claim, matches: Sequence[Match]) -> Judgement:
    """What the nearest candidate has in common with a claim that it is not."""
    by_code = next((match for match in matches if match.gtin), None)
    if by_code:
        others = [match for match in matches if match is not by_code and match.score >= NAMED_FROM]
        return _ambiguous([by_code, *others], Reason.BARCODE_OF_ANOTHER)
    same_maker = [match for match in matches if match.maker.relation in _SAID]
    if same_maker and not _is_of_another(matches[0], same_maker[0]):
        return _same_maker(same_maker)
    if not matches or not _is_like(matches[0]):
        return Judgement(Finding.NOT_FOUND, Reason.NOTHING_ALIKE, matches[0].score if matches else 0.0)
    return _similar(claim, matches)


def _is_of_another(first: Match, own: Match) -> bool:
    """Whether the very name is another maker's, and the maker that is named has nothing like it."""
    better = first.name.relation is NameRelation.SAME and own.name.common < ALIKE
    return better and (first.name.distinctive or own.maker.relation is MakerRelation.PROBABLE)


def _same_maker(matches: Sequence[Match]) -> Judgement:
    """The maker is known, and none of its products is the one that is claimed; or too little was said."""
    first = matches[0]
    if first.name.relation is NameRelation.DOUBTFUL:
        return _ambiguous([first], Reason.NEARLY_THE_NAME)
    shorter = [match for match in matches if match.name.relation is NameRelation.SHORTER]
    if first.name.relation is NameRelation.SHORTER:
        return _ambiguous(shorter, Reason.SEVERAL_PRODUCTS if len(shorter) > 1 else Reason.SAYS_LESS)
    return Judgement(
        Finding.SAME_PRODUCER_OTHER_PRODUCT,
        _difference(first),
        first.score,
        first,
        tuple(matches[:MAX_MATCHES]),
    )


def _similar(claim: Claim, matches: Sequence[Match]) -> Judgement:
    """The name is like that of a certified product, and more is not to be said."""
    first = matches[0]
    alike = tuple(match for match in matches if _is_like(match))[:MAX_MATCHES]
    if first.name.relation is NameRelation.SHORTER and first.maker.relation in _SILENT:
        if len(alike) > 1:
            return _ambiguous(alike, Reason.SEVERAL_PRODUCTS)
        if first.number or first.place:
            return _ambiguous(alike, Reason.SAYS_LESS)
    if first.name.relation in _GOOD_NAMES:
        reason = Reason.OTHER_MAKER
        if first.maker.relation in _SILENT:
            reason = Reason.OTHER_PLACE if first.place is False else Reason.NEARLY_THE_NAME
        elif first.maker.relation is MakerRelation.NEAR:
            reason = Reason.NEARLY_THE_MAKER
    else:
        reason = _difference(first)
    return Judgement(Finding.SIMILAR_NAME_ONLY, reason, first.score, first, alike)


def _is_like(match: Match) -> bool:
    """Whether a name has enough in common to be named; any part of one has, where nobody else's is meant."""
    part = match.name.relation is NameRelation.SHORTER and match.maker.relation in _SILENT
    return (part or match.name.common >= LIKE_FROM) and match.name.relation is not NameRelation.DIFFERENT


_DIFFERENCES: Final = {
    NameRelation.OTHER_KIND: Reason.OTHER_KIND,
    NameRelation.OTHER_SORT: Reason.OTHER_SORT,
    NameRelation.LONGER: Reason.SAYS_MORE,
    NameRelation.SHORTER: Reason.SAYS_LESS,
    NameRelation.NEAR: Reason.NEARLY_THE_NAME,
    NameRelation.DOUBTFUL: Reason.NEARLY_THE_NAME,
}


def _difference(match: Match) -> Reason:
    return _DIFFERENCES.get(match.name.relation, Reason.OTHER_PRODUCT)
