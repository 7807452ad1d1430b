"""The doors of statistics and open data, mostly on a site without a database: pages, files, feeds, copies."""

import csv
import gzip
import io
import re
import shutil
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import select

from ocop_verify.catalog.publishing import Shelf
from ocop_verify.config import Settings
from ocop_verify.db import db
from ocop_verify.domain.validity import local_day
from ocop_verify.domain.verdict import Headline
from ocop_verify.jobs.models import JobRow
from ocop_verify.opendata.columns import NAMES
from ocop_verify.opendata.scan_figures import LEAST, ScanReader, told
from ocop_verify.opendata.views.context import CALM, is_due
from ocop_verify.verification.recording import Scan
from tests.cast import NOW, TODAY
from tests.conftest import PUBLIC_URL, running
from tests.opendata import shapes
from tests.pages import Page
from tests.specimens import running_specimens
from tests.verification.test_answer_page import text_of

PAGES = ["/stats", "/certifications", "/data"]
MACHINES = [
    "/stats.json",
    "/stats.csv",
    "/certifications.json",
    "/certifications.csv",
    "/products/3.json",
    "/producers/2.csv",
    "/decisions/1.json",
    "/data/schema.json",
    "/data/catalog.jsonld",
    "/data/changes.atom",
    "/data/key.pem",
    "/data/ocop.csv",
    "/data/ocop.json",
    "/data/ocop.parquet",
    "/data/ocop.csv.sig",
]


@pytest.fixture
def read(specimen_site):
    """Opens a path of the specimens' site."""
    return specimen_site.app.test_client().get


# --- every door ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["/vi", "/en"])
@pytest.mark.parametrize(
    "path", [*PAGES, "/certifications?speaks=1&stars=4&sector=none&province=68&on=2026-01-01"]
)
def test_it_opens_in_both_languages(read, path, prefix):
    page = read(prefix + path)
    assert (page.status_code, f'<html lang="{prefix[1:]}">' in page.text) == (200, True)


@pytest.mark.parametrize("path", PAGES)
def test_its_links_stay_in_its_language_and_lead_somewhere(read, path):
    links = [each.attributes for each in Page(read("/en" + path).text).all("a")]
    inside = {
        link["href"] for link in links if link.get("href", "").startswith("/") and "hreflang" not in link
    }
    assert [href for href in inside if not href.startswith("/en/")] == []
    inside.discard("/en/fairs")  # read from the database, which this site has not
    assert [href for href in sorted(inside)[:40] if read(href).status_code != 200] == []


@pytest.mark.parametrize("path", [*MACHINES, "/stats"])
def test_who_has_it_already_is_told_so(read, path):
    first = read(path)
    again = read(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert read(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", MACHINES)
def test_programs_of_other_sites_may_read_it(read, path):
    assert read(path).headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/products/999.json", 404),
        ("/certifications?decided=2025-13", 422),
        ("/certifications.json?on=yesterday", 422),
        ("/data/2020-01-01-v1/ocop.csv", 404),
        ("/data/../keys/catalogue.key", 404),
        ("/data/%2e%2e/catalogue.ocop", 404),
        ("/data/ocop.xml", 404),
    ],
)
def test_what_is_not_there_is_refused(read, path, status):
    assert read(path).status_code == status


# --- figures ------------------------------------------------------------------------------------------


def cells(page: str, table: str) -> dict[str, list[str]]:
    """The figures of a table of a page, by the keys of its lines."""
    found = re.search(rf'data-table="{table}".*?</table>', page, re.DOTALL)
    lines = re.findall(r'<tr data-key="([^"]+)">(.*?)</tr>', found[0] if found else "", re.DOTALL)
    return {key: [text_of(cell) for cell in re.findall(r"<td>(.*?)</td>", line)] for key, line in lines}


