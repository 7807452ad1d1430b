"""Files that rows point to and that are gone or damaged: every door says so, and the doctor names them."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from ocop_verify.accounts.permissions import Grant, Role
from ocop_verify.db import db
from ocop_verify.desk.models import UploadRow
from ocop_verify.domain.validity import local_day
from tests.desk import Browser, sit_down, stranger
from tests.inspection.test_reporting import report
from tests.labels.desk import make_house
from tests.pages import Page
from tests.registry.sheets import confirm, draft_of, row, send, workbook
from tests.registry.test_desk_documents import PDF, send_pdf
from tests.stories.test_telling import send_photo
from tests.test_pictures import with_gps

LAN, MINH = Grant(Role.OFFICER, "68"), Grant(Role.INSPECTOR, "68")
GONE = 410
FORM = "multipart/form-data"
ANSWERS = dict.fromkeys(("stars", "labels", "place", "recipe", "records"), "yes")


@dataclass
class Site:
    """A site where every room keeps files."""

    app: Flask
    lan: Browser
    minh: Browser
    draft: str
    visit: str
    picture: str

    @property
    def folder(self) -> Path:
        return self.app.extensions["settings"].data_dir

    def files(self) -> list[Path]:
        return [path for path in self.folder.rglob("*") if re.fullmatch("[0-9a-f]{64}", path.name)]


@pytest.fixture
def site(fresh_app: Flask) -> Site:
    make_house(fresh_app)
    lan, minh = sit_down(fresh_app, LAN), sit_down(fresh_app, MINH)
    draft = draft_of(send(lan, workbook([row("Mắm nêm")])))
    send_pdf(lan, PDF, key=1)
    lan.post("/registry/decisions/1/files/1", do="publish")
    lan.send("/registry/products/1/story", text="Cà phê hái chín.")
    send_photo(lan, desk="registry")
    report(fresh_app, photo=(BytesIO(with_gps()), "a.jpg"))
    minh.post("/inspection/flags", kind="after_the_end", where="Chợ", province="68", product="1")
    evidence = {"file": (BytesIO(with_gps()), "a.jpg"), "seen": "1"}
    minh.post("/inspection/flags/1/evidence", content_type=FORM, **evidence)
    today = local_day(datetime.now(UTC)).isoformat()
    visit = minh.post("/inspection/visits/product/1", on=today, why="Kế hoạch").location
    found = {**ANSWERS, "result": "kept", "file": (BytesIO(with_gps()), "a.jpg")}
    minh.post(visit, content_type=FORM, **found)
    fresh_app.extensions["catalogue"].refresh()
    picture = Page(stranger(fresh_app).get("/products/1").text).all("img")[0].attributes["src"]
    return Site(fresh_app, lan, minh, draft, visit, picture)


def doors(site: Site) -> dict[str, tuple[Browser, str]]:
    """Who opens what, and whether it is a page of its own."""
    return {
        "an import": (site.lan, f"{site.draft}/marked"),
        "a decision's document at the desk": (site.lan, "/registry/decisions/1/files/1"),
        "the same for everybody": (stranger(site.app), "/decisions/1/document.pdf"),
        "the photo of a report": (site.minh, "/inspection/reports/1/photo"),
        "evidence to look at": (site.minh, "/inspection/evidence/1/photo"),
        "evidence as it came": (site.minh, "/inspection/evidence/1/original"),
        "the photo of a visit": (site.minh, f"{site.visit}/photo"),
    }


def remove(path: Path) -> None:
    path.unlink()


def damage(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1] + b"?")


harmed = pytest.mark.parametrize("harm", [remove, damage])


@harmed
def test_every_door_to_a_lost_file_says_what_happened_and_what_to_do(site, harm, caplog):
    whole = {name: who.get(path).status_code for name, (who, path) in doors(site).items()}
    assert set(whole.values()) == {200}, whole
    for path in site.files():
        harm(path)
    told = {name: who.get(path) for name, (who, path) in doors(site).items()}
    assert {name: answer.status_code for name, answer in told.items()} == dict.fromkeys(told, GONE)
    for name, answer in told.items():
        words = unescape(answer.text)
        assert "không còn nguyên" in words, name
        assert re.search(r"Hãy (gửi lại|báo người quản trị|thử lại sau)", words), name
    assert caplog.text.count("is lost: bring it back from a backup") == len(told)


@harmed
def test_pages_that_show_lost_files_beside_other_things_are_shown_without_them(site, harm):
    for path in site.files():
        harm(path)
    for path in ("/inspection/reports/1", "/inspection/flags/1", site.visit):
        told = site.minh.get(path)
        assert (path, told.status_code) == (path, 200)
        assert "không còn như khi được giữ" in told.text
        assert 'alt="' not in told.text.split("<main", 1)[1], path  # no broken picture
    for path in ("/inspection/flags/1/minutes.pdf", f"{site.visit}/minutes.pdf"):
        assert site.minh.get(path).mimetype == "application/pdf"
    for path in ("/products/1", "/decisions/1", "/en/products/1"):
        assert stranger(site.app).get(path).status_code == 200
    assert site.lan.get("/registry/products/1/story").status_code == 200


def test_a_damaged_photo_of_a_product_is_not_shown_and_one_that_is_not_here_is_not_known(site):
    name = site.picture.rpartition("/")[2].partition(".")[0]
    damage(site.folder / "photos" / name[:2] / name)
    assert stranger(site.app).get(site.picture).status_code == GONE
    assert stranger(site.app).get(f"/photos/{sha256(b'never').hexdigest()}.webp").status_code == 404


def test_the_language_of_the_reader_is_spoken(site):
    for path in site.files():
        damage(path)
    told = stranger(site.app).get("/en/decisions/1/document.pdf")
    assert (told.status_code, "no longer as it was kept" in told.text) == (GONE, True)


@harmed
def test_an_import_whose_file_is_lost_is_mended_by_sending_the_file_again(site, harm):
    page = site.lan.get(site.draft).text
    for path in site.files():
        harm(path)
    refused = confirm(site.lan, site.draft, page)
    assert refused.status_code == GONE
    assert "Chưa ghi gì vào sổ từ tệp này" in refused.text
    assert f'action="{site.draft}/file"' in refused.text
    draft_of(send(site.lan, workbook([row("Mắm nêm")]), path=f"{site.draft}/file"))
    assert confirm(site.lan, site.draft).status_code == 303
    with site.app.app_context():
        assert db.session.scalars(select(UploadRow.state)).all() == ["written"]


@harmed
def test_the_doctor_names_each_lost_file_and_says_where_to_get_it(site, harm):
    def examine():
        result = site.app.test_cli_runner().invoke(args=["doctor", "--json"])
        return {each["name"]: each for each in json.loads(result.output)["checks"]}["files"]

    assert examine()["state"] == "ok"
    files = site.files()
    for path in files:
        harm(path)
    told = examine()
    assert told["state"] == "fail"
    # All but the first edition of the story, to which nothing points any more.
    assert told["words"].startswith(f"{len(files) - 1} tệp đã mất hoặc hỏng, hãy lấy lại từ bản sao lưu: ")
    assert any(str(path) in told["words"] for path in files)
