"""Labels in the order in which they are printed, signed only when a sheet asks for them.

A million labels are never in memory: a run knows how many it has and makes any stretch of them on demand,
always the same ones, so a sheet that was interrupted goes on where it stopped.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import NamedTuple

from ocop_verify.domain.label import label_of
from ocop_verify.domain.records import Batch, LabelKind
from ocop_verify.domain.token import LabelSigner, sign_labels
from ocop_verify.domain.typed_code import make_code
from ocop_verify.labels.design import LabelFace


class IssuedLabel(NamedTuple):
    """What differs from label to label: its serial, its signed text, and its typed code (digits only)."""

    serial: int
    token: str
    code: str


@dataclass(frozen=True, slots=True)
class LabelRun:
    """Labels of one batch that follow each other. ``issue`` makes those at its places [start, stop)."""

    certification_id: int
    batch_id: int
    kind: LabelKind
    face: LabelFace
    count: int
    issue: Callable[[int, int], Sequence[IssuedLabel]]


class PrintedLabel(NamedTuple):
    """A label and the run that it belongs to."""

    run: LabelRun
    label: IssuedLabel


def run_of(batch: Batch, face: LabelFace, signer: LabelSigner, code_key: bytes, copies: int = 1) -> LabelRun:
    """All labels of a batch of unit labels once, or so many copies of a product label."""
    unit = batch.kind is LabelKind.UNIT
    issue = partial(_issue_units if unit else _issue_copies, batch, signer, code_key)
    count = batch.count if unit else copies
    return LabelRun(batch.certification_id, batch.id, batch.kind, face, count, issue)


def _issue_units(
    batch: Batch, signer: LabelSigner, code_key: bytes, start: int, stop: int
) -> list[IssuedLabel]:
    serials = range(start + 1, stop + 1)
    tokens = sign_labels(label_of(batch, 0), serials, signer)
    return [
        IssuedLabel(serial, token, make_code(batch, serial, code_key))
        for serial, token in zip(serials, tokens, strict=True)
    ]


def _issue_copies(
    batch: Batch, signer: LabelSigner, code_key: bytes, start: int, stop: int
) -> list[IssuedLabel]:
    [token] = sign_labels(label_of(batch, 0), [0], signer)
    return [IssuedLabel(0, token, make_code(batch, 0, code_key))] * (stop - start)


class Labels:
    """Several runs as one sequence of labels, of which any stretch can be taken."""

    def __init__(self, runs: Sequence[LabelRun]) -> None:
        self._runs = [run for run in runs if run.count > 0]
        self._ends = list(accumulate(run.count for run in self._runs))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def runs(self, start: int, stop: int) -> Iterator[tuple[LabelRun, int, int]]:
        """The runs that have labels in this stretch, each with its own first and last place there."""
        at = bisect_right(self._ends, start)
        while start < stop and at < len(self._runs):
            run, begins = self._runs[at], self._ends[at] - self._runs[at].count
            end = min(stop, self._ends[at])
            yield run, start - begins, end - begins
            start, at = end, at + 1

    def take(self, start: int, stop: int) -> list[PrintedLabel]:
        """The labels at places [start, stop), signed now."""
        return [
            PrintedLabel(run, label)
            for run, first, last in self.runs(start, stop)
            for label in run.issue(first, last)
        ]
