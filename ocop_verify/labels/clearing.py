"""Removing the files of sheets that were made long ago: the same order gives the same files again."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from ocop_verify.labels.models import SheetRow

KEPT_FOR: Final = timedelta(days=30)


def clear_sheets(session: Session, folder: Path, *, now: datetime) -> list[int]:
    """Remove the files of sheets that were finished long ago; gives the numbers of those sheets.

    What is being made now is left alone, and so is whatever does not look like ours.
    """
    old = []
    for place in folder.iterdir() if folder.exists() else ():
        row = session.get(SheetRow, int(place.name)) if place.name.isdecimal() else None
        if row is not None and row.finished_at is not None and row.finished_at < now - KEPT_FOR:
            shutil.rmtree(place)
            old.append(row.id)
    return sorted(old)
