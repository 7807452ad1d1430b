"""Two fictional fairs: one that is on, half checked by two phones that do not agree, and one ahead."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Final
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from ocop_verify.catalog.compiling import compile_catalogue
from ocop_verify.demo.specimens import signed, specimens
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.fairs import Days
from ocop_verify.domain.matching.claims import Finding
from ocop_verify.domain.records import LabelKind, Product
from ocop_verify.domain.speaking import speaking_for
from ocop_verify.domain.stall_checks import Said, StallFinding
from ocop_verify.domain.validity import local_day
from ocop_verify.domain.verdict import COUNTING, Headline, Verdict
from ocop_verify.fairs.accepting import Eyes, Sender, SentSaying, accept_sayings
from ocop_verify.fairs.arranging import Declared, FairFacts, add_stall, declare, open_fair
from ocop_verify.fairs.devices import code_of, join_fair
from ocop_verify.fairs.models import DeclaredGoodRow, FairRow, FieldDeviceRow
from ocop_verify.labels.keyring import KeyRing
from ocop_verify.verification.check import check_token

NAMES: Final = UUID("6b2a1f5e-0d0c-4f5e-9a6b-0c0f0e0d0a01")
STALLS: Final = 11
CHECKED: Final = 7
MOST_GOODS: Final = 3


@dataclass
class Hall:
    """The fair that is on while it is being made, and the phones at work there."""

    session: Session
    ring: KeyRing
    catalogue: Catalogue
    fair: FairRow
    phones: tuple[FieldDeviceRow, FieldDeviceRow]
    now: datetime
    turns: Iterator[int]

    def stall(self, number: str, holder: str, products: list[Product]) -> list[tuple[int, DeclaredGoodRow]]:
        """A stall that declares these products; gives it beside each of its goods."""
        stall = add_stall(self.session, self.fair.id, number, holder)
        stars = {each.id: speaking_for(each.id, self.catalogue, local_day(self.now)) for each in products}
        declare(
            self.session,
            stall.id,
            [
                Declared(
                    each.name, found[0].stars if (found := stars[each.id]) else 0, each.id, Finding.IN_FORCE
                )
                for each in products
            ],
        )
        goods = self.session.query(DeclaredGoodRow).filter_by(stall_id=stall.id).order_by(DeclaredGoodRow.id)
        return [(stall.id, good) for good in goods]

    def say(self, phone: int, stall: int, said: Said, **facts: Any) -> None:
        """One thing said by one of the phones, two minutes after the one before."""
        turn = next(self.turns)
        at = self.now - timedelta(minutes=90 - 2 * turn)
        saying = SentSaying(str(uuid5(NAMES, str(turn))), stall, turn, said, at, **facts)
        eyes = Eyes(self.verdict_of, {})
        accept_sayings(
            self.session,
            self.fair.id,
            [saying],
            Sender(self.phones[phone]),
            eyes,
            now=at + timedelta(minutes=1),
        )

    def label_of(self, product_id: int) -> str:
        """A label of a product, as its package would have it; "" where none was issued."""
        batches = [
            batch
            for batch in self.catalogue.batches.values()
            if batch.kind is LabelKind.PRODUCT
            and self.catalogue.certifications[batch.certification_id].product_id == product_id
        ]
        return signed(batches[-1], 0, self.ring) if batches else ""

    def verdict_of(self, text: str, at: datetime) -> Verdict:
        """What the registry answers to a label."""
        return check_token(text, self.catalogue, at).verdict


def make_fairs(
    session: Session, ring: KeyRing, owner_id: int, province: str, secret: bytes, *, actor: str, now: datetime
) -> None:
    """Open both, and check most stalls of the first."""
    today = local_day(now)
    days = Days(today, today + timedelta(days=2))
    facts = FairFacts(
        "Phiên chợ OCOP cuối tuần", "Nhà văn hóa trung tâm", province, days, "Ban tổ chức minh họa"
    )
    fair = open_fair(session, facts, owner_id, "demo fair 1", actor=actor, now=now)
    later = Days(today + timedelta(days=24), today + timedelta(days=27))
    next_one = FairFacts(
        "Hội chợ hàng Tết OCOP", "Quảng trường tỉnh", province, later, "Ban tổ chức minh họa"
    )
    open_fair(session, next_one, owner_id, "demo fair 2", actor=actor, now=now)
    code = str(code_of(fair, secret))
    joined = now - timedelta(hours=2)
    hoa, mai = (join_fair(session, code, name, secret, now=joined)[0] for name in ("Hoa", "Mai"))
    hoa.seen_at = mai.seen_at = now
    hall = Hall(session, ring, compile_catalogue(session, now=now), fair, (hoa, mai), now, count(1))
    _ordinary_stalls(hall, province)
    _stall_with_troubles(hall)


def _ordinary_stalls(hall: Hall, province: str) -> None:
    """Stalls of producers of the province: most are in order, phones disagree at one, some are left."""
    goods: dict[int, list[Product]] = {}
    for product in hall.catalogue.products.values():
        speaking = speaking_for(product.id, hall.catalogue, local_day(hall.now))
        producer = hall.catalogue.producers[product.producer_id]
        if producer.province == province and speaking and speaking[1].standing in COUNTING:
            goods.setdefault(producer.id, []).append(product)
    for place, (producer_id, products) in enumerate(list(goods.items())[:STALLS], start=1):
        declared = hall.stall(f"A{place}", hall.catalogue.producers[producer_id].name, products[:MOST_GOODS])
        if place <= CHECKED:
            _check(hall, place, declared)


def _check(hall: Hall, place: int, declared: list[tuple[int, DeclaredGoodRow]]) -> None:
    stall = declared[0][0]
    for _, good in declared:
        label = hall.label_of(good.product_id or 0)
        if label:
            hall.say(place % 2, stall, Said.SCANNED, text=label, headline=Headline.IN_FORCE)
        else:
            hall.say(place % 2, stall, Said.LOOKED, subject=f"good:{good.id}", finding=StallFinding.IN_FORCE)
    if place == 2:
        first = f"good:{declared[0][1].id}"
        hall.say(1, stall, Said.LOOKED, subject=first, finding=StallFinding.NO_LABEL)
    if place == 3:
        hall.say(1, stall, Said.NOTED, words="Tem dán ở đáy hộp, khó thấy.")
    if place != 2:
        hall.say(place % 2, stall, Said.FINISHED)


def _stall_with_troubles(hall: Hall) -> None:
    """The stall of the specimens: a label after its end, one of other stars, and a good that nobody knows."""
    wanted = (Headline.IN_FORCE, Headline.EXPIRED, Headline.SUPERSEDED)
    labels = {each.headline: each.token for each in specimens(hall.session, hall.ring)}
    shown = [hall.verdict_of(labels[headline], hall.now) for headline in wanted]
    keys = [each.certification.product_id for each in shown if each.certification]
    products = [hall.catalogue.products[key] for key in keys]
    producer = hall.catalogue.producers[products[0].producer_id]
    stall = hall.stall("B1", producer.name, products[:2])[0][0]
    declare(hall.session, stall, [Declared("Mật ong", 4, None, Finding.AMBIGUOUS)])
    for headline in wanted:
        hall.say(0, stall, Said.SCANNED, text=labels[headline], headline=headline)
