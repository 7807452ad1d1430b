"""Notices before the end: what is due, to whom, once, and how they are stopped."""

import email
import email.policy
import hashlib
import hmac
import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from flask import Flask

from ocop_verify.accounts.models import AccountRow
from ocop_verify.accounts.permissions import Grant, Role
from ocop_verify.config import ConfigError, Settings
from ocop_verify.db import begin_write, db
from ocop_verify.domain.validity import add_months, local_day
from ocop_verify.jobs import working
from ocop_verify.jobs.models import JobRow
from ocop_verify.notices.models import NoticeRow
from ocop_verify.notices.sending import LEASE, claim_due, due_notice
from ocop_verify.notices.views import tools
from ocop_verify.notices.views.running import send_all
from ocop_verify.producers.models import ContactRow
from ocop_verify.registry.models import CertificationRow
from tests.desk import make_account, sit_down, stranger
from tests.labels.desk import LAN, NEIGHBOUR, House, make_house
from tests.labels.store import store_certification


@pytest.fixture
def house(fresh_app: Flask) -> House:
    """The coffee ends in 45 days, and its producer has an address; nothing else ends soon."""
    house = make_house(fresh_app)
    set_end(fresh_app, house.certification, 45)
    with fresh_app.app_context():
        begin_write(db.session())
        db.session.add(
            ContactRow(
                producer_id=house.producer, person="", email="sau@example.vn", phone="", website="",
                changed_at=datetime.now(UTC),
            )
        )  # fmt: skip
        db.session.commit()
    make_account(fresh_app, LAN, email="lan@example.vn")
    make_account(fresh_app, NEIGHBOUR, email="minh@example.vn")
    return house


def set_end(app: Flask, certification: int, days: int) -> None:
    """Let a certification end in so many days."""
    with app.app_context():
        begin_write(db.session())
        row = db.session.get_one(CertificationRow, certification)
        row.printed_until = local_day(datetime.now(UTC)) + timedelta(days=days)
        db.session.commit()


def send(app: Flask) -> tuple[int, int]:
    """Run the sender."""
    with app.app_context():
        return send_all()


def letters(app: Flask) -> list[EmailMessage]:
    """What lies in the folder for letters."""
    files = sorted(app.extensions["settings"].mail_folder.glob("*.eml"))
    return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]


def text_of(letter: EmailMessage) -> str:
    """The words of a letter."""
    body = letter.get_body(("plain",))
    assert body is not None
    return body.get_content()


@pytest.mark.parametrize(
    ("days", "notice"),
    [
        (181, None),
        (180, 180),
        (91, 180),
        (90, 90),
        (89, 90),  # the machine was off on the day itself
        (61, 90),
        (60, 60),
        (31, 60),
        (30, 30),
        (1, 30),
        (0, 0),  # the last day still counts
        (-1, 0),
        (-7, 0),
        (-8, None),  # long ended: nobody needs a reminder
    ],
)
def test_with_so_many_days_left_this_notice_is_due(days, notice):
    assert due_notice(days) == notice


def test_the_producer_and_its_office_are_told_and_nobody_else(fresh_app, house):
    assert send(fresh_app) == (2, 0)
    assert {letter["To"] for letter in letters(fresh_app)} == {"sau@example.vn", "lan@example.vn"}
    for letter in letters(fresh_app):
        assert "Cà phê bột Suối Mơ" in text_of(letter)
        assert "sẽ hết hạn trong vòng 60 ngày" in text_of(letter)
        assert "Mắm" not in text_of(letter)


def test_the_letter_carries_the_day_for_the_calendar(fresh_app, house):
    send(fresh_app)
    [attachment] = letters(fresh_app)[0].iter_attachments()
    assert attachment.get_content_type() == "text/calendar"


def test_each_notice_goes_out_once_however_often_the_sender_runs(fresh_app, house):
    assert [send(fresh_app) for _ in range(3)] == [(2, 0), (0, 0), (0, 0)]


def test_two_workers_at_once_send_each_notice_once(fresh_app, house):
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: send(fresh_app), range(4)))
    assert sum(sent for sent, _ in results) == 2
    assert Counter(letter["To"] for letter in letters(fresh_app)) == {
        "sau@example.vn": 1,
        "lan@example.vn": 1,
    }


