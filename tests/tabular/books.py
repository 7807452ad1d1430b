"""Makes spreadsheets for tests: honest ones through writers, dishonest ones byte by byte."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter

from ocop_verify.tabular.dates import day
from ocop_verify.tabular.headings import Column
from ocop_verify.tabular.numbers import gtin, number, stars

COLUMNS = (
    Column("product_name", "Tên sản phẩm", ("Sản phẩm",), required=True),
    Column("producer", "Chủ thể", ("Tên chủ thể",), required=True),
    Column("star", "Hạng sao", ("Sao", "Phân hạng"), stars, required=True),
    Column("decision_number", "Số quyết định", ("Số QĐ",), required=True),
    Column("issued_at", "Ngày quyết định", ("Ngày QĐ",), day, required=True),
    Column("expires_at", "Hiệu lực đến", (), day),
    Column("score", "Điểm", (), number(0, 100)),
    Column("gtin", "Mã vạch", (), gtin),
    Column("address", "Địa chỉ"),
)
HEADINGS = ("Tên sản phẩm", "Chủ thể", "Hạng sao", "Số quyết định", "Ngày quyết định")
ROW = ("Nước mắm Bãi Đá", "HTX Bãi Đá", 3, "15/QĐ-UBND", "30/06/2025")
SECOND = ("Chè Tân Lĩnh", "Hộ Trần Thị Bưởi", 4, "15/QĐ-UBND", "30/06/2025")

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def book(*rows: Sequence[Any], sheet: str = "Trang 1", **options: Any) -> bytes:
    """A workbook with these rows in its only sheet, written by XlsxWriter."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False, **options}) as workbook:
        page = workbook.add_worksheet(sheet)
        dates = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if hasattr(value, "year"):
                    page.write_datetime(number, column, value, dates)
                elif value is not None:
                    page.write(number, column, value)
    return target.getvalue()


def text(*rows: Sequence[Any], separator: str = ",", ending: str = "\r\n") -> str:
    """CSV text without quotes."""
    return "".join(separator.join(map(str, row)) + ending for row in rows)


def sheet_xml(cells: str, rest: str = "") -> str:
    """The XML of a sheet with this inside its rows, and this behind them."""
    return f'{DECLARATION}<worksheet xmlns="{NAMESPACE}"><sheetData>{cells}</sheetData>{rest}</worksheet>'


def row_xml(number: int, values: Iterable[Any], attributes: str = "") -> str:
    """A row of text and numbers as another program might write it: text inside the cell."""
    cells = []
    for index, value in enumerate(values):
        address = f"{chr(ord('A') + index)}{number}"
        if isinstance(value, str):
            cells.append(f'<c r="{address}" t="inlineStr"><is><t>{value}</t></is></c>')
        else:
            cells.append(f'<c r="{address}"><v>{value}</v></c>')
    return f'<row r="{number}" {attributes}>{"".join(cells)}</row>'


TABLE_XML = row_xml(1, HEADINGS) + row_xml(2, ROW)


def parts(sheet: str, extra: Mapping[str, bytes | str] | None = None) -> dict[str, bytes | str]:
    """The parts of a small workbook with this sheet, and others or changed ones."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006"
    package = "http://schemas.openxmlformats.org/package/2006"
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return {
        "[Content_Types].xml": f'{DECLARATION}<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{main}.worksheet+xml"/></Types>',
        "_rels/.rels": f'{DECLARATION}<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{DECLARATION}<workbook xmlns="{NAMESPACE}" xmlns:r="{office}/relationships">'
        '<sheets><sheet name="Sản phẩm &amp; sao" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{DECLARATION}<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{office}/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": sheet,
        **(extra or {}),
    }


def zipped(contents: Mapping[str, bytes | str]) -> bytes:
    """A zip archive with these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return target.getvalue()


def raw_book(cells: str, rest: str = "", extra: Mapping[str, bytes | str] | None = None) -> bytes:
    """A workbook with this XML inside its only sheet."""
    return zipped(parts(sheet_xml(cells, rest), extra))


def lying(data: bytes, name: str, declared: int) -> bytes:
    """The archive with another size declared for one of its parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        real = archive.getinfo(name).file_size
    encoded = name.encode()
    changed = bytearray(data)
    for signature, size_at, name_at in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        start = changed.find(signature)
        while changed[start + name_at : start + name_at + len(encoded)] != encoded:
            start = changed.find(signature, start + 1)
        assert struct.unpack_from("<I", changed, start + size_at) == (real,)
        struct.pack_into("<I", changed, start + size_at, declared)
    return bytes(changed)


def ole(*streams: str) -> bytes:
    """The beginning of an OLE container, and the names of its streams as its directory spells them."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    return header + b"".join(stream.encode("utf-16-le").ljust(128, b"\0") for stream in streams)


def packed(content: bytes) -> bytes:
    """Deflated bytes without a container."""
    return zlib.compress(content)


def to_tcvn3(words: str) -> str:
    """Unicode text as a .VnTime document holds it, seen through Windows-1252. Lower case only."""
    letters = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
    codes = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ"
    return words.translate(str.maketrans(letters, codes))
