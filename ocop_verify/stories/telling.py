"""Telling a product's story: its words, and photos in an order. Each act publishes the whole anew.

So each begins by holding the journal: of two who tell at once, the second publishes what the first has told.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocop_verify.audit.journal import Entry, lock, record
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.text import clean
from ocop_verify.pictures import Form, read_picture, write_picture
from ocop_verify.stories.documents import JPEG_WIDTH, WIDTHS, Document, Library, Photo, PhotoFile
from ocop_verify.stories.models import StoryPhotoRow, StoryRow

MAX_PHOTOS = 8
MAX_TEXT = 3_000
MAX_ALT = 200


class Teller(StrEnum):
    """Who says it. Readers are told, since neither speaks for a decision."""

    PRODUCER = "producer"
    OFFICE = "office"


class StoryRefused(OcopError):
    """Words or a photo that cannot be taken as they are."""


def story_row(session: Session, product_id: int) -> StoryRow | None:
    """The words as they are kept."""
    return session.get(StoryRow, product_id)


def photo_rows(session: Session, product_id: int) -> Sequence[StoryPhotoRow]:
    """The photos in their order."""
    mine = select(StoryPhotoRow).where(StoryPhotoRow.product_id == product_id)
    return session.scalars(mine.order_by(StoryPhotoRow.rank, StoryPhotoRow.id)).all()


def tidy_text(text: str) -> str:
    """What was typed, its paragraphs kept. Raises ``StoryRefused`` when it is too long."""
    tidy = "\n".join(filter(None, (clean(line) for line in text.splitlines())))
    if len(tidy) > MAX_TEXT:
        raise StoryRefused(N_("Lời giới thiệu dài quá %(most)d chữ cái. Hãy viết ngắn lại."), most=MAX_TEXT)
    return tidy


def tidy_alt(alt: str) -> str:
    """What a photo shows, in words. Raises ``StoryRefused`` without any."""
    tidy = clean(alt)
    if not tidy:
        raise StoryRefused(N_("Hãy ghi ảnh chụp gì, để người không nhìn thấy ảnh cũng biết."))
    if len(tidy) > MAX_ALT:
        raise StoryRefused(N_("Lời tả ảnh dài quá. Hãy viết ngắn lại."))
    return tidy


def make_files(library: Library, content: bytes) -> tuple[str, tuple[PhotoFile, ...]]:
    """A photo's hash and files, painted anew in several sizes. Raises ``PictureRefused``. Takes a second or
    two: call it before the transaction begins."""
    image = read_picture(content)
    widths = sorted({min(width, image.width) for width in WIDTHS})
    made = [write_picture(image, form, width) for form in (Form.AVIF, Form.WEBP) for width in widths]
    made.append(write_picture(image, Form.JPEG, JPEG_WIDTH))
    return sha256(made[-1].content).hexdigest(), tuple(library.keep_photo(each) for each in made)


def tell(
    session: Session,
    library: Library,
    product_id: int,
    text: str,
    teller: Teller,
    *,
    actor: str,
    now: datetime,
) -> bool:
    """Keep the words; False where nothing changes."""
    lock(session)
    row = story_row(session, product_id)
    tidy = tidy_text(text)
    if tidy == (row.text if row else ""):
        return False
    row = row or _new_story(session, product_id, teller, now)
    row.text, row.teller = tidy, teller
    _publish(session, library, row, actor=actor, now=now)
    return True


def add_photo(
    session: Session,
    library: Library,
    product_id: int,
    digest: str,
    files: tuple[PhotoFile, ...],
    alt: str,
    teller: Teller,
    *,
    actor: str,
    now: datetime,
) -> StoryPhotoRow:
    """Keep a photo behind the others. The same one again changes nothing. Raises ``StoryRefused``."""
    lock(session)
    tidy = tidy_alt(alt)
    rows = photo_rows(session, product_id)
    same = next((row for row in rows if row.sha256 == digest), None)
    if same is not None:
        return same
    if len(rows) >= MAX_PHOTOS:
        raise StoryRefused(N_("Đã đủ %(most)d ảnh. Hãy bỏ bớt một ảnh trước."), most=MAX_PHOTOS)
    row = StoryPhotoRow(
        product_id=product_id,
        sha256=digest,
        rank=max((each.rank for each in rows), default=0) + 1,
        alt=tidy,
        teller=teller,
        files=msgspec.json.encode(files).decode(),
        added_at=now,
    )
    session.add(row)
    story = story_row(session, product_id) or _new_story(session, product_id, teller, now)
    _publish(session, library, story, actor=actor, now=now)
    return row


def describe_photo(
    session: Session, library: Library, key: int, alt: str, *, actor: str, now: datetime
) -> None:
    """Say anew what a photo shows. Raises ``StoryRefused``."""
    lock(session)
    row = session.get_one(StoryPhotoRow, key)
    row.alt = tidy_alt(alt)
    _publish(session, library, session.get_one(StoryRow, row.product_id), actor=actor, now=now)


def put_first(session: Session, library: Library, key: int, *, actor: str, now: datetime) -> None:
    """Show a photo before the others."""
    lock(session)
    row = session.get_one(StoryPhotoRow, key)
    row.rank = min(each.rank for each in photo_rows(session, row.product_id)) - 1
    _publish(session, library, session.get_one(StoryRow, row.product_id), actor=actor, now=now)


def remove_photo(session: Session, library: Library, key: int, *, actor: str, now: datetime) -> list[str]:
    """Take a photo away. Gives the hashes of files that nothing shows any more: delete them once this is
    committed (``forget_files``)."""
    lock(session)
    row = session.get_one(StoryPhotoRow, key)
    files, product_id, digest = files_of(row), row.product_id, row.sha256
    session.delete(row)
    session.flush()
    _publish(session, library, session.get_one(StoryRow, product_id), actor=actor, now=now)
    shown = session.scalar(select(func.count()).where(StoryPhotoRow.sha256 == digest))
    return [] if shown else [file.sha256 for file in files]


def forget_files(library: Library, digests: Sequence[str]) -> None:
    """Delete files of a photo that was taken away: whoever removes a picture means it."""
    for digest in digests:
        library.photos.path(digest).unlink(missing_ok=True)


def files_of(row: StoryPhotoRow) -> tuple[PhotoFile, ...]:
    """The files of a photo."""
    return msgspec.json.decode(row.files, type=tuple[PhotoFile, ...])


def document_of(session: Session, row: StoryRow) -> Document:
    """The story as it stands."""
    photos = photo_rows(session, row.product_id)
    shown = tuple(Photo(each.alt, each.teller, files_of(each)) for each in photos)
    return Document(row.text, row.teller, shown)


def _new_story(session: Session, product_id: int, teller: Teller, now: datetime) -> StoryRow:
    row = StoryRow(product_id=product_id, text="", teller=teller, document="", changed_at=now)
    session.add(row)
    return row


def _publish(session: Session, library: Library, row: StoryRow, *, actor: str, now: datetime) -> None:
    """Write the document and point to it, in the transaction of the change."""
    session.flush()
    document = document_of(session, row)
    row.document, row.changed_at = library.publish(document), now
    session.flush()
    after = {"document": row.document, "teller": row.teller, "photos": len(document.photos)}
    record(session, [Entry("tell_story", "story", row.product_id, after)], actor=actor, now=now)
