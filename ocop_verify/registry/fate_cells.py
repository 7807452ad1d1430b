"""What befell a certification as cells of a file, and back; several things of a kind stand in lines."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.records import Extension, Revocation, Suspension
from ocop_verify.registry.recognition import Fate, Lifted

EXTENSION = ("extended_until", "extension_basis")
SUSPENSION = (
    "suspended_from",
    "suspension_reason",
    "suspension_decision",
    "suspension_lifted_on",
    "suspension_lift_reason",
)
REVOCATION = ("revoked_on", "revocation_ground", "revocation_decision", "revocation_note")
FATE_COLUMNS = (*EXTENSION, *SUSPENSION, *REVOCATION)


class CellsApart(OcopError):
    """Cells that belong together do not: a reason without a day, a day without its reason."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


def fate_of(cells: Sequence[Any]) -> Fate | None:
    """The fate that the cells of a row tell, in the order of ``FATE_COLUMNS``; None when they are empty."""
    if not any(cells):
        return None
    lines, revocation = cells[:-4], cells[-4:]
    return Fate(
        tuple(Extension(until, basis) for until, basis in _together(EXTENSION, lines[:2], 2)),
        tuple(
            Lifted(Suspension(since, reason, decision or "", lifted_on), lift_reason or "")
            for since, reason, decision, lifted_on, lift_reason in _together(SUSPENSION, lines[2:], 2)
        ),
        _revocation(*revocation),
    )


def _together(names: Sequence[str], cells: Sequence[Any], wanted: int) -> Iterator[Sequence[Any]]:
    """Line by line the values of columns that belong together; the first ``wanted`` must be there."""
    for values in zip_longest(*(cell or () for cell in cells)):
        for name, value in zip(names[:wanted], values[:wanted], strict=True):
            if any(values) and not value:
                raise _missing(name)
        if any(values):
            yield values


def _revocation(on: date | None, ground: Any, decision: str | None, note: str | None) -> Revocation | None:
    if not any((on, ground, decision, note)):
        return None
    for name, value in zip(REVOCATION, (on, ground, decision), strict=False):
        if not value:
            raise _missing(name)
    return Revocation(on, ground, decision or "", note or "")  # type: ignore[arg-type]  # looked at above


def _missing(column: str) -> CellsApart:
    return CellsApart(column, _MISSING[column])


_MISSING = {
    "extended_until": N_("Có căn cứ gia hạn mà thiếu ngày gia hạn đến. Hãy điền ô này."),
    "extension_basis": N_("Có ngày gia hạn mà thiếu căn cứ. Hãy ghi số và ngày của văn bản."),
    "suspended_from": N_("Có nội dung về đình chỉ mà thiếu ngày bắt đầu. Hãy điền ô này."),
    "suspension_reason": N_("Có ngày đình chỉ mà thiếu lý do. Hãy điền ô này."),
    "revoked_on": N_("Có nội dung về thu hồi mà thiếu ngày thu hồi. Hãy điền ô này."),
    "revocation_ground": N_("Có ngày thu hồi mà thiếu lý do thu hồi. Hãy điền ô này."),
    "revocation_decision": N_("Có ngày thu hồi mà thiếu quyết định thu hồi. Hãy điền ô này."),
}


def cells_of(fate: Fate) -> list[Any]:
    """The opposite of ``fate_of``: one cell for each of ``FATE_COLUMNS``."""
    extensions = [(each.until, each.basis) for each in fate.extensions]
    suspensions = [
        (s.from_day, s.reason, s.decision, s.lifted_on, each.lift_reason)
        for each in fate.suspensions
        for s in (each.suspension,)
    ]
    revocation = fate.revocation
    return [
        *_in_lines(extensions, len(EXTENSION)),
        *_in_lines(suspensions, len(SUSPENSION)),
        *(
            (revocation.on, revocation.ground.value, revocation.decision, revocation.note)
            if revocation
            else [""] * 4
        ),
    ]


def _in_lines(rows: Sequence[Sequence[Any]], width: int) -> list[Any]:
    """The columns of some rows, each as one cell: alone as it is, several as lines."""
    if len(rows) == 1:
        return [value or "" for value in rows[0]]
    columns = zip(*rows, strict=True) if rows else [()] * width
    return ["\n".join(str(value or "") for value in column).rstrip("\n") for column in columns]
