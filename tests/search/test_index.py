"""An index that follows another knows what one made afresh would know."""

import threading
from dataclasses import replace
from datetime import timedelta

import numpy as np

from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.search.asking import Filters, read_query
from ocop_verify.search.finding import find
from ocop_verify.search.holding import AT_ONCE, Indexes
from ocop_verify.search.index import Index
from ocop_verify.search.today import Today
from tests.cast import TODAY, make_certification, make_product
from tests.search.market import BOATS, GROUND, NEM, catalogue


def grown(held: Catalogue) -> Catalogue:
    """The same market with a product more, one renamed and one whose maker moved."""
    moved = replace(held.producers[BOATS], name="Công ty TNHH Bến Mới", commune="phường Mũi Né")
    records = [
        *held.records(),
        make_product(id=40, producer_id=BOATS, name="Ruốc sấy Bến Mới"),
        make_certification(id=1_040, product_id=40),
        replace(held.products[GROUND], name="Cà phê rang xay Suối Mơ"),
        moved,
    ]
    return Catalogue.of(held.version + 1, held.compiled_at + timedelta(minutes=1), records)


def test_it_finds_what_changed_and_what_stayed():
    before = Index(catalogue())
    followed, afresh = (
        Today(Index(grown(before.catalogue), before), TODAY),
        Today(Index(grown(catalogue())), TODAY),
    )
    for text in (
        "ruốc sấy",
        "ca phe rang xay",
        "cà phê bột",
        "mam nem ben moi",
        "mam nem mui ne",
        "phan thiet",
        "keo dua",
    ):
        asked = [find(read_query(text), Filters(), each) for each in (followed, afresh)]
        names = [
            [each.index.products[row] for row in found.rows]
            for each, found in zip((followed, afresh), asked, strict=True)
        ]
        assert names[0] == names[1], text


def test_arrays_of_both_are_equal():
    before = Index(catalogue())
    followed, afresh = Index(grown(before.catalogue), before), Index(grown(catalogue()))
    assert followed.products == afresh.products
    assert np.array_equal(followed.name_lengths, afresh.name_lengths)
    assert followed.old_provinces == afresh.old_provinces


def test_a_process_makes_an_index_once_for_a_catalogue_and_a_day():
    indexes, held = Indexes(), catalogue()
    first = indexes.current(held, TODAY)
    assert indexes.current(held, TODAY) is first
    tomorrow = indexes.current(held, TODAY + timedelta(days=1))
    assert tomorrow is not first
    assert tomorrow.index is first.index


def test_a_small_market_is_followed_at_once():
    indexes, held = Indexes(), catalogue()
    indexes.current(held, TODAY)
    assert indexes.current(grown(held), TODAY).index.row_of[40] >= 0


def test_a_large_one_answers_from_the_index_before_until_the_next_is_made():
    products = [make_product(id=key, producer_id=BOATS) for key in range(100, 101 + AT_ONCE)]
    held = catalogue()
    large = Catalogue.of(8, held.compiled_at, [*held.records(), *products])
    larger = Catalogue.of(9, held.compiled_at, [*large.records(), make_product(id=99_999, producer_id=BOATS)])
    indexes = Indexes()
    first = indexes.current(large, TODAY)
    assert indexes.current(larger, TODAY) is first
    indexes.follow(larger, TODAY)
    for thread in threading.enumerate():
        if thread.name == "search index":
            thread.join()
    assert indexes.current(larger, TODAY).index.version == 9


def test_a_product_that_was_never_recognised_is_not_found():
    held = catalogue()
    added = Catalogue.of(
        8, held.compiled_at, [*held.records(), make_product(id=50, producer_id=BOATS, name="Sứa khô")]
    )
    today = Today(Index(added), TODAY)
    assert today.index.row_of[50] not in find(read_query("sứa khô"), Filters(), today).rows
    assert find(read_query("mắm nêm"), Filters(), today).rows[0] == today.index.row_of[NEM]
