"""The catalogue for phones as this site offers it: packed and signed once for each version."""

import gzip
import threading
from datetime import datetime

from ocop_verify.catalog.notation import header_of, sealed, vouch
from ocop_verify.catalog.offering import Offer
from ocop_verify.catalog.publishing import Shelf
from ocop_verify.catalog.sources import Held
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.offline.packing import CONTEXT, pack


class PhoneOffering:
    """Packs what is held when a phone first asks for it. Only where the catalogue is signed; no mirror is."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._turn = threading.Lock()
        self._offer: Offer | None = None

    def offer(self, held: Held) -> Offer | None:
        """The file for phones; None where nothing can be signed."""
        with self._turn:
            if self._offer is None or self._offer.header.version != held.catalogue.version:
                self._offer = self._pack(held.catalogue, held.confirmed_at)
            return self._offer

    def vouching(self, offer: Offer, at: datetime) -> str | None:
        """Signed: at this time the file was the newest."""
        key = self._shelf.signer()
        return vouch(offer.header, at, key, CONTEXT) if key else None

    def _pack(self, catalogue: Catalogue, at: datetime) -> Offer | None:
        key = self._shelf.signer()
        if key is None:
            return None
        body = pack(catalogue)
        header = header_of(catalogue, len(catalogue.certifications), body, key, at)
        return Offer(header, gzip.compress(sealed(header, body, key, CONTEXT), 9, mtime=0))
