"""The signed document of a decision: kept at the desk, published and withheld, and read by everybody."""

from dataclasses import replace
from hashlib import sha256
from io import BytesIO

import pytest

from ocop_verify.accounts.permissions import NATION, Grant, Role
from ocop_verify.audit import journal
from ocop_verify.catalog.notation import seal
from ocop_verify.db import db
from ocop_verify.verification.documents import kept_documents
from tests.catalog.test_notation import KEY, TRUSTED
from tests.conftest import running
from tests.desk import sit_down, stranger
from tests.registry.products import NEIGHBOUR, ending_in, register

OFFICER = Grant(Role.OFFICER, "68")
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
OTHER_PDF = PDF.replace(b"1.7", b"1.4")
DESK = "/registry/decisions/2"
PUBLIC = "/decisions/2/document.pdf"
LINK = f'<a href="{PUBLIC}">Văn bản (PDF, 1 kB)</a>'


@pytest.fixture
def lan(fresh_app):
    """An officer of Lâm Đồng; decision 2 is of her province, decision 1 of a neighbour's."""
    register(fresh_app, NEIGHBOUR)
    register(fresh_app, **ending_in(20))
    return sit_down(fresh_app, OFFICER)


def send_pdf(browser, content, key=2, name="quyet-dinh.pdf"):
    return browser.post(
        f"/registry/decisions/{key}/files", file=(BytesIO(content), name), content_type="multipart/form-data"
    )


def public(app, path):
    app.extensions["catalogue"].refresh()
    return stranger(app).get(path)


def test_a_document_is_kept_shown_with_its_hash_and_handed_out_as_a_download(lan):
    assert send_pdf(lan, PDF).status_code == 303
    send_pdf(lan, PDF)  # the same again is one document
    page = lan.get("/registry/decisions/2").text
    assert page.count("SHA-256") == 1
    answer = lan.get("/registry/decisions/2/files/1")
    assert answer.data == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_name_with_any_letters_can_be_sent_as_a_header(lan):
    send_pdf(lan, PDF, name="Quyết định công nhận.pdf")
    named = lan.get(f"{DESK}/files/1").headers["Content-Disposition"]
    assert named.isascii()
    assert "filename*=UTF-8''Quy%E1%BA%BFt%20%C4%91%E1%BB%8Bnh" in named


@pytest.mark.parametrize("content", [b"", b"MZ\x90 program", b"<html>%%EOF", PDF[:-8]])
def test_what_is_no_pdf_is_refused_whatever_its_name(lan, content):
    answer = send_pdf(lan, content)
    assert answer.status_code == 422
    assert '<a href="#file">' in answer.text


def test_documents_of_another_province_are_not_there(fresh_app, lan):
    minh = sit_down(fresh_app, Grant(Role.OFFICER, NATION))
    send_pdf(minh, PDF, key=1)
    assert lan.get("/registry/decisions/1/files/1").status_code == 404
    assert lan.get("/registry/decisions/2/files/1").status_code == 404  # not by way of one's own decision
    assert send_pdf(lan, PDF, key=1).status_code == 404


# --- published -----------------------------------------------------------------------------------------


def linked(app):
    """Whether the public pages of the decision and of its product link the document."""
    return [LINK in public(app, path).text for path in ("/decisions/2", "/products/2")]


def acts(lan):
    """What the story of the decision says of its documents, the newest first."""
    page = lan.get(DESK).text
    story = page[page.index('class="story"') :]
    return [line.split("bản ký")[0] for line in story.split("<li>")[1:] if "bản ký" in line]


def test_what_is_only_kept_is_neither_linked_nor_there(fresh_app, lan):
    assert linked(fresh_app) == [False, False]
    send_pdf(lan, PDF)
    assert linked(fresh_app) == [False, False]
    assert public(fresh_app, PUBLIC).status_code == 404


