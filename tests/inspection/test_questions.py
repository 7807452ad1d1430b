"""Questions to producers: noted with the act, sent once, tried again, and never lost on the way."""

import email
import email.policy
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from ocop_verify.accounts.permissions import Grant, Role
from ocop_verify.audit.models import JournalEntry
from ocop_verify.db import begin_write, db
from ocop_verify.domain.cases import CaseState
from ocop_verify.inspection.asking import LEASE, MAX_ATTEMPTS
from ocop_verify.inspection.models import FlagLetterRow, FlagRow
from ocop_verify.inspection.views.questions import SEND_QUESTIONS, send_questions
from ocop_verify.jobs.models import JobRow
from ocop_verify.producers.models import ContactRow
from tests.cast import NOW
from tests.desk import Browser, sit_down, stranger
from tests.labels.desk import make_house
from tests.mail_server import mail_server

MINH = Grant(Role.INSPECTOR, "68")
NEW = {"kind": "after_the_end", "where": "Chợ Phan Thiết", "province": "68", "product": "1"}
QUESTION = "Lô hàng này in tem khi nào?"


@dataclass
class Room:
    """A case of Minh's about a product whose producer has given an address."""

    app: Flask
    minh: Browser

    def ask(self, words=QUESTION, **fields):
        with self.app.app_context():
            version = db.session.get_one(FlagRow, 1).version
        return self.minh.post("/inspection/flags/1/move", to="asked", words=words, seen=version, **fields)

    def page(self) -> str:
        return unescape(self.minh.get("/inspection/flags/1").text)

    def send(self) -> int:
        with self.app.app_context():
            return send_questions()

    def letters(self):
        files = sorted(self.app.extensions["settings"].mail_folder.glob("*.eml"))
        return [email.message_from_bytes(each.read_bytes(), policy=email.policy.default) for each in files]

    def rows(self):
        with self.app.app_context():
            found = db.session.scalars(select(FlagLetterRow).order_by(FlagLetterRow.id)).all()
            db.session.expunge_all()
            return found

    def later(self, **values):
        """A while goes by; or something else is true of all letters."""
        with self.app.app_context():
            begin_write(db.session())
            for row in db.session.scalars(select(FlagLetterRow)):
                row.try_after -= LEASE * 100
                for name, value in values.items():
                    setattr(row, name, value)
            db.session.commit()

    def use(self, **settings):
        self.app.extensions["settings"] = replace(self.app.extensions["settings"], **settings)


@pytest.fixture
def room(fresh_app: Flask) -> Room:
    house = make_house(fresh_app)
    with fresh_app.app_context():
        facts = {"person": "K'Brăm", "email": "kbram@example.vn", "phone": "", "website": ""}
        db.session.add(ContactRow(producer_id=house.producer, changed_at=NOW, **facts))
        db.session.commit()
    minh = sit_down(fresh_app, MINH)
    assert minh.post("/inspection/flags", **NEW).status_code == 303
    with fresh_app.app_context():
        db.session.get_one(FlagRow, 1).state = CaseState.ASSIGNED
        db.session.commit()
    return Room(fresh_app, minh)


def test_the_question_goes_to_the_address_that_the_producer_gave_with_a_link_to_answer(room):
    room.ask()
    assert "Câu hỏi sẽ được gửi đến kbram@example.vn" in (told := room.page())
    assert "Đang chờ gửi." in told
    assert room.send() == 1
    [letter] = room.letters()
    [link] = re.findall(r"https://ocop\.vn(/answers/\S+)", letter.get_content())
    assert (letter["To"], QUESTION in letter.get_content()) == ("kbram@example.vn", True)
    assert "Chợ Phan Thiết" not in letter.get_content()  # where it was seen is for inspectors
    assert stranger(room.app).get(link).status_code == 200
    assert "Đã gửi lúc" in room.page()


def test_a_process_that_ends_before_the_letter_went_out_loses_nothing(room):
    room.ask()
    with room.app.app_context():  # all that is left is in the database; the worker finds it there
        [job] = db.session.scalars(select(JobRow).where(JobRow.kind == SEND_QUESTIONS))
        db.session.delete(job)
        db.session.commit()
    jobs = room.app.extensions["jobs"]
    jobs.ask_by_itself()
    for number in jobs.recover():
        jobs.run(number)
    assert [letter["To"] for letter in room.letters()] == ["kbram@example.vn"]


