"""What a fair comes to on paper, in a workbook and as cases: every word and number is read back."""

import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from ocop_verify.accounts.permissions import Grant, Role
from ocop_verify.db import begin_write, db
from ocop_verify.fairs.arranging import Declared, declare
from ocop_verify.fairs.models import FairRow
from ocop_verify.fairs.sealing import FAIR
from ocop_verify.inspection.models import FlagEntryRow, FlagEvidenceRow, FlagRow
from ocop_verify.inspection.seals import Seals
from tests.desk import Browser, sit_down, stranger
from tests.fairs.hall import Hall, Phone, make_hall
from tests.inspection.test_minutes import SEAL, read
from tests.labels.desk import ELSEWHERE, HERE
from tests.test_pictures import with_gps

PHOTO = with_gps()
DIGEST = sha256(PHOTO).hexdigest()


@pytest.fixture
def hall(fresh_app: Flask) -> Hall:
    """Two stalls: one in order with a note, a signature and a photo; one with a forged label and a photo."""
    hall = make_hall(fresh_app)
    with fresh_app.app_context():
        begin_write(db.session())
        declare(db.session(), hall.stalls[1], [Declared("Mắm nêm Cô Sáu", 4, 2), Declared("Bánh gai")])
        db.session.commit()
    return hall


@pytest.fixture
def phone(hall: Hall) -> Phone:
    phone = hall.phone("Hoa")
    assert phone.put(f"pictures/{DIGEST}", PHOTO).status_code == 204
    _, second = hall.stalls
    forged = hall.token[:-1] + ("1" if hall.token[-1] != "1" else "2")
    receipts = phone.say(
        phone.saying("scanned", text=hall.token, headline="in_force"),
        phone.saying("noted", words="Hàng bày gọn"),
        phone.saying("signed", file=DIGEST),
        phone.saying("finished"),
        phone.saying("scanned", stall=second, text=forged, headline="forged"),
        phone.saying("looked", stall=second, subject="good:2", finding="ended"),
        phone.saying("looked", stall=second, subject="good:3", finding="no_label"),
        phone.saying("photo", stall=second, file=DIGEST, words="Tem trên nắp hũ"),
    )
    assert {each["state"] for each in receipts} == {"taken"}
    return phone


def pdf(browser: Browser, path: str) -> tuple[str, list[str], int]:
    """The words of a paper, whatever its line breaks; the codes on its first page; its pages."""
    answer = browser.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), answer.text
    words, codes, pages = read(answer.data)
    return re.sub(r"\s+", " ", words), codes, pages


# --- the sheet of a stall --------------------------------------------------------------------------------


def test_the_sheet_tells_who_checked_what_and_when_on_the_page_and_on_paper(hall, phone):
    page = hall.organizer.get("/fairs/1/stalls/1/sheet").text
    paper, codes, pages = pdf(hall.organizer, "/fairs/1/stalls/1/sheet.pdf")
    assert pages <= 2
    assert codes == ["https://ocop.vn/fairs/1/at/1"]
    for text in (page, paper):
        for words in (
            "Cơ sở Suối Mơ",
            "Cà phê bột Suối Mơ",
            "Đạt",
            "Hoa",
            "Hàng bày gọn",
            "Quét tem",
            "4 sao",
        ):
            assert words in text, words
    assert 'data-colour="green"' in page
    assert "Chữ ký của chủ gian hàng" in paper
    assert DIGEST[:32] in paper.replace(" ", "")


def test_the_sheet_of_a_stall_with_findings_says_so_in_neutral_words(hall, phone):
    paper, _, _ = pdf(hall.organizer, "/fairs/1/stalls/2/sheet.pdf")
    for words in ("Cần xử lý", "Tem không phải của hệ thống", "Công nhận không còn hiệu lực", "Không có tem"):
        assert words in paper
    assert "Tem trên nắp hũ" in paper
    assert "Check of a stall" not in paper
    english, _, _ = pdf(hall.organizer, "/en/fairs/1/stalls/2/sheet.pdf")
    assert "Stall check sheet" in english


def test_a_stall_may_hang_out_what_everybody_may_know_and_nothing_else(hall, phone):
    sign, codes, pages = pdf(hall.organizer, "/fairs/1/stalls/1/sign.pdf")
    assert (codes, pages) == (["https://ocop.vn/fairs/1/at/1"], 1)
    for words in ("Đã kiểm tra", "Gian A2", "Cơ sở Suối Mơ", "ocop.vn"):
        assert words in sign
    assert "Hoa" not in sign
    refused = hall.organizer.get("/fairs/1/stalls/2/sign.pdf")
    assert refused.status_code == 422
    assert "chưa có biển" in refused.text


# --- the report ------------------------------------------------------------------------------------------


