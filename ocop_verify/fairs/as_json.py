"""A fair as its phones read it: the stalls with what they declare, and what was said at them."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.fairs.models import DeclaredGoodRow, FairRow, FieldDeviceRow, StallRow, StallSayingRow
from ocop_verify.fairs.sheets import natural

AT_ONCE = 1_000


def fair_for_phones(session: Session, fair: FairRow, catalogue: Catalogue) -> dict[str, Any]:
    """The fair, its stalls in order, and the names of the products that they declare."""
    stalls = session.scalars(
        select(StallRow).where(StallRow.fair_id == fair.id, StallRow.removed_at.is_(None))
    ).all()
    goods: dict[int, list[DeclaredGoodRow]] = {stall.id: [] for stall in stalls}
    of_fair = (StallRow.fair_id == fair.id) & DeclaredGoodRow.removed_at.is_(None)
    for row in session.scalars(
        select(DeclaredGoodRow).join(StallRow).where(of_fair).order_by(DeclaredGoodRow.id)
    ):
        if row.stall_id in goods:
            goods[row.stall_id].append(row)
    return {
        "fair": {
            "id": fair.id,
            "name": fair.name,
            "place": fair.place,
            "first_on": fair.first_on.isoformat(),
            "last_on": fair.last_on.isoformat(),
        },
        "stalls": [
            {
                "id": stall.id,
                "number": stall.number,
                "holder": stall.holder,
                "goods": [_good(row, catalogue) for row in goods[stall.id]],
            }
            for stall in sorted(stalls, key=lambda each: natural(each.number))
        ],
    }


def _good(row: DeclaredGoodRow, catalogue: Catalogue) -> dict[str, Any]:
    product = catalogue.products.get(row.product_id or 0)
    return {
        "id": row.id,
        "said": row.said,
        "stars": row.stars,
        "product_id": product.id if product else None,
        "product": product.name if product else None,
    }


def sayings_after(session: Session, fair_id: int, number: int) -> Sequence[StallSayingRow]:
    """What arrived at a fair after this number, at most ``AT_ONCE``."""
    mine = select(StallSayingRow).join(StallRow).where(StallRow.fair_id == fair_id)
    return session.scalars(
        mine.where(StallSayingRow.number > number).order_by(StallSayingRow.number).limit(AT_ONCE)
    ).all()


def sayings_for_phones(
    rows: Iterable[StallSayingRow], devices: Iterable[FieldDeviceRow]
) -> list[dict[str, Any]]:
    """What was said, with who said it by name; "" is somebody at a desk."""
    names = {device.id: device.name for device in devices}
    return [
        {
            "number": row.number,
            "id": row.id,
            "stall": row.stall_id,
            "by": f"device:{row.device_id}" if row.device_id else f"user:{row.account_id}",
            "name": names.get(row.device_id or 0, ""),
            "turn": row.turn,
            "said": row.said,
            "at": row.at.isoformat(),
            "subject": row.subject,
            "finding": row.finding,
            "about": row.about.split(),
            "words": row.words,
            "headline": row.headline,
            "product_id": row.product_id,
            "stars": row.stars,
            "printed_stars": row.printed_stars,
            "code": row.code,
            "file": row.file,
        }
        for row in rows
    ]