def test_each_of_the_five_goes_out_as_the_end_comes_nearer(fresh_app, house):
    for days, receivers in ((180, 1), (90, 2), (60, 2), (30, 2), (0, 2)):
        set_end_and_move(fresh_app, house.certification, days)
        assert send(fresh_app) == (receivers, 0), days


def test_half_a_year_before_the_end_only_the_producer_is_told(fresh_app, house):
    set_end(fresh_app, house.certification, 150)
    assert send(fresh_app) == (1, 0)
    [letter] = letters(fresh_app)
    assert letter["To"] == "sau@example.vn"
    assert "trong vòng 180 ngày" in text_of(letter)
    assert letter["List-Unsubscribe"]


def set_end_and_move(app: Flask, certification: int, days: int) -> None:
    """Let time go by: the same end, so many days away, with the notices that were sent for it."""
    set_end(app, certification, days)
    with app.app_context():
        begin_write(db.session())
        end = db.session.get_one(CertificationRow, certification).printed_until
        for row in db.session.query(NoticeRow):
            row.ends_on = end
        db.session.commit()


def test_an_end_that_was_moved_has_notices_of_its_own(fresh_app, house):
    send(fresh_app)
    set_end(fresh_app, house.certification, 50)
    assert send(fresh_app) == (2, 0)


def test_what_could_not_be_sent_is_tried_again_after_a_while(fresh_app, house, tmp_path):
    folder = fresh_app.extensions["settings"].mail_folder
    folder.write_text("a file stands where the folder should be")
    assert send(fresh_app) == (0, 2)
    folder.unlink()
    assert send(fresh_app) == (0, 0)  # still claimed
    with fresh_app.app_context():
        begin_write(db.session())
        for row in db.session.query(NoticeRow):
            assert row.problem
            row.claimed_at -= LEASE * 2
        db.session.commit()
    assert send(fresh_app) == (2, 0)
    assert len(letters(fresh_app)) == 2


def test_who_stops_notices_gets_no_more_but_the_one_that_the_law_asks_for(fresh_app, house):
    with fresh_app.app_context():
        path = tools.stop_address("sau@example.vn").removeprefix("https://ocop.vn")
    somebody = stranger(fresh_app)
    assert "Không nhận lời nhắc nữa?" in somebody.get(path).text
    one_click = {"List-Unsubscribe": "One-Click"}
    assert somebody.client.post(path, base_url="https://ocop.vn", data=one_click).status_code == 200
    assert send(fresh_app) == (1, 0)  # the office
    set_end(fresh_app, house.certification, 30)
    assert send(fresh_app) == (2, 0)
    last = [letter for letter in letters(fresh_app) if letter["To"] == "sau@example.vn"][-1]
    assert "148/QĐ-TTg" in text_of(last)
    assert last["List-Unsubscribe"] is None


def test_other_notices_can_be_stopped_with_one_click(fresh_app, house):
    send(fresh_app)
    for letter in letters(fresh_app):
        assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert letter["List-Unsubscribe"].strip("<>") in text_of(letter)


@pytest.mark.parametrize("purpose", ["stop/x", "calendar/x.ics", "calendar/.ics"])
def test_an_address_that_we_did_not_make_leads_nowhere(fresh_app, house, purpose):
    assert stranger(fresh_app).get(f"/notices/{purpose}").status_code == 404


def test_an_address_for_one_purpose_does_not_serve_another(fresh_app, house):
    with fresh_app.app_context():
        token = tools.addresses().make("calendar", "producer:1")
    assert stranger(fresh_app).get(f"/notices/stop/{token}").status_code == 404


def test_the_calendar_of_a_producer_holds_its_ends_and_no_others(fresh_app, house):
    with fresh_app.app_context():
        address = tools.calendar_of(house.producer)
    answer = stranger(fresh_app).get(address.removeprefix("https://ocop.vn"))
    assert answer.mimetype == "text/calendar"
    assert answer.text.count("BEGIN:VEVENT") == 1
    assert f"UID:certification-{house.certification}@ocop.vn" in answer.text
    assert answer.text.count("BEGIN:VALARM") == 4
    assert max(len(line.encode()) for line in answer.text.split("\r\n")) <= 75
    end = local_day(datetime.now(UTC)) + timedelta(days=45)
    assert f"DTSTART;VALUE=DATE:{end:%Y%m%d}" in answer.text