def test_the_report_holds_numbers_findings_hashes_and_people_and_can_be_checked(hall, phone):
    paper, [address], _ = pdf(hall.organizer, "/fairs/1/report.pdf")
    for words in (
        *("Phiên chợ OCOP", "2 trên 2 gian hàng", "4 lần, 3 sản phẩm khai", "Đạt: 1", "Cần xử lý: 1"),
        *("Mắm nêm Cô Sáu", "Mã không chỉ ra sản phẩm nào", "Không có tem", "Hoa"),
    ):
        assert words in paper, words
    assert DIGEST in paper.replace(" ", "")
    check = re.search(r"(?:[0-9a-f]{4}-){3}[0-9a-f]{4}", paper)[0]
    path = address.removeprefix("https://ocop.vn")
    page = stranger(hall.app).get(path).text
    assert "Biên bản khớp với hồ sơ đang giữ" in page
    assert check in page
    assert "không có thêm gì" in page
    assert "Phiên chợ" not in page
    phone.say(phone.saying("noted", words="Quay lại lúc chiều"))
    later = stranger(hall.app).get(path).text
    assert "Biên bản khớp với hồ sơ đang giữ" in later
    assert "có thêm diễn biến" in later


@pytest.mark.parametrize("changed", [{"check": "0" * 16}, {"last": 1}, {"key": 2}])
def test_a_report_that_tells_something_else_is_told_apart(hall, phone, changed):
    _, [address], _ = pdf(hall.organizer, "/fairs/1/report.pdf")
    seals: Seals = hall.app.extensions["paper_seals"]
    seal = seals.read(address.rpartition("/")[2])
    assert seal.kind == FAIR
    page = stranger(hall.app).get(f"/minutes/{seals.make(replace(seal, **changed))}").text
    assert "Biên bản không khớp với hồ sơ đang giữ" in page


def test_a_seal_of_a_kind_that_nobody_knows_matches_nothing(hall):
    seals: Seals = hall.app.extensions["paper_seals"]
    page = stranger(hall.app).get(f"/minutes/{seals.make(replace(SEAL, kind='x'))}").text
    assert "không khớp" in page


def test_the_report_of_a_fair_that_nobody_has_checked_says_none_instead_of_empty_tables(hall):
    with hall.app.app_context():
        fair = db.session.get_one(FairRow, hall.fair)
        fair.last_on = fair.first_on
        db.session.commit()
    text, _, _ = pdf(hall.organizer, "/fairs/1/report.pdf")
    assert re.search(r"Ai đã kiểm tra\s+Không có\.", text)
    assert " đến " not in text.split("Thời gian")[1].split("Tổ chức")[0]


def test_disputes_and_how_they_were_settled_stand_in_the_report(hall, phone):
    other = hall.phone("Bình")
    other.say(other.saying("looked", subject="good:1", finding="no_label"))
    assert "chưa chốt" in pdf(hall.organizer, "/fairs/1/report.pdf")[0]
    told = phone.get("fairs/1/sayings").json["sayings"]
    about = [each["id"] for each in told if each["stall"] == 1 and each["said"] in ("scanned", "looked")]
    settled = {"subject": "good:1", "finding": "in_force", "about": about, "words": "Xem lại cùng nhau"}
    phone.say(phone.saying("settled", **settled))
    paper = pdf(hall.organizer, "/fairs/1/report.pdf")[0]
    assert "chốt là “Tem đúng”" in paper
    assert "Xem lại cùng nhau" in paper


def test_the_workbook_has_the_stalls_every_check_and_what_went_to_inspectors(hall, phone):
    hall.organizer.post("/fairs/1/follow-ups", line="2:good:2")
    answer = hall.organizer.get("/fairs/1/report.xlsx")
    book = openpyxl.load_workbook(BytesIO(answer.data))
    stalls, checks, follow_ups = [list(sheet.values) for sheet in book]
    assert [row[:4] for row in stalls[1:]] == [
        ("A2", "Cơ sở Suối Mơ", "Đạt", 1),
        ("A10", "Cơ sở khác", "Cần xử lý", 3),
    ]
    assert sorted((row[0], row[1], row[2]) for row in checks[1:]) == [
        ("A10", "Bánh gai", "Không có tem"),
        ("A10", "Mã không chỉ ra sản phẩm nào", "Tem không phải của hệ thống"),
        ("A10", "Mắm nêm Cô Sáu", "Công nhận không còn hiệu lực"),
        ("A2", "Cà phê bột Suối Mơ", "Tem đúng"),
    ]
    handed = {row[2]: row[4:] for row in follow_ups[1:]}
    assert handed["Mắm nêm Cô Sáu"][1] == "Mới lập"
    assert handed["Mã không chỉ ra sản phẩm nào"] == (None, None)


# --- what goes to inspectors -----------------------------------------------------------------------------


def cases(hall: Hall) -> list[FlagRow]:
    with hall.app.app_context():
        rows = db.session.scalars(select(FlagRow).order_by(FlagRow.id)).all()
        db.session.expunge_all()
        return list(rows)


def kept(hall: Hall, model: type) -> list[object]:
    with hall.app.app_context():
        rows = list(db.session.scalars(select(model)))
        db.session.expunge_all()
        return rows


