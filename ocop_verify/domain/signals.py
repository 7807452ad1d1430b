"""Signals: what asks for an inspector's eye, and how much. The reason for the order is told beside it.

Signals of one product and place are one heap, whatever they come from. A heap weighs what its sources weigh
together; each source has a ceiling, so that ten thousand reports by one angry hand weigh no more than some
dozens and never hide a label that is sold after its end.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from math import log2
from types import MappingProxyType
from typing import Final

from ocop_verify.domain.errors import N_


class SignalSource(StrEnum):
    """Where a signal comes from."""

    ENDED_SCANNED = "ended_scanned"  # labels of recognitions that have ended are still scanned
    COPY = "copy"  # unit labels that are seen unusually often
    REPORT = "report"  # what the public reports
    CLAIM = "claim"  # claims that were checked and do not hold
    IMPOSSIBLE = "impossible"  # claims of a rank that does not exist


# What the first signal of a source weighs, and the most that it can. Doubling the number adds a step: one
# scan is chance, a hundred are a shelf. A copy suspicion already rests on many scans, a claim that cannot be
# true needs no second.
FIRST: Mapping[SignalSource, int] = MappingProxyType(
    {
        SignalSource.ENDED_SCANNED: 10,
        SignalSource.COPY: 30,
        SignalSource.REPORT: 15,
        SignalSource.CLAIM: 15,
        SignalSource.IMPOSSIBLE: 25,
    }
)
STEP: Final = 5
CEILING: Final = 60
# A photo shows what words only say; where several sources speak of one thing, each makes the others likelier.
PHOTO: Final = 10
AGREEMENT: Final = 20
# Old signals sink: after so many days without a new one a heap weighs half.
HALVED_AFTER_DAYS: Final = 30

WORDS: Mapping[SignalSource, str] = MappingProxyType(
    {
        SignalSource.ENDED_SCANNED: N_("%(count)s lượt quét tem của công nhận đã hết hiệu lực"),
        SignalSource.COPY: N_("%(count)s tem được quét nhiều bất thường"),
        SignalSource.REPORT: N_("%(count)s phản ánh của người dân"),
        SignalSource.CLAIM: N_("%(count)s lần giới thiệu là OCOP không khớp sổ đăng ký"),
        SignalSource.IMPOSSIBLE: N_("%(count)s lần ghi hạng sao không có trong quy định"),
    }
)
PHOTO_WORDS: Final = N_("có %(count)s ảnh")
AGREEMENT_WORDS: Final = N_("%(count)s nguồn cùng nói về một việc")


@dataclass(frozen=True, slots=True)
class Signal:
    """All signals of one source in a heap. ``photos`` is how many of them came with a picture."""

    source: SignalSource
    count: int
    last_at: datetime
    photos: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One reason of a weight: a sentence with its figure, and how much it adds."""

    message: str
    count: int
    points: int


@dataclass(frozen=True, slots=True)
class Weight:
    """How much a heap asks for an eye, and why. ``points`` are before ageing, and the order of reasons."""

    points: int
    parts: tuple[Part, ...]


def weigh(signals: Iterable[Signal]) -> Weight:
    """The weight of a heap of signals, the heaviest reason first."""
    found = [each for each in signals if each.count > 0]
    parts = [_part(each.source, each.count) for each in found]
    photos = sum(each.photos for each in found)
    if photos:
        parts.append(Part(PHOTO_WORDS, photos, PHOTO))
    if len(found) > 1:
        parts.append(Part(AGREEMENT_WORDS, len(found), AGREEMENT * (len(found) - 1)))
    parts.sort(key=lambda part: -part.points)
    return Weight(sum(part.points for part in parts), tuple(parts))


def rank(points: int, last_at: datetime) -> int:
    """Where a heap of these points stands in the queue: halving a weight is going back so many days.

    It depends on no clock, so it can be kept in an index: a heap that is not heard of any more sinks by the
    others rising.
    """
    if points <= 0:
        return 0
    days = last_at.timestamp() / 86_400
    return round(1_000 * (log2(points) + days / HALVED_AFTER_DAYS))


# A page of the queue has a hundred of these, and nearly all are of a few signals.
@lru_cache(maxsize=1_024)
def _part(source: SignalSource, count: int) -> Part:
    return Part(WORDS[source], count, min(CEILING, FIRST[source] + round(STEP * log2(count))))
