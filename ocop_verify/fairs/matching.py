"""What a stall declares, compared with the catalogue: which product it is, where there is no doubt."""

from typing import Final

from ocop_verify.domain.matching.claims import Finding, Judgement
from ocop_verify.fairs.arranging import Declared

# These rest on one recognition, which is the product's own; the others leave it to a person.
CERTAIN: Final = frozenset(
    {
        Finding.IN_FORCE,
        Finding.EXPIRING,
        Finding.OTHER_STARS,
        Finding.EXPIRED,
        Finding.SUSPENDED,
        Finding.REVOKED,
    }
)


def claim_fields(said: str, maker: str, holder: str, stars: int) -> dict[str, str]:
    """A declared good in the fields of a claim. Who holds the stall is its maker, unless another is named."""
    return {"product_name": said, "producer": maker or holder, "star": str(stars or "")}


def declared_of(said: str, maker: str, stars: int, judgement: Judgement) -> Declared:
    """A good with what was found of it."""
    is_certain = judgement.finding in CERTAIN and judgement.match is not None
    product_id = judgement.match.certified.product_id if judgement.match and is_certain else None
    return Declared(said, stars, product_id, judgement.finding.value, maker)
