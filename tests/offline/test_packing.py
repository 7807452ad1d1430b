"""The catalogue for phones: signed whole, read by nobody but who trusts its key, small enough to carry."""

import gzip
import random
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ocop_verify.catalog.notation import seal
from ocop_verify.domain.catalogue import Catalogue, Record
from ocop_verify.domain.records import LabelKind
from ocop_verify.offline.packing import deltas, few, pack, rows_of
from tests.cast import (
    NOW,
    make_authority,
    make_batch,
    make_catalogue,
    make_certification,
    make_decision,
    make_producer,
    make_product,
)
from tests.offline.node import SIGNER, TRUSTED, answers_to, armoured, packed

WHOLE = packed(make_catalogue())
HEADER_END = WHOLE.index(b"\n")
STRANGER = Ed25519PrivateKey.from_private_bytes(b"q" * 32)
REFUSED = "DamagedCatalogue"


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (WHOLE, 2),
        (WHOLE[:-1], REFUSED),
        (WHOLE + b" ", REFUSED),
        (WHOLE.replace("Suối".encode(), b"Suoi"), REFUSED),
        (WHOLE[:HEADER_END].replace(b'"version":7', b'"version":8') + WHOLE[HEADER_END:], REFUSED),
        (packed(make_catalogue(), STRANGER), REFUSED),
        (seal(make_catalogue(), SIGNER), REFUSED),  # the catalogue for mirrors, signed for another purpose
        (WHOLE[:HEADER_END], REFUSED),
        (b"", REFUSED),
        (b"<!doctype html>\n<html>\n", REFUSED),
    ],
    ids=["whole", "cut short", "longer", "changed", "header changed", "by a stranger", "of another kind",
         "one line", "nothing", "a page"],
)  # fmt: skip
def test_a_phone_takes_only_what_a_trusted_key_signed_whole(data: bytes, answer: object) -> None:
    assert answers_to([{"ask": "opened", "catalogue": armoured(data), "trusted": TRUSTED}]) == [answer]


def test_the_same_catalogue_packs_to_the_same_bytes() -> None:
    assert packed(make_catalogue()) == WHOLE


def test_what_was_never_recognised_is_not_carried() -> None:
    assert b"Never" not in pack(make_catalogue(make_product(id=44, name="Never recognised")))


def test_columns_say_only_what_is_new() -> None:
    assert rows_of("cabba") == {"c": 0, "a": 1, "b": 2}
    assert deltas([5, 6, 6, 2]) == [5, 1, 0, -4]
    assert few([None, 3, 0, [], [1]]) == {1: 3, 4: [1]}


PRODUCTS = 17_316
MOST_BYTES = 400_000
# As many as Vietnamese has in use, give or take: names made of these are as different as names can be.
SYLLABLES = [
    first + vowel + last
    for first in ("b", "c", "ch", "d", "đ", "g", "h", "kh", "l", "m", "n", "nh", "ph", "qu", "s", "t", "tr")
    for vowel in "aàáạảôồêếươi"
    for last in ("", "n", "ng", "c", "t", "m", "i")
]  # fmt: skip


def test_the_whole_programme_fits_even_where_every_name_is_as_different_as_can_be() -> None:
    chance = random.Random(1)

    def words(count: int) -> str:
        return " ".join(chance.choice(SYLLABLES) for _ in range(count))

    kinds = [words(2) for _ in range(200)]
    brands = [words(2).title() for _ in range(9_600)]
    communes = [f"xã {words(2).title()}" for _ in range(3_300)]
    records: list[Record] = [make_authority()]
    records += [
        make_producer(id=key, name=f"Hợp tác xã {brand}", commune=chance.choice(communes))
        for key, brand in enumerate(brands)
    ]
    records += [
        make_decision(
            id=key, number=f"{chance.randint(1, 9_999)}/QĐ-UBND", issued_on=date(2025, 1, 1 + key % 28)
        )
        for key in range(1_000)
    ]
    for key in range(PRODUCTS):
        producer = chance.randrange(len(brands))
        name = f"{chance.choice(kinds)} {brands[producer]} {words(1)}"
        records += [
            make_product(id=key, producer_id=producer, name=name),
            make_certification(id=key, product_id=key, decision_id=key // 18, stars=chance.randint(3, 5)),
            make_batch(id=key, certification_id=key, kind=LabelKind.PRODUCT, count=1),
        ]
    assert len(gzip.compress(pack(Catalogue.of(1, NOW, records)), 9)) <= MOST_BYTES
