"""Search and claim check as a browser gets them, from a catalogue on disk and no database."""

import io

import pytest
from openpyxl import load_workbook

from ocop_verify.domain.matching.claims import Finding
from ocop_verify.search.views.checking import MOST_BYTES, MOST_ROWS, SHOWN_ROWS
from tests.pages import Page
from tests.tabular.corpus import book

HEADINGS = ["Tên sản phẩm", "Chủ thể", "Hạng sao"]
ROWS = [
    ["Mắm nêm Thuyền Nan", "CT TNHH Thuyền Nan", 3],
    ["Nước mắm cá thu Thuyền Nan", "CT TNHH Thuyền Nan", 4],
    ["Xe đạp điện", "", ""],
    ["Kẹo dừa Cô Lụa", "HKD Trần Thị Lụa", "1 sao"],
]
FOUND = ["in_force", "same_producer_other_product", "not_found", "impossible_claim"]
PASTED = "\n".join("\t".join(map(str, row)) for row in (HEADINGS, *ROWS))


def findings(text: str) -> list[str]:
    """The findings on a page, in their order."""
    return [
        each.attributes["data-finding"] for each in Page(text).elements if "data-finding" in each.attributes
    ]


def marked(text: str) -> list[str]:
    return [each.words for each in Page(text).all("mark")]


@pytest.mark.parametrize(
    "path", ["/search", "/search?q=mam", "/search?q=zz", "/check", "/check?product_name=mam+nem"]
)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_it_opens_in_both_languages(read, path, prefix):
    assert read(prefix + path).status_code == 200


def test_results_are_marked_and_link_to_their_products(read):
    page = read("/search?q=mam+nem+thuyen+nan")
    assert marked(page.text)[:4] == ["Mắm", "nêm", "Thuyền", "Nan"]
    assert 'href="/products/1"' in page.text


def test_what_may_have_been_meant_is_one_click_away(read):
    page = Page(read("/search?q=mat+onng+hoa").text)
    assert [link.words for link in page.all("a") if "mat+ong+hoa" in link.attributes.get("href", "")] == [
        "mat ong hoa"
    ]


def test_each_facet_is_a_link_that_narrows_the_results(read):
    links = [each.attributes["href"] for each in Page(read("/search?q=mat+ong").text).all("a")]
    narrower = [link for link in links if "stars=4" in link]
    assert narrower == ["/search?q=mat+ong&stars=4"]
    page = read(narrower[0])
    assert 'href="/products/10"' in page.text
    assert 'href="/products/9"' not in page.text


@pytest.mark.parametrize(
    "query",
    ["stars=9", "province=xx", "set=abc", "page=0", "page=99999", "page=x", "standing=<b>", "old_province="],
)
def test_a_parameter_that_names_nothing_is_passed_over(read, query):
    assert read(f"/search?q=mat+ong&{query}").status_code == 200


def test_one_claim_is_answered_with_its_product(read):
    page = read("/check?product_name=mam+nem+thuyen+nan&producer=thuyen+nan&star=3")
    assert findings(page.text) == [Finding.IN_FORCE]
    assert 'href="/products/1"' in page.text


def test_candidates_are_shown_where_nothing_tells_them_apart(read):
    page = read("/check?product_name=mat+ong+hoa+ca+phe")
    assert findings(page.text) == [Finding.AMBIGUOUS]
    assert {'href="/products/9"', 'href="/products/10"'} <= set(page.text.replace(">", " ").split())


def test_what_was_asked_stays_in_the_fields_and_cannot_break_out(read):
    page = read("/check", query_string={"product_name": '"><script>alert(1)</script>'})
    assert "<script>alert" not in page.text
    assert page.status_code == 200


def test_a_pasted_table_is_checked_row_by_row(send):
    page = send("/check", data={"table": PASTED, "as": "page"})
    rows = [each for each in findings(page.text) if each]
    assert rows[-4:] == FOUND
    assert sorted(rows[:-4]) == sorted(FOUND)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Mắm nêm Thuyền Nan\nXe đạp điện", id="lines"),
        pytest.param('Mắm nêm "Thuyền Nan\n\n  Xe đạp điện  \n', id="a stray quotation mark"),
        pytest.param("mam nem thuyen nan 3 sao, phan thiet\nxe dap dien - cty abc", id="with commas"),
    ],
)
def test_lines_without_headings_are_one_claim_each(send, text):
    page = send("/check", data={"table": text, "as": "page"})
    assert findings(page.text)[-2:] == ["in_force", "not_found"]


