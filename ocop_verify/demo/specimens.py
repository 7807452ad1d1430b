"""One label for each answer that a scan can get, made the way it would come about.

A recognition, its batch and what befell it are written as they would have been on their days: the acts are
told the day as ``now``. The batches are found again by their request, so the addresses can be told any time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocop_verify.domain.label import label_of
from ocop_verify.domain.records import Batch, LabelKind, ProducerType, RevocationGround
from ocop_verify.domain.token import LabelSigner, sign_label
from ocop_verify.domain.validity import add_months, local_day
from ocop_verify.domain.verdict import Headline
from ocop_verify.labels.issuing import Order, issue_batch, void_range
from ocop_verify.labels.keyring import KeyRing, PrivateKey
from ocop_verify.labels.models import BatchRow
from ocop_verify.labels.reading import read_batches
from ocop_verify.registry.recognising import recognise
from ocop_verify.registry.recognition import Recognition
from ocop_verify.registry.revoking import revoke
from ocop_verify.registry.suspending import suspend

REQUEST: Final = "demo "
UNITS: Final = 100
VOIDED: Final = (5, 9)


@dataclass(frozen=True, slots=True)
class Specimen:
    """A label to try: the answer that it gets, and the token in its QR code."""

    headline: Headline
    token: str


@dataclass(frozen=True, slots=True)
class Story:
    """When a product was recognised, and when its labels were issued, in days and months from today."""

    product: str
    stars: int
    recognised: date
    issued: date


def stories(today: date) -> dict[Headline, Story]:
    """One product for each answer that a label of ours can get."""
    long_ago, lately = add_months(today, -40), add_months(today, -8)
    soon = today + timedelta(days=20)
    ending = add_months(today + timedelta(days=40), -36)
    earlier = add_months(today, -30)
    return {
        Headline.IN_FORCE: Story("Mắm nêm Bến Xưa", 4, lately, lately + timedelta(days=9)),
        Headline.EXPIRING: Story("Trà hoa cúc Đồi Gió", 3, ending, ending + timedelta(days=30)),
        Headline.EXPIRED: Story("Bánh tráng gạo lứt Lúa Vàng", 3, long_ago, long_ago + timedelta(days=30)),
        Headline.SUPERSEDED: Story("Cà phê bột Rừng Thông", 3, earlier, earlier + timedelta(days=30)),
        Headline.SUSPENDED: Story("Khô cá lóc Sông Trăng", 4, lately, lately + timedelta(days=9)),
        Headline.REVOKED: Story("Mật ong hoa rừng Núi Tím", 4, lately, lately + timedelta(days=9)),
        Headline.LABEL_VOIDED: Story("Gốm thủ công Làng Cổ", 5, lately, lately + timedelta(days=9)),
        Headline.NOT_YET_VALID: Story("Tinh dầu tràm Gió Đồng", 3, soon, soon),
    }


def make_specimens(session: Session, *, actor: str, now: datetime) -> None:
    """Write the facts behind every specimen."""
    for headline, story in stories(local_day(now)).items():
        _tell(session, headline, story, actor, now)


def specimens(session: Session, ring: KeyRing) -> Iterator[Specimen]:
    """Every specimen; its labels are signed again, which gives the same ones."""
    asked = select(BatchRow.id, func.substr(BatchRow.request, len(REQUEST) + 1))
    named: dict[int, str] = dict(session.execute(asked.where(BatchRow.request.startswith(REQUEST))).all())
    batches = {Headline(named[batch.id]): batch for batch in read_batches(session, named)}
    for headline in stories(date.min.replace(year=2018)):
        serial = VOIDED[0] if headline is Headline.LABEL_VOIDED else 1
        yield Specimen(headline, signed(batches[headline], serial, ring))
    known = batches[Headline.IN_FORCE]
    never_issued = replace(known, count=UNITS + 1)
    yield Specimen(Headline.UNKNOWN, signed(never_issued, UNITS + 1, ring))
    stranger = PrivateKey.new(known.key_id)
    yield Specimen(Headline.FORGED, sign_label(label_of(known, 1), LabelSigner(known.key_id, stranger.seed)))
    yield Specimen(Headline.MALFORMED, signed(known, 1, ring)[:-1])


def _tell(session: Session, headline: Headline, story: Story, actor: str, now: datetime) -> None:
    recognised = _on(story.recognised, now)
    certification_id = recognise(session, _recognition(story), actor=actor, now=recognised).id
    order = Order(certification_id, LabelKind.UNIT, UNITS, "a4-24", REQUEST + headline)
    batch = issue_batch(session, order, actor=actor, now=_on(story.issued, now))
    match headline:
        case Headline.SUPERSEDED:
            newer = replace(story, stars=4, recognised=add_months(local_day(now), -3))
            recognise(session, _recognition(newer), actor=actor, now=now)
        case Headline.SUSPENDED:
            suspend(session, certification_id, "Chờ kết quả kiểm tra mẫu", actor=actor, now=now)
        case Headline.REVOKED:
            ground = RevocationGround.NOT_AS_RECOGNISED
            revoke(session, certification_id, ground, "88/QĐ-UBND", actor=actor, now=now)
        case Headline.LABEL_VOIDED:
            void_range(session, batch.id, *VOIDED, "Tem in hỏng", actor=actor, now=now)


def _recognition(story: Story) -> Recognition:
    """All of them are of one house in one province; five stars are the ministry's."""
    five = story.stars == 5
    district = story.stars == 3 and date(2023, 7, 1) <= story.recognised <= date(2025, 6, 30)
    return Recognition(
        product=story.product,
        producer="Hợp tác xã Nông nghiệp Nắng Mai",
        producer_type=ProducerType.COOPERATIVE,
        stars=story.stars,
        decision_number=f"{story.recognised:%m%d}/QĐ-{'BNNMT' if five else 'UBND'}",
        decided_on=story.recognised,
        authority="Bộ Nông nghiệp và Môi trường" if five else _committee(district),
        address="Thôn 3, xã Suối Mơ, tỉnh Lâm Đồng",
        commune="xã Suối Mơ",
        province="Lâm Đồng",
    )


def _committee(district: bool) -> str:
    return "UBND huyện Đồi Gió" if district else "UBND tỉnh Lâm Đồng"


def _on(day: date, now: datetime) -> datetime:
    """The same time of day, on that day."""
    return now + timedelta(days=(day - local_day(now)).days)


def signed(batch: Batch, serial: int, ring: KeyRing) -> str:
    """The token of a label of a batch."""
    return sign_label(label_of(batch, serial), LabelSigner(batch.key_id, ring.private(batch.key_id).seed))
