"""Every file that rows point to: whether it lies there still, byte by byte.

A backup brings back what is lost; whoever runs the site learns of it here, and not from a reader.
"""

from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import msgspec
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ocop_verify.desk.models import DecisionFileRow, UploadRow
from ocop_verify.durable import Kept
from ocop_verify.fairs.models import StallSayingRow
from ocop_verify.inspection.models import FlagEvidenceRow, ReportRow, VisitRow
from ocop_verify.stories.documents import PhotoFile
from ocop_verify.stories.models import StoryPhotoRow, StoryRow

# Rows at a time, so that memory stays as it is.
PORTION: Final = 1_000

_COLUMNS: Final = MappingProxyType(
    {
        "uploads": (UploadRow.sha256,),
        "decisions": (DecisionFileRow.sha256,),
        "stories": (StoryRow.document,),
        "reports": (ReportRow.photo,),
        "evidence": (FlagEvidenceRow.sha256, FlagEvidenceRow.shown, VisitRow.photo, VisitRow.shown),
        "fairs": (StallSayingRow.shown,),  # the file as it came may still be on its way from a phone
    }
)


def lost_files(session: Session, data_dir: Path) -> Iterator[Path]:
    """The places of all files that are gone, or are not what was kept there."""
    for folder, digest in _pointed_to(session):
        kept = Kept(data_dir / folder)
        if kept.find(digest) is None:
            yield kept.path(digest)


def _pointed_to(session: Session) -> Iterator[tuple[str, str]]:
    for folder, columns in _COLUMNS.items():
        for column in columns:
            for digest in _values(session, select(column).where(column != "").distinct()):
                yield folder, digest
    for files in _values(session, select(StoryPhotoRow.files)):
        for file in msgspec.json.decode(files, type=tuple[PhotoFile, ...]):
            yield "photos", file.sha256


def _values(session: Session, statement: Select[Any]) -> Iterator[str]:
    yield from session.scalars(statement.execution_options(yield_per=PORTION))