def sent(send, name: str, data: bytes, **form: str):
    return send("/check", data={"file": (io.BytesIO(data), name), "as": "page", **form})


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("list.xlsx", book(["Danh sách tại hội chợ"], HEADINGS, *ROWS)),
        ("list.csv", PASTED.replace("\t", ";").encode("utf-8-sig")),
        ("list.csv", PASTED.encode("utf-16")),
    ],
)
def test_a_file_is_checked_row_by_row(send, name, data):
    assert findings(sent(send, name, data).text)[-4:] == FOUND


def test_the_result_is_the_list_itself_with_three_columns_more(send):
    table = book(["Quầy", *HEADINGS], *([f"A{n}", *row] for n, row in enumerate(ROWS, 1)))
    answer = sent(send, "list.xlsx", table, **{"as": "xlsx"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ocop-check.xlsx"'
    rows = list(load_workbook(io.BytesIO(answer.data)).active.values)
    assert rows[0] == ("Quầy", *HEADINGS, "finding", "reason", "certification_id")
    assert [row[:4] for row in rows[1:]] == [
        (f"A{n}", *(cell if cell != "" else None for cell in row)) for n, row in enumerate(ROWS, 1)
    ]
    assert [row[4] for row in rows[1:]] == FOUND
    assert [row[6] for row in rows[1:]] == [1_001, 1_002, None, 1_006]
    assert all(row[5].endswith(".") for row in rows[1:])


def test_a_formula_in_a_list_stays_text(send):
    answer = send("/check", data={"table": "Tên sản phẩm\n=1+1\n@SUM(A1)", "as": "csv"})
    cells = [line.split(",")[0].strip('"') for line in answer.data.decode("utf-8-sig").splitlines()[1:]]
    assert all(not cell.startswith(("=", "@")) for cell in cells)


def test_a_checked_list_can_be_checked_again(send):
    once = send("/check", data={"table": PASTED, "as": "csv"}).data.decode("utf-8-sig")
    again = send("/check", data={"table": once, "as": "csv"}).data.decode("utf-8-sig")
    assert again == once


def test_only_the_first_rows_are_shown_and_all_are_counted(send):
    page = send(
        "/check", data={"table": "Tên sản phẩm\n" + "Kẹo dừa Cô Lụa\n" * (SHOWN_ROWS + 20), "as": "page"}
    )
    assert findings(page.text).count("in_force") == SHOWN_ROWS + 1  # and one that counts them


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"table": ""}, id="nothing"),
        pytest.param({"table": "Tên sản phẩm\n" + "Kẹo dừa\n" * (MOST_ROWS + 1)}, id="too many rows"),
        pytest.param({"file": (b"\xff\xd8\xff" * 50, "photo.xlsx")}, id="a picture"),
        pytest.param({"file": (b"PK\x03\x04broken", "list.xlsx")}, id="a broken file"),
        pytest.param({"file": (b"a,b\n1,2", "list.csv")}, id="no heading that is known"),
    ],
)
def test_what_cannot_be_checked_is_refused_in_words(send, data):
    data = {
        key: (io.BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value
        for key, value in data.items()
    }
    page = send("/check", data={**data, "as": "page"})
    assert page.status_code == 422
    assert Page(page.text).all("p")
    assert 'id="table-fault"' in page.text


def test_a_file_that_is_too_large_is_refused_in_words(send):
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="list.csv"\r\n\r\n'
    body = head + b"x" * (MOST_BYTES + 1) + b"\r\n--b--\r\n"
    page = send("/check", data=body, content_type="multipart/form-data; boundary=b")
    assert (page.status_code, 'id="table-fault"' in page.text) == (422, True)


def test_a_form_of_another_site_is_refused(send):
    assert send("/check", data={"table": PASTED}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_a_product_says_what_it_is_not_to_be_confused_with(read):
    page = read("/products/9")
    assert "Đừng nhầm với" in page.text
    assert 'href="/products/10"' in page.text
    assert "Đừng nhầm với" not in read("/products/8").text
