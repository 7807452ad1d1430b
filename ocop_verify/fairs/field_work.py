"""What inspectors do in the field with their own phones, and send later: results of visits, and new cases.

The acts are those of the desk, with the same rules. What differs: the moment was earlier, pictures came
before, and the same thing may come more than once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Final

import msgspec
from sqlalchemy.orm import Session

from ocop_verify.accounts.permissions import Actor, Permission, may
from ocop_verify.domain.cases import CaseKind
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.errors import N_
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.reports import LabelNumbers
from ocop_verify.domain.text import clean
from ocop_verify.domain.verdict import Verdict
from ocop_verify.domain.visits import Answer, VisitResult, checks_for
from ocop_verify.fairs.accepting import AHEAD, LONGEST, Id, NotTaken
from ocop_verify.inspection.casework import Form, Raised, flag_of_request, open_flag
from ocop_verify.inspection.evidence import Evidence, add_evidence
from ocop_verify.inspection.models import HeapRow, VisitRow
from ocop_verify.inspection.subject import heap_key
from ocop_verify.inspection.visiting import Found, record_visit

MOST_PICTURES: Final = 10
Digest = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
Words = Annotated[str, msgspec.Meta(max_length=LONGEST)]
Line = Annotated[str, msgspec.Meta(max_length=300)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
NO_PICTURE = N_("Ảnh chưa được gửi. Máy sẽ gửi ảnh rồi gửi lại mục này.")


class SentVisit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was found on a visit, as a phone sends it."""

    id: Id
    visit: int
    at: Moment
    result: VisitResult
    checks: Mapping[str, Answer]
    words: Words = ""
    signed_by: Annotated[str, msgspec.Meta(max_length=200)] = ""
    file: Digest | None = None
    follow_up_on: date | None = None
    turn: int = 0


class SentPicture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A picture that has come before, and when it was taken."""

    digest: Digest
    taken_at: Moment


class SentFlag(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A case that was raised in the field. ``text`` is the label that was scanned, if one was."""

    id: Id
    at: Moment
    kind: CaseKind
    where: Line
    province: Annotated[str, msgspec.Meta(max_length=2)]
    about: Line = ""
    words: Words = ""
    law: Annotated[list[Annotated[str, msgspec.Meta(max_length=20)]], msgspec.Meta(max_length=20)] = []
    text: Annotated[str, msgspec.Meta(max_length=4_000)] = ""
    product: int | None = None
    pictures: Annotated[list[SentPicture], msgspec.Meta(max_length=MOST_PICTURES)] = []
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Desk:
    """What the acts are told of the world: the catalogue, what a code is worth, and pictures to be evidence.

    ``evidence_of`` keeps a picture that has come as evidence, and is None for one that has not.
    """

    catalogue: Catalogue
    verdict_of: Callable[[str, datetime], Verdict]
    evidence_of: Callable[[str, datetime], Evidence | None]


def take_visit(session: Session, sent: SentVisit, actor: Actor, desk: Desk, *, now: datetime) -> bool:
    """Write down what was found; gives whether it is new. Raises what the desk would, and ``NotTaken``."""
    row = session.get(VisitRow, sent.visit, with_for_update=True)
    if row is None or not may(actor, Permission.WORK_ON_FLAGS, province=row.province):
        raise NotTaken(N_("Không có lần kiểm tra này trong địa bàn của bạn."))
    at = min(sent.at, now) if sent.at <= now + AHEAD else now
    product = desk.catalogue.products.get(row.product_id)
    asked = {check.code for check in checks_for(product.product_set if product else "")}
    if asked - sent.checks.keys():
        raise NotTaken(N_("Hãy trả lời mọi dòng."))
    photo = _pictures(desk, [SentPicture(sent.file, at)] if sent.file else [])
    found = Found(
        sent.result,
        {code: sent.checks[code] for code in asked},
        sent.words,
        sent.signed_by,
        photo[0].sha256 if photo else None,
        photo[0].shown if photo else None,
        sent.follow_up_on,
        at,
    )
    is_new = row.visited_at is None
    record_visit(session, row.id, found, actor=actor.name, now=now)
    return is_new


def take_flag(session: Session, sent: SentFlag, actor: Actor, desk: Desk, *, now: datetime) -> bool:
    """Open a case with its evidence; gives whether it is new. The same sent twice is one."""
    if flag_of_request(session, sent.id) is not None:
        return False
    is_place = sent.province in PROVINCES or not sent.province  # "": nobody knows where; for the nation's
    if not is_place or not may(actor, Permission.WORK_ON_FLAGS, province=sent.province or None):
        raise NotTaken(N_("Hãy chọn tỉnh, thành phố mà bạn phụ trách."))
    if not clean(sent.where):
        raise NotTaken(N_("Hãy ghi nơi thấy."))
    at = sent.at if sent.at <= now + AHEAD else now
    product_id, label = _subject(sent, desk, at)
    product = desk.catalogue.products.get(product_id or 0)
    about = product.name if product else clean(sent.about)
    if not about:
        raise NotTaken(N_("Hãy ghi tên sản phẩm."))
    pictures = _pictures(desk, sent.pictures)
    heap = session.get(HeapRow, heap_key(product.id if product else None, about, sent.province))
    raised = Raised(
        sent.kind,
        about,
        sent.where,
        sent.province,
        product.id if product else None,
        label,
        heap.key if heap else "",
        sent.law,
        sent.words,
    )
    row = open_flag(session, raised, sent.id, actor=actor.name, now=now)
    for number, evidence in enumerate(pictures, 1):
        add_evidence(session, row.id, Form(f"{sent.id} {number}", 1), evidence, "", actor=actor.name, now=now)
    return True


def _subject(sent: SentFlag, desk: Desk, at: datetime) -> tuple[int | None, str]:
    """The product and the numbers of the label, as far as the registry knows either."""
    verdict = desk.verdict_of(sent.text, at) if sent.text else None
    if verdict is None or verdict.certification is None or verdict.label is None:
        return sent.product, ""
    label = verdict.label
    numbers = LabelNumbers(label.certification_id, label.batch_id, label.serial)
    return verdict.certification.product_id, str(numbers)


def _pictures(desk: Desk, sent: Sequence[SentPicture]) -> Sequence[Evidence]:
    found = [desk.evidence_of(each.digest, each.taken_at) for each in sent]
    kept = [each for each in found if each is not None]
    if len(kept) < len(found):
        raise NotTaken(NO_PICTURE)
    return kept
