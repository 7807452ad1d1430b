"""The signed catalogue as other sites fetch it: packed once for each copy on disk, and known by its ETag."""

import gzip
import threading
from dataclasses import dataclass

from isal import igzip

from ocop_verify.catalog.notation import Header, read_header
from ocop_verify.catalog.publishing import Shelf

# One version of one set of records. Signed anew with a later time it is still the same.
ETag = str


@dataclass(frozen=True, slots=True)
class Offer:
    """The copy on disk, ready to be sent."""

    header: Header
    packed: bytes

    @property
    def etag(self) -> ETag:
        """Equal for equal records."""
        return etag_of(self.header)

    def unpacked(self) -> bytes:
        """For those who do not take gzip."""
        return gzip.decompress(self.packed)


def etag_of(header: Header) -> ETag:
    """What tells this version from any other, also for a mirror that holds it."""
    return f"{header.version}-{header.body_sha256[:16]}"


class Offering:
    """What this site offers to mirrors; about a tenth of the catalogue's size is held for it."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._turn = threading.Lock()
        self._offer: Offer | None = None
        self._stamp: tuple[int, int] | None = None

    def current(self) -> Offer | None:
        """The newest copy that lay on disk; None before the first. A damaged or older one is not offered."""
        with self._turn:
            stamp = self._shelf.stamp()
            if stamp != self._stamp:
                self._stamp = stamp
                found = self._pack()
                if found and (not self._offer or found.header.version >= self._offer.header.version):
                    self._offer = found
            return self._offer

    def _pack(self) -> Offer | None:
        data = self._shelf.read()
        if data is None:
            return None
        return Offer(read_header(data, self._shelf.trusted), igzip.compress(data))
