"""A mirror's source: the signed catalogue of another site, fetched when it has changed.

Nothing that comes over the network is believed for where it comes from: bytes count when a trusted key has
signed them, and an older version never replaces a newer one. Answers are bounded in size and time, and no
redirect is followed, so nobody can send this process anywhere else.
"""

import gc
import time
import zlib
from collections.abc import Iterator
from datetime import datetime
from http.client import HTTPException, HTTPResponse
from typing import IO, Any, NoReturn
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from ocop_verify.catalog.notation import DamagedCatalogue, Header, read_vouching
from ocop_verify.catalog.offering import etag_of
from ocop_verify.catalog.publishing import Shelf
from ocop_verify.catalog.sources import Held, SourceSilent
from ocop_verify.domain.errors import N_, OcopError

PATH = ".well-known/ocop-catalogue"
# In an answer: the header of the catalogue, signed anew with the time at which it was last the newest.
VOUCHING = "Ocop-Catalogue-Head"

# A million certifications take some 600 MB, a nation's 20,000 some 12.
MAX_BYTES = 1_000_000_000
CHUNK_BYTES = 256 * 1024
# For each wait on the network, and for a whole answer.
SILENCE_SECONDS = 10
ANSWER_SECONDS = 300


class MirrorHasNoDatabase(OcopError):
    """A mirror was asked for something that only the site it follows can do."""


class OlderCatalogue(SourceSilent):
    """The site offers a version that is older than the one held."""


class _NoRedirects(HTTPRedirectHandler):
    """A redirect is told as the error that it is for us."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> None:
        return None


class Origin:
    """The site that a mirror follows. ``url`` ends with a slash."""

    def __init__(
        self,
        url: str,
        shelf: Shelf,
        *,
        most_bytes: int = MAX_BYTES,
        answer_seconds: float = ANSWER_SECONDS,
        silence_seconds: float = SILENCE_SECONDS,
    ) -> None:
        self.url = url
        self.vouching: str | None = None  # what the site last signed, for whoever follows this mirror
        self._shelf = shelf
        self._most_bytes = most_bytes
        self._answer_seconds = answer_seconds
        self._silence_seconds = silence_seconds
        self._etag: str | None = None
        self._unkept: bytes | None = None
        self._opener = build_opener(_NoRedirects)

    def newest(self, held: Held | None, now: datetime) -> Held:
        """The site's catalogue; the one held, confirmed, where it has not changed."""
        if held is not None and self._etag is None:
            header = self._shelf.header()
            self._etag = etag_of(header) if header and header.version == held.catalogue.version else None
        try:
            with self._ask(self._etag if held else None) as answer:
                return self._received(answer, held)
        except HTTPError as problem:
            if problem.code == 304 and held is not None:
                return self._confirmed(held, problem.headers.get(VOUCHING))
            raise _silent(problem) from problem
        except (URLError, HTTPException, OSError, DamagedCatalogue, zlib.error) as problem:
            raise _silent(problem) from problem

    def keep(self, held: Held) -> None:
        """Put the bytes on the shelf as they were signed."""
        if self._unkept is not None:
            self._shelf.accept(self._unkept)
            self._unkept = None

    def _ask(self, etag: str | None) -> HTTPResponse:
        headers = {"Accept-Encoding": "gzip", "User-Agent": "ocop-verify-mirror"}
        if etag:
            headers["If-None-Match"] = f'W/"{etag}"'
        request = Request(self.url + PATH, headers=headers)  # noqa: S310 - settings accept http(s) only
        answer: HTTPResponse = self._opener.open(request, timeout=self._silence_seconds)
        return answer

    def _received(self, answer: HTTPResponse, held: Held | None) -> Held:
        data = b"".join(self._body(answer))
        catalogue, header = self._shelf.check(data)
        if held is not None and catalogue.version < held.catalogue.version:
            raise OlderCatalogue(
                N_("Máy chủ gốc đưa bản %(offered)s, cũ hơn bản %(held)s đang có; không nhận."),
                offered=catalogue.version,
                held=held.catalogue.version,
            )
        self._unkept, self._etag = data, etag_of(header)
        gc.freeze()  # as in Holder.start
        return self._confirmed(Held(catalogue, catalogue.compiled_at), answer.headers.get(VOUCHING))

    def _confirmed(self, held: Held, vouching: str | None) -> Held:
        """Held, and known to be the newest when the site last signed that it was. Never known less."""
        header = self._vouched(vouching)
        if header is None or etag_of(header) != self._etag or header.compiled_at <= held.confirmed_at:
            return held
        self.vouching = vouching
        return Held(held.catalogue, header.compiled_at)

    def _vouched(self, vouching: str | None) -> Header | None:
        return read_vouching(vouching, self._shelf.trusted) if vouching else None

    def _body(self, answer: HTTPResponse) -> Iterator[bytes]:
        """The answer's bytes, unpacked, not more and not for longer than is reasonable."""
        packed = answer.headers.get("Content-Encoding") == "gzip"
        unpack = zlib.decompressobj(zlib.MAX_WBITS | 16) if packed else None
        until, room = time.monotonic() + self._answer_seconds, self._most_bytes
        while chunk := answer.read1(CHUNK_BYTES):
            part = unpack.decompress(chunk, room + 1) if unpack else chunk
            room -= len(part)
            if room < 0 or time.monotonic() > until:
                raise SourceSilent(N_("Máy chủ gốc trả lời quá dài hoặc quá lâu."))
            yield part


def no_database(*_arguments: object) -> NoReturn:
    """What a mirror has in place of connections to a database."""
    raise MirrorHasNoDatabase(
        N_("Máy chủ này là bản sao chỉ đọc: nó chỉ trả lời khi quét tem. Hãy làm việc này ở máy chủ gốc.")
    )


def _silent(problem: Exception) -> SourceSilent:
    return SourceSilent(N_("Không nhận được danh mục từ máy chủ gốc: %(problem)s."), problem=problem)
