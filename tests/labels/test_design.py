"""Whatever a product is called, its label keeps inside its edges and off the symbol's quiet zone."""

import unicodedata
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocop_verify.labels.design import SMALLEST_TYPE, TextDoesNotFit, design, groups_of
from ocop_verify.labels.layouts import LAYOUTS, layout_of
from tests.labels.printing import make_face
from tests.labels.test_fitting import names

UNIT_CODE = "123 456 789 012 345 678"
PRODUCT_CODE = "123 456 789 012 345"
FORMS = {name: layout.form for name, layout in LAYOUTS.items() if name not in {"png", "svg"}}

every_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


def design_of(face, form, code=UNIT_CODE):
    return design(face, form, groups_of(code))


def words_on(drawing):
    return [words.text for words in drawing.words]


def boxes_on(drawing, code):
    marks = (*drawing.words, *drawing.code_words(code), *drawing.stars)
    return [mark.box for mark in marks]


@every_form
@settings(max_examples=60)
@given(
    product=names,
    producer=names,
    stars=st.sampled_from([3, 4, 5]),
    form_of_unicode=st.sampled_from(["NFC", "NFD"]),
    code=st.sampled_from([UNIT_CODE, PRODUCT_CODE, "888 888 888 888 888 888", "111 111 111 111 111"]),
)
def test_nothing_leaves_the_label_or_touches_the_quiet_zone(
    form, product, producer, stars, form_of_unicode, code
):
    product, producer = (unicodedata.normalize(form_of_unicode, text) for text in (product, producer))
    drawing = design_of(make_face(product=product, producer=producer, stars=stars), form, code)
    for left, bottom, right, top in boxes_on(drawing, code):
        assert left >= form.symbol_x + form.symbol
        assert right <= form.width
        assert bottom >= 0
        assert top <= form.height


@every_form
@settings(max_examples=40)
@given(product=names, producer=names)
def test_no_two_lines_run_into_each_other(form, product, producer):
    drawing = design_of(make_face(product=product, producer=producer), form)
    baselines = {}
    for words in (*drawing.words, *drawing.code_words(UNIT_CODE)):
        baselines.setdefault(round(words.y, 6), []).append(words.box)
    lines = sorted(
        (min(box[1] for box in boxes), max(box[3] for box in boxes)) for boxes in baselines.values()
    )
    assert all(lower[1] <= upper[0] + 0.001 for lower, upper in pairwise(lines))


@every_form
@settings(max_examples=40)
@given(product=names, producer=names)
def test_what_a_shopper_needs_is_there_at_a_readable_size(form, product, producer):
    drawing = design_of(make_face(product=product, producer=producer, stars=5), form)
    text = " ".join(words_on(drawing))
    assert "5 sao" in text
    assert "Hiệu lực đến 05/08/2028" in text
    assert text.endswith("ocop.vn")
    assert len(drawing.stars) == 5
    assert [words.text for words in drawing.code_words(UNIT_CODE)] == UNIT_CODE.split()
    assert all(words.size >= SMALLEST_TYPE for words in drawing.words)


@every_form
def test_the_product_takes_at_most_two_lines(form):
    drawing = design_of(make_face(product="Rượu cần Suối Mơ " * 20, producer=""), form)
    assert len(words_on(drawing)[: words_on(drawing).index("4 sao")]) <= 2


@every_form
def test_decomposed_names_are_set_like_composed_ones(form):
    face = make_face()
    decomposed = replace(face, product=unicodedata.normalize("NFD", face.product))
    assert design_of(decomposed, form) == design_of(face, form)


def test_there_are_as_many_stars_as_were_given():
    for stars in (3, 4, 5):
        drawing = design_of(make_face(stars=stars), FORMS["a4-24"])
        assert len(drawing.stars) == stars
        assert f"{stars} sao" in words_on(drawing)


def test_the_producer_gives_way_before_the_product():
    face = make_face(product="Cà phê bột Suối Mơ", producer="Hợp tác xã Nông nghiệp Suối Mơ")
    large, small = (words_on(design_of(face, FORMS[name])) for name in ("a4-24", "a4-65"))
    assert "Nông nghiệp Suối Mơ" in " ".join(large)
    assert "Nông nghiệp" not in " ".join(small)
    assert " ".join(small).startswith("Cà phê bột Suối Mơ")


def test_a_producer_too_long_for_its_lines_has_its_legal_form_shortened():
    producer = "Công ty Cổ phần Đầu tư Thương mại và Dịch vụ Nông nghiệp Suối Mơ Xanh Tây Nguyên"
    text = " ".join(words_on(design_of(make_face(producer=producer), FORMS["a4-24"])))
    assert "Cty CP Đầu tư" in text


def test_a_product_label_has_room_for_its_shorter_code():
    drawing = design_of(make_face(), FORMS["roll-50x30"], PRODUCT_CODE)
    assert [words.text for words in drawing.code_words(PRODUCT_CODE)] == PRODUCT_CODE.split()


def test_a_host_is_never_cut():
    host = "truyxuat.ocop.lamdong.gov.vn"
    drawing = design_of(make_face(host=host), layout_of("a4-24").form)
    assert "".join(words_on(drawing)).endswith(host)


def test_a_host_that_does_not_fit_is_refused():
    with pytest.raises(TextDoesNotFit, match="tên miền"):
        design_of(make_face(host="x" * 60 + ".vn"), FORMS["a4-65"])


def test_the_end_is_written_day_first():
    drawing = design_of(make_face(valid_until=date(2029, 2, 3)), FORMS["a4-24"])
    assert "03/02/2029" in words_on(drawing)
