"""Sheets as a printer gets them: every code on every page is read back from the rendered file."""

import resource
import unicodedata
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise

import pypdfium2
import pytest
import zxingcpp

from ocop_verify.domain.typed_code import format_code
from ocop_verify.labels.decoding import rendered_pages
from ocop_verify.labels.layouts import LAYOUTS, Placement, SymbolTooSmall, layout_of
from ocop_verify.labels.proofreading import proofread
from ocop_verify.labels.sheets import CannotWrite, NothingToPrint, write_sheet
from ocop_verify.labels.symbols import maker_for
from tests.labels.printing import make_face, make_product_run, make_run, print_sheet, urls_of

PDF_LAYOUTS = ["a4-24", "a4-40", "a4-65", "roll-50x20", "roll-50x25", "roll-50x30"]
POINTS = 72 / 25.4

# Files of two pages, so that a hundred labels fill three.
SHORT, SHORT_ROLL = (
    replace(layout, labels_per_file=2 * layout.per_page)
    for layout in (layout_of("a4-24"), layout_of("roll-50x30"))
)


def text_of(file, page=0):
    with pypdfium2.PdfDocument(file) as document:
        return document[page].get_textpage().get_text_range()


def positions(file, page=0):
    """The centre of every code on a page, in millimetres from the upper left, row by row."""
    picture = list(rendered_pages(file))[page]
    corners = [code.position for code in zxingcpp.read_barcodes(picture)]
    centres = [
        (
            (at.top_left.x + at.bottom_right.x) / 2 / 300 * 25.4,
            (at.top_left.y + at.bottom_right.y) / 2 / 300 * 25.4,
        )
        for at in corners
    ]
    return sorted(centres, key=lambda centre: (round(centre[1]), centre[0]))


@pytest.mark.parametrize("layout", PDF_LAYOUTS)
def test_every_code_on_every_page_is_read(tmp_path, layout):
    run = make_run(count=5 if layout.startswith("roll") else 70)
    sheet = print_sheet(tmp_path / "sheet.pdf", [run], layout)
    proof = proofread(sheet.files, urls_of(run))
    assert (proof.read, proof.expected) == (run.count, run.count)
    assert proof.is_clean


@pytest.mark.parametrize("host", ["https://ocop.vn/", "https://truyxuat.ocop.gov.vn/"])
def test_a_longer_host_prints_a_finer_symbol_that_still_reads(tmp_path, host):
    run = make_run(make_face(host=host.split("/")[2]), count=24)
    symbols = maker_for(host)
    sheet = write_sheet(tmp_path / "sheet.pdf", [run], layout_of("a4-24"), symbols)
    assert sheet.size.module == pytest.approx(28 / (symbols.size + 8))
    assert proofread(sheet.files, [host + label.token for label in run.issue(0, 24)]).is_clean


@pytest.mark.parametrize(("crop_marks", "margin"), [(False, 3), (True, 8)])
def test_a_page_with_bleed_says_where_the_label_is_cut_and_still_reads(tmp_path, crop_marks, margin):
    run, placement = make_run(count=2), Placement(bleed=3, crop_marks=crop_marks)
    sheet = print_sheet(tmp_path / "sheet.pdf", [run], "roll-50x30", placement=placement)
    with pypdfium2.PdfDocument(sheet.files[0]) as document:
        boxes = [document[0].get_mediabox(), document[0].get_bleedbox(), document[0].get_trimbox()]
    edge = margin - 3
    wanted = [
        (0, 0, 50 + 2 * margin, 30 + 2 * margin),
        (edge, edge, 56 + edge, 36 + edge),
        (margin, margin, 50 + margin, 30 + margin),
    ]
    for box, millimetres in zip(boxes, wanted, strict=True):
        assert box == pytest.approx([each * POINTS for each in millimetres], abs=0.01)
    assert proofread(sheet.files, urls_of(run)).is_clean


