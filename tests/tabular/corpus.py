"""Bad and odd files, each named by its disease, and what must come of it.

Nothing here is a committed binary: every specimen is made when it is needed.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tests.tabular.books import (
    DECLARATION,
    HEADINGS,
    NAMESPACE,
    ROW,
    SECOND,
    TABLE_XML,
    book,
    lying,
    ole,
    parts,
    raw_book,
    row_xml,
    sheet_xml,
    text,
    to_tcvn3,
    zipped,
)

SHEET = "xl/worksheets/sheet1.xml"
FIRST = {
    "product_name": "Nước mắm Bãi Đá",
    "producer": "HTX Bãi Đá",
    "star": 3,
    "decision_number": "15/QĐ-UBND",
    "issued_at": date(2025, 6, 30),
}
DAY = datetime.fromisoformat("2025-06-30")
HEADING_XML = row_xml(1, HEADINGS)


@dataclass(frozen=True)
class Specimen:
    """A file and its fate: refused with a code, or read with these rows and problems.

    ``first`` are values that the first row of data must have.
    """

    name: str
    make: Callable[[], bytes]
    refused: str = ""
    filename: str = "bang.xlsx"
    rows: int = 1
    problems: tuple[tuple[str, str], ...] = ()
    first: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def _csv(content: str, encoding: str = "utf-8") -> Callable[[], bytes]:
    return lambda: content.encode(encoding)


def _bomb() -> bytes:
    """Half a megabyte that unpacks to 102."""
    return zipped(parts(sheet_xml(TABLE_XML + "<row/>" * 17_000_000)))


def _shared_strings_bomb() -> bytes:
    strings = f'{DECLARATION}<sst xmlns="{NAMESPACE}"><si><t>' + "A" * 110_000_000 + "</t></si></sst>"
    return raw_book(TABLE_XML, extra={"xl/sharedStrings.xml": strings})


def _billion_laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{i + 1} "{f"&l{i};" * 10}">' for i in range(9))
    doctype = f'<!DOCTYPE lolz [<!ENTITY l0 "lol">{entities}]>'
    xml = sheet_xml(row_xml(1, HEADINGS) + row_xml(2, ["&l9;", *ROW[1:]]))
    return zipped(parts(xml.replace(DECLARATION, DECLARATION + doctype)))


def _external_entity() -> bytes:
    doctype = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    xml = sheet_xml(row_xml(1, HEADINGS) + row_xml(2, ["&x;", *ROW[1:]]))
    return zipped(parts(xml.replace(DECLARATION, DECLARATION + doctype)))


def _password_in_zip() -> bytes:
    data = bytearray(raw_book(TABLE_XML))
    for signature, flags_at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(signature)
        while start >= 0:
            data[start + flags_at] |= 1
            start = data.find(signature, start + 1)
    return bytes(data)


def _hidden_sheet() -> bytes:
    workbook = str(parts("")["xl/workbook.xml"]).replace("sheetId", 'state="hidden" sheetId')
    return raw_book(TABLE_XML, extra={"xl/workbook.xml": workbook})


def _damaged() -> bytes:
    data = bytearray(book(HEADINGS, *[ROW] * 500))
    middle = len(data) // 2
    data[middle : middle + 40] = bytes(40)
    return bytes(data)


def _twice_in_zip() -> bytes:
    data = raw_book(TABLE_XML, extra={"xl/worksheets/sheet2.xml": sheet_xml("")})
    return data.replace(b"sheet2.xml", b"sheet1.xml")


def _empty_rows() -> bytes:
    rows = "".join(f'<row r="{number}"></row>' for number in range(3, 1_000_003))
    return raw_book(TABLE_XML + rows)


def _far_cell(address: str) -> Callable[[], bytes]:
    number = "".join(filter(str.isdigit, address))
    cell = f'<row r="{number}"><c r="{address}" t="inlineStr"><is><t> x</t></is></c></row>'
    return lambda: raw_book(TABLE_XML + cell)


TCVN3 = to_tcvn3(text(["tên sản phẩm", "chủ thể", "hạng sao"], ["nước mắm bãi đá", "hợp tác xã bãi đá", "3"]))
VNI = text(["Teân saûn phaåm", "Chuû theå", "Haïng sao"], ["Nöôùc maém Baõi Ñaù", "Hôïp taùc xaõ", "3"])
TABLE = text(HEADINGS, ROW)
TABLE_XML_BELOW = row_xml(26, HEADINGS) + row_xml(27, ROW)
TOO_LONG = ("too_long", "too_long", "not_a_star", "too_long", "not_a_date")

REFUSED = (
    Specimen("zero_bytes", lambda: b"", "empty"),
    Specimen("only_a_mark_and_white_space", lambda: b"\xef\xbb\xbf\r\n \t", "empty", "a.csv"),
    Specimen("eleven_megabytes", lambda: b"a,b\r\n" * 2_300_000, "too_large", "a.csv"),
    Specimen("truncated", lambda: book(HEADINGS, *[ROW] * 500)[:-900], "broken"),
    Specimen("damaged_in_the_middle", _damaged, "broken"),
    Specimen("noise_named_xlsx", lambda: bytes(range(256)) * 8, "broken"),
    Specimen("no_workbook_inside", lambda: zipped({"xl/hello.xml": "<a/>"}), "broken"),
    Specimen("same_part_twice", _twice_in_zip, "broken"),
    Specimen("old_excel", lambda: ole("Root Entry", "Workbook"), "xls", "a.xls"),
    Specimen("excel_5", lambda: b"\x09\x08\x08\x00\x00\x05" + bytes(600), "xls", "a.xls"),
    Specimen("encrypted", lambda: ole("Root Entry", "EncryptionInfo", "EncryptedPackage"), "encrypted"),
    Specimen("password_in_zip", _password_in_zip, "encrypted"),
    Specimen("old_word", lambda: ole("Root Entry", "WordDocument"), "word", "a.xls"),
    Specimen("word", lambda: zipped({"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"}), "word"),
    Specimen(
        "slides", lambda: zipped({"[Content_Types].xml": "<a/>", "ppt/presentation.xml": "<a/>"}), "slides"
    ),
    Specimen("open_document", lambda: zipped({"mimetype": "x", "content.xml": "<a/>"}), "ods", "a.ods"),
    Specimen("binary_excel", lambda: zipped({"xl/workbook.bin": "x"}), "xlsb", "a.xlsb"),
    Specimen("macros", lambda: raw_book(TABLE_XML, extra={"xl/vbaProject.bin": b"x"}), "macro", "a.xlsm"),
    Specimen("excel_4_macros", lambda: raw_book("", extra={"xl/macrosheets/sheet1.xml": "<a/>"}), "macro"),
    Specimen("web_page_named_xls", lambda: b"<html><body><table><tr><td>a</table>", "html", "a.xls"),
    Specimen("table_without_a_page", lambda: b"\xef\xbb\xbf <TABLE><tr><td>a</table>", "html", "a.xls"),
    Specimen("excel_2003_xml", lambda: b'<?xml version="1.0"?><Workbook/>', "xml", "a.xls"),
    Specimen("pdf", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "pdf", "a.pdf"),
    Specimen("picture", lambda: b"\x89PNG\r\n\x1a\n" + bytes(50), "image", "a.xlsx"),
    Specimen("rar", lambda: b"Rar!\x1a\x07\x00" + bytes(50), "archive", "a.rar"),
    Specimen("workbook_inside_a_zip", lambda: zipped({"bang.xlsx": book(HEADINGS, ROW)}), "archive", "a.zip"),
    Specimen("zip_bomb", _bomb, "unpacks_too_large"),
    Specimen("shared_strings_bomb", _shared_strings_bomb, "unpacks_too_large"),
    Specimen("size_declared_too_small", lambda: lying(raw_book(TABLE_XML), SHEET, 100), "broken"),
    Specimen("size_declared_too_large", lambda: lying(raw_book(TABLE_XML), SHEET, 9_000), "broken"),
    Specimen("bomb_that_lies", lambda: lying(_bomb(), SHEET, 5_000), "broken"),
    Specimen(
        "thousand_parts",
        lambda: raw_book(TABLE_XML, extra={f"xl/media/{i}": b"" for i in range(1_000)}),
        "too_many_entries",
    ),
    Specimen("billion_laughs", _billion_laughs, "doctype"),
    Specimen("external_entity", _external_entity, "doctype"),
    Specimen("utf_16_inside", lambda: zipped(parts("") | {SHEET: sheet_xml("").encode("utf-16")}), "broken"),
    Specimen("path_that_climbs", lambda: raw_book("", extra={"../../etc/cron.d/x": "x"}), "unsafe_path"),
    Specimen("absolute_path", lambda: raw_book("", extra={"/etc/cron.d/x": "x"}), "unsafe_path"),
    Specimen("cell_in_the_last_row", _far_cell("N1048576"), "too_many_rows"),
    Specimen("cell_in_the_last_column", _far_cell("XFD3"), "too_many_columns"),
    Specimen("corner_that_needs_gigabytes", _far_cell("XFD99999"), "out_of_bounds"),
    Specimen("too_many_rows", _csv("a,b\n" * 100_100), "too_many_rows", "a.csv"),
    Specimen("too_many_columns", _csv("a," * 300 + "b\n"), "too_many_columns", "a.csv"),
    Specimen("every_sheet_hidden", _hidden_sheet, "no_sheet"),
    Specimen("empty_sheet", lambda: raw_book(""), "no_headings"),
    Specimen("no_headings", lambda: book(ROW, SECOND), "no_headings"),
    Specimen("one_heading_is_none", lambda: book(["Chủ thể", "a"], ["b", "c"]), "no_headings"),
    Specimen("open_quote", _csv('Tên sản phẩm,Chủ thể\n"Chè,HTX\n' + "a,b\n" * 9), "open_quote", "a.csv"),
    Specimen("quote_inside_a_cell", _csv('Tên sản phẩm,Chủ thể\n"Chè" ngon,HTX\n'), "open_quote", "a.csv"),
    Specimen("endless_cell", _csv("Tên sản phẩm,Chủ thể\n" + "a" * 40_000), "long_cell", "a.csv"),
    Specimen("zeros_in_text", lambda: b"Name,Star\n" + bytes(30) + b"abcdef" * 99, "binary", "a.csv"),
    Specimen("noise_named_csv", lambda: bytes(range(128, 256)) * 9, "unknown_encoding", "a.csv"),
    Specimen("damaged_utf_8", lambda: (TABLE + "Chè\n" * 90).encode() + b"\xc3(\n", "damaged_text", "a.csv"),
    Specimen("odd_utf_16", lambda: TABLE.encode("utf-16")[:-1], "damaged_text", "a.csv"),
    Specimen("tcvn3_text", _csv(TCVN3, "cp1252"), "tcvn3_file", "a.csv"),
    Specimen("tcvn3_text_saved_as_utf_8", _csv(TCVN3), "tcvn3_file", "a.csv"),
    Specimen("vni_text", _csv(VNI, "cp1252"), "vni_file", "a.csv"),
    Specimen("vni_workbook", lambda: book(*(line.split(",") for line in VNI.splitlines())), "vni_file"),
    Specimen(
        "utf_8_opened_as_western",
        _csv(TABLE.lower().replace("đ", "").encode().decode("cp1252", "ignore")),
        "garbled_file",
        "a.csv",
    ),
    Specimen(
        "saved_without_unicode", _csv("Tên s?n ph?m,Ch? th?\nN??c m?m,HTX\n"), "lost_letters_file", "a.csv"
    ),
)


def _merges(*ranges: str) -> str:
    cells = "".join(f'<mergeCell ref="{each}"/>' for each in ranges)
    return f"<mergeCells>{cells}</mergeCells>"


# Made to keep a careless reader busy for minutes.
HOSTILE = (
    Specimen("formulas_without_an_end", lambda: raw_book(TABLE_XML, '<c r="A9"><f ' * 700_000), first=FIRST),
    Specimen(
        "index_of_half_open_tags",
        lambda: raw_book(TABLE_XML, extra={"xl/workbook.xml": "<sheet " * 1_000_000 + "a:" * 300_000}),
        "broken",
    ),
    Specimen(
        "merged_cells_on_top_of_each_other",
        lambda: raw_book(TABLE_XML, _merges(*(f"E{2 + i % 90}:E90000" for i in range(150_000)))),
        first=FIRST,
    ),
    Specimen(
        "merged_cells_beside_each_other",
        lambda: raw_book(
            TABLE_XML, _merges(*(f"{x}{y}:{x}{y + 1}" for x in "FGHIJ" for y in range(1, 60_000, 2)))
        ),
        first=FIRST,
    ),
    Specimen(
        "megabytes_in_one_cell",
        lambda: raw_book(HEADING_XML + row_xml(2, ["a?b" * 3_000_000, *ROW[1:]])),
        problems=(("A2", "too_long"),),
    ),
    Specimen(
        "long_text_in_every_column",
        lambda: raw_book(HEADING_XML + row_xml(2, ["ắ?" * 16_000] * 5)),
        problems=tuple((f"{letter}2", code) for letter, code in zip("ABCDE", TOO_LONG, strict=True)),
    ),
    Specimen(
        "long_text_for_headings",
        lambda: raw_book("".join(row_xml(i, [f"{i}(" * 9_000] * 18) for i in range(1, 25)) + TABLE_XML_BELOW),
        first=FIRST,
    ),
)

READ = (
    Specimen("honest", lambda: book(HEADINGS, ROW, SECOND), rows=2, first=FIRST),
    Specimen("no_rows", lambda: book(HEADINGS), rows=0),
    Specimen("million_empty_rows", _empty_rows, first=FIRST),
    Specimen(
        "excel_dates",
        lambda: book(HEADINGS, [*ROW[:4], DAY], [*ROW[:4], DAY.replace(hour=8)]),
        rows=2,
        first=FIRST,
    ),
    Specimen("date_as_serial_number", lambda: book(HEADINGS, [*ROW[:4], 45838]), first=FIRST),
    Specimen(
        "date_system_of_1904",
        lambda: book(HEADINGS, [*ROW[:4], date(2025, 6, 30)], date_1904=True),
        first=FIRST,
    ),
    Specimen(
        "thirtieth_of_february",
        lambda: book(HEADINGS, [*ROW[:4], "30/02/2025"]),
        problems=(("E2", "no_such_date"),),
    ),
    Specimen(
        "month_before_day",
        lambda: book(HEADINGS, [*ROW[:4], "06/30/2025"]),
        problems=(("E2", "month_first"),),
    ),
    Specimen(
        "year_of_two_digits",
        lambda: book(HEADINGS, [*ROW[:4], "30/6/25"]),
        problems=(("E2", "two_digit_year"),),
    ),
    Specimen("stars_drawn", lambda: book(HEADINGS, [*ROW[:2], "★★★", *ROW[3:]]), first=FIRST),
    Specimen(
        "star_that_is_none",
        lambda: book(HEADINGS, [*ROW[:2], "tiềm năng 5 sao", *ROW[3:]]),
        problems=(("C2", "potential_star"),),
    ),
    Specimen(
        "every_cell_empty_but_one",
        lambda: book(HEADINGS, [None, "HTX"]),
        problems=(("A2", "missing"), ("C2", "missing"), ("D2", "missing"), ("E2", "missing")),
    ),
    Specimen("cells_of_spaces", lambda: book(HEADINGS, [" \u00a0", *ROW[1:]]), problems=(("A2", "missing"),)),
    Specimen("rows_of_spaces", lambda: book(HEADINGS, ROW, [" "] * 5, ["\u200b"] * 5), first=FIRST),
    Specimen("missing_column", lambda: book(HEADINGS[:4], ROW[:4]), problems=(("1", "missing_column"),)),
    Specimen(
        "column_by_nearly_its_name",
        lambda: book(["Tên sản phẩn", *HEADINGS[1:]], ROW),
        problems=(("A1", "missing_column"),),
    ),
    Specimen(
        "two_headings_for_one_column",
        lambda: book([*HEADINGS, "Ngày QĐ"], [*ROW, "01/07/2025"]),
        problems=(("F1", "duplicate_heading"),),
        first=FIRST,
    ),
    Specimen(
        "two_headings_for_one_column_of_a_csv_file",
        _csv(text([*HEADINGS, "Ngày QĐ"], [*ROW, "01/07/2025"])),
        filename="a.csv",
        problems=(("F1", "duplicate_heading"),),
        first=FIRST,
    ),
    Specimen("columns_in_another_order", lambda: book(HEADINGS[::-1], ROW[::-1]), first=FIRST),
    Specimen(
        "english_headings",
        lambda: book(["Product name", "PRODUCER", "star", "decision_number", "issued-at"], ROW),
        first=FIRST,
    ),
    Specimen(
        "headings_without_diacritics",
        lambda: book(["TEN SAN PHAM", "chu the", "Hang sao*", "So QD:", "Ngay QD (dd/mm/yyyy)"], ROW),
        first=FIRST,
    ),
    Specimen("unknown_columns", lambda: book(["STT", *HEADINGS, "Ghi chú"], [1, *ROW, "x"]), first=FIRST),
    Specimen("rows_numbered_in_advance", lambda: book(["STT", *HEADINGS], [1, *ROW], [2], [3]), first=FIRST),
    Specimen(
        "letterhead",
        lambda: book(["UBND TỈNH LÂM ĐỒNG"], [], ["DANH SÁCH SẢN PHẨM"], [], HEADINGS, ROW),
        first=FIRST,
    ),
    Specimen(
        "numbered_columns", lambda: book(HEADINGS, ["(1)", "(2)", "(3)", "(4)", "(5)"], ROW), first=FIRST
    ),
    Specimen(
        "begins_in_another_corner",
        lambda: book([], [], [None, None, *HEADINGS], [None, None, *ROW]),
        first=FIRST,
    ),
    Specimen(
        "merged_titles_and_groups",
        lambda: raw_book(
            row_xml(1, ["DANH SÁCH"])
            + row_xml(2, HEADINGS)
            + row_xml(3, ["I. Thực phẩm"])
            + row_xml(4, ROW)
            + row_xml(5, ["II. Đồ uống"])
            + row_xml(6, SECOND),
            '<mergeCells count="3"><mergeCell ref="A1:E1"/><mergeCell ref="A3:E3"/>'
            '<mergeCell ref="A5:E5"/></mergeCells>',
        ),
        rows=2,
        first=FIRST,
        notes=("title_row", "title_row"),
    ),
    Specimen(
        "decision_merged_over_rows",
        lambda: raw_book(
            row_xml(1, HEADINGS) + row_xml(2, ROW) + row_xml(3, SECOND[:3]) + row_xml(4, SECOND[:3]),
            '<mergeCells count="2"><mergeCell ref="D2:D4"/><mergeCell ref="E2:E4"/></mergeCells>',
        ),
        rows=3,
        first=FIRST,
    ),
    Specimen(
        "unknown_column_merged_into_the_data",
        lambda: raw_book(TABLE_XML, _merges("G1:G2")),
        first=FIRST,
    ),
    Specimen(
        "headings_over_two_rows",
        lambda: raw_book(
            row_xml(1, ["Tên sản phẩm", "Chủ thể", "Hạng sao", "Quyết định", ""])
            + row_xml(2, ["", "", "", "Số", "Ngày"])
            + row_xml(3, ROW),
            '<mergeCells count="4"><mergeCell ref="A1:A2"/><mergeCell ref="B1:B2"/><mergeCell ref="C1:C2"/>'
            '<mergeCell ref="D1:E1"/></mergeCells>',
        ),
        first=FIRST,
    ),
    Specimen("sheet_by_another_program", lambda: raw_book(TABLE_XML), first=FIRST),
    Specimen(
        "hidden_row",
        lambda: raw_book(row_xml(1, HEADINGS) + row_xml(2, ROW, 'hidden="1"')),
        first=FIRST,
        notes=("hidden",),
    ),
    Specimen(
        "formula_with_its_value",
        lambda: raw_book(row_xml(1, HEADINGS) + row_xml(2, ROW).replace("<v>3</v>", "<f>1+2</f><v>3</v>")),
        first=FIRST,
    ),
    Specimen(
        "formula_never_computed",
        lambda: raw_book(row_xml(1, HEADINGS) + row_xml(2, ROW).replace("<v>3</v>", "<f>1+2</f><v></v>")),
        problems=(("C2", "formula_not_computed"),),
    ),
    Specimen(
        "formula_with_an_error",
        lambda: raw_book(
            row_xml(1, [*HEADINGS, "Hiệu lực đến"])
            + row_xml(2, ROW).replace("</row>", '<c r="F2" t="e"><f>NA()</f><v>#N/A</v></c></row>')
        ),
        problems=(("F2", "formula_error"),),
        first=FIRST,
    ),
    Specimen(
        "formula_that_gives_nothing",
        lambda: raw_book(
            row_xml(1, [*HEADINGS, "Hiệu lực đến"])
            + row_xml(2, ROW).replace("</row>", '<c r="F2" t="str"><f>""</f><v></v></c></row>')
        ),
        first=FIRST,
    ),
    Specimen(
        "date_where_text_belongs",
        lambda: book(HEADINGS, [*ROW[:3], date(2025, 4, 3), ROW[4]]),
        problems=(("D2", "date_in_text"),),
    ),
    Specimen(
        "number_where_text_belongs",
        lambda: book(HEADINGS, [*ROW[:3], 303, ROW[4]]),
        first={"decision_number": "303"},
    ),
    Specimen(
        "yes_where_text_belongs", lambda: book(HEADINGS, [True, *ROW[1:]]), first={"product_name": "TRUE"}
    ),
    Specimen(
        "rounded_bar_code",
        _csv(text([*HEADINGS, "Mã vạch"], [*ROW, "8.93E+12"])),
        filename="a.csv",
        problems=(("F2", "lost_digits"),),
    ),
    Specimen(
        "decomposed_letters",
        lambda: book(*([unicodedata.normalize("NFD", str(c)) for c in r] for r in (HEADINGS, ROW))),
        first=FIRST,
    ),
    Specimen(
        "tcvn3_in_one_cell",
        lambda: book(HEADINGS, [to_tcvn3("nước mắm phú quốc"), *ROW[1:]]),
        problems=(("A2", "tcvn3"),),
    ),
    Specimen(
        "vni_in_one_cell",
        lambda: book(HEADINGS, ["Nöôùc maém Phuù Quoác", *ROW[1:]]),
        problems=(("A2", "vni"),),
    ),
    Specimen(
        "garbled_cell",
        lambda: book(HEADINGS, ["NÆ°á»›c máº¯m PhÃº Quá»‘c", *ROW[1:]]),
        problems=(("A2", "garbled"),),
    ),
    Specimen(
        "question_marks_for_letters",
        lambda: book(HEADINGS, ["N??c m?m Phú Qu?c", *ROW[1:]]),
        problems=(("A2", "lost_letters"),),
    ),
    Specimen("very_long_name", lambda: book(HEADINGS, ["a" * 600, *ROW[1:]]), problems=(("A2", "too_long"),)),
    Specimen(
        "second_sheet_has_the_table",
        lambda: zipped(_two_sheets()),
        first=FIRST,
        notes=("other_sheets",),
    ),
    Specimen("utf_8", _csv(TABLE), filename="a.csv", first=FIRST),
    Specimen("utf_8_with_mark", _csv("\ufeff" + TABLE), filename="a.csv", first=FIRST),
    Specimen("utf_16", _csv(TABLE.replace(",", "\t"), "utf-16"), filename="a.txt", first=FIRST),
    Specimen("utf_16_without_mark", _csv(TABLE, "utf-16-le"), filename="a.csv", first=FIRST),
    Specimen("utf_16_the_other_way", _csv("\ufeff" + TABLE, "utf-16-be"), filename="a.csv", first=FIRST),
    Specimen("windows_1258", lambda: windows_1258(TABLE), filename="a.csv", first=FIRST),
    Specimen(
        "semicolons",
        _csv(text([*HEADINGS, "Điểm"], [*ROW, "85,5"], separator=";")),
        filename="a.csv",
        first=FIRST,
    ),
    Specimen("tabs_named_xls", _csv(text(HEADINGS, ROW, separator="\t")), filename="a.xls", first=FIRST),
    Specimen(
        "separator_declared",
        _csv("sep=;\r\n" + text(HEADINGS, ROW, separator=";")),
        filename="a.csv",
        first=FIRST,
    ),
    Specimen("old_macintosh_lines", _csv(text(HEADINGS, ROW, ending="\r")), filename="a.csv", first=FIRST),
    Specimen(
        "unix_lines_and_blank_ones",
        _csv("\n\n" + text(HEADINGS, [], ROW, [], ending="\n")),
        filename="a.csv",
        first=FIRST,
    ),
    Specimen(
        "line_break_in_a_cell",
        _csv(
            'Tên sản phẩm,Chủ thể,Sao,Số QĐ,Ngày QĐ\n"Nước mắm\nBãi Đá",HTX Bãi Đá,3,15/QĐ-UBND,30/06/2025\n'
        ),
        filename="a.csv",
        first=FIRST,
    ),
    Specimen(
        "commas_in_unquoted_addresses",
        _csv(text([*HEADINGS, "Địa chỉ"], [*ROW, "Thôn 1, xã A"])),
        filename="a.csv",
        problems=(("G2", "extra_cell"),),
    ),
    Specimen(
        "separator_in_quoted_addresses",
        _csv(text([*HEADINGS, "Địa chỉ"], *[[*ROW, '"Thôn 1; xã A; huyện B; tỉnh C; Việt Nam; 1; 2"']] * 9)),
        filename="a.csv",
        rows=9,
        first={**FIRST, "address": "Thôn 1; xã A; huyện B; tỉnh C; Việt Nam; 1; 2"},
    ),
    Specimen(
        "neutralised_cell",
        _csv(text(HEADINGS, ["'=1+1", *ROW[1:]])),
        filename="a.csv",
        first={"product_name": "=1+1"},
    ),
    Specimen(
        "formula_in_text",
        _csv(text(HEADINGS, ["=cmd|' /C calc'!A0", *ROW[1:]])),
        filename="a.csv",
        first={"product_name": "=cmd|' /C calc'!A0"},
    ),
)


def windows_1258(content: str) -> bytes:
    """As Vietnamese Windows writes it: vowels with hat, breve or horn composed, tones behind them."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    spelled = ""
    for letter in unicodedata.normalize("NFC", content):
        parts_of = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in parts_of if mark in tones)
        rest = unicodedata.normalize("NFC", "".join(mark for mark in parts_of if mark not in tones))
        spelled += rest + tone
    return spelled.encode("cp1258")


def _two_sheets() -> dict[str, bytes | str]:
    """A cover sheet without a table before the one with it."""
    contents = parts(sheet_xml(row_xml(1, ["Bìa"])), {"xl/worksheets/sheet2.xml": sheet_xml(TABLE_XML)})
    sheet = '<sheet name="Bảng" sheetId="2" r:id="rId2"/></sheets>'
    relation = str(contents["xl/_rels/workbook.xml.rels"])
    second = relation[relation.index("<Relationship ") : relation.index("</Relationships>")]
    contents["xl/workbook.xml"] = str(contents["xl/workbook.xml"]).replace("</sheets>", sheet)
    contents["xl/_rels/workbook.xml.rels"] = relation.replace(
        "</Relationships>", second.replace("rId1", "rId2").replace("sheet1", "sheet2") + "</Relationships>"
    )
    return contents


ALL_REFUSED = (*REFUSED, *(specimen for specimen in HOSTILE if specimen.refused))
ALL_READ = (*READ, *(specimen for specimen in HOSTILE if not specimen.refused))
