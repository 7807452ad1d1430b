"""The doors to cases, for reading: the list, one with its story and evidence, a file of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database
from ocop_verify.accounts.views.guard import Place, actor, allows, require
from ocop_verify.desk.story import names_of
from ocop_verify.desk.views.reporting import who_words
from ocop_verify.desk.views.request import address_of, catalogue_now, province_options, today
from ocop_verify.domain.cases import LAW_BY_CODE, UNDECIDED, CaseKind, CaseState, Consequence, is_overdue
from ocop_verify.domain.errors import N_
from ocop_verify.domain.reports import LabelNumbers
from ocop_verify.inspection.asking import is_given_up, letters_of
from ocop_verify.inspection.case_list import CaseFilter, Reader, answered, cases, counts, inspectors_of
from ocop_verify.inspection.casework import story_of_flag
from ocop_verify.inspection.evidence import evidence_of_flag
from ocop_verify.inspection.models import FlagEntryRow, FlagEvidenceRow, FlagRow
from ocop_verify.inspection.views.context import (
    answer_link,
    moves_for,
    new_request,
    number_of_flag,
    place_of_evidence,
    place_of_flag,
    question_awaited,
)
from ocop_verify.inspection.views.files import ACCEPTED, evidence_answer, kept_evidence
from ocop_verify.inspection.words import CASE_BUTTONS, CASE_KINDS, CASE_STATES, CONSEQUENCES, DONE
from ocop_verify.web.language import gettext

blueprint = Blueprint("flags", __name__, url_prefix="/inspection")

# Of a long story so many lines stand open, so that the next step is not behind hundreds of photos.
NEWEST = 10

GROUP_WORDS = {
    "open": N_("Đang mở"),
    "mine": N_("Giao cho tôi"),
    "late": N_("Quá hạn"),
    "closed": N_("Đã đóng"),
}


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A line of a case's story; with evidence, whether its file and picture are still what was kept."""

    row: FlagEntryRow
    who: str
    what: str
    evidence: FlagEvidenceRow | None
    whole: bool
    shows: bool


@blueprint.get("/flags")
@require(Permission.READ_FLAGS)
def flags() -> str:
    """The cases of one's own provinces, what is due first on top."""
    asked, own = CaseFilter.of(request.args), actor().provinces(Permission.READ_FLAGS)
    reader = Reader(own, actor().id, today())
    found = cases(database(), asked, reader)
    return render_template(
        "inspection/flags.html",
        asked=asked,
        found=found,
        answered=answered(database(), [row.id for row in found.lines]),
        counts=counts(database(), asked, reader),
        groups={group: gettext(words) for group, words in GROUP_WORDS.items()},
        places=province_options(own),
        kinds=case_kind_words(),
        states=case_state_words(),
        catalogue=catalogue_now(),
        number_of_flag=number_of_flag,
        late=lambda row: is_overdue(row.due_on, today()),
        address_of=address_of,
    )


@blueprint.get("/flags/<int:key>")
@require(Permission.READ_FLAGS, place=place_of_flag)
def flag(key: int) -> str:
    """One case: what it is about, its story, and what may be done next."""
    return flag_page(database().get_one(FlagRow, key), {})


def flag_page(row: FlagRow, faults: dict[str, str]) -> str:
    """The page of a case, with what is wrong in a form that was sent."""
    catalogue, place = catalogue_now(), Place(province=row.province)
    product = catalogue.products.get(row.product_id or 0)
    lines = story_lines(row)
    can_work = allows(Permission.WORK_ON_FLAGS, place)
    people = inspectors_of(database(), row.province)
    asked = question_awaited(row, [line.row for line in lines]) if can_work else None
    return render_template(
        "inspection/flag.html",
        row=row,
        number=number_of_flag(row),
        product=product,
        producer=catalogue.producers[product.producer_id] if product else None,
        label=LabelNumbers.read(row.label),
        kind=case_kind_words()[row.kind],
        state=case_state_words()[row.state],
        outcome=gettext(CONSEQUENCES[Consequence(row.outcome)]) if row.outcome else "",
        law=[LAW_BY_CODE[code].text for code in row.law.split(",") if code in LAW_BY_CODE],
        owner=next((each.name for each in people if each.id == row.owner_id), ""),
        lines=lines,
        newest=NEWEST,
        late=is_overdue(row.due_on, today()),
        moves=[(to.value, gettext(CASE_BUTTONS[to])) for to in moves_for(row)],
        people=[(str(each.id), each.name) for each in people],
        is_open=CaseState(row.state) in UNDECIDED,
        can_work=can_work,
        link=answer_link(row, asked.at) if asked else "",
        has_answered=bool(answered(database(), [row.id])),
        letters=letters_of(database(), asked.id) if asked else (),
        is_given_up=is_given_up,
        accepted=ACCEPTED,
        typed=request.form,
        new_request=new_request,
        faults=faults,
    )


@blueprint.get("/evidence/<int:key>/photo")
@require(Permission.READ_FLAGS, place=place_of_evidence)
def photo(key: int) -> Response:
    """A picture of the evidence, to look at."""
    return evidence_answer(database().get_one(FlagEvidenceRow, key), original=False)


@blueprint.get("/evidence/<int:key>/original")
@require(Permission.READ_FLAGS, place=place_of_evidence)
def original(key: int) -> Response:
    """The file as it came, for the file of the case."""
    return evidence_answer(database().get_one(FlagEvidenceRow, key), original=True)


def story_lines(row: FlagRow) -> Sequence[StoryLine]:
    """The story of a case in the reader's language, with the names of the people."""
    entries, kept = story_of_flag(database(), row.id), evidence_of_flag(database(), row.id)
    by_entry = {each.entry_id: each for each in kept}
    names, states = names_of(database(), {each.actor for each in entries}), case_state_words()
    lines = []
    for each in entries:
        what = states.get(each.to_state) if each.what == "move" else gettext(DONE.get(each.what, each.what))
        who = gettext("Chủ thể") if each.actor == "producer" else who_words(each.actor, names.get(each.actor))
        evidence = by_entry.get(each.id)
        whole = evidence is None or kept_evidence().is_whole(evidence.sha256)
        shows = evidence is not None and kept_evidence().is_whole(evidence.shown)
        lines.append(StoryLine(each, who, what or each.what, evidence, whole, shows))
    return lines


def case_kind_words() -> dict[str, str]:
    """What cases are about."""
    return {kind.value: gettext(CASE_KINDS[kind]) for kind in CaseKind}


def case_state_words() -> dict[str, str]:
    """How far cases are."""
    return {state.value: gettext(CASE_STATES[state]) for state in CaseState}
