"""What a page is told about a check, before anything is drawn."""

from dataclasses import replace
from datetime import date

import pytest

from ocop_verify.catalog.lines import lines_of
from ocop_verify.catalog.recognition import place_of, recognition_on
from ocop_verify.domain.label import label_of
from ocop_verify.domain.records import (
    Extension,
    LabelKey,
    LabelKind,
    Revocation,
    RevocationGround,
    Suspension,
)
from ocop_verify.domain.token import Authenticity
from ocop_verify.domain.verdict import Circulation, Standing, decide
from ocop_verify.verification.check import Check, Method
from ocop_verify.verification.pages import decision_page, producer_page, product_page
from ocop_verify.verification.presenting import code_line, key_of, label_line, present
from tests import cast
from tests.cast import (
    NOW,
    TODAY,
    make_authority,
    make_batch,
    make_certification,
    make_decision,
    make_producer,
)

REVOKED = Revocation(date(2026, 10, 1), RevocationGround.GIVEN_UP, "9/QĐ-UBND")
KEY = LabelKey(1, bytes(32), date(2025, 1, 1))
PAUSED = Suspension(date(2026, 11, 1), "chờ kiểm nghiệm")


def make_catalogue(*records):
    """One of everything, strangers, and the key that signed the labels."""
    return cast.make_catalogue(KEY, *records)


def check_of(catalogue, *, serial=7, **changes):
    label = replace(label_of(catalogue.batches[1], serial), **changes)
    return Check(decide(label, Authenticity.SIGNATURE_VALID, catalogue, NOW), Method.SIGNATURE)


def answer_of(*records, **changes):
    catalogue = make_catalogue(*records)
    return present(check_of(catalogue, **changes), catalogue)


def findings(answer):
    return [step.holds for step in answer.steps]


def test_nothing_is_said_to_be_printed_where_the_label_is_right():
    assert answer_of().printed is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"printed_stars": 3}, "the label has fewer stars"),
        ({"printed_until": date(2028, 8, 4)}, "the label ends a day earlier"),
    ],
)
def test_what_is_printed_is_told_where_it_is_no_longer_true(changes, why):
    printed = answer_of(**changes).printed
    assert printed is not None, why


def test_an_extension_makes_the_printed_end_differ():
    extended = make_certification(extension=Extension(date(2029, 2, 1), "văn bản 5"))
    answer = answer_of(extended)
    assert answer.printed.until == date(2028, 8, 5)
    assert answer.shown.valid_until == date(2029, 2, 1)


def newer(**changes):
    return make_certification(id=2, decision_id=2, valid_from=date(2026, 9, 1), **changes)


def test_the_newer_recognition_is_shown_and_the_labels_own_becomes_history():
    answer = answer_of(newer(stars=5), make_decision(id=2, number="55/QĐ-UBND"))
    assert (answer.stars, answer.shown.id, answer.own.id) == (5, 2, 1)
    assert [each.id for each in answer.history] == [1]


def test_a_revoked_newer_recognition_is_history_and_is_not_shown():
    answer = answer_of(newer(revocation=REVOKED), make_decision(id=2, number="55/QĐ-UBND"))
    assert (answer.shown.id, [each.standing for each in answer.history]) == (1, [Standing.REVOKED])


def test_every_check_of_a_good_label_holds():
    assert findings(answer_of()) == [True] * 9


@pytest.mark.parametrize(
    ("authenticity", "method", "expected"),
    [
        (Authenticity.MALFORMED, Method.SIGNATURE, [False, None, None, None]),
        (Authenticity.SIGNATURE_INVALID, Method.SIGNATURE, [True, False, None, None]),
        (Authenticity.UNKNOWN_KEY, Method.SIGNATURE, [True, False, None, None]),
        (Authenticity.SIGNATURE_VALID, Method.SIGNATURE, [True, True, False, None]),
        (Authenticity.MALFORMED, Method.TYPED_CODE, [False, None, None]),
        (Authenticity.SIGNATURE_VALID, Method.TYPED_CODE, [True, False, None]),
    ],
)
def test_nothing_is_examined_after_a_check_of_the_label_that_fails(authenticity, method, expected):
    catalogue = make_catalogue()
    check = Check(decide(None, authenticity, catalogue, NOW), method)
    assert findings(present(check, catalogue)) == [*expected, *[None] * 5]


def test_a_recognition_that_was_revoked_and_has_ended_is_told_both():
    ended = make_certification(valid_from=date(2022, 1, 1), revocation=REVOKED)
    assert findings(answer_of(ended))[4:] == [False, True, True, False, True]


@pytest.mark.parametrize(
    ("pause", "named"),
    [
        (PAUSED, True),
        (replace(PAUSED, lifted_on=TODAY), False),  # it counts again on the day it is lifted
        (replace(PAUSED, from_day=date(2026, 11, 25)), False),  # not before its first day
    ],
)
def test_a_suspension_is_named_only_on_the_days_it_has_effect(pause, named):
    answer = answer_of(make_certification(suspensions=(pause,)))
    assert (answer.shown.suspension is not None) is named


