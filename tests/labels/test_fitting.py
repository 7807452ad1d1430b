"""Text is wrapped between words, then made smaller, at last cut; it is never wider than its room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop_verify.domain.text import nfc
from ocop_verify.labels.fitting import break_host, cut, fit, shortened, sizes_down, wrap
from ocop_verify.labels.typography import Weight, ink, missing_letters, width

LOWER = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"
VIETNAMESE = LOWER + LOWER.upper()
BOLD = Weight.BOLD

words = st.text(VIETNAMESE + "0123456789().,-&", min_size=1, max_size=30)
names = st.lists(words, min_size=1, max_size=12).map(" ".join)


@pytest.mark.parametrize("weight", Weight)
def test_the_typeface_has_every_vietnamese_letter(weight):
    assert all(width(letter, weight, 10) > 0 and ink(letter, weight, 10) != (0, 0, 0, 0) for letter in LOWER)
    assert missing_letters(VIETNAMESE + "0123456789₫…·–“”") == ""


def test_letters_that_the_typeface_lacks_are_named():
    assert missing_letters("Trà ☆ 茶 Mộc ☆") == "☆茶"


def test_a_text_that_fits_stays_on_one_line_at_its_largest_size():
    set_text = fit("Mắm nêm", BOLD, 30, sizes_down(8, 5), 2)
    assert (set_text.lines, set_text.size, set_text.whole) == (("Mắm nêm",), 8, True)


def test_two_lines_are_of_even_length():
    text = "Cao Atiso Hoàng An"
    room = width("Cao Atiso Hoàng", BOLD, 8) + 0.1
    assert wrap(text, BOLD, 8, room, 2) == ("Cao Atiso", "Hoàng An")


def test_a_long_text_is_made_smaller_before_it_is_cut():
    text = "Nấm Cordyceps Vietnam (Nấm khô sấy thăng hoa)"
    room = width("Nấm Cordyceps Vietnam (Nấm", BOLD, 6)
    set_text = fit(text, BOLD, room, sizes_down(9, 5), 2)
    assert set_text.whole
    assert 5 <= set_text.size < 9
    assert " ".join(set_text.lines) == text


def test_what_does_not_fit_at_the_smallest_size_ends_in_an_ellipsis():
    set_text = fit("Rượu cần " * 20, BOLD, 25, sizes_down(8, 5), 2)
    assert not set_text.whole
    assert set_text.size == 5
    assert set_text.lines[-1].endswith("…")


def test_a_single_word_wider_than_the_room_is_broken():
    lines = cut("Llanfairpwllgwyngyllgogerychwyrndrobwllllantysilio", BOLD, 6, 20, 2)
    assert len(lines) == 2
    assert all(width(line, BOLD, 6) <= 20.001 for line in lines)


@given(name=names, room=st.floats(8, 60), size=st.floats(5, 12), lines=st.integers(1, 3))
def test_no_line_is_wider_than_its_room(name, room, size, lines):
    set_text = fit(name, BOLD, room, sizes_down(size, 5), lines)
    assert len(set_text.lines) <= lines
    assert all(width(line, BOLD, set_text.size) <= room + 0.001 for line in set_text.lines)
    if set_text.whole:
        assert " ".join(set_text.lines).split() == name.split()


@given(text=st.text("aeiou\u0301\u0323\u0302", min_size=1, max_size=40), room=st.floats(2, 10))
def test_an_accent_is_never_parted_from_its_letter(text, room):
    _first, *others = cut("a" + text, BOLD, 6, room, 3)
    assert all(other[:1] not in {"\u0301", "\u0323", "\u0302"} for other in others)


@given(largest=st.floats(5, 20), smallest=st.floats(3, 20))
def test_sizes_go_down_to_the_smallest_one(largest, smallest):
    sizes = list(sizes_down(largest, min(largest, smallest)))
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == largest
    assert sizes[-1] == pytest.approx(min(largest, smallest), abs=1e-5)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Hợp tác xã Nông nghiệp Suối Mơ", "HTX Nông nghiệp Suối Mơ"),
        ("CÔNG TY CỔ PHẦN Suối Mơ", "Cty CP Suối Mơ"),
        ("Công ty Trách nhiệm hữu hạn một thành viên A", "Cty TNHH MTV A"),
        ("Hộ kinh doanh Đặng Thị B", "HKD Đặng Thị B"),
        ("Suối Mơ", "Suối Mơ"),  # nothing to shorten
        ("İ" * 5 + " Công ty", "İ" * 5 + " Cty"),  # a letter whose lower case is two characters
    ],
)
def test_legal_forms_have_their_customary_short_forms(name, short):
    assert shortened(nfc(name)) == short


@pytest.mark.parametrize(
    ("room", "lines"),
    [(60, ("truyxuat.ocop.gov.vn",)), (16, ("truyxuat.ocop", ".gov.vn")), (5, None)],
)
def test_a_host_breaks_before_a_dot_or_not_at_all(room, lines):
    assert break_host("truyxuat.ocop.gov.vn", BOLD, 6, room) == lines
