"""Where a batch or a sheet belongs: to the producer of its product, and to that producer's province."""

from sqlalchemy import select
from sqlalchemy.sql.elements import ColumnElement

from ocop_verify.accounts.views.context import database
from ocop_verify.accounts.views.guard import Place
from ocop_verify.labels.models import BatchRow, LabelRequestRow, SheetRow
from ocop_verify.registry.models import CertificationRow, ProducerRow, ProductRow


def place_of_certification(key: int) -> Place | None:
    """Where a certification belongs."""
    return _place(CertificationRow.id == key)


def place_of_batch(key: int) -> Place | None:
    """Where a batch belongs."""
    row = database().get(BatchRow, key)
    return place_of_certification(row.certification_id) if row else None


def place_of_sheet(key: int) -> Place | None:
    """Where a sheet belongs."""
    row = database().get(SheetRow, key)
    return place_of_batch(row.batch_id) if row else None


def place_of_released_sheet(key: int, number: int) -> Place | None:
    """Where a file belongs; to its producer only once it was released."""
    row, place = database().get(SheetRow, key), place_of_sheet(key)
    if row is None or place is None or number < 1:
        return None
    return place if row.released_at else Place(province=place.province)


def place_of_request(key: int) -> Place | None:
    """Where a producer's request belongs."""
    row = database().get(LabelRequestRow, key)
    return place_of_certification(row.certification_id) if row else None


def _place(condition: ColumnElement[bool]) -> Place | None:
    found = (
        database()
        .execute(
            select(ProducerRow.province, ProducerRow.id)
            .join(ProductRow, ProductRow.producer_id == ProducerRow.id)
            .join(CertificationRow, CertificationRow.product_id == ProductRow.id)
            .where(condition)
        )
        .first()
    )
    return Place(province=found[0], producer_id=found[1]) if found else None
