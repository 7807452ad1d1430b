"""Label stocks are data that add up, and print too small for phones is refused with the reason."""

from dataclasses import replace
from itertools import combinations

import pytest

from ocop_verify.labels.layouts import (
    LAYOUTS,
    NoBleed,
    NoSuchPosition,
    OffThePage,
    Placement,
    SymbolTooSmall,
    UnknownLayout,
    layout_of,
    print_size,
    refuse_bad_placement,
)

VERSION_6 = 41
VERSION_7 = 45
VERSION_8 = 49

every_layout = pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)


def test_the_promised_sheets_exist():
    assert {"a4-24", "a4-40", "a4-65", "roll-50x20", "roll-50x25", "roll-50x30", "png", "svg"} == set(LAYOUTS)


@pytest.mark.parametrize(("name", "count"), [("a4-24", 24), ("a4-40", 40), ("a4-65", 65), ("roll-50x30", 1)])
def test_a_sheet_holds_as_many_labels_as_its_name_says(name, count):
    assert len(list(layout_of(name).corners())) == layout_of(name).per_page == count


@every_layout
def test_every_label_lies_on_the_page(layout):
    for x, y in layout.corners():
        assert x >= 0
        assert y >= -0.001
        assert x + layout.form.width <= layout.page[0]
        assert y + layout.form.height <= layout.page[1] + 0.001


@every_layout
def test_no_two_labels_overlap(layout):
    form = layout.form
    for (x, y), (other_x, other_y) in combinations(layout.corners(), 2):
        assert abs(x - other_x) >= form.width - 0.001 or abs(y - other_y) >= form.height - 0.001


@every_layout
def test_labels_stand_in_the_middle_of_their_page(layout):
    xs, ys = zip(*layout.corners(), strict=True)
    assert min(xs) == pytest.approx(layout.page[0] - max(xs) - layout.form.width, abs=0.1)
    assert min(ys) == pytest.approx(layout.page[1] - max(ys) - layout.form.height, abs=0.1)


@every_layout
def test_a_short_host_prints_large_enough_on_every_stock(layout):
    size = print_size(layout, VERSION_6)
    assert size.side >= 20
    assert size.module >= 0.396


@every_layout
def test_the_symbol_lies_on_its_label_with_its_quiet_zone(layout):
    form = layout.form
    assert form.symbol_x >= 0
    assert form.symbol_y >= 0
    assert form.symbol_x + form.symbol < form.width


def test_the_preferred_size_is_the_roll_s():
    assert layout_of("roll-50x30").form.symbol == 25


def test_a_finer_symbol_on_the_smallest_stock_is_refused_with_figures_and_a_way_out():
    with pytest.raises(SymbolTooSmall) as refused:
        print_size(layout_of("a4-65"), VERSION_8)
    message = str(refused.value)
    assert "0.368 mm" in message  # 21 mm over 49 + 8 modules
    assert "0.396 mm" in message
    assert "tên miền ngắn hơn" in message
    assert "khổ tem lớn hơn" in message


def test_the_same_symbol_prints_on_a_larger_stock():
    assert print_size(layout_of("a4-24"), VERSION_8).module >= 0.396


def test_a_host_that_costs_one_version_still_prints_on_the_smallest_stock():
    assert print_size(layout_of("a4-65"), VERSION_7).module >= 0.396


def test_a_stock_without_room_for_20_mm_is_refused_however_coarse_the_symbol():
    layout = layout_of("a4-65")
    small = replace(layout, form=replace(layout.form, symbol=19.9))
    with pytest.raises(SymbolTooSmall, match=r"19\.9 mm"):
        print_size(small, 21)


def test_an_unknown_stock_is_answered_with_those_that_there_are():
    with pytest.raises(UnknownLayout, match="a4-24, a4-40, a4-65"):
        layout_of("a4-99")


@pytest.mark.parametrize("first", [0, 25, -1])
def test_a_sheet_has_no_place_beyond_its_labels(first):
    with pytest.raises(NoSuchPosition, match="từ 1 đến 24"):
        refuse_bad_placement(layout_of("a4-24"), Placement(first=first))


@pytest.mark.parametrize(
    ("name", "x", "y"),
    [
        ("a4-24", -8.5, 0),  # the first column's symbols begin 8.4 mm from the edge
        ("a4-24", 0, 20),
        ("a4-65", 10, 0),
        ("roll-50x30", -1, 0),
        ("roll-50x30", 0, 2),
    ],
)
def test_ink_does_not_leave_the_paper(name, x, y):
    with pytest.raises(OffThePage, match="mực sẽ ra ngoài giấy"):
        refuse_bad_placement(layout_of(name), Placement(x, y))


@pytest.mark.parametrize(
    ("name", "bleed"), [("a4-24", 3), ("png", 3), ("roll-50x30", 11), ("roll-50x30", -1)]
)
def test_there_is_no_bleed_where_labels_touch_or_beyond_reason(name, bleed):
    with pytest.raises(NoBleed, match="khổ cuộn"):
        refuse_bad_placement(layout_of(name), Placement(bleed=bleed))


@pytest.mark.parametrize(("x", "y"), [(0, 0), (3, -3), (-8, 10)])
def test_offsets_of_a_usual_printer_are_taken(x, y):
    refuse_bad_placement(layout_of("a4-24"), Placement(x, y))
