"""One recognition episode with everything that a page says of it, joined from the catalogue."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ocop_verify.catalog.words import AUTHORITY_ENDED, AUTHORITY_SUCCEEDED, GROUNDS, WORDS, Message
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.records import (
    Authority,
    Certification,
    Decision,
    Extension,
    Producer,
    Revocation,
    Suspension,
)
from ocop_verify.domain.validity import written
from ocop_verify.domain.verdict import Headline, Standing, standing_on


@dataclass(frozen=True, slots=True)
class Recognition:
    """A certification as it stands on a day. A revocation or suspension is named once it has effect."""

    id: int
    stars: int
    valid_from: date
    valid_until: date
    standing: Standing
    decision: Decision
    authority: Authority
    authority_note: Message | None
    extension: Extension | None
    revocation: Revocation | None
    suspension: Suspension | None

    @property
    def state(self) -> str:
        """The state word of its standing."""
        return WORDS[Headline(self.standing.value)].state

    @property
    def ground(self) -> str:
        """Why it was revoked; empty where it was not."""
        return GROUNDS[self.revocation.ground] if self.revocation else ""


def recognition_on(certification: Certification, catalogue: Catalogue, day: date) -> Recognition:
    """What is to be said of a certification on this day."""
    reading = standing_on(certification, catalogue, day)
    decision = catalogue.decisions[certification.decision_id]
    authority = catalogue.authorities[decision.authority_id]
    revocation = certification.revocation
    return Recognition(
        id=certification.id,
        stars=certification.stars,
        valid_from=certification.valid_from,
        valid_until=reading.valid_until,
        standing=reading.standing,
        decision=decision,
        authority=authority,
        authority_note=_authority_note(authority, day),
        extension=certification.extension,
        revocation=revocation if revocation and revocation.on <= day else None,
        suspension=_pause_on(certification.suspensions, day),
    )


def place_of(producer: Producer) -> str:
    """Commune and province as they are called today: "phường Phan Thiết, tỉnh Lâm Đồng"."""
    province = PROVINCES.get(producer.province)
    names = (producer.commune, _within(province.name) if province else "")
    return ", ".join(name for name in names if name)


def _within(name: str) -> str:
    """A full province name in the middle of a line: its kind is written small."""
    return name[0].lower() + name[1:]


def _pause_on(suspensions: Iterable[Suspension], day: date) -> Suspension | None:
    return next((pause for pause in suspensions if pause.holds_on(day)), None)


def _authority_note(authority: Authority, day: date) -> Message | None:
    """Valid certificates name bodies that no longer exist; the page says so, and who took over."""
    if authority.existed_until is None or day <= authority.existed_until:
        return None
    until = written(authority.existed_until)
    if authority.successor:
        return Message(AUTHORITY_SUCCEEDED, {"until": until, "successor": authority.successor})
    return Message(AUTHORITY_ENDED, {"until": until})
