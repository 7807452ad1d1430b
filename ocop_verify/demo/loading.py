"""Filling an empty registry with fictional data, with a specimen of each answer."""

import random
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.demo.fiction import FictionalRow, invent
from ocop_verify.demo.specimens import make_specimens
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.records import LabelKind, Revocation, RevocationGround
from ocop_verify.domain.validity import add_months, local_day
from ocop_verify.labels.issuing import Order, certifications_in_force, issue_batches
from ocop_verify.labels.keyring import KeyRing
from ocop_verify.labels.signing_keys import create_key
from ocop_verify.registry.models import ProductRow
from ocop_verify.registry.recognising import recognise_many
from ocop_verify.registry.recognition import Fate, Recognition

REVOKED_SHARE = 0.02
UNITS_SHARE = 0.1
UNITS = 1_000


class NotEmpty(OcopError):
    """Fictional data never goes into a registry that holds anything."""


def is_empty(session: Session) -> bool:
    """Whether the registry holds no product."""
    return session.scalar(select(ProductRow.id).limit(1)) is None


def load_demo(session: Session, ring: KeyRing, products: int, *, actor: str, now: datetime) -> None:
    """Fill an empty registry; the same number of products gives the same facts."""
    if not is_empty(session):
        raise NotEmpty(N_("Sổ đã có dữ liệu; dữ liệu minh họa chỉ nạp vào sổ còn trống."))
    chance = random.Random(products)  # noqa: S311 - stories, not secrets
    create_key(session, ring, actor=actor, now=now)
    rows = invent(products, local_day(now))
    recognise_many(session, [_recognition(row, chance, now) for row in rows], actor=actor, now=now)
    in_force = certifications_in_force(session, now=now)
    orders = [Order(key, LabelKind.PRODUCT, 1, "a4-24") for key in in_force]
    orders += [
        Order(key, LabelKind.UNIT, UNITS, "roll-50x30") for key in in_force if chance.random() < UNITS_SHARE
    ]
    issue_batches(session, orders, actor=actor, now=now)
    make_specimens(session, actor=actor, now=now)


def _recognition(row: FictionalRow, chance: random.Random, now: datetime) -> Recognition:
    return Recognition(
        product=row.product_name,
        producer=row.producer,
        producer_type=row.producer_type,
        stars=row.star,
        score=row.score,
        decision_number=row.decision_number,
        decided_on=row.issued_at,
        authority=row.issuing_authority,
        product_set=row.product_set,
        address=row.address,
        commune=row.commune,
        province=row.province,
        fate=_fate(row, now) if chance.random() < REVOKED_SHARE else None,
    )


def _fate(row: FictionalRow, now: datetime) -> Fate:
    """Revoked within half a year, or today where that has not come yet."""
    on = min(add_months(row.issued_at, 6), local_day(now))
    return Fate(revocation=Revocation(on, RevocationGround.GIVEN_UP, f"9{row.decision_number}"))
