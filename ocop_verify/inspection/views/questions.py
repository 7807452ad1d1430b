"""The run that sends questions to producers: claim one, send it, note it, then the next."""

import logging
from datetime import UTC, datetime
from smtplib import SMTPRecipientsRefused

from ocop_verify.db import db
from ocop_verify.domain.errors import N_
from ocop_verify.inspection.asking import (
    Question,
    claim_question,
    note_failed,
    note_sent,
    questions_wait,
)
from ocop_verify.inspection.letters import letter_to_producer
from ocop_verify.inspection.views.context import answer_link, number_of_flag
from ocop_verify.jobs.working import Kind, Ticket
from ocop_verify.mailing import Letter
from ocop_verify.notices.views.tools import transport
from ocop_verify.web.commands import transaction

log = logging.getLogger(__name__)

SEND_QUESTIONS = "send_questions"
# From here on a mail server means "never", not "not now" (RFC 5321, 4.2.1).
NEVER = 500


def send_questions() -> int:
    """Send what is due; gives how many went out."""
    sent = 0
    while question := _claimed():
        try:
            transport().send(_letter(question))
        except (OSError, ValueError) as problem:
            _note_failed(question, problem)
        else:
            sent += 1
            with transaction() as session:
                note_sent(session, question.letter_id, now=datetime.now(UTC))
    return sent


def _claimed() -> Question | None:
    with transaction() as session:
        question = claim_question(session, now=datetime.now(UTC))
        session.expunge_all()
    return question


def _letter(question: Question) -> Letter:
    link = answer_link(question.flag, question.asked_at)
    number = number_of_flag(question.flag)
    return letter_to_producer(question.receiver, question.product, number, question.words, link)


def _note_failed(question: Question, problem: Exception) -> None:
    """Only the sort of failure is told: what a server answers may quote the letter, and with it the link."""
    for_good = isinstance(problem, ValueError) or _is_refused(problem)
    kind = type(problem).__name__
    log.warning("a question of case %s could not be sent: %s", question.flag.id, kind)
    with transaction() as session:
        note_failed(session, question.letter_id, kind, now=datetime.now(UTC), for_good=for_good)


def _is_refused(problem: Exception) -> bool:
    """Whether the server does not know the address, now and later."""
    if not isinstance(problem, SMTPRecipientsRefused):
        return False
    return all(code >= NEVER for code, _ in problem.recipients.values())


def _is_due() -> bool:
    found = questions_wait(db.session(), now=datetime.now(UTC))
    db.session.remove()
    return found


def _work(_ticket: Ticket) -> None:
    send_questions()


KINDS = (Kind(SEND_QUESTIONS, N_("Gửi câu hỏi cho chủ thể"), "/inspection/flags", _work, due=_is_due),)
