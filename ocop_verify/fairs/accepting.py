"""What phones have said at stalls arrives: each once, in any order, days later, or never quite right.

Whatever cannot be taken is refused by itself and told back with its reason; the rest of the sending is taken.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated, Final

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.reports import LabelNumbers
from ocop_verify.domain.stall_checks import Said, StallFinding
from ocop_verify.domain.text import clean
from ocop_verify.domain.verdict import Verdict
from ocop_verify.fairs.devices import days_of
from ocop_verify.fairs.models import FairRow, FieldDeviceRow, StallRow, StallSayingRow
from ocop_verify.fairs.noting import note_stalls

AT_ONCE: Final = 200
LONGEST: Final = 2_000
# A phone's clock may be wrong; a check from the future is taken at the time it arrived.
AHEAD: Final = timedelta(minutes=10)
CHANGES_FINDINGS: Final = frozenset({Said.SCANNED, Said.LOOKED, Said.WITHDRAWN, Said.SETTLED})
# What a desk says of checks rather than by looking at goods: there is time for it until phones have sent.
AFTERWARDS: Final = frozenset({Said.SETTLED, Said.WITHDRAWN, Said.NOTED})
SUBJECT: Final = re.compile(r"good:[0-9]{1,9}|product:[0-9]{1,9}|code:[0-9a-f]{32}|")
Id = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]


class NotTaken(OcopError):
    """One thing that was said cannot be taken."""


class SentSaying(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing said, as a phone sends it. ``text`` is what was scanned, word for word."""

    id: Id
    stall: int
    turn: Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]
    said: Said
    at: Annotated[datetime, msgspec.Meta(tz=True)]
    subject: Annotated[str, msgspec.Meta(max_length=40)] = ""
    finding: StallFinding | None = None
    about: Annotated[list[Id], msgspec.Meta(max_length=50)] = []
    words: Annotated[str, msgspec.Meta(max_length=LONGEST)] = ""
    text: Annotated[str, msgspec.Meta(max_length=4_000)] = ""
    headline: Annotated[str, msgspec.Meta(max_length=20)] = ""
    data_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    file: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")] | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """Who says it: a phone, or an account at a desk."""

    device: FieldDeviceRow | None = None
    account_id: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one thing: new, known already, or refused with the reason."""

    id: str
    refusal: OcopError | None = None
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Eyes:
    """What the act is told of the world: what the registry answers to a code at a moment, and the pictures.

    ``shown`` is the hash of each picture that has come, to the hash of the same painted anew.
    """

    verdict_of: Callable[[str, datetime], Verdict]
    shown: Mapping[str, str]


def accept_sayings(
    session: Session, fair_id: int, sent: Sequence[SentSaying], sender: Sender, eyes: Eyes, *, now: datetime
) -> Sequence[Receipt]:
    """Take what was said at the stalls of one fair.

    The fair's row is held meanwhile, so that numbers of arrival follow the order of commits, and a phone that
    asks for what came after a number misses nothing.
    """
    fair = session.get_one(FairRow, fair_id, with_for_update=True)
    stalls = set(session.scalars(select(StallRow.id).where(StallRow.fair_id == fair_id)))
    known = _known(session, {each.id for each in sent})
    receipts, rows = [], []
    for each in sent:
        is_new = each.id not in known
        try:
            if is_new:
                _refuse_elsewhere(each, stalls)
                rows.append(_row(each, _time(fair, each, sender, now), sender, eyes, now))
                known.add(each.id)
            receipts.append(Receipt(each.id, is_new=is_new))
        except NotTaken as refusal:
            receipts.append(Receipt(each.id, refusal))
    session.add_all(rows)
    session.flush()
    note_stalls(session, fair, {row.stall_id for row in rows if row.said in CHANGES_FINDINGS}, now=now)
    return receipts


def _known(session: Session, ids: Collection[str]) -> set[str]:
    """Those of these that were said before."""
    return set(session.scalars(select(StallSayingRow.id).where(StallSayingRow.id.in_(ids))))


def _refuse_elsewhere(each: SentSaying, stalls: Collection[int]) -> None:
    if each.stall not in stalls:
        raise NotTaken(N_("Gian hàng này không thuộc hội chợ."))


def _time(fair: FairRow, each: SentSaying, sender: Sender, now: datetime) -> datetime:
    """When it was said, as far as that can be true. Raises ``NotTaken`` outside the days of the fair."""
    at, days = each.at if each.at <= now + AHEAD else now, days_of(fair)
    at_desk = sender.device is None and each.said in AFTERWARDS
    if not (days.may_settle(at) if at_desk else days.may_check(at)):
        raise NotTaken(N_("Mục này được ghi ngoài những ngày của hội chợ."))
    return at


def _row(each: SentSaying, at: datetime, sender: Sender, eyes: Eyes, now: datetime) -> StallSayingRow:
    _refuse_incomplete(each)
    if each.file and each.file not in eyes.shown:
        raise NotTaken(N_("Ảnh chưa được gửi. Máy sẽ gửi ảnh rồi gửi lại mục này."))
    row = StallSayingRow(
        id=each.id,
        stall_id=each.stall,
        device_id=sender.device.id if sender.device else None,
        account_id=sender.account_id,
        turn=each.turn,
        said=each.said,
        at=at,
        received_at=now,
        subject=each.subject,
        finding=(each.finding or "") if each.said in (Said.LOOKED, Said.SETTLED) else "",
        about=" ".join(sorted(set(each.about))),
        words=clean(each.words),
        headline="",
        stars=0,
        printed_stars=0,
        label="",
        code="",
        phone_headline=each.headline,
        data_at=each.data_at,
        file=each.file,
        shown=eyes.shown[each.file] if each.file else None,
    )
    if each.said is Said.SCANNED:
        _look_up(row, each.text, eyes)
    return row


def _refuse_incomplete(each: SentSaying) -> None:
    needs = {
        Said.SCANNED: bool(each.text),
        Said.LOOKED: bool(each.subject and each.finding),
        Said.WITHDRAWN: bool(each.about),
        Said.SETTLED: bool(each.about and each.subject and each.finding),
        Said.NOTED: bool(clean(each.words)),
        Said.PHOTO: each.file is not None,
        Said.SIGNED: each.file is not None,
        Said.FINISHED: True,
    }
    if not needs[each.said] or not SUBJECT.fullmatch(each.subject):
        raise NotTaken(N_("Mục này thiếu nội dung và không ghi được."))


def _look_up(row: StallSayingRow, text: str, eyes: Eyes) -> None:
    """What the registry answers to the label, for the day of the check."""
    verdict = eyes.verdict_of(text, row.at)
    counts, label = verdict.newer or verdict.certification, verdict.label
    row.headline = verdict.headline
    row.code = sha256(text.encode()).hexdigest()[:32]
    if counts and label:
        row.product_id, row.stars, row.printed_stars = counts.product_id, counts.stars, label.printed_stars
        row.label = str(LabelNumbers(label.certification_id, label.batch_id, label.serial))
