"""What the doors of fairs share: where fairs, stalls and phones belong, and the fair that a page is about."""

from collections.abc import Mapping, Sequence
from datetime import date

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import Place, actor, allows
from ocop_verify.domain.fairs import FairTime
from ocop_verify.domain.matching.claims import Judgement
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.validity import local_day
from ocop_verify.fairs.devices import days_of
from ocop_verify.fairs.models import DeclaredGoodRow, FairRow, FieldDeviceRow, StallRow
from ocop_verify.search.tables import claim_of
from ocop_verify.search.today import Today
from ocop_verify.search.views.context import turn


def place_of_fair(key: int, **_: object) -> Place | None:
    """A fair, whatever of it an address names, belongs to its organizer and to the province of its place."""
    row = database().get(FairRow, key)
    return Place(province=row.province, owner_id=row.owner_id) if row else None


def place_of_stall(key: int, stall: int) -> Place | None:
    """A stall belongs where its fair does; one that was removed is not there."""
    row = database().get(StallRow, stall)
    return place_of_fair(key) if row and row.fair_id == key else None


def place_of_good(key: int, stall: int, good: int) -> Place | None:
    """A declared good belongs where its stall does."""
    row = database().get(DeclaredGoodRow, good)
    return place_of_stall(key, stall) if row and row.stall_id == stall else None


def place_of_phone(key: int, phone: int) -> Place | None:
    """A phone belongs to the fair that it has joined."""
    row = database().get(FieldDeviceRow, phone)
    return place_of_fair(key) if row and row.fair_id == key else None


def fair_of(key: int) -> FairRow:
    """The fair of a page, behind its guard."""
    return database().get_one(FairRow, key)


def may_run(fair: FairRow) -> bool:
    """Whether who is looking runs this fair; others only look."""
    return allows(Permission.RUN_FAIRS, Place(province=fair.province, owner_id=fair.owner_id))


def may_be_in(province: str) -> bool:
    """Organizers hold fairs anywhere, officers in the provinces where they work."""
    return province in PROVINCES and allows(
        Permission.RUN_FAIRS, Place(province=province, owner_id=actor().id)
    )


def today() -> date:
    """The day of this request, in Vietnam."""
    return local_day(moment())


def time_of(fair: FairRow) -> FairTime:
    """Where a fair is today."""
    return days_of(fair).time(today())


def judged(said: Sequence[Mapping[str, str]], index: Today) -> list[Judgement]:
    """What the claim check says of each; long lists wait for their turn."""
    if not said:
        return []
    with turn(len(said)):
        catalogued = index.catalogued
        return [catalogued.judge(claim_of(dict(each), catalogued.is_word)) for each in said]


def stars_of(typed: str) -> int:
    """The stars that a form says; 0 where it says none."""
    return int(typed) if typed in ("3", "4", "5") else 0
