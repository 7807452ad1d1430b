"""What a producer sees of its own: products with their dates, labels released to it, counts of scans."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocop_verify.domain.records import LabelKind
from ocop_verify.domain.validity import days_left, local_day
from ocop_verify.labels.candidates import Candidate, candidates
from ocop_verify.labels.listing import BatchLine, Wanted, find_batches, sheets_of
from ocop_verify.labels.models import BatchRow, SheetRow
from ocop_verify.registry.models import CertificationRow, ProductRow
from ocop_verify.verification.models import RecentScanRow, ScanDayRow

# Fewer scans than this could be told from one another, and say nothing.
FEWEST: Final = 5
MONTHS: Final = 12
RECENT: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class OwnProduct:
    """A product with the recognition that counts, or the newest where none does."""

    id: int
    name: str
    recognition: Candidate
    days: int
    history: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Scans:
    """How often the labels were scanned: by month, the newest first, and by province in the last 30 days."""

    months: tuple[tuple[date, int], ...]
    provinces: tuple[tuple[str, int], ...]


def own_products(session: Session, producers: Collection[int], *, now: datetime) -> list[OwnProduct]:
    """The products of these producers, those that end first at the top."""
    rows = session.execute(
        select(CertificationRow.id, ProductRow.id, ProductRow.name)
        .join(ProductRow, CertificationRow.product_id == ProductRow.id)
        .where(ProductRow.producer_id.in_(producers))
        .order_by(CertificationRow.id.desc())
    ).all()
    known = {each.id: each for each in candidates(session, [row[0] for row in rows], now=now)}
    products: dict[int, list[Candidate]] = {}
    names = {product: name for _, product, name in rows}
    for certification, product, _ in rows:
        products.setdefault(product, []).append(known[certification])
    found = [_own(product, names[product], each, local_day(now)) for product, each in products.items()]
    return sorted(found, key=lambda each: (not each.recognition.may_be_labelled, each.days))


def own_product(session: Session, product_id: int, *, now: datetime) -> OwnProduct | None:
    """One product."""
    row = session.get(ProductRow, product_id)
    if row is None:
        return None
    return next(
        (each for each in own_products(session, [row.producer_id], now=now) if each.id == product_id), None
    )


def released_batches(
    session: Session, product: OwnProduct, *, now: datetime
) -> list[tuple[BatchLine, list[SheetRow]]]:
    """The batches of a product of which a sheet was released, each with those sheets."""
    found = []
    for certification in product.history:
        wanted = Wanted(certification_id=certification.id)
        lines, _ = find_batches(session, wanted, None, 1, now=now)
        for line in lines:
            sheets = sheets_of(session, [line.batch.id], released=True)
            if sheets:
                found.append((line, sheets))
    return found


def shared_label(batches: list[tuple[BatchLine, list[SheetRow]]], certification_id: int) -> BatchLine | None:
    """The label that is the same on every package, where it was released and is not voided."""
    return next(
        (
            line
            for line, _ in batches
            if line.batch.kind is LabelKind.PRODUCT
            and line.batch.certification_id == certification_id
            and not line.voided
        ),
        None,
    )


def scans_of(session: Session, certifications: Collection[int], *, now: datetime) -> Scans:
    """How often the labels of these certifications were scanned, where it was often enough to be told."""
    batches = select(BatchRow.id).where(BatchRow.certification_id.in_(certifications))
    today = local_day(now)
    first = date(today.year - 1, today.month, 1)
    months: dict[date, int] = {}
    by_day = (
        select(ScanDayRow.day, func.sum(ScanDayRow.scans))
        .where(ScanDayRow.batch_id.in_(batches), ScanDayRow.day > first)
        .group_by(ScanDayRow.day)
    )
    for day, scans in session.execute(by_day):
        month = day.replace(day=1)
        months[month] = months.get(month, 0) + int(scans)
    by_place = (
        select(RecentScanRow.place, func.count())
        .where(
            RecentScanRow.batch_id.in_(batches),
            RecentScanRow.at > now - RECENT,
            RecentScanRow.place.is_not(None),
        )
        .group_by(RecentScanRow.place)
    )
    places = [(place, count) for place, count in session.execute(by_place) if place and count >= FEWEST]
    told = sorted(((month, count) for month, count in months.items() if count >= FEWEST), reverse=True)
    return Scans(tuple(told[:MONTHS]), tuple(sorted(places, key=lambda each: -each[1])))


def _own(product: int, name: str, history: list[Candidate], today: date) -> OwnProduct:
    current = next((each for each in history if each.may_be_labelled), history[0])
    return OwnProduct(product, name, current, days_left(current.reading.valid_until, today), tuple(history))
