"""The fictional people of the demo: somebody of each role, at home where most fictional products are."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocop_verify.accounts.demo_people import DemoPerson, demo_people, make_demo_people
from ocop_verify.accounts.managing import get_account
from ocop_verify.accounts.models import AccountRow
from ocop_verify.accounts.permissions import Role
from ocop_verify.accounts.sealing import Vault
from ocop_verify.registry.models import ProducerRow, ProductRow


def people_of(session: Session) -> list[DemoPerson]:
    """Who can be logged in as; the producer is the one of that province with the most products."""
    count = func.count(ProductRow.id).desc()
    joined = select(ProducerRow).join(ProductRow, ProductRow.producer_id == ProducerRow.id)
    by_province = joined.with_only_columns(ProducerRow.province).group_by(ProducerRow.province)
    province = session.scalar(by_province.order_by(count, ProducerRow.province).limit(1))
    if province is None:
        return []
    by_producer = joined.with_only_columns(ProducerRow.id).where(ProducerRow.province == province)
    producer = session.scalar(by_producer.group_by(ProducerRow.id).order_by(count, ProducerRow.id).limit(1))
    return demo_people(province, [producer] if producer else [])


def account_of(session: Session, role: Role) -> AccountRow:
    """The account of the person of a role, once ``make_people`` has made it."""
    person = next(each for each in people_of(session) if each.grants[0].role is role)
    return get_account(session, person.email)


def make_people(session: Session, secret_key: str, *, public_url: str, actor: str, now: datetime) -> None:
    """Make their accounts, where this is a demo on this machine."""
    people = people_of(session)
    make_demo_people(session, Vault(secret_key), people, public_url=public_url, actor=actor, now=now)