def test_the_page_shows_the_published_figures(tmp_path):
    nowhere = f"sqlite:///{tmp_path}/no/such.sqlite3"
    settings = Settings(data_dir=tmp_path, database_url=nowhere, public_url=PUBLIC_URL)
    Shelf(settings.catalogue_path, settings.keys_dir).publish(shapes.september_2025())
    with running(settings) as app:
        read = app.test_client().get
        page = read("/vi/stats").text
        assert read("/certifications.csv").data.count(b"\r\n") == 17_317  # a large list is whole as well
    assert [recognised for recognised, _ in cells(page, "overview").values()][:2] == ["17.316", "9.620"]
    assert {key: recognised for key, (recognised, _) in cells(page, "stars").items()} == {
        "3": "12.490 72,1%",
        "4": "4.700 27,1%",
        "5": "126 0,7%",
    }


def test_page_json_and_csv_have_the_same_figures(read):
    page, told_as_json = read("/en/stats").text, read("/en/stats.json").json
    rows = list(csv.DictReader(io.StringIO(read("/en/stats.csv").data.decode("utf-8-sig"))))
    for code, lines in told_as_json["tables"].items():
        shown = cells(page, code)
        listed = [row for row in rows if row["table"] == code]
        assert [line["key"] for line in lines] == list(shown) == [row["key"] for row in listed], code
        for line, row in zip(lines, listed, strict=True):
            names = [name for name in ("recognised", "in_force", "count") if name in line]
            figures = [str(line[name]) for name in names]
            assert (
                figures
                == [cell.split(" ")[0] for cell in shown[line["key"]]]
                == [row[name] for name in names]
            )
    today = local_day(datetime.now(UTC)).isoformat()
    assert told_as_json["as_of"] == today
    assert {row["as_of"] for row in rows} == {today}


def test_every_figure_links_to_a_list_of_that_length(read):
    page = read("/stats").text
    figures: dict[str, list[str]] = {}
    for path, figure in re.findall(r'<a href="(/certifications[^"]*)">([\d.]+)</a>', page):
        figures.setdefault(path.replace("&amp;", "&"), []).append(figure.replace(".", ""))
    assert len(figures) > 30
    for path, told_there in figures.items():
        listed = read(path).text
        total, producers = re.search(r'data-total="(\d+)" data-producers="(\d+)"', listed).groups()
        # Products and producers as a whole lead to the same list.
        assert told_there == ([total, producers] if len(told_there) == 2 else [total]), path


@pytest.mark.parametrize("query", ["stars=4", "standing=in_force&standing=expiring", "province=68&set=9"])
def test_a_list_that_the_search_can_narrow_alike_leads_there_and_finds_as_many(read, query):
    listed = read(f"/certifications?speaks=1&{query}").text
    total = re.search(r'data-total="(\d+)"', listed)[1]
    search = re.search(r'href="(/search\?[^"]+)"', listed)[1].replace("&amp;", "&")
    assert str(read(search.replace("/search", "/api/v1/search")).json["total"]) == total != "0"


def test_every_drawing_has_its_words_and_a_table_behind_it(read):
    page = Page(read("/stats").text)
    charts = [
        svg for svg in page.all("svg") if svg.attributes.get("role") == "img" and "figure" in svg.within
    ]
    assert len(charts) == 2
    assert all(re.search(r"\d", chart.attributes["aria-label"]) for chart in charts)
    assert {"in_force_over_time", "decided_month"} <= {
        t.attributes.get("data-table") for t in page.all("table")
    }


def test_without_a_database_scans_are_not_told_and_the_rest_is(read):
    assert "Lúc này chưa đọc được số lượt quét" in read("/vi/stats").text
    assert read("/stats.json").json["scans"] is None


# --- scans --------------------------------------------------------------------------------------------


def test_a_cell_of_few_scans_is_in_no_figure():
    counts = {
        (Headline.IN_FORCE, "68"): LEAST,
        (Headline.FORGED, "68"): LEAST - 1,
        (Headline.IN_FORCE, "none"): 9,
    }
    found = told(counts, TODAY, NOW)
    assert (found.total, dict(found.by_headline)) == (LEAST + 9, {Headline.IN_FORCE: LEAST + 9})
    assert list(found.by_province.items()) == [("68", LEAST), ("none", 9)]


