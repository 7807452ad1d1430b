"""One fictional answer for every headline: what the page of patterns shows and the tests of pages read.

Producers, products and numbers are invented; only the places exist. Every day is told from the day that is
given, so a specimen keeps its standing for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

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
from ocop_verify.domain.validity import add_months, local_day
from ocop_verify.domain.verdict import Circulation, Headline, decide
from ocop_verify.verification.check import Check, Method

SERIAL = 1_207
KEY_ID = 1

# The certification, and so the batch, whose label has each headline; the old one of ``superseded`` is named.
OF_LABEL: Mapping[Headline, int] = {
    Headline.IN_FORCE: 1,
    Headline.EXPIRING: 2,
    Headline.SUPERSEDED: 3,
    Headline.EXPIRED: 5,
    Headline.SUSPENDED: 6,
    Headline.REVOKED: 7,
    Headline.NOT_YET_VALID: 8,
    Headline.LABEL_VOIDED: 9,
}
_NEWER = 4


@dataclass(frozen=True, slots=True)
class _Decided:
    """A decision: by whom, its number, and how many months before today."""

    authority: int
    number: str
    months_ago: int


_PROVINCE, _DISTRICT = 1, 2
_DECISIONS: Mapping[int, _Decided] = {
    1: _Decided(_PROVINCE, "2417/QĐ-UBND", 5),
    2: _Decided(_PROVINCE, "1130/QĐ-UBND", 30),
    3: _Decided(_DISTRICT, "612/QĐ-UBND", 34),
    4: _Decided(_DISTRICT, "377/QĐ-UBND", 39),
    5: _Decided(_PROVINCE, "4002/QĐ-UBND", -1),
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


def catalogue(now: datetime, public_key: bytes = bytes(32)) -> Catalogue:
    """A small register in which every standing occurs; labels are signed with this key."""
    day = local_day(now)
    months_ago = {count: add_months(day, -count) for count in (1, 2)}
    suspension = Suspension(months_ago[1], "Chờ kết quả kiểm nghiệm", "88/QĐ-UBND")
    revocation = Revocation(months_ago[2], RevocationGround.NOT_AS_RECOGNISED, "97/QĐ-UBND")
    extension = Extension(add_months(day, 2), "văn bản số 12/UBND-NN")
    certifications = [
        _certification(OF_LABEL[Headline.IN_FORCE], 1, 1, 4, day),
        _certification(OF_LABEL[Headline.EXPIRING], 2, 3, 3, day),
        _certification(OF_LABEL[Headline.SUPERSEDED], 3, 2, 3, day),
        _certification(_NEWER, 3, 1, 4, day),
        _certification(OF_LABEL[Headline.EXPIRED], 4, 4, 3, day),
        replace(_certification(OF_LABEL[Headline.SUSPENDED], 5, 1, 4, day), suspensions=(suspension,)),
        replace(_certification(OF_LABEL[Headline.REVOKED], 6, 2, 4, day), revocation=revocation),
        _certification(OF_LABEL[Headline.NOT_YET_VALID], 7, 5, 5, day),
        replace(_certification(OF_LABEL[Headline.LABEL_VOIDED], 8, 4, 3, day), extension=extension),
    ]
    key = LabelKey(KEY_ID, public_key, add_months(day, -48))
    return Catalogue.of(1, now, [key, *_others(day), *certifications, *map(_batch, certifications)])


def checks(now: datetime) -> Mapping[str, Check]:
    """A check for every headline by its code, and some that are shown in a second way."""
    held = catalogue(now)
    labels = {headline.value: _of_label(held, key, now) for headline, key in OF_LABEL.items()}
    unit = labels[Headline.IN_FORCE]
    often = replace(unit.verdict, circulation=Circulation.SEEN_UNUSUALLY_OFTEN)
    slip = OcopError(N_("Mã gõ tay có 15 hoặc 18 chữ số; mã này có %(count)s chữ số."), count=14)

    def without_label(authenticity: Authenticity) -> Check:
        return Check(decide(None, authenticity, held, now), Method.SIGNATURE)

    return labels | {
        Headline.UNKNOWN: without_label(Authenticity.SIGNATURE_VALID),
        Headline.FORGED: without_label(Authenticity.SIGNATURE_INVALID),
        Headline.MALFORMED: replace(
            without_label(Authenticity.MALFORMED), method=Method.TYPED_CODE, problem=slip
        ),
        "seen_often": replace(unit, verdict=often),
        "typed_code": replace(unit, method=Method.TYPED_CODE),
    }


def _of_label(held: Catalogue, certification_id: int, now: datetime) -> Check:
    label = label_of(held.batches[certification_id], SERIAL)
    return Check(decide(label, Authenticity.SIGNATURE_VALID, held, now), Method.SIGNATURE)


def _certification(key: int, product: int, decision: int, stars: int, day: date) -> Certification:
    return Certification(key, product, decision, stars, add_months(day, -_DECISIONS[decision].months_ago))


def _batch(certification: Certification) -> Batch:
    is_voided = certification.id == OF_LABEL[Headline.LABEL_VOIDED]
    return Batch(
        certification.id,
        certification.id,
        LabelKind.UNIT,
        5_000,
        KEY_ID,
        certification.valid_from,
        certification.stars,
        add_months(certification.valid_from, 36),
        (VoidRange(SERIAL - 7, SERIAL + 32, "in hỏng"),) if is_voided else (),
    )


def _others(day: date) -> list[Record]:
    ended = add_months(day, -17)
    return [
        Authority(_PROVINCE, "UBND tỉnh Lâm Đồng", Level.PROVINCE, "68"),
        Authority(_DISTRICT, "UBND huyện Lạc Dương", Level.DISTRICT, "68", ended, "UBND tỉnh Lâm Đồng"),
        Producer(1, "Cơ sở Cô Sáu", ProducerType.HOUSEHOLD, "12 Lê Lợi", "phường Phan Thiết", "68"),
        Producer(2, "Hợp tác xã Nông nghiệp Đồi Gió", ProducerType.COOPERATIVE, "", "xã Lạc Dương", "68"),
        Producer(
            3, "Công ty TNHH Sương Mai", ProducerType.ENTERPRISE, "", "phường Xuân Hương - Đà Lạt", "68"
        ),
        *(
            Decision(key, each.authority, each.number, add_months(day, -each.months_ago))
            for key, each in _DECISIONS.items()
        ),
        *(Product(key, producer, name, kind) for key, (name, kind, producer) in _PRODUCTS.items()),
    ]
