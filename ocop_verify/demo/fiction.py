"""Fictional recognitions of the same shape as real ones: rows as an officer's spreadsheet would hold them.

Provinces are real; communes, producers and products are invented. The mix follows what the programme
publishes: about 1.8 products a producer, three quarters of three stars, most in force, some ended, some
recognised again with another star. The same seed always gives the same rows.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final
from zlib import crc32

from ocop_verify.domain.authority_names import DISTRICTS_UNTIL, MAE, MAE_SINCE, MARD
from ocop_verify.domain.criteria import PRODUCT_SETS
from ocop_verify.domain.places import MERGED_UNTIL, OLD_PROVINCES, PROVINCES, Province, name_on
from ocop_verify.domain.records import ProducerType
from ocop_verify.domain.validity import end_of

# Far enough back that every province has some that ended.
FIRST_YEAR: Final = 2021
RENEWED_SHARE: Final = 0.12
ENDED_SHARE: Final = 0.11
STAR_SHARES: Final = {3: 0.725, 4: 0.27, 5: 0.005}
SCORES: Final = {3: (50, 69.9), 4: (70, 89.9), 5: (90, 99)}
PRODUCTS_A_PRODUCER: Final = 1.8
# 148/QĐ-TTg gave three stars to the districts; provinces finished the round under way (domain/authorities).
DISTRICTS_SINCE: Final = date(2023, 7, 1)
DISTRICTS: Final = ("Sông Trăng", "Đồi Gió", "Bến Xưa", "Rừng Thông", "Núi Tím")


def _listed(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split("|"))


WORDS: Final = _listed(
    """Suối Mơ | Đồi Gió | Mây Ngàn | Bến Xưa | Nắng Mai | Rừng Thông | Sông Trăng | Biển Lặng |
    Hoa Ban | Núi Tím | Vườn Nhà | Làng Cổ | Đất Lành | Gió Đồng | Thuyền Nan | Lúa Vàng | Sao Khuê |
    Tre Xanh | Cầu Ngói | Bãi Bồi | Khe Nước | Hương Quê | Đồng Dao | Chim Én | Lá Non | Mưa Nguồn |
    Đá Trắng | Mặt Trời | Ánh Trăng | Hạ Vàng | Thu Xanh | Tơ Trời | Bình Minh | Sương Sớm | Nhà Sàn"""
)
PEOPLE: Final = _listed(
    "An | Bình | Cúc | Duyên | Hạnh | Lan | Mai | Năm | Oanh | Phúc | Sáu | Thảo | Út | Vân | Xuân | Yến"
)
# What each criteria set (26/2026, Annex I) makes, so that names and sets agree.
GOODS: Final = {
    1: _listed("Cam sành | Bưởi da xanh | Rau hữu cơ | Khoai sọ"),
    2: _listed("Trứng vịt biển | Tôm sú tươi | Thịt dê núi"),
    3: _listed("Gạo nếp nương | Gạo thơm | Hạt mắc ca sấy"),
    4: _listed("Mật ong hoa rừng | Mật ong bạc hà | Mật hoa dừa nước"),
    5: _listed("Cháo sen ăn liền | Mì rau củ"),
    6: _listed("Bún khô | Bánh tráng gạo lứt | Bánh đa nem | Cốm khô"),
    7: _listed("Mít sấy giòn | Mứt gừng | Trái cây sấy dẻo | Măng khô | Miến dong"),
    8: _listed("Chả cá thu | Cá kho làng | Khô cá lóc | Giò lụa | Nem chua"),
    9: _listed("Nước mắm cá cơm | Mắm nêm | Tương hạt | Mắm tôm chua"),
    10: _listed("Muối hồng | Tiêu đen | Tỏi đen | Muối ớt xanh"),
    11: _listed("Trà xanh | Trà ô long | Trà shan tuyết"),
    12: _listed("Trà hoa cúc | Trà thảo mộc | Trà atiso"),
    13: _listed("Cà phê rang xay | Cà phê bột | Bột ca cao"),
    14: _listed("Rượu gạo men lá | Rượu ngô"),
    15: _listed("Rượu vang dâu | Rượu mơ"),
    16: _listed("Nước khoáng thiên nhiên"),
    17: _listed("Nước ép chanh leo | Nước cốt gừng | Sữa hạt sen"),
    18: _listed("Cao đinh lăng | Tinh bột nghệ"),
    19: _listed("Dầu gội bồ kết | Xà phòng thảo mộc"),
    20: _listed("Tinh dầu sả | Tinh dầu tràm"),
    21: _listed("Giỏ mây tre | Nón lá | Gốm thủ công | Tranh tre"),
    22: _listed("Khăn thổ cẩm | Áo dệt lanh"),
    23: _listed("Hoa ly cắt cành | Hoa sen"),
    24: _listed("Cây mai cảnh"),
    25: _listed("Cá chép cảnh"),
    26: _listed("Du lịch cộng đồng"),
}
FORMS: Final = {
    ProducerType.COOPERATIVE: ("Hợp tác xã Nông nghiệp {}", 0.32),
    ProducerType.ENTERPRISE: ("Công ty TNHH {}", 0.22),
    ProducerType.HOUSEHOLD: ("Hộ kinh doanh {}", 0.22),
    ProducerType.ESTABLISHMENT: ("Cơ sở sản xuất {}", 0.2),
    ProducerType.COOPERATIVE_GROUP: ("Tổ hợp tác {}", 0.04),
}


@dataclass(frozen=True, slots=True)
class FictionalRow:
    """One recognition, with the columns of an import; days are days, the star is a number."""

    product_name: str
    producer: str
    producer_type: ProducerType
    star: int
    score: str
    decision_number: str
    issued_at: date
    issuing_authority: str
    product_set: str
    address: str
    commune: str
    province: str


@dataclass(frozen=True, slots=True)
class Maker:
    """A fictional producer."""

    name: str
    type: ProducerType
    province: Province
    commune: str
    hamlet: int


def invent(products: int, today: date, seed: int = 2026) -> list[FictionalRow]:
    """The recognitions of so many products, as of ``today``; some products have two, an old and a new one."""
    chance = random.Random(seed)  # noqa: S311 - stories, not secrets
    makers = _makers(chance, max(1, round(products / PRODUCTS_A_PRODUCER)))
    rows: list[FictionalRow] = []
    seen: set[tuple[str, Maker]] = set()
    while len(seen) < products:
        maker, kind = chance.choice(makers), chance.choice(PRODUCT_SETS)
        product = f"{chance.choice(GOODS[kind.number])} {chance.choice(WORDS)}"
        if (product, maker) not in seen:
            seen.add((product, maker))
            rows += _history(chance, product, kind.name, maker, today)
    return rows


def _makers(chance: random.Random, count: int) -> list[Maker]:
    forms, shares = list(FORMS), [share for _, share in FORMS.values()]
    provinces = list(PROVINCES.values())
    made: dict[tuple[str, str, str], Maker] = {}
    while len(made) < count:
        form = chance.choices(forms, shares)[0]
        person = form in (ProducerType.HOUSEHOLD, ProducerType.ESTABLISHMENT)
        called = f"{chance.choice(PEOPLE)} {chance.choice(WORDS)}" if person else _two_words(chance)
        name, province = FORMS[form][0].format(called), chance.choice(provinces)
        commune = f"{chance.choices(('xã', 'phường'), (4, 1))[0]} {chance.choice(WORDS)}"
        maker = Maker(name, form, province, commune, chance.randint(1, 12))
        made.setdefault((name, province.code, commune), maker)
    return list(made.values())


def _two_words(chance: random.Random) -> str:
    one, other = chance.sample(WORDS, 2)
    return f"{one} - {other}"


def _history(
    chance: random.Random, product: str, product_set: str, maker: Maker, today: date
) -> Iterator[FictionalRow]:
    """One recognition, or an ended one and the one that followed it."""
    fate = chance.random()
    if fate < ENDED_SHARE + RENEWED_SHARE:
        yield _row(chance, product, product_set, maker, chance.choice(_rounds(today, in_force=False)))
    if fate >= ENDED_SHARE:
        yield _row(chance, product, product_set, maker, chance.choice(_rounds(today, in_force=True)))


@lru_cache
def _rounds(today: date, *, in_force: bool) -> Sequence[date]:
    """Days on which recognitions were decided, two rounds a year, that are (not) in force today."""
    days = (
        date(year, month, day)
        for year in range(FIRST_YEAR, today.year + 1)
        for month in (6, 12)
        for day in (5, 12, 19, 28)
    )
    return [day for day in days if day <= today and (end_of(day) >= today) == in_force]


def _row(chance: random.Random, product: str, product_set: str, maker: Maker, day: date) -> FictionalRow:
    star = chance.choices(list(STAR_SHARES), list(STAR_SHARES.values()))[0]
    low, high = SCORES[star]
    authority = _authority(chance, star, maker, day)
    return FictionalRow(
        product_name=product,
        producer=maker.name,
        producer_type=maker.type,
        star=star,
        score=f"{chance.uniform(low, high):.1f}".replace(".", ","),
        decision_number=_number(authority, day),
        issued_at=day,
        issuing_authority=authority,
        product_set=product_set,
        address=f"Thôn {maker.hamlet}, {maker.commune}, {maker.province.name}",
        commune=maker.commune,
        province=maker.province.short_name,
    )


def _authority(chance: random.Random, star: int, maker: Maker, day: date) -> str:
    """Who decided on that day: the ministry, the province as it was called, or a district."""
    if star == 5:
        return MAE if day >= MAE_SINCE else MARD
    if star == 3 and DISTRICTS_SINCE <= day <= DISTRICTS_UNTIL:
        return f"UBND huyện {chance.choice(DISTRICTS)}"
    name = name_on(maker.province, day)
    if day <= MERGED_UNTIL:
        former = [old.name for old in OLD_PROVINCES.values() if old.today == maker.province.code]
        chosen = chance.choice(former)
        name = name if chosen == maker.province.name else chosen
    return f"UBND {name[0].lower()}{name[1:]}"


def _number(authority: str, day: date) -> str:
    """One decision of an authority a day covers everything that it recognised then."""
    number = crc32(f"{authority} {day}".encode()) % 4_000 + 100
    return f"{number}/QĐ-{'BNNMT' if authority.startswith('Bộ') else 'UBND'}"