def test_a_published_document_is_linked_and_everybody_can_download_it(fresh_app, lan):
    send_pdf(lan, PDF)
    assert lan.post(f"{DESK}/files/1", do="publish").status_code == 303
    assert linked(fresh_app) == [True, True]
    assert "/document.pdf" not in public(fresh_app, "/decisions/1").text
    answer = public(fresh_app, PUBLIC)
    assert answer.data == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "attachment; filename=1234-Q-UBND.pdf" in answer.headers["Content-Disposition"]
    assert "filename*=UTF-8''1234-Q%C4%90-UBND.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-cache"
    again = stranger(fresh_app).get(PUBLIC, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_publishing_and_withholding_are_told_in_the_story_once_however_often_they_are_sent(fresh_app, lan):
    send_pdf(lan, PDF)
    for act in ("publish", "publish", "withhold", "withhold"):
        assert lan.post(f"{DESK}/files/1", do=act).status_code == 303
    assert acts(lan) == ["Thôi công bố ", "Công bố ", "Lưu "]
    assert linked(fresh_app) == [False, False]
    assert public(fresh_app, PUBLIC).status_code == 404


def test_another_document_takes_the_place_of_the_one_published(fresh_app, lan):
    send_pdf(lan, PDF)
    send_pdf(lan, OTHER_PDF)
    lan.post(f"{DESK}/files/1", do="publish")
    lan.post(f"{DESK}/files/2", do="publish")
    lan.post(f"{DESK}/files/1", do="withhold")  # no longer the one that is published
    assert public(fresh_app, PUBLIC).data == OTHER_PDF
    assert lan.get(DESK).text.count("Thôi công bố<") == 1


def test_only_an_officer_of_its_place_publishes_and_only_the_decisions_own_documents(fresh_app, lan):
    send_pdf(lan, PDF)
    send_pdf(sit_down(fresh_app, Grant(Role.OFFICER, NATION)), PDF, key=1)
    assert lan.post("/registry/decisions/1/files/2", do="publish").status_code == 404
    assert lan.post(f"{DESK}/files/2", do="publish").status_code == 404
    assert lan.post(f"{DESK}/files/1", "no token", do="publish").status_code in {400, 403}
    assert lan.post(f"{DESK}/files/1", do="burn").status_code == 400
    minh = sit_down(fresh_app, Grant(Role.INSPECTOR, "68"))
    assert minh.post(f"{DESK}/files/1", do="publish").status_code == 403
    assert "Công bố văn bản này" not in minh.get(DESK).text
    assert linked(fresh_app) == [False, False]


def test_it_is_read_after_a_restart_without_the_database(new_registry):
    settings = new_registry()
    if settings.database_url:
        pytest.skip("the file of the database is moved away")
    with running(settings) as app:
        register(app, NEIGHBOUR)
        register(app, **ending_in(20))
        lan = sit_down(app, OFFICER)
        send_pdf(lan, PDF)
        lan.post(f"{DESK}/files/1", do="publish")
        assert public(app, PUBLIC).data == PDF
    (settings.data_dir / "ocop.sqlite3").unlink()
    with running(settings) as app:
        assert LINK in stranger(app).get("/decisions/2").text
        assert stranger(app).get(PUBLIC).data == PDF


def test_a_mirror_has_the_hash_and_without_the_file_shows_no_link(fresh_app, lan, new_registry, tmp_path):
    send_pdf(lan, PDF)
    lan.post(f"{DESK}/files/1", do="publish")
    public(fresh_app, "/")
    catalogue = fresh_app.extensions["catalogue"].held.catalogue
    assert catalogue.decisions[2].document == sha256(PDF).hexdigest()
    settings = replace(
        new_registry(),
        data_dir=tmp_path,
        database_url="",
        follow_url="http://127.0.0.1:9/",
        catalogue_trusted_keys=tuple(TRUSTED),
    )
    settings.catalogue_path.write_bytes(seal(catalogue, KEY))
    with running(settings) as mirror:
        assert stranger(mirror).get("/decisions/2").status_code == 200
        assert "/document.pdf" not in stranger(mirror).get("/decisions/2").text
        assert stranger(mirror).get(PUBLIC).status_code == 404


def test_a_document_that_was_changed_on_disk_is_not_handed_out(fresh_app, lan):
    send_pdf(lan, PDF)
    lan.post(f"{DESK}/files/1", do="publish")
    folder = kept_documents(fresh_app.extensions["settings"].data_dir)
    folder.path(sha256(PDF).hexdigest()).write_bytes(OTHER_PDF)
    assert public(fresh_app, PUBLIC).status_code == 410
    assert lan.get(f"{DESK}/files/1").status_code == 410


def test_the_journal_stays_whole(fresh_app, lan):
    send_pdf(lan, PDF)
    lan.post(f"{DESK}/files/1", do="publish")
    with fresh_app.app_context():
        assert journal.first_broken(db.session()) is None
