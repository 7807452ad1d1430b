"""The signed documents of decisions that everybody may read.

The catalogue holds nothing but the hash of a document; readers take it from the data folder, where nothing
ever changes under its name. So it is read while the database is away.
"""

from dataclasses import dataclass
from pathlib import Path

from ocop_verify.domain.errors import N_
from ocop_verify.domain.records import Decision
from ocop_verify.durable import Kept

LOST = N_(
    "Quyết định trong sổ không đổi; chỉ bản ký tạm chưa xem được. Hãy thử lại sau, hoặc hỏi cơ quan ban hành."
)


@dataclass(frozen=True, slots=True)
class Published:
    """A document that was published and is at hand: where readers find it, and its size in bytes."""

    path: str
    size: int


def kept_documents(data_dir: Path) -> Kept:
    """The folder of all documents that officers kept, whether they were published or not."""
    return Kept(data_dir / "decisions", LOST)


def published_of(decision: Decision, kept: Kept) -> Published | None:
    """What is published of a decision; None where nothing is, or where it is not at hand, as on a mirror."""
    if decision.document is None:
        return None
    try:
        size = kept.path(decision.document).stat().st_size
    except OSError:
        return None
    return Published(f"/decisions/{decision.id}/document.pdf", size)
