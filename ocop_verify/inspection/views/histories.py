"""What inspection knows of a product, for the product's own page at the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database
from ocop_verify.accounts.views.guard import Place, allows
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.validity import local_day
from ocop_verify.domain.visits import VisitResult
from ocop_verify.inspection.case_list import cases_of_product
from ocop_verify.inspection.models import HeapRow
from ocop_verify.inspection.queue import heap_of_key
from ocop_verify.inspection.views.context import number_of_flag
from ocop_verify.inspection.views.flags import case_kind_words, case_state_words
from ocop_verify.inspection.views.words import why
from ocop_verify.inspection.visiting import visits_of_product
from ocop_verify.inspection.words import RESULTS
from ocop_verify.web.language import gettext


@dataclass(frozen=True, slots=True)
class Trace:
    """A case, a visit or what waits, in one line."""

    on: date
    path: str
    name: str
    told: str


def inspection_of(product_id: int) -> Sequence[Trace]:
    """The cases, visits and signals of a product that who is looking may open, the newest first."""
    kinds, states = case_kind_words(), case_state_words()
    cases = [
        Trace(
            local_day(row.opened_at),
            f"/inspection/flags/{row.id}",
            gettext("Hồ sơ %(number)s", number=number_of_flag(row)),
            f"{kinds[row.kind]}. {states[row.state]}",
        )
        for row in cases_of_product(database(), product_id)
        if allows(Permission.READ_FLAGS, Place(province=row.province))
    ]
    visits = [
        Trace(
            row.planned_on,
            f"/inspection/visits/{row.id}",
            gettext("Kiểm tra sau công nhận"),
            gettext(RESULTS[VisitResult(row.result)]) if row.result else gettext("Đã lên lịch"),
        )
        for row in visits_of_product(database(), product_id)
        if allows(Permission.READ_FLAGS, Place(province=row.province))
    ]
    return sorted(cases + visits + _signals_of(product_id), key=lambda each: each.on, reverse=True)


def _signals_of(product_id: int) -> list[Trace]:
    """What is told of the product and waits for an eye, province by province."""
    keys = select(HeapRow.key).where(HeapRow.product_id == product_id, HeapRow.rank > 0)
    found = [heap_of_key(database(), key) for key in database().scalars(keys)]
    return [
        Trace(
            local_day(max(signal.last_at for signal in each.signals)),
            f"/inspection/heaps/{each.row.key}",
            gettext("Dấu hiệu thấy ở %(place)s", place=_place(each.row.province)),
            why(each.reasons),
        )
        for each in found
        if each and each.signals and allows(Permission.READ_FLAGS, Place(province=each.row.province))
    ]


def _place(code: str) -> str:
    return PROVINCES[code].name if code in PROVINCES else gettext("chưa rõ tỉnh")
