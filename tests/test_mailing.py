"""Letters: as files, to a server that lets one wait, and never with a line break in a header."""

import email.policy
import socket
import threading
from email.parser import BytesParser

import pytest

from ocop_verify import mailing
from ocop_verify.mailing import Attachment, Folder, Letter, Postman, Smtp, transport_for
from tests.mail_server import mail_server

SENDER = "OCOP Verify <no-reply@ocop.vn>"
LETTER = Letter("lan@example.vn", "Lời mời dùng OCOP Verify", "Chào Lan,\n\nhttps://ocop.vn/x\n")


def read(folder):
    """The letters of a folder, as a mail program reads them, the oldest first."""
    parser = BytesParser(policy=email.policy.default)
    return [parser.parsebytes(path.read_bytes()) for path in sorted(folder.glob("*.eml"))]


def test_without_a_server_a_letter_becomes_a_file_for_the_owner_only(tmp_path):
    transport_for("", tmp_path / "mail", SENDER).send(LETTER)
    [message] = read(tmp_path / "mail")
    assert (message["To"], message["From"], message["Subject"]) == (LETTER.to, SENDER, LETTER.subject)
    assert message.get_content() == LETTER.text
    assert message["Auto-Submitted"] == "auto-generated"
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "mail").glob("*.eml")} == {0o600}


def test_a_letter_takes_headers_and_files_along(tmp_path):
    calendar = Attachment("lich.ics", b"BEGIN:VCALENDAR", "text/calendar")
    letter = Letter("a@b.vn", "x", "y", {"List-Unsubscribe": "<https://ocop.vn/u>"}, (calendar,))
    Folder(tmp_path, SENDER).send(letter)
    [message] = read(tmp_path)
    assert message["List-Unsubscribe"] == "<https://ocop.vn/u>"
    [part] = message.iter_attachments()
    assert (part.get_filename(), part.get_content_type()) == ("lich.ics", "text/calendar")


@pytest.mark.parametrize(
    "letter",
    [
        Letter("a@b.vn\nBcc: c@d.vn", "x", "y"),
        Letter("a@b.vn", "x\r\nBcc: c@d.vn", "y"),
        Letter("a@b.vn", "x", "y", {"List-Unsubscribe": "<x>\nBcc: c@d.vn"}),
    ],
)
def test_nobody_adds_a_header_by_a_line_break(letter):
    with pytest.raises(ValueError, match=r"linefeed|carriage"):
        letter.as_message(SENDER)


def test_whoever_posts_does_not_wait_for_a_server_that_never_answers(tmp_path, monkeypatch):
    monkeypatch.setattr(mailing, "TIMEOUT_SECONDS", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"smtp+plain://127.0.0.1:{silent.getsockname()[1]}"
        postman = Postman(Smtp(url, SENDER))
        postman.post(LETTER)  # comes back while the server says nothing
        assert any(thread.name == "postman" for thread in threading.enumerate())
        postman.stop()


class Moody:
    """A transport that fails a number of times."""

    def __init__(self, failures):
        self.failures, self.sent = failures, []

    def send(self, letter):
        if self.failures:
            self.failures -= 1
            raise ConnectionRefusedError("away")
        self.sent.append(letter)


def test_a_letter_is_tried_again_when_the_server_was_away(monkeypatch):
    monkeypatch.setattr(mailing, "TRY_AGAIN_AFTER", (0, 0, 0))
    postman = Postman(moody := Moody(3))
    postman.post(LETTER)
    postman.flush()
    assert moody.sent == [LETTER]
    postman.stop()


def test_one_letter_that_cannot_be_sent_does_not_keep_the_next(monkeypatch):
    monkeypatch.setattr(mailing, "TRY_AGAIN_AFTER", ())
    postman = Postman(moody := Moody(1))
    for letter in (Letter("lost@b.vn", "x", "y"), LETTER):
        postman.post(letter)
    postman.flush()
    assert moody.sent == [LETTER]
    postman.stop()


def test_what_waits_is_carried_out_when_the_process_ends(tmp_path):
    postman = Postman(Folder(tmp_path, SENDER))
    for _ in range(20):
        postman.post(LETTER)
    postman.stop()
    assert len(read(tmp_path)) == 20


def test_a_server_gets_the_letter(tmp_path):
    with mail_server() as (url, heard):
        Smtp(url, SENDER).send(LETTER)
    assert b"rcpt TO:<lan@example.vn>\r\n" in heard
    assert any(line.startswith(b"Subject:") for line in heard)