@pytest.mark.parametrize("layout", PDF_LAYOUTS)
def test_pages_have_the_size_of_their_stock(tmp_path, layout):
    sheet = print_sheet(tmp_path / "sheet.pdf", [make_run(count=2)], layout)
    with pypdfium2.PdfDocument(sheet.files[0]) as document:
        width, height = document[0].get_size()
    assert (width, height) == pytest.approx([edge * POINTS for edge in layout_of(layout).page], abs=0.01)


def test_a_page_more_is_begun_only_when_one_is_full(tmp_path):
    for count, pages in ((24, 1), (25, 2), (48, 2)):
        sheet = print_sheet(tmp_path / f"{count}.pdf", [make_run(count=count)])
        with pypdfium2.PdfDocument(sheet.files[0]) as document:
            assert len(document) == pages


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_words_can_be_copied_out_of_the_pdf(tmp_path, form):
    face = make_face(product=unicodedata.normalize(form, "Cà phê Đắk Nông sấy thăng hoa"))
    run = make_product_run(face=face)
    text = " ".join(text_of(print_sheet(tmp_path / "s.pdf", [run]).files[0]).split())
    for words in ("Cà phê Đắk Nông", "sấy thăng hoa", "4 sao", "Hiệu lực đến 05/08/2028", "ocop.vn"):
        assert words in text
    assert format_code(run.issue(0, 1)[0].code) in text


def test_all_fonts_are_embedded(tmp_path):
    content = print_sheet(tmp_path / "s.pdf", [make_run(count=1)]).files[0].read_bytes()
    assert content.count(b"/FontFile2") == 3
    assert b"Helvetica" not in content


def test_each_label_shows_its_own_code(tmp_path):
    run = make_run(count=24)
    text = " ".join(text_of(print_sheet(tmp_path / "s.pdf", [run]).files[0]).split())
    assert all(format_code(label.code) in text for label in run.issue(0, 24))


def test_labels_of_several_batches_follow_each_other(tmp_path):
    runs = [
        make_run(make_face(product="Rượu cần"), id=2, count=10),
        make_product_run(3, make_face(product="Trà hoa"), id=3),
        make_run(make_face(product="Gạo nếp"), id=4, count=20),
    ]
    sheet = print_sheet(tmp_path / "s.pdf", runs)
    assert sheet.labels == 33
    assert proofread(sheet.files, urls_of(*runs)).is_clean
    assert text_of(sheet.files[0]).count("Rượu cần") == 10
    assert text_of(sheet.files[0]).count("Trà hoa") == 3
    assert text_of(sheet.files[0]).count("Gạo nếp") == 11
    assert text_of(sheet.files[0], 1).count("Gạo nếp") >= 9


def test_a_product_label_fills_a_sheet_with_copies(tmp_path):
    run = make_product_run(copies=24)
    proof = proofread(print_sheet(tmp_path / "s.pdf", [run]).files, urls_of(run))
    assert proof.read == 24
    assert len(set(urls_of(run))) == 1


# Where labels stand ---------------------------------------------------------------------------------


def test_labels_stand_where_the_stock_has_them(tmp_path):
    layout = layout_of("a4-65")
    found = positions(print_sheet(tmp_path / "s.pdf", [make_run(count=65)], "a4-65").files[0])
    for (x, y), (left, bottom) in zip(found, layout.corners(), strict=True):
        assert x == pytest.approx(left + layout.form.symbol_x + layout.form.symbol / 2, abs=0.15)
        assert y == pytest.approx(layout.page[1] - bottom - layout.form.height / 2, abs=0.15)


def test_offsets_move_every_label_right_and_down(tmp_path):
    run = make_run(count=24)
    straight = positions(print_sheet(tmp_path / "a.pdf", [run]).files[0])
    moved = positions(print_sheet(tmp_path / "b.pdf", [run], placement=Placement(2, 1.5)).files[0])
    for (x, y), (moved_x, moved_y) in zip(straight, moved, strict=True):
        assert (moved_x - x, moved_y - y) == pytest.approx((2, 1.5), abs=0.1)