def test_the_days_that_are_left_are_counted_only_where_the_end_is_near():
    near = make_certification(printed_until=date(2026, 12, 24))
    assert answer_of(near).days_left == 30
    assert answer_of(make_certification(printed_until=TODAY)).days_left == 0
    assert answer_of().days_left is None


def test_a_suspicion_stands_beside_the_headline():
    catalogue = make_catalogue()
    label = label_of(catalogue.batches[1], 7)
    verdict = decide(label, Authenticity.SIGNATURE_VALID, catalogue, NOW, Circulation.SEEN_UNUSUALLY_OFTEN)
    answer = present(Check(verdict, Method.SIGNATURE), catalogue)
    assert (answer.seen_often, answer.headline) == (True, "in_force")


# --- kept pages ---------------------------------------------------------------------------------------


def test_labels_of_one_batch_have_one_key_and_one_answer():
    catalogue = make_catalogue()
    first, second = check_of(catalogue, serial=7), check_of(catalogue, serial=8)
    assert key_of(first) == key_of(second)
    assert present(first, catalogue) == present(second, catalogue)


@pytest.mark.parametrize(
    "changes",
    [
        {"printed_stars": 5},
        {"printed_until": date(2028, 8, 6)},
        {"serial": 101},  # was never issued
    ],
)
def test_what_changes_the_answer_changes_the_key(changes):
    catalogue = make_catalogue()
    one, other = check_of(catalogue), check_of(catalogue, **changes)
    assert present(one, catalogue) != present(other, catalogue)
    assert key_of(one) != key_of(other)


def test_a_typed_code_has_a_key_of_its_own():
    check = check_of(make_catalogue())
    assert key_of(check) != key_of(replace(check, method=Method.TYPED_CODE))


def test_a_label_is_told_by_number_and_batch():
    batch = make_batch()
    assert label_line(label_of(batch, 7)).values == {"serial": 7, "batch": 1}
    product_label = label_of(replace(batch, kind=LabelKind.PRODUCT), 0)
    assert "%(serial)" not in label_line(product_label).message
    assert code_line("123456789012345").values == {"code": "123 456 789 012 345"}


# --- places and authorities ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("commune", "province", "expected"),
    [
        ("xã Suối Mơ", "68", "xã Suối Mơ, tỉnh Lâm Đồng"),
        ("", "01", "thành phố Hà Nội"),
        ("xã Suối Mơ", "", "xã Suối Mơ"),
        ("", "", ""),
    ],
)
def test_a_place_is_commune_and_province_as_far_as_they_are_known(commune, province, expected):
    assert place_of(make_producer(commune=commune, province=province)) == expected


@pytest.mark.parametrize(
    ("existed_until", "successor", "expected"),
    [
        (None, None, None),
        (TODAY, "UBND tỉnh Lâm Đồng", None),  # its last day is a day of its life
        (date(2025, 6, 30), "UBND tỉnh Lâm Đồng", {"until": "30/06/2025", "successor": "UBND tỉnh Lâm Đồng"}),
        (date(2025, 6, 30), None, {"until": "30/06/2025"}),
    ],
)
def test_an_authority_that_has_ended_is_told_so(existed_until, successor, expected):
    catalogue = make_catalogue(make_authority(existed_until=existed_until, successor=successor))
    note = recognition_on(make_certification(), catalogue, TODAY).authority_note
    assert (note and note.values) == expected


# --- pages of products, producers and decisions -------------------------------------------------------


def test_a_product_is_spoken_for_by_the_recognition_that_counts():
    """A newer one that was revoked does not hide the older one that still counts."""
    catalogue = make_catalogue(newer(revocation=REVOKED), make_decision(id=2, number="55/QĐ-UBND"))
    page = product_page(1, catalogue, TODAY)
    assert (page.shown.id, page.headline, page.stars) == (1, "in_force", 4)


def test_a_product_without_a_recognition_that_counts_shows_its_newest():
    ended = make_certification(valid_from=date(2019, 9, 1))
    later = make_certification(id=2, valid_from=date(2022, 10, 1))
    page = product_page(1, make_catalogue(ended, later), TODAY)
    assert (page.shown.id, page.headline, page.stars) == (2, "expired", None)


def test_what_is_not_there_has_no_page():
    catalogue = make_catalogue()
    assert product_page(404, catalogue, TODAY) is None
    assert producer_page(404, catalogue, TODAY) is None
    assert decision_page(404, catalogue, TODAY) is None


def test_a_producers_page_lists_its_own_products_only():
    page = producer_page(1, make_catalogue(), TODAY)
    assert [line.product.id for line in page.lines] == [1]


def test_a_decisions_page_shows_what_that_decision_gave_as_it_stands_today():
    catalogue = make_catalogue(newer(stars=5), make_decision(id=2, number="55/QĐ-UBND"))
    (line,) = decision_page(1, catalogue, TODAY).lines
    assert (line.recognition.id, line.recognition.standing, line.counts) == (1, "superseded", False)


def test_a_list_keeps_the_order_it_is_given():
    catalogue = make_catalogue()
    products = [catalogue.products[901], catalogue.products[1]]
    assert [line.product.id for line in lines_of(products, catalogue, TODAY)] == [901, 1]
