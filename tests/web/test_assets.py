"""Styles, scripts and pictures: small where they are inlined, kept for good where they are linked."""

import re
import shutil
from collections import defaultdict

import pytest

from ocop_verify.config import ROOT
from ocop_verify.web.assets import CRITICAL, REST, fonts, gather, minified

STATIC = ROOT / "static"
LARGEST_CRITICAL_BYTES = 6_000


@pytest.fixture(scope="module")
def assets():
    return gather(STATIC)


def test_the_style_of_an_answer_is_small(assets):
    assert len(assets.style.encode()) < LARGEST_CRITICAL_BYTES


def test_what_is_inlined_needs_no_request(assets):
    assert "url(" not in assets.style
    assert "@import" not in assets.style
    assert "import " not in assets.script


def test_every_style_sheet_is_part_of_the_whole(assets):
    found = {path.relative_to(STATIC / "css").as_posix() for path in (STATIC / "css").rglob("*.css")}
    assert found == {*CRITICAL, *REST}


def test_a_class_gets_its_own_style_in_one_sheet_only():
    """Two sheets that style one class by itself have taken one name for two things, and each wears both."""
    named = defaultdict(set)
    for path in (STATIC / "css").rglob("*.css"):
        for selectors in re.findall(
            r"([^{}]+)\{", re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
        ):
            for selector in re.split(r",(?![^(]*\))", selectors):
                if alone := re.fullmatch(r"\.([\w-]+)[^\s>+~.]*", selector.strip()):
                    named[alone[1]].add(path.name)
    assert {name: sheets for name, sheets in named.items() if len(sheets) > 1} == {}


def test_every_component_with_a_style_has_its_template():
    styles = {path.stem for path in (STATIC / "css" / "components").glob("*.css")}
    templates = {path.stem for path in (ROOT / "templates" / "components").glob("*.html")}
    assert styles - templates == {"button", "fold", "note"}  # one element each, written where they stand


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("a { color: red; }", "a{color:red}"),
        ("/* no { */ a,\n b { margin: 0 auto }", "a,b{margin:0 auto}"),
        ("@media (min-width: 40em) { a { top: 1px } }", "@media (min-width:40em){a{top:1px}}"),
        (".a > .b + .c { width: calc(1px + 2rem) }", ".a > .b + .c{width:calc(1px + 2rem)}"),
        (".a :focus { top: 0 }", ".a :focus{top:0}"),
        ('a::before { content: "· " }', 'a::before{content:"· "}'),
    ],
)
def test_a_style_is_made_smaller_and_means_the_same(css, expected):
    assert minified(css) == expected


def test_every_name_that_is_minified_balances_its_braces(assets):
    sheet = assets.sheet.decode()
    assert sheet.count("{") == sheet.count("}")
    assert "/*" not in sheet


def test_without_a_build_there_are_no_fonts_and_nothing_is_missing(tmp_path):
    shutil.copytree(STATIC, tmp_path / "static", ignore=shutil.ignore_patterns("dist"))
    assets = gather(tmp_path / "static")
    assert "@font-face" not in assets.sheet.decode()
    assert assets.style == gather(STATIC).style


def test_fonts_that_were_built_are_used_by_the_letters_that_a_page_has():
    name = "dist/fonts/be-vietnam-pro-vietnamese-400-normal.woff2"
    (face,) = re.findall(r"@font-face\{.*?\}", fonts({name: "/static/f.woff2"}))
    assert "url(/static/f.woff2)" in face
    assert "font-weight:400" in face
    assert "U+1EA0-1EF9" in face


def test_the_name_of_a_file_changes_with_its_content(tmp_path):
    shutil.copytree(STATIC, tmp_path / "static", ignore=shutil.ignore_patterns("dist"))
    before = gather(tmp_path / "static").url("img/mark.svg")
    mark = tmp_path / "static" / "img" / "mark.svg"
    mark.write_text(mark.read_text("utf-8").replace("B4231F", "000000"), "utf-8")
    assert gather(tmp_path / "static").url("img/mark.svg") != before


def test_a_file_under_its_hashed_name_is_kept_for_good(client, assets):
    with client.get(assets.url("img/mark.svg")) as answer:
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    with client.get("/static/img/mark.svg") as answer:
        assert answer.headers["Cache-Control"] == "max-age=3600, public"


def test_the_style_sheet_is_kept_for_good_under_its_own_name_only(client, assets):
    answer = client.get(assets.sheet_url)
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    assert client.get("/assets/site.000000000000.css").status_code == 404


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/css", "/static/none.png"]
)
def test_nothing_else_is_served_from_the_disk(client, path):
    assert client.get(path).status_code == 404
