"""Products of Lâm Đồng and of its neighbours, registered and committed, for tests of the desk."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Flask
from msgspec.structs import replace

from ocop_verify.db import begin_write, db
from ocop_verify.domain.records import Certification
from ocop_verify.domain.validity import local_day
from ocop_verify.registry.recognising import recognise
from ocop_verify.registry.recognition import Recognition

TODAY = local_day(datetime.now(UTC))
COFFEE = Recognition(
    product="Cà phê bột Suối Mơ",
    producer="Hợp tác xã Nông nghiệp Suối Mơ",
    stars=4,
    decision_number="1234/QĐ-UBND",
    decided_on=TODAY - timedelta(days=400),
    authority="UBND tỉnh Lâm Đồng",
    commune="xã Suối Mơ",
    province="Lâm Đồng",
)
NEIGHBOUR = replace(
    COFFEE,
    product="Nước mắm Sông Xa",
    producer="Cơ sở Sông Xa",
    authority="UBND thành phố Cần Thơ",
    decision_number="77/QĐ-UBND",
    commune="xã Sông Xa",
    province="Cần Thơ",
)


def register(app: Flask, said: Recognition = COFFEE, **changes: Any) -> Certification:
    """Recognise a product and commit it."""
    with app.app_context():
        session = db.session()
        begin_write(session)
        made = recognise(session, replace(said, **changes), actor="cli:test", now=datetime.now(UTC))
        session.commit()
    return made


def ending_in(days: int, **changes: Any) -> dict[str, Any]:
    """What makes a recognition end in so many days."""
    return {"printed_until": TODAY + timedelta(days=days), **changes}


def days_ago(days: int) -> date:
    """A day that has gone."""
    return TODAY - timedelta(days=days)
