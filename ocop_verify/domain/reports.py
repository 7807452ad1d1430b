"""Reports from the public: what they may be about, and how one goes from received to resolved.

A report is what somebody saw, in their own words. It accuses nobody: whether there is anything to it is for
an inspector to find, and what is told of it in public stays neutral.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Self


class ReportKind(StrEnum):
    """What somebody saw. The names say what was seen, not what was done."""

    ENDED = "ended"  # stars on a package whose recognition has ended
    OTHER_STARS = "other_stars"  # other stars on the package than on the answer
    OTHER_PRODUCT = "other_product"  # a label on goods that it was not issued for
    LABEL = "label"  # a label that looks copied, altered or made by others
    UNRECOGNISED = "unrecognised"  # sold as OCOP and found nowhere
    OTHER = "other"


class ReportState(StrEnum):
    """How far a report is, in the words that its sender is told."""

    RECEIVED = "received"
    UNDER_REVIEW = "under_review"
    RESOLVED = "resolved"


# A report that was resolved too soon is taken up again; none becomes as if nobody had looked at it.
MOVES: Mapping[ReportState, tuple[ReportState, ...]] = MappingProxyType(
    {
        ReportState.RECEIVED: (ReportState.UNDER_REVIEW, ReportState.RESOLVED),
        ReportState.UNDER_REVIEW: (ReportState.RESOLVED,),
        ReportState.RESOLVED: (ReportState.UNDER_REVIEW,),
    }
)


@dataclass(frozen=True, slots=True)
class LabelNumbers:
    """Which label a report is about, as it may stand in an address: its numbers, never its token."""

    certification_id: int
    batch_id: int
    serial: int

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The numbers in "12-34-567"; None for anything else."""
        found = re.fullmatch(r"([0-9]{1,10})-([0-9]{1,8})-([0-9]{1,8})", text, re.ASCII)
        return cls(*map(int, found.groups())) if found else None

    def __str__(self) -> str:
        return f"{self.certification_id}-{self.batch_id}-{self.serial}"


# Crockford's alphabet leaves out letters that are read as digits or as one another.
RECEIPT_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RECEIPT_LENGTH = 12
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def make_receipt(random: bytes) -> str:
    """A receipt number of 60 bits, from at least 12 random bytes."""
    return "".join(RECEIPT_LETTERS[byte % 32] for byte in random[:RECEIPT_LENGTH])


def read_receipt(text: str) -> str | None:
    """The number as it is kept, from how somebody typed it; None where it cannot be one."""
    tidy = tidy_letters(text)
    return tidy if len(tidy) == RECEIPT_LENGTH and set(tidy) <= set(RECEIPT_LETTERS) else None


def tidy_letters(text: str) -> str:
    """What somebody typed, in the letters of receipts as far as they can be told."""
    return re.sub(r"[\s-]", "", text).upper().translate(_MISREAD)


def written_receipt(receipt: str) -> str:
    """The number in groups of four, as people copy it."""
    return "-".join(receipt[at : at + 4] for at in range(0, len(receipt), 4))