def test_what_asks_for_an_inspector_becomes_a_case_with_its_evidence_once(hall, phone):
    assert "Chuyển tất cả (2 việc)" in hall.organizer.get("/fairs/1/follow-ups").text
    for _ in range(2):
        hall.organizer.post("/fairs/1/follow-ups", line="all")
    rows = {row.kind: row for row in cases(hall)}
    assert set(rows) == {"after_the_end", "forged"}
    assert rows["after_the_end"].about == "Mắm nêm Cô Sáu"
    assert (rows["after_the_end"].product_id, rows["forged"].product_id) == (2, None)
    for row in rows.values():
        assert (row.province, row.state) == (HERE, "opened")
        assert row.seen_where == "Phiên chợ OCOP, gian A10 (Cơ sở khác), Nhà văn hóa"
    evidence = kept(hall, FlagEvidenceRow)
    assert [row.sha256 for row in evidence] == [DIGEST] * 2, "the photo of the stall belongs to both"
    words = "\n".join(row.words for row in kept(hall, FlagEntryRow))
    assert "Ảnh do Hoa chụp lúc" in words
    assert "Sổ đăng ký trả lời cho ngày kiểm tra" in words
    page = hall.organizer.get("/fairs/1/follow-ups").text
    assert "Đã tiếp nhận" in page
    assert "Chuyển tất cả" not in page


def test_the_inspector_gets_the_file_as_it_came_and_whole(hall, phone):
    hall.organizer.post("/fairs/1/follow-ups", line="all")
    minh = sit_down(hall.app, Grant(Role.INSPECTOR, HERE))
    assert minh.get("/inspection/evidence/1/original").data == PHOTO
    assert "còn nguyên" in minh.get("/inspection/flags/1").text


def test_photos_that_come_later_are_added_to_the_same_case(hall, phone):
    hall.organizer.post("/fairs/1/follow-ups", line="2:good:2")
    phone.say(phone.saying("photo", stall=2, file=DIGEST, subject="good:2"))
    hall.organizer.post("/fairs/1/follow-ups", line="2:good:2")
    assert len(cases(hall)) == 1
    assert len(kept(hall, FlagEvidenceRow)) == 2


def test_a_product_that_was_declared_since_keeps_its_case(hall, phone):
    phone.say(phone.saying("scanned", stall=2, text=hall.token))
    hall.organizer.post("/fairs/1/follow-ups", line="2:product:1")
    assert [row.kind for row in cases(hall)] == ["other_product"]
    with hall.app.app_context():
        begin_write(db.session())
        declare(db.session(), 2, [Declared("Cà phê", 3, 1)])
        db.session.commit()
    hall.organizer.post("/fairs/1/follow-ups", line="2:good:4")
    assert len(cases(hall)) == 1


@pytest.mark.parametrize("line", ["", "2:good:99", "1:good:1", "2:good:3", "x"])
def test_what_is_in_order_or_not_there_is_not_handed_over(hall, phone, line):
    hall.organizer.post("/fairs/1/follow-ups", line=line)
    assert cases(hall) == []


def test_what_phones_disagree_about_is_settled_first(hall, phone):
    other = hall.phone("Bình")
    other.say(other.saying("looked", stall=2, subject="good:2", finding="in_force"))
    hall.organizer.post("/fairs/1/follow-ups", line="2:good:2")
    assert cases(hall) == []
    assert "các máy nói khác nhau" in hall.organizer.get("/fairs/1/follow-ups").text


# --- who may ---------------------------------------------------------------------------------------------

PAPERS = (
    *("/fairs/1/stalls/1/sheet", "/fairs/1/stalls/1/sheet.pdf", "/fairs/1/stalls/1/sign.pdf"),
    *("/fairs/1/report.pdf", "/fairs/1/report.xlsx", "/fairs/1/follow-ups"),
)


@pytest.fixture
def others(hall: Hall) -> Iterator[Browser]:
    """Another organizer, and an inspector of another province."""
    return iter(
        [sit_down(hall.app, Grant(Role.ORGANIZER)), sit_down(hall.app, Grant(Role.INSPECTOR, ELSEWHERE))]
    )


def test_papers_are_for_those_of_the_fair(hall, phone, others):
    for browser in others:
        assert {browser.get(path).status_code for path in PAPERS} <= {403, 404}
    assert {stranger(hall.app).get(path).status_code for path in PAPERS} == {303}
    minh = sit_down(hall.app, Grant(Role.INSPECTOR, HERE))
    assert minh.get("/fairs/1/report.pdf").status_code == 200
    assert minh.post("/fairs/1/follow-ups", line="all").status_code == 403
    assert cases(hall) == []


def test_a_photo_that_is_lost_is_told_as_lost(hall, phone):
    page = hall.organizer.get(f"/fairs/{hall.fair}/stalls/{hall.stalls[1]}").text
    [path] = set(re.findall(r'src="(/fairs/\d+/pictures/\w{64})"', page))
    assert hall.organizer.get(path).status_code == 200
    name = path.rpartition("/")[2]
    (hall.app.extensions["settings"].data_dir / "fairs" / name[:2] / name).unlink()
    told = hall.organizer.get(path)
    assert (told.status_code, "không còn nguyên" in told.text) == (410, True)
