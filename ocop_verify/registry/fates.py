"""What befell certifications, as files state it: only what the registry does not know yet becomes an event.

An extension, a suspension or a revocation that is registered cannot be stated otherwise: those are acts with
their own journal entries, and not a matter of correcting a row.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.records import Certification, Extension, Revocation, RevocationGround, Suspension
from ocop_verify.domain.validity import check_extension
from ocop_verify.registry.drafts import CertificationDraft
from ocop_verify.registry.examining import Fault
from ocop_verify.registry.extending import end_of_certification, extended
from ocop_verify.registry.models import ExtensionRow, RevocationRow, SuspensionRow
from ocop_verify.registry.reading import Ids, rows_where
from ocop_verify.registry.recognition import Fate, Lifted
from ocop_verify.registry.revoking import check_revocation, refuse_revoked
from ocop_verify.registry.suspending import check_lift, check_suspension
from ocop_verify.registry.wording import past_day


class ToldOtherwise(OcopError):
    """The registry knows this extension, suspension or revocation, and not as it is stated."""


What = Extension | Lifted | Revocation


class Event(msgspec.Struct, frozen=True):
    """Something that befell a certification and is not registered yet.

    ``lifts``: a suspension that is registered as open is now said to be lifted. ``end_before``: the last
    valid day before an extension.
    """

    certification: CertificationDraft
    what: What
    lifts: bool = False
    end_before: date | None = None


def read_fates(session: Session, ids: Ids = None) -> dict[int, Fate]:
    """What befell each certification, in the order of days; those that nothing befell are left out."""
    extensions: defaultdict[int, list[Extension]] = defaultdict(list)
    suspensions: defaultdict[int, list[Lifted]] = defaultdict(list)
    revocations: dict[int, Revocation] = {}
    e, s, r = ExtensionRow, SuspensionRow, RevocationRow
    columns = (s.certification_id, s.from_day, s.reason, s.decision, s.lifted_on, s.lift_reason)
    for key, until, basis in rows_where(
        session, select(e.certification_id, e.until, e.basis).order_by(e.until), e.certification_id, ids
    ):
        extensions[key].append(Extension(until, basis))
    for key, *values, lift_reason in rows_where(
        session, select(*columns).order_by(s.from_day, s.id), s.certification_id, ids
    ):
        suspensions[key].append(Lifted(Suspension(*values), lift_reason))
    for key, on, ground, decision, note in rows_where(
        session, select(r.certification_id, r.on, r.ground, r.decision, r.note), r.certification_id, ids
    ):
        revocations[key] = Revocation(on, RevocationGround(ground), decision, note)
    return {
        key: Fate(tuple(extensions.get(key, ())), tuple(suspensions.get(key, ())), revocations.get(key))
        for key in {*extensions, *suspensions, *revocations}
    }


def find_events(
    session: Session, drafts: Sequence[CertificationDraft], today: date
) -> tuple[list[Event], list[Fault]]:
    """What the stated fates add to the registered ones, and what cannot be."""
    concerned = [draft for draft in drafts if draft.fate or _end_moved(draft)]
    known = read_fates(session, [draft.id for draft in concerned if draft.id]) if concerned else {}
    events: list[Event] = []
    faults = []
    for draft in concerned:
        story = _Story(draft, known.get(draft.id, Fate()), draft.fate or Fate(), today)
        for field, chapter in story.chapters():
            try:
                events += chapter()
            except OcopError as error:
                faults.append(Fault(draft.index, field, error))
                break
    return events, faults


def revocations(events: Iterable[Event]) -> list[Event]:
    """Those that revoke: where the rule of two people holds, no file does."""
    return [event for event in events if isinstance(event.what, Revocation)]


def _end_moved(draft: CertificationDraft) -> bool:
    """Whether the printed end of a registered certification is corrected: its extensions must still fit."""
    return draft.was is not None and draft.was["printed_until"] != draft.printed_until


class _Story:
    """One certification: what is known of it and what is said, chapter by chapter."""

    def __init__(self, draft: CertificationDraft, known: Fate, stated: Fate, today: date) -> None:
        self.draft = draft
        self.known = known
        self.stated = stated
        self.today = today
        self.certification = Certification(
            draft.id,
            draft.product.id,
            draft.decision.id,
            draft.stars,
            draft.decision.issued_on,
            draft.printed_until,
            suspensions=tuple(each.suspension for each in known.suspensions),
            revocation=known.revocation,
        )

    def chapters(self) -> Iterator[tuple[str, Callable[[], Iterator[Event]]]]:
        """The column that each chapter is told in, and the chapter. A revocation ends the story."""
        yield "suspended_from", self._suspensions
        yield "extended_until", self._extensions
        yield "revoked_on", self._revocation

    def _suspensions(self) -> Iterator[Event]:
        for stated in sorted(self.stated.suspensions, key=lambda each: each.suspension.from_day):
            suspension = stated.suspension
            past_day(suspension.lifted_on or suspension.from_day, self.today)
            if stated in self.known.suspensions:
                continue
            same_day = [k for k in self.known.suspensions if k.suspension.from_day == suspension.from_day]
            lifts = any(_lifted_as(each, stated) == stated for each in same_day)
            if lifts:
                refuse_revoked(self.certification)
                check_lift(suspension, suspension.lifted_on or self.today)
            elif same_day:
                raise _told_otherwise()
            else:
                self._check_new_suspension(suspension)
            yield Event(self.draft, stated, lifts=lifts)
            before = tuple(each for each in self.certification.suspensions if each.lifted_on)
            self.certification = replace(self.certification, suspensions=(*before, suspension))

    def _check_new_suspension(self, suspension: Suspension) -> None:
        check_suspension(self.certification, suspension)
        if suspension.lifted_on:
            check_lift(suspension, suspension.lifted_on)

    def _extensions(self) -> Iterator[Event]:
        """In the order of their ends. Those that are known are checked again: a corrected end moves them."""
        known = {each.until: each for each in self.known.extensions}
        told = known | {each.until: each for each in self.stated.extensions}
        for until in sorted(told):
            if until in known and told[until] != known[until]:
                raise _told_otherwise()
            if until in known:
                check_extension(end_of_certification(self.certification), known[until])
                self.certification = replace(self.certification, extension=known[until])
            else:
                end = end_of_certification(self.certification)
                self.certification = extended(self.certification, told[until])
                yield Event(self.draft, told[until], end_before=end)

    def _revocation(self) -> Iterator[Event]:
        stated = self.stated.revocation
        if stated is None or stated == self.known.revocation:
            return
        if self.known.revocation is not None:
            raise _told_otherwise()
        past_day(stated.on, self.today)
        check_revocation(self.certification, stated)
        yield Event(self.draft, stated)


def _lifted_as(known: Lifted, stated: Lifted) -> Lifted | None:
    """A suspension that is known as open, lifted as it is now said to be; None when it was lifted before."""
    if known.suspension.lifted_on is not None:
        return None
    return Lifted(replace(known.suspension, lifted_on=stated.suspension.lifted_on), stated.lift_reason)


def _told_otherwise() -> ToldOtherwise:
    return ToldOtherwise(
        N_(
            "Sổ đã ghi việc này với nội dung khác. Gia hạn, đình chỉ và thu hồi không sửa được bằng cách "
            "nhập tệp; hãy bỏ trống các cột này."
        )
    )
