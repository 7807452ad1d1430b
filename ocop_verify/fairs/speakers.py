"""Who has said something at a stall, by name: phones as their helpers are called, accounts by people."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.accounts.models import AccountRow
from ocop_verify.fairs.models import FieldDeviceRow, StallSayingRow


def speakers_of(session: Session, rows: Iterable[StallSayingRow]) -> Mapping[str, str]:
    """The names behind ``by_of``, for whoever has said one of these."""
    said = list(rows)
    devices = {row.device_id for row in said if row.device_id}
    accounts = {row.account_id for row in said if row.account_id}
    phones = session.execute(
        select(FieldDeviceRow.id, FieldDeviceRow.name).where(FieldDeviceRow.id.in_(devices))
    )
    people = session.execute(select(AccountRow.id, AccountRow.name).where(AccountRow.id.in_(accounts)))
    return {f"device:{key}": name for key, name in phones} | {f"user:{key}": name for key, name in people}


def by_of(row: StallSayingRow) -> str:
    """Who said it, as the rules name them."""
    return f"device:{row.device_id}" if row.device_id else f"user:{row.account_id}"
