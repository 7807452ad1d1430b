"""Reading a finished sheet back, as a phone will: each page is rendered and its codes are decoded.

Printing is released on what the file shows, not on what the program meant to draw.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ocop_verify.labels.decoding import read_codes, rendered_pages


@dataclass(frozen=True, slots=True)
class Proof:
    """What was read of what should be there. ``foreign`` are codes that no label of the sheet has."""

    expected: int
    read: int
    missing: tuple[str, ...]
    foreign: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Every label was read, and nothing else."""
        return self.read == self.expected and not self.foreign


def proofread(
    files: Iterable[Path], urls: Iterable[str], *, progress: Callable[[int], object] | None = None
) -> Proof:
    """Read every code on every page of PDF or PNG files, and compare with the URLs of the labels.

    A page of labels takes about half a second; ``progress`` is told how many codes are read.
    """
    found: Counter[str] = Counter()
    for page in (page for file in files for page in rendered_pages(file)):
        found.update(read_codes(page))
        if progress:
            progress(found.total())
    wanted = Counter(urls)
    missing, foreign = wanted - found, found - wanted
    return Proof(
        expected=wanted.total(),
        read=(wanted & found).total(),
        missing=tuple(missing.elements()),
        foreign=tuple(foreign.elements()),
    )
