"""Where signals come from: each source, read as what it says of products in provinces."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.matching.claims import Finding
from ocop_verify.domain.reports import ReportState
from ocop_verify.domain.signals import Signal, SignalSource
from ocop_verify.domain.verdict import Headline
from ocop_verify.inspection.models import ClaimRow, ReportRow
from ocop_verify.inspection.subject import heap_key
from ocop_verify.verification.circulating import open_suspicions
from ocop_verify.verification.forgetting import KEPT_DAYS
from ocop_verify.verification.models import RecentScanRow

AT_ONCE: Final = 2_000
ENDED: Final = (Headline.EXPIRED.value, Headline.REVOKED.value)
# Spelt out in the question: SQLite takes an index of some rows only where it reads that they are those.
IS_ENDED: Final = RecentScanRow.headline.in_(bindparam("ended", ENDED, expanding=True, literal_execute=True))
CLAIMS_KEPT: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Found:
    """What one source says of one product (or one typed name) in one province; ``key`` is of its heap."""

    key: str
    product_id: int | None
    about: str
    province: str
    signal: Signal

    def joined(self, other: "Found") -> "Found":
        """Both as one: labels of two batches of one product."""
        mine, its = self.signal, other.signal
        last = max(mine.last_at, its.last_at)
        both = Signal(mine.source, mine.count + its.count, last, mine.photos + its.photos)
        return replace(self, signal=both)


def of_reports(session: Session, key: str | None = None) -> Iterator[Found]:
    """Reports that are not resolved, of one heap or of all."""
    waiting = ReportRow.state != ReportState.RESOLVED
    counted = (
        select(
            func.max(ReportRow.id).label("newest"), func.count().label("number"), func.count(ReportRow.photo)
        )
        .where(waiting if key is None else waiting & (ReportRow.heap == key))
        .group_by(ReportRow.heap)
        .subquery()
    )
    newest = (
        ReportRow.heap,
        ReportRow.product_id,
        ReportRow.about,
        ReportRow.province,
        ReportRow.received_at,
    )
    rows = select(*newest, *list(counted.c)[1:]).join(counted, ReportRow.id == counted.c.newest)
    read = session.execute(rows.execution_options(yield_per=AT_ONCE))
    for heap, product_id, about, province, at, count, photos in read:
        yield Found(heap, product_id, about, province, Signal(SignalSource.REPORT, count, at, photos))


def of_claims(session: Session, now: datetime, key: str | None = None) -> Iterator[Found]:
    """Claims that do not hold, of one heap or of all; those of a rank that does not exist by themselves."""
    of_key = ClaimRow.noted_at >= now - CLAIMS_KEPT
    impossible = ClaimRow.finding == Finding.IMPOSSIBLE_CLAIM
    for source, which in ((SignalSource.CLAIM, ~impossible), (SignalSource.IMPOSSIBLE, impossible)):
        counted = (
            select(func.max(ClaimRow.id).label("newest"), func.count().label("number"))
            .where(of_key & which if key is None else of_key & which & (ClaimRow.heap == key))
            .group_by(ClaimRow.heap)
            .subquery()
        )
        newest = (ClaimRow.heap, ClaimRow.product_id, ClaimRow.about, ClaimRow.province, ClaimRow.noted_at)
        rows = select(*newest, counted.c.number).join(counted, ClaimRow.id == counted.c.newest)
        read = session.execute(rows.execution_options(yield_per=AT_ONCE))
        for heap, product_id, about, province, at, count in read:
            yield Found(heap, product_id, about, province, Signal(source, count, at))


def of_copies(session: Session, catalogue: Catalogue) -> Iterator[Found]:
    """Suspected labels, by product, where it is made: the next owner of a copy may be anywhere."""
    found: dict[str, Found] = {}
    for each in open_suspicions(session):
        batch = catalogue.batches.get(each.batch_id)
        if batch is None or batch.void_of(each.serial):
            continue
        _add(found, _of_batch(catalogue, batch.id, None, Signal(SignalSource.COPY, 1, each.since)))
    return iter(found.values())


def of_ended(
    session: Session, catalogue: Catalogue, settled: Mapping[str, datetime], now: datetime
) -> Iterator[Found]:
    """Scans of labels whose recognition had ended, of the last 30 days, where they were made.

    The database adds them up along an index that holds nothing else.
    """
    scan = RecentScanRow
    since = now - timedelta(days=KEPT_DAYS)
    rows = (
        select(scan.batch_id, scan.place, func.count(), func.max(scan.at))
        .where(IS_ENDED, scan.at >= since)
        .group_by(scan.batch_id, scan.place)
    )
    found: dict[str, Found] = {}
    for batch_id, place, count, last_at in session.execute(rows):
        if batch_id in catalogue.batches:
            _add(
                found,
                _of_batch(catalogue, batch_id, place, Signal(SignalSource.ENDED_SCANNED, count, last_at)),
            )
    for key in found.keys() & settled.keys():
        found[key] = _since(session, catalogue, found[key], settled[key])
    return iter(found.values())


def _since(session: Session, catalogue: Catalogue, found: Found, settled_at: datetime) -> Found:
    """The scans of one heap that came after it was settled."""
    certifications = catalogue.certifications_of_product.get(found.product_id or 0, ())
    batches = [b for c in certifications for b in catalogue.batches_of_certification.get(c, ())]
    scan = RecentScanRow
    maker = catalogue.producers[catalogue.products[found.product_id or 0].producer_id].province
    here = scan.place == found.province
    if found.province == maker:
        here = here | scan.place.is_(None)
    count = session.scalar(
        select(func.count()).where(scan.batch_id.in_(batches), IS_ENDED, scan.at > settled_at, here)
    )
    return replace(found, signal=replace(found.signal, count=count or 0))


def _of_batch(catalogue: Catalogue, batch_id: int, place: str | None, signal: Signal) -> Found:
    certification = catalogue.certifications[catalogue.batches[batch_id].certification_id]
    product = catalogue.products[certification.product_id]
    province = place or catalogue.producers[product.producer_id].province
    return Found(heap_key(product.id, product.name, province), product.id, product.name, province, signal)


def _add(found: dict[str, Found], each: Found) -> None:
    known = found.get(each.key)
    found[each.key] = known.joined(each) if known else each