def test_a_form_that_is_sent_twice_asks_once(room):
    for _ in range(2):
        room.ask(request="one")
    assert (room.send(), room.send()) == (1, 0)


def test_a_question_that_is_refused_leaves_no_letter(room):
    assert room.ask(words=" ").status_code == 422
    assert (room.rows(), room.send()) == ([], 0)


def test_two_workers_at_once_send_it_once(room):
    room.ask()
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: room.send(), range(8))) == 1
    assert len(room.letters()) == 1


def test_a_worker_that_fell_silent_leaves_its_letter_to_the_next(room):
    room.ask()
    with room.app.app_context():
        begin_write(db.session())
        [row] = db.session.scalars(select(FlagLetterRow))
        row.try_after, row.attempts = datetime.now(UTC) + LEASE, 1  # claimed, and never heard of again
        db.session.commit()
    assert room.send() == 0
    room.later()
    assert room.send() == 1


def test_what_cannot_be_sent_is_shown_and_tried_again(room):
    folder = room.app.extensions["settings"].mail_folder
    folder.write_text("a file stands where the folder should be")
    room.ask()
    assert (room.send(), room.send()) == (0, 0)  # not before a while
    told = room.page()
    assert "Chưa gửi được" in told
    assert "https://ocop.vn/answers/" in told
    assert room.rows()[0].try_after - datetime.now(UTC) < timedelta(minutes=2)
    folder.unlink()
    room.later()
    assert room.send() == 1
    assert "Chưa gửi được" not in room.page()


def test_what_was_tried_for_days_is_given_up_and_the_inspector_reads_what_to_do(room):
    room.app.extensions["settings"].mail_folder.write_text("no folder")
    room.ask()
    room.later(attempts=MAX_ATTEMPTS - 1)
    assert room.send() == 0
    room.later()
    assert room.rows()[0].attempts == MAX_ATTEMPTS
    assert "Không gửi được. Hãy hỏi lại chủ thể địa chỉ e-mail" in re.sub(r"<[^>]+>", "", room.page())


@pytest.mark.parametrize(
    ("answer", "attempts"),
    [(b"550 no such user\r\n", MAX_ATTEMPTS), (b"451 come back later\r\n", 1)],
    ids=["an address that does not exist is not tried for days", "one that is busy is"],
)
def test_a_server_that_refuses_an_address_is_believed(room, answer, attempts):
    room.ask()
    with mail_server(answer) as (url, _):
        room.use(smtp_url=url)
        assert room.send() == 0
    assert [(row.attempts, row.sent_at) for row in room.rows()] == [(attempts, None)]


def test_a_failure_puts_neither_link_nor_answer_of_the_server_into_log_or_journal(room, caplog):
    caplog.set_level(logging.DEBUG)
    room.ask()
    with mail_server(b"550 https://ocop.vn/answers/quoted\r\n") as (url, _):
        room.use(smtp_url=url)
        room.send()
    with room.app.app_context():
        journal = str([(row.action, row.after) for row in db.session.scalars(select(JournalEntry))])
    assert "could not be sent: SMTPRecipientsRefused" in caplog.text
    for told in (caplog.text, journal, room.rows()[0].problem):
        assert "answers/" not in told
        assert QUESTION not in told


def test_a_question_that_waits_is_replaced_by_the_next_and_not_sent_once_the_case_went_on(room):
    room.ask("Câu đầu?")
    room.ask("Câu sau?")
    assert [letter.entry_id for letter in room.rows()] == [room.rows()[-1].entry_id]
    with room.app.app_context():
        db.session.get_one(FlagRow, 1).state = CaseState.DISMISSED
        db.session.commit()
    assert room.send() == 0


def test_where_the_producer_gave_no_address_the_inspector_is_told_to_send_the_link(room):
    with room.app.app_context():
        db.session.delete(db.session.scalars(select(ContactRow)).one())
        db.session.commit()
    room.ask()
    told = room.page()
    assert ("Chưa có e-mail của chủ thể" in told, "https://ocop.vn/answers/" in told) == (True, True)
    assert (room.send(), room.rows()) == (0, [])
