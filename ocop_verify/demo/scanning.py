"""Scans of the last weeks in one province: labels after their end, and one label that is met too often."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.demo.specimens import REQUEST
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.circulation import Source
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.records import LabelKind
from ocop_verify.domain.verdict import Headline
from ocop_verify.labels.models import BatchRow
from ocop_verify.verification.circulating import judge, write_suspicions
from ocop_verify.verification.grouping import Scan, gather, write_group

ENDED = {Headline.EXPIRED: 42, Headline.REVOKED: 9}
COPIED_SERIAL = 7


def scan_widely(session: Session, catalogue: Catalogue, province: str, *, now: datetime) -> None:
    """Write what phones would have recorded, and judge the label that was seen everywhere."""
    scans = list(_after_the_end(session, province, now))
    unit = _unit_batch(catalogue, province)
    if unit is not None:
        scans += _of_one_label(unit, now)
    write_group(session, gather(scans, {}), writer="demo", number=1, now=now)
    if unit is not None:
        label = (unit, COPIED_SERIAL)
        write_suspicions(session, {label: judge(session, label, now)}, now=now)


def _after_the_end(session: Session, province: str, now: datetime) -> Iterator[Scan]:
    for headline, count in ENDED.items():
        batch = session.scalar(select(BatchRow.id).where(BatchRow.request == REQUEST + headline))
        for number in range(count):
            at = now - timedelta(hours=6 + 11 * number)
            yield Scan(at, headline, batch, 1 + number % 20, Source.DIRECT, number, province)


def _unit_batch(catalogue: Catalogue, province: str) -> int | None:
    """A batch of unit labels of something that is made in the province."""
    for batch in catalogue.batches.values():
        product = catalogue.products[catalogue.certifications[batch.certification_id].product_id]
        made_here = catalogue.producers[product.producer_id].province == province
        if made_here and batch.kind is LabelKind.UNIT:
            return batch.id
    return None


def _of_one_label(batch: int, now: datetime) -> Iterator[Scan]:
    """Two phones on each of thirty days, each time in another province: no one package travels so."""
    places = list(PROVINCES)
    for number in range(60):
        at, place = now - timedelta(hours=5 + 11 * number), places[number % len(places)]
        yield Scan(at, Headline.IN_FORCE, batch, COPIED_SERIAL, Source.DIRECT, number, place)
