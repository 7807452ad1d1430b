"""The words of signals and reports in the reader's language."""

from collections.abc import Iterable

from ocop_verify.domain.reports import ReportKind, ReportState
from ocop_verify.domain.signals import Part
from ocop_verify.inspection.words import KINDS, STATES
from ocop_verify.web.formats import number
from ocop_verify.web.language import gettext


def why(reasons: Iterable[Part]) -> str:
    """The reasons of a weight, in one line."""
    return "; ".join(gettext(part.message, count=number(part.count)) for part in reasons)


def kind_words() -> dict[str, str]:
    """What somebody saw."""
    return {kind.value: gettext(KINDS[kind]) for kind in ReportKind}


def state_words() -> dict[str, str]:
    """How far a report is."""
    return {state.value: gettext(STATES[state]) for state in ReportState}
