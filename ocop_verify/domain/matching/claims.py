"""A claim about a product, a certified product, and what a judgement says of the two."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from ocop_verify.domain.matching.maker_comparison import MakerComparison
from ocop_verify.domain.matching.maker_names import MakerName
from ocop_verify.domain.matching.product_comparison import NameComparison
from ocop_verify.domain.matching.product_names import ProductName
from ocop_verify.domain.matching.star_claims import StarClaim
from ocop_verify.domain.verdict import Standing


class Finding(StrEnum):
    """What is to be said of a claim. The first six rest on one recognition, which is the product's own."""

    IN_FORCE = "in_force"
    EXPIRING = "expiring"
    OTHER_STARS = "other_stars"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SAME_PRODUCER_OTHER_PRODUCT = "same_producer_other_product"
    SIMILAR_NAME_ONLY = "similar_name_only"
    AMBIGUOUS = "ambiguous"
    NOT_FOUND = "not_found"
    IMPOSSIBLE_CLAIM = "impossible_claim"


class Reason(StrEnum):
    """Why a finding was given; each has its sentence (``search.wording``)."""

    NAME_AND_MAKER = "name_and_maker"
    NAME_ALONE = "name_alone"
    NAME_AND_NUMBER = "name_and_number"
    NAME_AND_SELLER = "name_and_seller"
    BARCODE = "barcode"
    OTHER_KIND = "other_kind"
    OTHER_SORT = "other_sort"
    SAYS_MORE = "says_more"
    SAYS_LESS = "says_less"
    OTHER_PRODUCT = "other_product"
    OTHER_MAKER = "other_maker"
    OTHER_PLACE = "other_place"
    NEARLY_THE_NAME = "nearly_the_name"
    NEARLY_THE_MAKER = "nearly_the_maker"
    BARCODE_OF_ANOTHER = "barcode_of_another"
    SEVERAL_MAKERS = "several_makers"
    SEVERAL_PRODUCTS = "several_products"
    NOT_YET_VALID = "not_yet_valid"
    NOTHING_ALIKE = "nothing_alike"
    NOTHING_SAID = "nothing_said"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody says of a product, read. Whatever was not said is None or empty.

    ``numbers`` are the digits of decision numbers; ``place`` the words of a place, and ``province`` the code
    of today's province that it lies in, if that was told.
    """

    product: ProductName
    maker: MakerName | None = None
    place: frozenset[str] = frozenset()
    province: str = ""
    stars: StarClaim = StarClaim()
    numbers: frozenset[str] = frozenset()
    gtin: str = ""

    @property
    def says_nothing(self) -> bool:
        """Whether there is nothing to look for."""
        return not (self.product.words or self.gtin or self.numbers)


@dataclass(frozen=True, slots=True)
class Certified:
    """A product of the catalogue as claims are compared with it, and the recognition that speaks for it.

    ``bare_words`` are those of its maker and place, without marks, that with them are no word for a thing.
    """

    product_id: int
    producer_id: int
    name: ProductName
    maker: MakerName
    maker_words: frozenset[str]
    bare_words: frozenset[str]
    place: frozenset[str]
    commune: frozenset[str]
    province: str
    numbers: frozenset[str]
    gtin: str
    certification_id: int
    stars: int
    standing: Standing
    valid_until: date


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate and how the claim goes with it. ``place``, ``number``, ``gtin``: None if none was told."""

    certified: Certified
    name: NameComparison
    maker: MakerComparison
    place: bool | None
    number: bool | None
    gtin: bool | None
    score: float

    @property
    def is_exact(self) -> bool:
        """Whether the names are equal, marks included."""
        return self.name.exact


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer to a claim. ``matches`` are the candidates, the best first, where there is a choice."""

    finding: Finding
    reason: Reason
    score: float = 0.0
    match: Match | None = None
    matches: tuple[Match, ...] = ()
    claim: Claim | None = field(default=None, repr=False)
