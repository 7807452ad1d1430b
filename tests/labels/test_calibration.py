"""The calibration page measures what it says."""

import numpy as np
import pypdfium2
import pytest

from ocop_verify.labels.calibration import LONGEST_TICK, panel_of, write_calibration
from ocop_verify.labels.layouts import LAYOUTS, OffThePage, Placement, layout_of

DOTS_PER_MM = 10


def dark_dots(file):
    with pypdfium2.PdfDocument(file) as document:
        page = document[0].render(scale=DOTS_PER_MM * 25.4 / 72, grayscale=True).to_numpy()
    return page.squeeze() < 160


@pytest.mark.parametrize("name", ["a4-24", "a4-40", "a4-65", "roll-50x20", "roll-50x25", "roll-50x30"])
def test_every_stock_has_a_calibration_page(tmp_path, name):
    write_calibration(tmp_path / "page.pdf", LAYOUTS[name])
    with pypdfium2.PdfDocument(tmp_path / "page.pdf") as document:
        text = " ".join(document[0].get_textpage().get_text_range().split())
    assert name in text
    assert "100 %" in text


@pytest.mark.parametrize("name", ["roll-50x20", "roll-50x25", "roll-50x30", "a4-24"])
def test_words_and_ruler_do_not_touch(name):
    layout = LAYOUTS[name]
    panel = panel_of(layout)
    ruler = panel.y + panel.inset + LONGEST_TICK
    assert all(words.box[1] > ruler for words in panel.words(layout, Placement()))


def test_ten_millimetres_on_the_ruler_are_ten_millimetres(tmp_path):
    write_calibration(tmp_path / "page.pdf", layout_of("a4-24"))
    dark = dark_dots(tmp_path / "page.pdf")
    bottom = round((297 / 2 + 60 - 5) * DOTS_PER_MM)  # the ruler's line, 5 mm above the panel's lower edge
    ticks = np.flatnonzero(dark[bottom - 27, 300:1800])  # only the ticks of whole centimetres are this long
    centres = [group.mean() for group in np.split(ticks, np.flatnonzero(np.diff(ticks) > 2) + 1)]
    assert len(centres) >= 14
    assert np.diff(centres) == pytest.approx(100, abs=1.5)


def test_outlines_follow_the_offsets(tmp_path):
    for name, placement in (("a", Placement()), ("b", Placement(2, 3))):
        write_calibration(tmp_path / f"{name}.pdf", layout_of("a4-24"), placement)
    still, moved = dark_dots(tmp_path / "a.pdf"), dark_dots(tmp_path / "b.pdf")
    top_of = [np.flatnonzero(page[:, 1000])[0] for page in (still, moved)]
    left_of = [np.flatnonzero(page[300])[0] for page in (still, moved)]
    assert top_of[1] - top_of[0] == pytest.approx(30, abs=1)
    assert left_of[1] - left_of[0] == pytest.approx(20, abs=1)


def test_an_offset_off_the_paper_is_refused(tmp_path):
    with pytest.raises(OffThePage):
        write_calibration(tmp_path / "page.pdf", layout_of("roll-50x30"), Placement(5, 0))
    assert not list(tmp_path.iterdir())
