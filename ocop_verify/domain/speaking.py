"""Which of a product's recognitions speaks for it on a day, where it has several."""

from datetime import date

from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.records import Certification
from ocop_verify.domain.verdict import COUNTING, StandingReading, standing_on


def speaking_for(
    product_id: int, catalogue: Catalogue, day: date
) -> tuple[Certification, StandingReading] | None:
    """The newest recognition that counts on this day, or else the newest at all; None where there is none."""
    newest = None
    for certification in catalogue.history_of(product_id):
        reading = standing_on(certification, catalogue, day)
        if reading.standing in COUNTING:
            return certification, reading
        newest = newest or (certification, reading)
    return newest