def test_a_part_used_sheet_begins_at_its_first_free_label(tmp_path):
    run = make_run(count=30)
    full = positions(print_sheet(tmp_path / "a.pdf", [make_run(count=24)]).files[0])
    late = print_sheet(tmp_path / "b.pdf", [run], placement=Placement(first=20))
    assert proofread(late.files, urls_of(run)).is_clean
    for first, second in zip(positions(late.files[0]), full[19:], strict=True):
        assert first == pytest.approx(second, abs=0.1)
    assert len(positions(late.files[0], page=1)) == 24


def test_crop_marks_stand_outside_the_labels(tmp_path):
    run = make_run(count=24)
    plain = print_sheet(tmp_path / "a.pdf", [run]).files[0]
    marked = print_sheet(tmp_path / "b.pdf", [run], placement=Placement(crop_marks=True)).files[0]
    [before], [after] = rendered_pages(plain), rendered_pages(marked)
    block = [round(edge / 25.4 * 300) for edge in (7.21, 12.9, 210 - 7.21, 297 - 12.9)]
    assert before.crop(block).tobytes() == after.crop(block).tobytes()
    assert sum(after.histogram()[:128]) > sum(before.histogram()[:128])


# Refused before anything is written -----------------------------------------------------------------


def test_a_host_too_long_for_the_stock_is_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(SymbolTooSmall, match="a4-65"):
        write_sheet(
            tmp_path / "s.pdf",
            [make_run()],
            layout_of("a4-65"),
            maker_for("https://truyxuatnguongoc.ocop.gov.vn/"),
        )
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("runs", [[], [make_product_run(copies=0)]])
def test_a_sheet_of_nothing_is_refused(tmp_path, runs):
    with pytest.raises(NothingToPrint):
        print_sheet(tmp_path / "s.pdf", runs)


def test_what_the_disk_refuses_is_told_with_the_name_of_the_file(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CannotWrite, match=r"s\.pdf"):
        print_sheet(tmp_path / "file" / "s.pdf", [make_run(count=1)])


def test_a_disk_that_fills_up_half_way_keeps_what_was_finished(tmp_path):
    run = make_run(count=100)
    with file_size_limit() as limit, pytest.raises(CannotWrite, match=r"tem-002\.pdf"):
        print_sheet(
            tmp_path / "tem.pdf", [run], SHORT, progress=lambda done: limit(1000) if done > 48 else None
        )
    assert [file.name for file in tmp_path.iterdir()] == ["tem-001.pdf"]
    sheet = print_sheet(tmp_path / "tem.pdf", [run], SHORT)
    assert sheet.kept == 1
    assert proofread(sheet.files, urls_of(run)).is_clean


