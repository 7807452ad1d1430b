"""A market of fictional products in every standing, and a site that knows nothing else."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from flask import Flask

from ocop_verify.catalog.publishing import Shelf
from ocop_verify.config import Settings
from ocop_verify.domain.catalogue import Catalogue, Record
from ocop_verify.domain.records import ProducerType, Revocation, RevocationGround, Suspension
from ocop_verify.domain.validity import local_day
from ocop_verify.search.index import Index
from ocop_verify.search.today import Today
from tests.cast import (
    TODAY,
    make_authority,
    make_certification,
    make_decision,
    make_producer,
    make_product,
)
from tests.conftest import PUBLIC_URL, running

# When recognitions began, in days before the day of the market; they last for three years.
LAST_YEAR, LONG_AGO, ENDING, LATER_ON = 400, 1_700, 1_065, -20

BOATS, HILLS, LUA, STARCH, WIND, CLOUDS, GLASS = range(1, 8)
_MAKERS = (
    (BOATS, "Công ty TNHH Thực phẩm Thuyền Nan", "phường Phan Thiết",
     "Số 8 Nguyễn Trãi, phường Phan Thiết, tỉnh Bình Thuận", "68"),
    (HILLS, "Hợp tác xã Nông nghiệp và Dịch vụ Suối Mơ", "xã Suối Mơ",
     "Thôn 3, xã Suối Mơ, tỉnh Lâm Đồng", "68"),
    (LUA, "Hộ kinh doanh Trần Thị Lụa", "xã Bến Tre Xanh", "Ấp 4, xã Bến Tre Xanh, tỉnh Bến Tre", "86"),
    (STARCH, "Cơ sở sản xuất tinh bột nghệ Hải Hòa", "xã Quảng Trực",
     "Thôn 1, xã Quảng Trực, tỉnh Đắk Nông", "68"),
    (WIND, "Hợp tác xã Đồi Gió", "xã Ea Nam", "Buôn 2, xã Ea Nam, tỉnh Đắk Lắk", "66"),
    (CLOUDS, "Tổ hợp tác Mây Trắng", "xã Bản Phố", "Thôn Hoàng Thu, xã Bản Phố, tỉnh Lào Cai", "15"),
    (GLASS, "Công ty CP Thủy Tinh Vi", "xã Cầu Ngói", "xã Cầu Ngói, thành phố Huế", "46"),
)  # fmt: skip
(NEM, ANCHOVY, SHRIMP, GROUND, BEANS, CANDY, BANANA, TURMERIC, HONEY_WIND, HONEY_LUA, TEA, OLD_TEA, PAPER,
 WINE, RICE, LATER, SUSPENDED) = range(1, 18)  # fmt: skip
_SEASONING, _COFFEE, _FRUIT = (
    "Tương, nước mắm, gia vị dạng lỏng khác",
    "Cà phê, ca cao",
    "Chế biến từ rau, củ, quả, hạt",
)
# Product, maker, name, set, stars, since when it is recognised.
_PRODUCTS = (
    (NEM, BOATS, "Mắm nêm Thuyền Nan", _SEASONING, 3, LAST_YEAR),
    (ANCHOVY, BOATS, "Nước mắm cá cơm Thuyền Nan 40 độ đạm", _SEASONING, 4, LAST_YEAR),
    (SHRIMP, BOATS, "Mắm tôm Thuyền Nan", _SEASONING, 3, LONG_AGO),
    (GROUND, HILLS, "Cà phê bột Suối Mơ", _COFFEE, 4, LAST_YEAR),
    (BEANS, HILLS, "Cà phê hạt Suối Mơ", _COFFEE, 4, LAST_YEAR),
    (CANDY, LUA, "Kẹo dừa Cô Lụa", _FRUIT, 3, LAST_YEAR),
    (BANANA, LUA, "Chuối sấy dẻo Cô Lụa", _FRUIT, 3, LAST_YEAR),
    (TURMERIC, STARCH, "Tinh bột nghệ", "", 3, LAST_YEAR),
    (HONEY_WIND, WIND, "Mật ong hoa cà phê", "", 3, LAST_YEAR),
    (HONEY_LUA, LUA, "Mật ong hoa cà phê", "", 4, LAST_YEAR),
    (TEA, CLOUDS, "Trà shan tuyết Mây Trắng", "Chè tươi, chế biến", 5, LAST_YEAR),
    (OLD_TEA, CLOUDS, "Trà shan cổ thụ Mây Trắng", "Chè tươi, chế biến", 4, ENDING),
    (PAPER, GLASS, "Bánh tráng Cầu Ngói", _FRUIT, 3, LONG_AGO),
    (WINE, GLASS, "Rượu nếp Cầu Ngói", "Rượu trắng", 3, LAST_YEAR),
    (RICE, GLASS, "Gạo lứt Cầu Ngói", "", 3, LAST_YEAR),
    (LATER, GLASS, "Chả cá Cầu Ngói", "", 3, LATER_ON),
    (SUSPENDED, GLASS, "Nem chua Cầu Ngói", "", 3, LAST_YEAR),
)  # fmt: skip
GTIN = "8930000000017"


def catalogue(day: date = TODAY) -> Catalogue:
    """Everything at the market. The ids of certifications are those of products and 1,000."""
    return Catalogue.of(7, datetime.combine(day, time(), UTC), list(_records(day)))


def _records(day: date) -> Iterable[Record]:
    yield make_authority()
    yield make_decision()
    for key, name, commune, address, province in _MAKERS:
        yield make_producer(
            id=key, name=name, type=ProducerType.OTHER, commune=commune, address=address, province=province
        )
    for key, maker, name, product_set, stars, since in _PRODUCTS:
        gtin = GTIN if key == GROUND else ""
        yield make_product(id=key, producer_id=maker, name=name, product_set=product_set, gtin=gtin)
        begun = day - timedelta(days=since)
        made = make_certification(id=1_000 + key, product_id=key, stars=stars, valid_from=begun)
        before = day - timedelta(days=10)
        if key == WINE:
            made = replace(made, revocation=Revocation(before, RevocationGround.GIVEN_UP, "9/QĐ-UBND"))
        if key == SUSPENDED:
            made = replace(made, suspensions=(Suspension(before, "Chờ kết quả kiểm nghiệm"),))
        yield made


def market(day: date = TODAY) -> Today:
    """What the market is on a day."""
    return Today(Index(catalogue(day)), day)


@contextmanager
def running_market(data_dir: Path) -> Iterator[Flask]:
    """An application that serves the market from its catalogue on disk. There is no database."""
    settings = Settings(
        data_dir=data_dir,
        database_url=f"sqlite:///{data_dir}/no/such/folder.sqlite3",
        public_url=PUBLIC_URL,
    )
    Shelf(settings.catalogue_path, settings.keys_dir).publish(catalogue(local_day(datetime.now(UTC))))
    with running(settings) as app:
        yield app