def test_the_calendar_of_an_officer_ends_with_the_account(fresh_app, house):
    lan = sit_down(fresh_app, LAN)
    with fresh_app.app_context():
        address = tools.calendar_of_account(lan.account_id).removeprefix("https://ocop.vn")
    assert stranger(fresh_app).get(address).text.count("BEGIN:VEVENT") == 1
    with fresh_app.app_context():
        begin_write(db.session())
        db.session.get_one(AccountRow, lan.account_id).disabled_at = datetime.now(UTC)
        db.session.commit()
    assert stranger(fresh_app).get(address).status_code == 404


def test_officers_see_what_was_sent_about_their_own_province(fresh_app, house):
    send(fresh_app)
    assert "sau@example.vn" in sit_down(fresh_app, LAN).get("/notices").text
    assert "sau@example.vn" not in sit_down(fresh_app, NEIGHBOUR).get("/notices").text
    producer = sit_down(fresh_app, Grant(Role.PRODUCER, producer_id=house.producer))
    assert producer.get("/notices").status_code == 403


def test_the_command_says_what_is_due_and_sends_it(fresh_app, house):
    run = fresh_app.test_cli_runner().invoke
    dry = run(args=["notices", "send", "--dry-run"])
    assert "Cà phê bột Suối Mơ" in dry.output
    assert letters(fresh_app) == []
    assert "Đã gửi 2 lời nhắc" in run(args=["notices", "send"]).output


def test_the_worker_asks_for_the_notices_once_a_day(fresh_app, house):
    morning = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # 9:00 in Vietnam
    with fresh_app.app_context():
        begin_write(db.session())
        for at in (morning - timedelta(hours=4), morning, morning + timedelta(hours=9)):
            working.open_daily(db.session(), "send_notices", now=at)
            for row in db.session.query(JobRow):
                row.state = "done"
        working.open_daily(db.session(), "send_notices", now=morning + timedelta(days=1))
        assert db.session.query(JobRow).count() == 2


def test_a_program_is_told_by_webhook_with_a_hash_that_it_can_check(fresh_app, house, monkeypatch):
    heard: list[tuple[str, bytes]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.headers["X-OCOP-Signature"], body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            fresh_app.extensions["settings"] = replace(
                fresh_app.extensions["settings"],
                notice_webhook=f"http://127.0.0.1:{server.server_port}/hook",
                notice_webhook_secret="s",
            )
            assert send(fresh_app) == (3, 0)
        finally:
            server.shutdown()
            thread.join()
    [(signature, body)] = heard
    assert signature == "sha256=" + hmac.new(b"s", body, hashlib.sha256).hexdigest()
    assert [item["certification_id"] for item in json.loads(body)["items"]] == [house.certification]


def test_a_webhook_that_is_no_address_refuses_to_start():
    with pytest.raises(ConfigError):
        Settings.from_env({"OCOP_NOTICE_WEBHOOK": "somewhere"})


def test_nothing_is_claimed_twice_while_it_is_being_sent(fresh_app, house):
    now = datetime.now(UTC)
    with fresh_app.app_context():
        begin_write(db.session())
        assert len(claim_due(db.session(), "", now=now)) == 2
        assert claim_due(db.session(), "", now=now + LEASE / 2) == []
        assert len(claim_due(db.session(), "", now=now + LEASE * 2)) == 2
        db.session.rollback()


def test_a_recognition_that_a_newer_one_has_replaced_is_not_told(fresh_app, house):
    with fresh_app.app_context():
        begin_write(db.session())
        product = db.session.get_one(CertificationRow, house.certification).product_id
        newer: date = add_months(local_day(datetime.now(UTC)), -1)
        store_certification(db.session(), product, stars=5, issued_on=newer)
        db.session.commit()
    assert send(fresh_app) == (0, 0)
