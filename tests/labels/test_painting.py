"""Symbols painted as vectors or dots show exactly their modules; pictures decode and need nothing else."""

import re
from io import BytesIO
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from ocop_verify.labels.decoding import read_codes
from ocop_verify.labels.design import design, groups_of
from ocop_verify.labels.layouts import QUIET_MODULES, layout_of
from ocop_verify.labels.painting.png import label_png
from ocop_verify.labels.painting.svg import label_svg
from ocop_verify.labels.painting.symbol_paths import FIRST, OPERATOR_BYTES, pdf_paths, svg_path
from ocop_verify.labels.symbols import maker_for
from tests.labels.printing import PREFIX, make_run, urls_of

SVG = "{http://www.w3.org/2000/svg}"
CODE = "123 456 789 012 345 678"

batches = st.integers(21, 45).flatmap(
    lambda size: arrays(np.bool_, st.tuples(st.integers(0, 3), st.just(size), st.just(size)))
)


def redrawn(path: bytes, size: int):
    """The modules that PDF rectangle operators fill, lowest row last."""
    modules = np.zeros((size, size), int)
    for start in range(0, len(path), OPERATOR_BYTES):
        x, y, width, height, operator = path[start : start + OPERATOR_BYTES].split()
        assert (height, operator) == (b"1", b"re")
        row, column = size - 1 - (int(y) - FIRST), int(x) - FIRST
        modules[row, column : column + int(width)] += 1
    return modules


def dots(symbol, scale=4):
    """A symbol as a picture with a quiet zone."""
    framed = np.pad(~symbol, QUIET_MODULES, constant_values=True)
    return Image.fromarray((framed * 255).astype(np.uint8).repeat(scale, 0).repeat(scale, 1))


@given(symbols=batches)
def test_a_pdf_path_fills_each_dark_module_once_and_no_light_one(symbols):
    paths = pdf_paths(symbols)
    assert len(paths) == len(symbols)
    for path, symbol in zip(paths, symbols, strict=True):
        assert (redrawn(path, len(symbol)) == symbol).all()


@pytest.mark.parametrize("dark", [True, False])
def test_a_symbol_of_one_shade_keeps_its_rows(dark):
    symbol = np.full((2, 41, 41), dark)
    assert all((redrawn(path, 41) == dark).all() for path in pdf_paths(symbol))


def test_paths_of_many_symbols_do_not_mix():
    symbols = np.random.default_rng(7).random((300, 41, 41)) < 0.5
    assert pdf_paths(symbols) == [pdf_paths(symbol[np.newaxis])[0] for symbol in symbols]


def test_an_svg_path_fills_the_same_modules():
    symbol = np.random.default_rng(8).random((25, 25)) < 0.5
    modules = np.zeros_like(symbol)
    path = svg_path(symbol, x=0, y=0, module=1)
    for x, y, width in re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)v1\.0000h-[\d.]+z", path):
        row, column = int(float(y)) - QUIET_MODULES, int(float(x)) - QUIET_MODULES
        modules[row, column : column + int(float(width))] = True
    assert (modules == symbol).all()


@pytest.fixture(scope="module")
def label():
    """A label's drawing, symbol and URL."""
    run = make_run()
    [issued] = run.issue(0, 1)
    drawing = design(run.face, layout_of("png").form, groups_of(CODE))
    [symbol] = maker_for(PREFIX).make([issued.token])
    return drawing, symbol, urls_of(run)[0]


def test_a_png_decodes_and_knows_its_size_in_print(label):
    drawing, symbol, url = label
    with Image.open(BytesIO(label_png(drawing, CODE, symbol, "Tem", "source"))) as picture:
        assert read_codes(picture) == [url]
        width, height = (
            dots / dpi * 25.4 for dots, dpi in zip(picture.size, picture.info["dpi"], strict=True)
        )
        assert (width, height) == (pytest.approx(50, abs=0.05), pytest.approx(30, abs=0.05))


def test_a_png_is_one_ink_on_white(label):
    drawing, symbol, _ = label
    with Image.open(BytesIO(label_png(drawing, CODE, symbol, "Tem", "source"))) as picture:
        assert picture.mode == "L"
        histogram = picture.histogram()
    assert histogram[0] + histogram[255] > 0.95 * sum(histogram)  # the rest is smooth edges of letters


def test_png_modules_are_whole_dots_with_four_light_ones_around(label):
    drawing, symbol, _ = label
    with Image.open(BytesIO(label_png(drawing, CODE, symbol, "Tem", "source"))) as picture:
        shades = np.asarray(picture)
    scale = 12  # 25 mm at 600 dots an inch over 49 modules
    left = round((drawing.form.symbol_x + 12.5) / 25.4 * 600 - 20.5 * scale)
    top = round(15 / 25.4 * 600 - 20.5 * scale)
    inside = shades[top : top + 41 * scale, left : left + 41 * scale]
    assert (inside == np.where(symbol, 0, 255).repeat(scale, 0).repeat(scale, 1)).all()
    around = shades[top - 4 * scale : top + 45 * scale, left - 4 * scale : left + 45 * scale]
    assert (around == 0).sum() == (inside == 0).sum()


def test_an_svg_needs_no_font_and_nothing_from_outside(label):
    drawing, symbol, _ = label
    picture = ET.fromstring(label_svg(drawing, CODE, symbol, 'Mắm <nêm> & "dứa"', "source"))
    assert (picture.get("width"), picture.get("height")) == ("50mm", "30mm")
    assert picture.findtext(f"{SVG}title") == 'Mắm <nêm> & "dứa"'
    assert {element.tag for element in picture} == {f"{SVG}{tag}" for tag in ("title", "metadata", "path")}
    assert not any("href" in name for element in picture.iter() for name in element.attrib)


def test_an_svg_s_symbol_decodes(label):
    drawing, symbol, url = label
    picture = ET.fromstring(label_svg(drawing, CODE, symbol, "Tem", "source"))
    [path] = [e.get("d") for e in picture if e.get("shape-rendering") == "crispEdges"]
    module = 25 / 49
    corner = drawing.form.symbol_x + QUIET_MODULES * module, 2.5 + QUIET_MODULES * module
    modules = np.zeros((41, 41), np.bool_)
    for x, y, width in re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)v", path):
        row, column = round((float(y) - corner[1]) / module), round((float(x) - corner[0]) / module)
        modules[row, column : column + round(float(width) / module)] = True
    assert read_codes(dots(modules)) == [url]
