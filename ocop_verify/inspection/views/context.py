"""What the doors of cases share: where a case belongs, who may do what, the form that an act comes with."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import cast

from flask import current_app, request

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database
from ocop_verify.accounts.views.guard import Place, allows
from ocop_verify.domain.cases import MOVES, CaseState, Mover, number_of
from ocop_verify.domain.row_numbers import number_in
from ocop_verify.domain.validity import local_day
from ocop_verify.inspection.answer_links import AnswerLinks
from ocop_verify.inspection.casework import Form
from ocop_verify.inspection.models import FlagEntryRow, FlagEvidenceRow, FlagRow

NEEDS: Mapping[Mover, Permission] = MappingProxyType(
    {Mover.WORKS: Permission.WORK_ON_FLAGS, Mover.DECIDES: Permission.DECIDE_FLAGS}
)


def place_of_flag(key: int) -> Place | None:
    """A case belongs to a province; where nobody knows which, to those who work for the nation."""
    row = database().get(FlagRow, key)
    return Place(province=row.province) if row else None


def place_of_evidence(key: int) -> Place | None:
    """Evidence belongs where its case does."""
    row = database().get(FlagEvidenceRow, key)
    return place_of_flag(row.flag_id) if row else None


def number_of_flag(row: FlagRow) -> str:
    """The number of a case."""
    return number_of(local_day(row.opened_at), row.province, row.id)


def moves_for(row: FlagRow) -> list[CaseState]:
    """The moves that who is looking may make. Giving it to somebody is a form of its own."""
    place = Place(province=row.province)
    return [
        to
        for to, rule in MOVES[CaseState(row.state)].items()
        if to is not CaseState.ASSIGNED and allows(NEEDS[rule.who], place)
    ]


def sent_form() -> Form:
    """The number of the form, and the version that it was opened at."""
    number = request.form.get("request", "")[:64] or new_request()
    return Form(number, number_in(request.form.get("seen")))


def question_awaited(row: FlagRow, story: Iterable[FlagEntryRow]) -> FlagEntryRow | None:
    """The question that the producer has still to answer, if any."""
    asked = [each for each in story if each.to_state == CaseState.ASKED]
    return asked[-1] if asked and row.state == CaseState.ASKED else None


def answer_link(row: FlagRow, asked_at: datetime) -> str:
    """The address by which the producer answers a question."""
    home: str = current_app.extensions["settings"].public_url
    return f"{home}answers/{answer_links().make(row.id, asked_at)}"


def new_request() -> str:
    """The number of a new form: sent twice, it is one act."""
    return secrets.token_urlsafe(18)


def answer_links() -> AnswerLinks:
    """What signs the links of producers."""
    return cast(AnswerLinks, current_app.extensions["answer_links"])
