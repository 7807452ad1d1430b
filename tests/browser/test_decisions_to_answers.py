"""The main job, end to end: a spreadsheet of decisions in, printed labels out, every one scanned.

The sheet is read back from its rendered pages, each code is opened in a real browser on the production
server, and each answer is compared with the spreadsheet. Once with fictional decisions, and once with real
ones where the folder of facts lies beside the project.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from ocop_verify.config import Settings
from ocop_verify.demo.fiction import invent
from ocop_verify.domain.text import clean
from ocop_verify.domain.validity import end_of
from ocop_verify.labels.decoding import decode_file
from tests.browser.conftest import ROOT, Site, new_site, served
from tests.conftest import running

REAL = ROOT.parent / "shared" / "data" / "decisions_lamdong.csv"
Row = Mapping[str, str]


@dataclass(frozen=True)
class Printed:
    """A running site with a registry imported from rows, and the sheet of all their labels."""

    site: Site
    rows: list[Row]
    codes: list[str]


def fictional_file(folder: Path) -> Path:
    """Decisions of the shape of real ones, as a CSV file with English headings."""
    rows = [asdict(row) for row in invent(24, date.today()) if end_of(row.issued_at) >= date.today()]  # noqa: DTZ011
    path = folder / "decisions.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module", params=["fictional", pytest.param("real", marks=pytest.mark.slow)])
def printed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Printed]:
    folder = tmp_path_factory.mktemp("printed")
    if request.param == "real" and not REAL.exists():
        pytest.skip("the folder of facts does not lie beside the project")
    file = REAL if request.param == "real" else fictional_file(folder)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    site, sheet = new_site(folder / "data"), folder / "labels.pdf"
    commands: list[list[str | Path]] = [
        ["db", "upgrade"],
        ["keys", "new"],
        ["registry", "import", file],
        ["labels", "issue", "--all", "--kind", "product", "--sheet", "a4-24", "--out", sheet],
    ]
    with running(Settings(data_dir=folder / "data", public_url=site.url)) as app:
        for command in commands:
            done = app.test_cli_runner().invoke(args=[str(each) for each in command])
            assert done.exit_code == 0, done.output
    with served(site, folder):
        yield Printed(site, rows, list(decode_file(sheet)))


def test_every_label_is_read_back_from_the_printed_sheet(printed):
    assert len(printed.codes) == len(printed.rows)
    assert len(set(printed.codes)) == len(printed.rows)
    assert all(code.startswith(printed.site.url) for code in printed.codes)


def test_every_scan_in_a_browser_says_what_the_decision_says(printed, browser: Browser):
    page = browser.new_context(locale="vi-VN", java_script_enabled=False).new_page()
    by_product = {(clean(row["product_name"]), clean(row["producer"])): row for row in printed.rows}
    for code in printed.codes:
        page.goto(code)
        text = page.locator("main").inner_text()
        product = page.locator(".product .name").inner_text()
        [row] = [row for (name, maker), row in by_product.items() if name == product and maker in text]
        assert page.locator("[data-verdict]").first.get_attribute("data-verdict") in {"in_force", "expiring"}
        assert f"{row['star']} sao" in text
        assert row["decision_number"] in text
        issued = date.fromisoformat(row["issued_at"])
        until = date.fromisoformat(row["expires_at"]) if row.get("expires_at") else end_of(issued)
        assert f"{issued:%d/%m/%Y}" in text
        assert f"{until:%d/%m/%Y}" in text
        assert row["issuing_authority"].removeprefix("UBND ") in text
        del by_product[product, clean(row["producer"])]
    assert not by_product, "each row was scanned once"
