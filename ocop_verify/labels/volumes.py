"""A long sheet in several files: which labels each holds, its name, and whether it is there already."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Final

from ocop_verify.labels.layouts import Layout, Placement
from ocop_verify.labels.runs import Labels

# To be raised with every change of what is drawn, so that no file of an older program counts as finished.
WRITER: Final = 1


@dataclass(frozen=True, slots=True)
class Volume:
    """One file of a sheet: the labels at places [start, stop), on pages of which the first may begin late."""

    path: Path
    number: int
    of: int
    start: int
    stop: int

    def name(self) -> str:
        """ "2/3", as it is printed."""
        return f"{self.number}/{self.of}"


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its number in the volume, from 1; the labels [start, stop); the first one's place on it."""

    number: int
    start: int
    stop: int
    first: int


def plan(out: Path, count: int, layout: Layout, placement: Placement) -> list[Volume]:
    """Cut so many labels into files. A single file is called as asked; several are numbered from 001."""
    skipped = placement.first - 1
    per_file = layout.pages_per_file * layout.per_page
    volumes = -(-(count + skipped) // per_file)
    return [
        Volume(
            path=out if volumes == 1 else out.with_name(f"{out.stem}-{number:03d}{out.suffix}"),
            number=number,
            of=volumes,
            start=max(0, (number - 1) * per_file - skipped),
            stop=min(count, number * per_file - skipped),
        )
        for number in range(1, volumes + 1)
    ]


def pages(volume: Volume, layout: Layout, placement: Placement) -> Iterator[Page]:
    """The pages of a volume in order."""
    start, number = volume.start, 1
    while start < volume.stop:
        first = (start + placement.first - 1) % layout.per_page
        stop = min(volume.stop, start + layout.per_page - first)
        yield Page(number, start, stop, first)
        start, number = stop, number + 1


def fingerprint(
    volume: Volume, labels: Labels, layout: Layout, placement: Placement, prefix: str, modules: int
) -> str:
    """What a volume was made from, as a digest that is written into it.

    The first and the last token stand for all between: the same key signs the same batch the same way.
    """
    ends = labels.take(volume.start, volume.start + 1) + labels.take(volume.stop - 1, volume.stop)
    source = {
        "writer": WRITER,
        "layout": asdict(layout),
        "placement": asdict(placement),
        "volume": [volume.number, volume.of, volume.start, volume.stop],
        "address": [prefix, modules],
        "runs": [
            [run.certification_id, run.batch_id, run.kind, asdict(run.face), first, last]
            for run, first, last in labels.runs(volume.start, volume.stop)
        ],
        "ends": [printed.label for printed in ends],
    }
    return sha256(json.dumps(source, default=str, sort_keys=True).encode()).hexdigest()


def is_finished(volume: Volume, mark: str) -> bool:
    """Whether the file is there whole, made from the same source: it only gets its name when it is whole."""
    if not volume.path.is_file() or not volume.path.stat().st_size:
        return False
    with volume.path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        return content.find(mark.encode()) >= 0
