"""What the lines above a table say of its decision.

The annex of a decision rarely repeats its number in every row. It stands once, above the table: "(Kèm theo
Quyết định số 4512/QĐ-UBND ngày 10 tháng 11 năm 2026 của UBND thành phố Hải Phòng)". It is believed only
where one decision is named, and where no column of the table speaks of decisions itself.
"""

import re
from collections.abc import Collection, Mapping
from typing import Final

from ocop_verify.domain.text import fold

_DAY: Final = r"\d{1,2}\s*(?:[/.\-]\s*\d{1,2}\s*[/.\-]|tháng\s+\d{1,2}\s*,?\s*năm)\s*\d{4}"
_DECISION: Final = re.compile(
    r"(?P<annex>kèm\s+theo\s+)?quyết\s+định\s+số\s*:?\s*(?P<number>\d+(?:\s*/\s*[^\s,;()]+)?)"
    rf"\s*,?\s*ngày\s+(?P<day>{_DAY})(?:\s*,?\s*của\s+(?P<authority>[^();]+))?",
    re.IGNORECASE,
)
# Behind the name of who decided stands what was decided.
_BEHIND_AUTHORITY: Final = re.compile(r"\s+(?:về\s+việc|v/v|phê\s+duyệt|công\s+nhận)\b", re.IGNORECASE)


def decision_above(text: str, found: Collection[str]) -> Mapping[str, str]:
    """Number, day and authority of the decision that these lines name, by the names of their columns.

    ``found`` are the columns that the table has. An annex names its own decision with "kèm theo"; others
    that are mentioned beside it (those it is founded on) are not meant.
    """
    if "decision_number" in found or "issued_at" in found:
        return {}
    named = [_cells(match) for match in _DECISION.finditer(text)]
    own = [_cells(match) for match in _DECISION.finditer(text) if match["annex"]]
    meant = own or named
    return meant[0] if meant and all(each == meant[0] for each in meant) else {}


def _cells(match: re.Match[str]) -> dict[str, str]:
    cells = {"decision_number": re.sub(r"\s+", "", match["number"]), "issued_at": match["day"]}
    if match["authority"]:
        cells["issuing_authority"] = _authority(match["authority"])
    return cells


def _authority(text: str) -> str:
    """The name, which ends with its line unless that would leave its place on the next one."""
    first, *others = _BEHIND_AUTHORITY.split(text)[0].strip().split("\n")
    is_cut = others and fold(first).strip().endswith(("uy ban nhan dan", "ubnd"))
    return " ".join([first, others[0]] if is_cut else [first]).strip(" .,-")