@contextmanager
def file_size_limit():
    """Gives a function that makes the system refuse files over so many bytes, as a full disk would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        yield lambda most: resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


# Long sheets ----------------------------------------------------------------------------------------


class TestVolumes:
    def test_a_long_sheet_is_cut_into_numbered_files(self, tmp_path):
        run = make_run(count=100)
        sheet = print_sheet(tmp_path / "tem.pdf", [run], SHORT)
        assert [file.name for file in sheet.files] == ["tem-001.pdf", "tem-002.pdf", "tem-003.pdf"]
        assert sorted(tmp_path.iterdir()) == list(sheet.files)
        assert proofread(sheet.files, urls_of(run)).is_clean

    def test_each_page_says_which_serials_it_holds(self, tmp_path):
        sheet = print_sheet(tmp_path / "tem.pdf", [make_run(count=100)], SHORT)
        margins = [text_of(file, page).splitlines()[-1] for file in sheet.files[:2] for page in (0, 1)]
        for margin, serials in zip(margins, ("1–24", "25–48", "49–72", "73–96"), strict=True):
            assert f"Mắm nêm Suối Mơ · lô 1 · số {serials} · " in margin
        assert "tệp 1/3 · trang 2/2" in margins[1]

    def test_a_roll_without_margin_begins_with_its_serials(self, tmp_path):
        run = make_run(count=3)
        sheet = print_sheet(tmp_path / "tem.pdf", [run], SHORT_ROLL)
        assert "Cuộn 1/2" in text_of(sheet.files[0])
        assert "số 1–2" in text_of(sheet.files[0])
        assert "số 3–3" in text_of(sheet.files[1])
        assert proofread(sheet.files, urls_of(run)).is_clean

    def test_a_part_used_first_sheet_loses_no_label(self, tmp_path):
        run = make_run(count=100)
        sheet = print_sheet(tmp_path / "tem.pdf", [run], SHORT, placement=Placement(first=24))
        assert proofread(sheet.files, urls_of(run)).is_clean

    def test_an_interrupted_sheet_goes_on_where_it_stopped(self, tmp_path):
        run = make_run(count=100)

        def interrupt(done):
            if done > 60:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            print_sheet(tmp_path / "tem.pdf", [run], SHORT, progress=interrupt)
        [finished] = tmp_path.iterdir()
        written = finished.stat().st_mtime_ns
        sheet = print_sheet(tmp_path / "tem.pdf", [run], SHORT)
        assert sheet.kept == 1
        assert finished.stat().st_mtime_ns == written
        proof = proofread(sheet.files, urls_of(run))
        assert proof.is_clean
        assert proof.read == 100

    def test_a_finished_sheet_is_not_written_again(self, tmp_path):
        first = print_sheet(tmp_path / "tem.pdf", [make_run()], SHORT)
        again = print_sheet(tmp_path / "tem.pdf", [make_run()], SHORT)
        assert (first.kept, again.kept) == (0, 3)

    @pytest.mark.parametrize(
        ("run", "options"),
        [
            (make_run(make_face(stars=5)), {}),
            (make_run(id=2), {}),
            (make_run(key_id=1, printed_stars=5), {}),  # other tokens
            (make_run(), {"placement": Placement(offset_x=1)}),
        ],
        ids=["other words", "other batch", "other tokens", "other offsets"],
    )
    def test_files_of_another_sheet_are_not_kept(self, tmp_path, run, options):
        print_sheet(tmp_path / "tem.pdf", [make_run()], SHORT)
        assert print_sheet(tmp_path / "tem.pdf", [run], SHORT, **options).kept == 0

    def test_a_cut_off_file_under_the_right_name_is_written_again(self, tmp_path):
        sheet = print_sheet(tmp_path / "tem.pdf", [make_run()], SHORT)
        whole = sheet.files[1].read_bytes()
        sheet.files[1].write_bytes(b"")
        assert print_sheet(tmp_path / "tem.pdf", [make_run()], SHORT).kept == 2
        assert sheet.files[1].read_bytes() == whole

    def test_progress_never_goes_back_and_ends_at_the_last_label(self, tmp_path):
        seen = []
        print_sheet(tmp_path / "tem.pdf", [make_run(count=100)], SHORT, progress=seen.append)
        assert all(before < after for before, after in pairwise(seen))
        assert seen[-1] == 100


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_labels_give_the_same_bytes(tmp_path, layout):
    contents = [
        print_sheet(tmp_path / name, [make_product_run()], layout).files[0].read_bytes()
        for name in ("a", "b")
    ]
    assert contents[0] == contents[1]


# Pictures -------------------------------------------------------------------------------------------


def test_a_png_sheet_is_one_label(tmp_path):
    run = make_product_run()
    sheet = print_sheet(tmp_path / "tem.png", [run], "png")
    assert [file.name for file in sheet.files] == ["tem.png"]
    assert proofread(sheet.files, urls_of(run)).is_clean


def test_several_pictures_are_several_files(tmp_path):
    run = make_run(count=3)
    sheet = print_sheet(tmp_path / "tem.png", [run], "png")
    assert [file.name for file in sheet.files] == ["tem-001.png", "tem-002.png", "tem-003.png"]
    assert proofread(sheet.files, urls_of(run)).is_clean
    assert print_sheet(tmp_path / "tem.png", [run], "png").kept == 3


def test_an_svg_sheet_names_its_product(tmp_path):
    sheet = print_sheet(tmp_path / "tem.svg", [make_product_run()], "svg")
    assert "<title>Tem OCOP: Mắm nêm Suối Mơ</title>" in sheet.files[0].read_text("utf-8")
    assert print_sheet(tmp_path / "tem.svg", [make_product_run()], "svg").kept == 1