def test_scans_that_were_recorded_are_counted_by_answer_and_province(fresh_app):
    recorder = fresh_app.extensions["scans"]
    for place, headline, times in (
        ("68", Headline.IN_FORCE, 6),
        (None, Headline.MALFORMED, 7),
        ("92", Headline.FORGED, 4),
    ):
        for _ in range(times):
            recorder.record(scan(headline, place))
    recorder.flush()
    reader: ScanReader = fresh_app.extensions["scan_figures"]
    reader.read()
    assert reader.held is not None
    assert dict(reader.held.cells) == {(Headline.IN_FORCE, "68"): 6, (Headline.MALFORMED, "none"): 7}
    client = fresh_app.test_client()
    assert cells(client.get("/vi/stats").text, "scans_province") == {"68": ["6"], "none": ["7"]}
    assert client.get("/stats.json").json["scans"]["cells"] == [
        {"verdict": "in_force", "province": "68", "count": 6},
        {"verdict": "malformed", "province": "none", "count": 7},
    ]


def scan(headline: Headline, place: str | None) -> Scan:
    """A scan of nothing in particular, now."""
    return Scan(datetime.now(UTC), headline, 1 if headline is Headline.IN_FORCE else None, place=place)


# --- lists --------------------------------------------------------------------------------------------


def test_json_comes_page_by_page_and_is_whole(read):
    whole = read("/certifications.json").json
    path, found = "/certifications.json?limit=2", []
    while path:
        part = read(path).json
        found += part["certifications"]
        path = part["next"]
        assert part["total"] == whole["total"] == 9
        assert part["licence"] == "https://creativecommons.org/licenses/by/4.0/"
    assert found == whole["certifications"]
    assert [row["certification_id"] for row in found] == list(range(1, 10))


@pytest.mark.parametrize("path", ["/products/3", "/producers/2", "/decisions/1"])
def test_a_thing_has_its_recognitions_as_csv_and_json(read, path):
    rows = list(csv.DictReader(io.StringIO(read(path + ".csv").data.decode("utf-8-sig"))))
    told_as_json = read(path + ".json").json["certifications"]
    assert [row["certification_id"] for row in rows] == [str(row["certification_id"]) for row in told_as_json]
    assert {str(row[f"{path.split('/')[1][:-1]}_id"]) for row in rows} == {path.split("/")[2]}


@pytest.mark.parametrize("path", ["/products/3", "/producers/2", "/decisions/1", "/stats", "/certifications"])
def test_a_page_names_its_twins_for_programs(read, path):
    links = [link.attributes for link in Page(read("/en" + path).text).all("link")]
    twins = {
        link["type"]: link["href"] for link in links if link.get("rel") == "alternate" and "type" in link
    }
    assert twins == {"application/json": f"/en{path}.json", "text/csv": f"/en{path}.csv"}


# --- files --------------------------------------------------------------------------------------------


def test_the_first_who_asks_has_the_edition_written_and_it_is_signed(read, specimen_site, tmp_path):
    page = Page(read("/data").text)
    names = [each.words.strip() for each in page.all("a") if "download" in each.attributes]
    assert len(names) == 6
    held = read("/data/ocop.csv")
    name = re.search(r'filename="(.+)"', held.headers["Content-Disposition"])[1]
    assert name in names
    (tmp_path / name).write_bytes(held.data)
    (tmp_path / f"{name}.sig").write_bytes(read("/data/ocop.csv.sig").data)
    runner = specimen_site.app.test_cli_runner()
    good = runner.invoke(args=["data", "verify", str(tmp_path / name)])
    assert (good.exit_code, name in good.output) == (0, True)
    (tmp_path / name).write_bytes(held.data + b"x")
    bad = runner.invoke(args=["data", "verify", str(tmp_path / name)])
    assert (bad.exit_code, "không khớp" in bad.output) == (1, True)


