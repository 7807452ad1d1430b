"""What is published of a story: one small file under its hash, and the files of its photos under theirs.

The catalogue holds nothing but the hash of the document, so it stays small; readers take the rest from the
data folder, where nothing ever changes under its name. So a story is read while the database is away.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec

from ocop_verify.durable import Kept
from ocop_verify.pictures import Form, Picture

# A phone, a phone with fine dots, a desk. JPEG is for old browsers and for chats that preview links.
WIDTHS = (480, 960, 1_600)
JPEG_WIDTH = 1_200


class PhotoFile(msgspec.Struct, frozen=True):
    """One file of a photo."""

    form: Form
    width: int
    height: int
    sha256: str

    @property
    def path(self) -> str:
        """Where readers find it."""
        return f"/photos/{self.sha256}.{self.form}"


class Photo(msgspec.Struct, frozen=True):
    """A photo: what it shows in words, who gave it, and its files from small to large, the JPEG last."""

    alt: str
    teller: str
    files: tuple[PhotoFile, ...]

    @property
    def plain(self) -> PhotoFile:
        """The file that everything can show."""
        return next(file for file in self.files if file.form is Form.JPEG)

    def of(self, form: Form) -> list[PhotoFile]:
        """The files of one form."""
        return [file for file in self.files if file.form is form]


class Document(msgspec.Struct, frozen=True):
    """A story as it is published."""

    text: str
    teller: str
    photos: tuple[Photo, ...] = ()

    @property
    def paragraphs(self) -> list[str]:
        """The text, paragraph by paragraph."""
        return [line for line in self.text.splitlines() if line]


_json = msgspec.json.Encoder(order="sorted")


@dataclass(frozen=True)
class Library:
    """The folders of what is published: documents, and photos."""

    folder: Path

    @property
    def documents(self) -> Kept:
        """The documents."""
        return Kept(self.folder / "stories")

    @property
    def photos(self) -> Kept:
        """The files of photos; whoever knows a hash may have the file."""
        return Kept(self.folder / "photos")

    def publish(self, document: Document) -> str:
        """Keep a document; gives its hash."""
        return self.documents.keep(_json.encode(document))

    def keep_photo(self, picture: Picture) -> PhotoFile:
        """Keep one file of a photo."""
        digest = self.photos.keep(picture.content)
        return PhotoFile(picture.form, picture.width, picture.height, digest)

    def document(self, digest: str) -> Document | None:
        """What is published under this hash; None where it is not at hand, as on a mirror."""
        try:
            return _decoded(self.documents, digest)
        except _NotHere:
            return None


class _NotHere(Exception):
    """What is not at hand is not remembered either: it may come."""


@lru_cache(maxsize=1_024)
def _decoded(kept: Kept, digest: str) -> Document:
    content = kept.find(digest)
    if content is None:
        raise _NotHere
    return msgspec.json.decode(content, type=Document)
