"""One fictional answer for every headline: what the page of patterns shows and the tests of pages read.

Producers, products and numbers are invented; only the places exist.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from ocop_verify.domain.catalogue import Catalogue, Record
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.label import label_of
from ocop_verify.domain.records import (
    Authority,
    Batch,
    Certification,
    Decision,
    Extension,
    LabelKey,
    LabelKind,
    Level,
    Producer,
    ProducerType,
    Product,
    Revocation,
    RevocationGround,
    Suspension,
    VoidRange,
)
from ocop_verify.domain.token import Authenticity
from ocop_verify.domain.verdict import Circulation, Headline, decide
from ocop_verify.verification.check import Check, Method

NOW = datetime(2026, 11, 24, 3, 5, tzinfo=UTC)
KEY = LabelKey(1, bytes(32), date(2026, 1, 1))

_PROVINCE, _DISTRICT = 1, 2
_IN_FORCE, _EXPIRING, _OLD, _NEW, _EXPIRED, _SUSPENDED, _REVOKED, _AHEAD, _VOIDED = range(1, 10)


def catalogue() -> Catalogue:
    """A small register in which every standing occurs."""
    certifications = [
        _certification(_IN_FORCE, product=1, decision=1, stars=4),
        _certification(_EXPIRING, product=2, decision=3, stars=3),
        _certification(_OLD, product=3, decision=2, stars=3),
        _certification(_NEW, product=3, decision=1, stars=4),
        _certification(_EXPIRED, product=4, decision=4, stars=3),
        replace(
            _certification(_SUSPENDED, product=5, decision=1, stars=4),
            suspensions=(Suspension(date(2026, 10, 1), "Chờ kết quả kiểm nghiệm", "88/QĐ-UBND"),),
        ),
        replace(
            _certification(_REVOKED, product=6, decision=2, stars=4),
            revocation=Revocation(date(2026, 10, 12), RevocationGround.NOT_AS_RECOGNISED, "97/QĐ-UBND"),
        ),
        _certification(_AHEAD, product=7, decision=5, stars=5),
        replace(
            _certification(_VOIDED, product=8, decision=4, stars=3),
            extension=Extension(date(2027, 2, 10), "văn bản số 12/UBND-NN"),
        ),
    ]
    return Catalogue.of(1, NOW, [*_others(), *certifications, *map(_batch, certifications)])


def checks() -> Mapping[str, Check]:
    """A check for every headline by its code, and two that are shown in a second way."""
    held = catalogue()
    unit = _label_check(held, _IN_FORCE)
    return {
        Headline.IN_FORCE: _label_check(held, _IN_FORCE),
        Headline.EXPIRING: _label_check(held, _EXPIRING),
        Headline.SUPERSEDED: _label_check(held, _OLD),
        Headline.EXPIRED: _label_check(held, _EXPIRED),
        Headline.SUSPENDED: _label_check(held, _SUSPENDED),
        Headline.REVOKED: _label_check(held, _REVOKED),
        Headline.NOT_YET_VALID: _label_check(held, _AHEAD),
        Headline.LABEL_VOIDED: _label_check(held, _VOIDED),
        Headline.UNKNOWN: Check(decide(None, Authenticity.SIGNATURE_VALID, held, NOW), Method.SIGNATURE),
        Headline.FORGED: Check(decide(None, Authenticity.SIGNATURE_INVALID, held, NOW), Method.SIGNATURE),
        Headline.MALFORMED: Check(
            decide(None, Authenticity.MALFORMED, held, NOW),
            Method.TYPED_CODE,
            OcopError(N_("Mã gõ tay có 15 hoặc 18 chữ số; mã này có %(count)s chữ số."), count=14),
        ),
        "seen_often": replace(
            unit, verdict=replace(unit.verdict, circulation=Circulation.SEEN_UNUSUALLY_OFTEN)
        ),
        "typed_code": replace(unit, method=Method.TYPED_CODE),
    }


def _label_check(held: Catalogue, certification_id: int) -> Check:
    label = label_of(held.batches[certification_id], serial=1_207)
    return Check(decide(label, Authenticity.SIGNATURE_VALID, held, NOW), Method.SIGNATURE)


def _certification(key: int, *, product: int, decision: int, stars: int) -> Certification:
    return Certification(key, product, decision, stars, _DECISIONS[decision][2])


def _batch(certification: Certification) -> Batch:
    voids = (VoidRange(1_201, 1_240, "in hỏng"),) if certification.id == _VOIDED else ()
    start = certification.valid_from
    return Batch(
        certification.id,
        certification.id,
        LabelKind.UNIT,
        5_000,
        KEY.id,
        start,
        certification.stars,
        start.replace(year=start.year + 3),
        voids,
    )


# Authority, number and day of each decision.
_DECISIONS: Mapping[int, tuple[int, str, date]] = {
    1: (_PROVINCE, "2417/QĐ-UBND", date(2026, 6, 19)),
    2: (_PROVINCE, "1130/QĐ-UBND", date(2024, 5, 30)),
    3: (_DISTRICT, "612/QĐ-UBND", date(2024, 1, 8)),
    4: (_DISTRICT, "377/QĐ-UBND", date(2023, 8, 14)),
    5: (_PROVINCE, "4002/QĐ-UBND", date(2026, 12, 1)),
}

# Name, set, producer.
_PRODUCTS: Mapping[int, tuple[str, str, int]] = {
    1: ("Mắm nêm Cô Sáu", "Tương, nước mắm, gia vị dạng lỏng khác", 1),
    2: ("Cà phê rang xay Đồi Gió", "Cà phê, ca cao", 2),
    3: ("Nước mắm nhỉ Biển Lặng", "Tương, nước mắm, gia vị dạng lỏng khác", 1),
    4: ("Mật ong hoa cà phê Rừng Xanh", "Mật ong, mật khác và nông sản thực phẩm khác", 2),
    5: ("Thanh long sấy dẻo Nắng Vàng", "Chế biến từ rau, củ, quả, hạt", 3),
    6: ("Trà atisô túi lọc Sương Mai", "Sản phẩm chè từ thực vật khác", 3),
    7: ("Khăn thổ cẩm K'Ho Bon Đưng dệt tay, nhuộm màu từ vỏ cây và củ nghệ", "Vải, may mặc", 2),
    8: ("Hạt mắc ca sấy nứt vỏ", "Chế biến từ rau, củ, quả, hạt", 2),
}


def _others() -> list[Record]:
    ended = date(2025, 6, 30)
    return [
        KEY,
        Authority(_PROVINCE, "UBND tỉnh Lâm Đồng", Level.PROVINCE, "68"),
        Authority(_DISTRICT, "UBND huyện Lạc Dương", Level.DISTRICT, "68", ended, "UBND tỉnh Lâm Đồng"),
        Producer(1, "Cơ sở Cô Sáu", ProducerType.HOUSEHOLD, "12 Lê Lợi", "phường Phan Thiết", "68"),
        Producer(2, "Hợp tác xã Nông nghiệp Đồi Gió", ProducerType.COOPERATIVE, "", "xã Lạc Dương", "68"),
        Producer(
            3, "Công ty TNHH Sương Mai", ProducerType.ENTERPRISE, "", "phường Xuân Hương - Đà Lạt", "68"
        ),
        *(Decision(key, *_DECISIONS[key]) for key in _DECISIONS),
        *(Product(key, producer, name, kind) for key, (name, kind, producer) in _PRODUCTS.items()),
    ]