def test_a_file_is_sent_packed_to_who_unpacks_it(read):
    plain, packed = read("/data/ocop.json"), read("/data/ocop.json", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_a_file_of_an_edition_may_be_kept_for_ever(read):
    held = read("/data/ocop.parquet")
    lasting = read(held.headers["Content-Location"])
    assert (lasting.data, "immutable" in lasting.headers["Cache-Control"]) == (held.data, True)
    assert held.headers["Cache-Control"] == "public, no-cache"
    assert 'rel="license"' in lasting.headers["Link"]


def test_the_schema_names_every_column(read):
    schema = read("/en/data/schema.json").json
    assert tuple(field["name"] for field in schema["fields"]) == NAMES
    assert all(field["description"] for field in schema["fields"])


def test_the_description_names_files_that_are_there(read):
    dataset = read("/data/catalog.jsonld").json["dcat:dataset"][0]
    assert {title["@language"] for title in dataset["dct:title"]} == {"vi", "en"}
    for each in dataset["dcat:distribution"]:
        path = each["dcat:downloadURL"]["@id"].removeprefix("https://ocop.vn")
        assert len(read(path).data) == int(each["dcat:byteSize"]["@value"])


def test_the_feed_tells_each_event_under_a_lasting_name(read):
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ET.fromstring(read("/en/data/changes.atom").data)
    entries = feed.findall(f"{atom}entry")
    ids = [entry.findtext(f"{atom}id") for entry in entries]
    assert len(ids) == len(set(ids)) > 9
    assert any(
        re.fullmatch(r"tag:ocop\.vn,2026:certification/7/revoked/\d{4}-\d\d-\d\d", each or "") for each in ids
    )
    kinds = {entry.find(f"{atom}category").attrib["term"] for entry in entries}
    assert {"recognised", "renewed", "suspended", "revoked", "ended"} <= kinds
    assert ids == [entry.findtext(f"{atom}id") for entry in ET.fromstring(read("/vi/data/changes.atom").data)
                   .findall(f"{atom}entry")]  # fmt: skip


# --- when an edition is written -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "version", "later", "due"),
    [
        (TODAY, 7, timedelta(), False),
        (TODAY, 8, timedelta(minutes=1), False),  # a registry in use changes all day
        (TODAY, 8, CALM, True),
        (TODAY + timedelta(days=1), 7, timedelta(), True),  # ends have come
    ],
)
def test_an_edition_is_due_each_day_and_a_while_after_a_change(editions, day, version, later, due):
    newest = editions.publish((), TODAY, 7, now=NOW)
    assert is_due(newest, version, day, NOW + later) is due
    assert is_due(None, version, day, NOW)


def test_the_worker_writes_an_edition_by_itself(fresh_app):
    jobs, kept = fresh_app.extensions["jobs"], fresh_app.extensions["editions"]
    assert fresh_app.extensions["catalogue"].held  # signed and put on the shelf
    for _ in range(2):
        jobs.ask_by_itself()
        with fresh_app.app_context():
            asked = list(db.session.scalars(select(JobRow.id).where(JobRow.kind == "publish_data")))
        for key in asked:
            jobs.run(key)
    assert len(asked) == 1  # the second time there was nothing to do
    assert [file.signed for file in kept.newest().files] == [True] * 3


def test_where_nothing_can_be_written_the_page_says_so_and_the_figures_go_on(tmp_path):
    (tmp_path / "opendata").write_text("in the way")
    with running_specimens(tmp_path) as site:
        read = site.app.test_client().get
        assert "Chưa ghi được bản nào" in read("/vi/data").text
        assert read("/data/ocop.csv").status_code == 503
        assert [
            read(path).status_code for path in ("/stats", "/certifications.csv", "/data/changes.atom")
        ] == [200] * 3


# --- mirrors ------------------------------------------------------------------------------------------


def test_a_mirror_has_figures_and_files_and_says_what_it_has_not(specimen_site, tmp_path):
    site: Settings = specimen_site.app.extensions["settings"]
    shutil.copy(site.catalogue_path, tmp_path)
    trusted = tuple(specimen_site.app.extensions["catalogue"].shelf.trusted)
    settings = Settings(
        data_dir=tmp_path,
        public_url=PUBLIC_URL,
        follow_url="http://127.0.0.1:9/",
        catalogue_trusted_keys=trusted,
    )
    with running(settings) as app:
        read = app.test_client().get
        assert "bản sao và không ghi lượt quét" in read("/vi/stats").text
        ours, theirs = specimen_site.app.test_client().get("/data/ocop.csv"), read("/data/ocop.csv")
        assert theirs.data == ours.data
        assert read("/data/ocop.csv.sig").status_code == 404
        assert 'href="http://127.0.0.1:9/data"' in read("/data").text
