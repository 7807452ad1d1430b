"""The words of reports in the reader's language."""

from ocop_verify.domain.reports import ReportKind, ReportState
from ocop_verify.inspection.words import KINDS, STATES
from ocop_verify.web.language import gettext


def kind_words() -> dict[str, str]:
    """What somebody saw."""
    return {kind.value: gettext(KINDS[kind]) for kind in ReportKind}


def state_words() -> dict[str, str]:
    """How far a report is."""
    return {state.value: gettext(STATES[state]) for state in ReportState}
