"""The figures: each by its definition, the published ones exactly, and each equal to the rows behind it."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from ocop_verify.domain.records import (
    Extension,
    ProducerType,
    Revocation,
    RevocationGround,
    Suspension,
)
from ocop_verify.domain.verdict import Standing
from ocop_verify.opendata.choosing import IN_FORCE, BadFilter, choose, read_filters
from ocop_verify.opendata.counting import NONE, Statistics, Tally, count
from ocop_verify.opendata.over_time import in_force_on, month_ends, months_between, spells_of
from ocop_verify.opendata.rows import rows_on
from tests.cast import (
    TODAY,
    make_authority,
    make_catalogue,
    make_certification,
    make_decision,
    make_producer,
    make_product,
)
from tests.opendata import shapes

REVOKED = Revocation(date(2026, 3, 1), RevocationGround.FOOD_SAFETY, "9/QĐ-UBND")


def counted(*records, day=TODAY) -> Statistics:
    """The statistics of the usual register with these records in it."""
    catalogue = make_catalogue(*records)
    return count(rows_on(catalogue, day), catalogue, day)


# --- the published figures ----------------------------------------------------------------------------


def test_a_register_shaped_as_january_2020_shows_exactly_its_figures():
    catalogue, day = shapes.january_2020(), shapes.JANUARY_2020
    found = count(rows_on(catalogue, day), catalogue, day)
    assert found.products == Tally(1_129, 1_129)
    assert found.producers == Tally(753, 753)
    assert found.by_stars == {"3": Tally(777, 777), "4": Tally(336, 336), "5": Tally(16, 16)}
    assert found.old_provinces == Tally(24, 24)
    assert len(found.by_old_province) == 24


def test_a_register_shaped_as_september_2025_shows_exactly_its_figures():
    catalogue, day = shapes.september_2025(), shapes.SEPTEMBER_2025
    found = count(rows_on(catalogue, day), catalogue, day)
    assert found.products == Tally(17_316, 17_316)
    shares = {
        star: f"{tally.recognised / found.products.recognised:.1%}" for star, tally in found.by_stars.items()
    }
    assert (shares["3"], shares["4"]) == ("72.1%", "27.1%")
    assert found.by_stars["5"] == Tally(126, 126)
    assert (found.provinces, found.old_provinces) == (Tally(34, 34), Tally(63, 63))


# --- recognised so far, and in force ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "standing", "in_force"),
    [
        ({}, Standing.IN_FORCE, True),
        ({"printed_until": TODAY}, Standing.EXPIRING, True),  # its last day counts
        ({"printed_until": TODAY - timedelta(days=1)}, Standing.EXPIRED, False),
        ({"revocation": REVOKED}, Standing.REVOKED, False),
        ({"suspensions": (Suspension(TODAY, ""),)}, Standing.SUSPENDED, False),
        ({"suspensions": (Suspension(date(2026, 1, 1), "", "", TODAY),)}, Standing.IN_FORCE, True),
        ({"printed_until": date(2026, 1, 1), "extension": Extension(TODAY, "x")}, Standing.EXPIRING, True),
    ],
)
def test_recognised_so_far_is_everything_and_in_force_is_what_counts(changes, standing, in_force):
    found = counted(make_certification(**changes))
    assert found.products == Tally(2, in_force)  # beside a stranger that ended long ago
    assert found.standings == Counter([standing, Standing.EXPIRED])


def test_what_has_not_begun_is_not_recognised_so_far():
    tomorrow = TODAY + timedelta(days=1)
    found = counted(make_decision(issued_on=tomorrow), make_certification(valid_from=tomorrow))
    assert (found.products, found.recognitions) == (Tally(1, 0), 1)


def test_a_product_that_was_recognised_again_is_one_product_with_its_new_stars_and_two_recognitions():
    again = make_certification(id=2, decision_id=2, stars=5, valid_from=date(2026, 6, 1))
    found = counted(make_decision(id=2, number="9/QĐ-UBND", issued_on=date(2026, 6, 1)), again)
    assert found.products == Tally(2, 1)
    assert found.by_stars == {"3": Tally(1, 0), "4": Tally(0, 0), "5": Tally(1, 1)}
    assert (found.recognitions, found.decided_by_year) == (3, {"2021": 1, "2025": 1, "2026": 1})


def test_an_older_recognition_speaks_again_while_the_newer_is_suspended():
    paused = (Suspension(TODAY, ""),)
    again = make_certification(id=2, stars=5, valid_from=date(2026, 6, 1), suspensions=paused)
    assert counted(again).by_stars["4"] == Tally(1, 1)


@pytest.mark.parametrize(
    ("stars", "score", "expected"),
    [(4, "90", 1), (4, "92,5", 1), (4, "89,9", 0), (4, "", 0), (4, "tốt", 0), (5, "95", 0)],
)
def test_potential_five_is_four_stars_with_a_score_of_five(stars, score, expected):
    found = counted(make_certification(stars=stars, score=score))
    assert found.potential_five == Tally(expected, expected)
    assert found.by_stars[str(stars)] == Tally(1, 1)  # it is no rank of its own


def test_sectors_are_those_of_the_sets_and_what_is_of_an_older_list_is_told_apart():
    found = counted(
        make_product(product_set="Cà phê, ca cao"), make_product(id=901, producer_id=901, name="x")
    )
    assert found.by_sector == {"1": Tally(1, 1), NONE: Tally(1, 0)}
    assert found.by_set == {"13": Tally(1, 1), NONE: Tally(1, 0)}


def test_kinds_and_provinces_are_those_of_the_producer():
    found = counted()
    assert found.by_kind == {"cooperative": Tally(1, 1), "household": Tally(1, 0)}
    assert found.by_province == {"68": Tally(1, 1), "92": Tally(1, 0)}
    assert found.provinces == Tally(2, 1)


@pytest.mark.parametrize(
    ("address", "authority", "day", "old"),
    [
        ("Thôn 3, tỉnh Đắk Nông", "UBND tỉnh Lâm Đồng", date(2025, 8, 5), "67"),  # the address tells first
        ("Thôn 3, tỉnh Lâm Đồng", "UBND tỉnh Đắk Nông", date(2025, 6, 19), "67"),
        (
            "Thôn 3, tỉnh Lâm Đồng",
            "UBND tỉnh Lâm Đồng",
            date(2024, 8, 5),
            "68",
        ),  # it was the smaller one then
        ("Thôn 3, tỉnh Lâm Đồng", "UBND tỉnh Lâm Đồng", date(2025, 8, 5), ""),  # three former ones are in it
        ("", "Bộ Nông nghiệp và Môi trường", date(2024, 8, 5), ""),
        (
            "",
            "UBND tỉnh Cà Mau",
            date(2024, 8, 5),
            "",
        ),  # an authority of elsewhere says nothing of this place
    ],
)
def test_the_former_province_is_told_by_the_papers_or_not_at_all(address, authority, day, old):
    found = counted(
        make_producer(address=address), make_authority(name=authority), make_decision(issued_on=day)
    )
    assert (old or NONE) in found.by_old_province


# --- over time ----------------------------------------------------------------------------------------

AUGUST = date(2025, 8, 5)
END = date(2028, 8, 5)


@pytest.mark.parametrize(
    ("changes", "spells"),
    [
        ({}, [(AUGUST, END)]),
        ({"revocation": REVOKED}, [(AUGUST, date(2026, 2, 28))]),
        ({"revocation": replace(REVOKED, on=AUGUST)}, []),
        ({"suspensions": (Suspension(date(2026, 1, 1), ""),)}, [(AUGUST, date(2025, 12, 31))]),
        (
            {"suspensions": (Suspension(date(2026, 1, 1), "", "", date(2026, 2, 1)),)},
            [(AUGUST, date(2025, 12, 31)), (date(2026, 2, 1), END)],
        ),
        ({"suspensions": (Suspension(date(2029, 1, 1), ""),)}, [(AUGUST, END)]),  # after it had ended anyway
    ],
)
def test_a_recognition_counts_in_spells(changes, spells):
    assert spells_of(make_certification(**changes), END) == spells


def test_in_force_over_time_ends_with_what_is_in_force_today():
    found = counted()
    assert list(found.in_force_over_time.items())[-1] == (TODAY, found.products.in_force)
    assert found.in_force_over_time[date(2024, 2, 29)] == 1  # the stranger, on its last day but one
    assert found.in_force_over_time[date(2024, 3, 31)] == 0


def test_a_product_whose_recognitions_overlap_is_in_force_once():
    again = make_certification(id=2, valid_from=date(2026, 6, 1))
    rows = rows_on(make_catalogue(again), TODAY)
    assert in_force_on(rows, [date(2026, 5, 31), date(2026, 6, 1), date(2029, 6, 1), date(2029, 6, 2)]) == {
        date(2026, 5, 31): 1,
        date(2026, 6, 1): 1,
        date(2029, 6, 1): 1,
        date(2029, 6, 2): 0,
    }


def test_the_days_of_a_chart_are_month_ends_and_today_and_a_slip_of_the_pen_makes_no_thousand():
    assert month_ends(date(2026, 9, 12), TODAY) == (date(2026, 9, 30), date(2026, 10, 31), TODAY)
    assert month_ends(date(202, 9, 12), date(2018, 6, 2)) == (date(2018, 5, 31), date(2018, 6, 2))
    assert months_between("2025-11", "2026-02") == ("2025-11", "2025-12", "2026-01", "2026-02")


# --- every figure is the length of a list -------------------------------------------------------------


def test_every_figure_is_the_number_of_rows_behind_it():
    catalogue, day = shapes.in_every_place(), date(2026, 1, 15)
    rows = rows_on(catalogue, day)
    found = count(rows, catalogue, day)
    assert 0 < found.products.in_force < found.products.recognised

    def size(**values: str | list[str]) -> int:
        given = {name: value if isinstance(value, list) else [value] for name, value in values.items()}
        return len(choose(rows, read_filters(given), day))

    in_force = list(IN_FORCE)
    assert Tally(size(speaks="1"), size(standing=in_force)) == found.products
    for name in ("stars", "sector", "set", "kind", "province", "old_province"):
        told = {key: Tally(size(speaks="1", **{name: key}), size(standing=in_force, **{name: key})) for key in
                getattr(found, f"by_{name}")}  # fmt: skip
        assert told == getattr(found, f"by_{name}"), name
    assert {key: size(decided=key) for key in found.decided} == found.decided
    assert {key: size(decided=key) for key in found.decided_by_year} == found.decided_by_year
    assert {days: size(ends_within=str(days)) for days in found.ending} == found.ending
    assert {on: size(on=on.isoformat()) for on in found.in_force_over_time} == found.in_force_over_time
    assert {each: size(speaks="1", standing=each.value) for each in found.standings} == found.standings


def test_a_list_on_a_day_has_each_product_once_by_the_newest_that_counted():
    again = make_certification(id=2, valid_from=date(2026, 6, 1))
    rows = rows_on(make_catalogue(again), TODAY)
    chosen = choose(rows, read_filters({"on": ["2026-06-01"]}), TODAY)
    assert [row.certification.id for row in chosen] == [2]


@pytest.mark.parametrize(
    "values", [{"decided": ["2025-13"]}, {"on": ["2025-02-30"]}, {"ends_within": ["-1"]}, {"speaks": ["x"]}]
)
def test_a_filter_that_cannot_be_read_is_refused(values):
    with pytest.raises(BadFilter):
        read_filters(values)


def test_kinds_of_producers_are_all_there_is():
    """A new kind has to be told in words before it is counted."""
    found = counted(*(make_producer(id=901, type=kind) for kind in ProducerType))
    assert found.by_kind.keys() <= set(ProducerType)
