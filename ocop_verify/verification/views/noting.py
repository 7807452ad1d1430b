"""A request as a scan to be noted: which label, how and where it came about, and nothing of who asked."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from ocop_verify.config import Settings
from ocop_verify.domain.circulation import Source
from ocop_verify.domain.places import PROVINCES
from ocop_verify.verification.check import Check, Method
from ocop_verify.verification.grouping import Placing
from ocop_verify.verification.recording import Scan, ScanRecorder
from ocop_verify.verification.sources import source_of

Environ = Mapping[str, Any]

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
# Who takes longer to say where they are has mostly opened the page again.
TIME_TO_PLACE: Final = timedelta(hours=1)

# Our own scanner answers by itself and asks the server behind it; this header says how the code was read.
SCANNED_BY = "HTTP_OCOP_SCANNED_BY"
OWN_SCANNER = {
    "camera": Source.CAMERA,
    "field": Source.CAMERA,  # a handheld scanner, or a code that was pasted
    "upload": Source.UPLOAD,
    "address": Source.DIRECT,  # the phone's own camera opened the page
}


class Noting:
    """How the requests of one application are noted."""

    def __init__(self, settings: Settings) -> None:
        header = settings.place_header if settings.trusted_proxies else ""
        self._place = "HTTP_" + header.upper().replace("-", "_") if header else ""
        self._own_hosts = frozenset(settings.served_hosts)

    def place_in(self, environ: Environ, given: str = "") -> str | None:
        """The province that the reader named, or else the one that a trusted proxy knows."""
        if not given and self._place:
            given = environ.get(self._place, "")
        return given if given in PROVINCES else None

    def note(
        self, environ: Environ, check: Check, place: str | None, recorder: ScanRecorder, *, machine: bool
    ) -> None:
        """Note this request as a scan; what fetches a preview is only counted among the answers."""
        verdict, agent = check.verdict, environ.get("HTTP_USER_AGENT", "")
        source = self._source(environ, check.method, agent, machine=machine)
        if source is None:
            recorder.count(verdict.headline)
            return
        label = verdict.label if verdict.certification else None
        address = environ.get("REMOTE_ADDR", "")
        scan = Scan(
            at=verdict.as_of,
            headline=verdict.headline,
            batch_id=label.batch_id if label else None,
            serial=label.serial if label else 0,
            source=source,
            device=recorder.device_of(address, agent, verdict.as_of) if label else None,
            place=place,
        )
        recorder.record(scan)

    def _source(self, environ: Environ, method: Method, agent: str, *, machine: bool) -> Source | None:
        if machine:  # our own scanner asks as a program does
            return OWN_SCANNER.get(environ.get(SCANNED_BY, ""), Source.MACHINE)
        if method is Method.TYPED_CODE:
            return Source.TYPED
        return source_of(agent, environ.get("HTTP_REFERER", ""), self._own_hosts)


def moment_written(at: datetime) -> str:
    """The moment of a scan as the form of its page carries it."""
    return str((at - EPOCH) // MICROSECOND)


def placing_of(check: Check, place: str | None, written: str) -> Placing | None:
    """The place that somebody names for the scan of this label a little while ago; None: it is a scan."""
    label, now = check.verdict.label, check.verdict.as_of
    if label is None or place is None or not (written.isascii() and written.isdecimal()):
        return None
    ago = (now - EPOCH) // MICROSECOND - int(written[:20])
    if not 0 < ago < TIME_TO_PLACE // MICROSECOND:
        return None
    return Placing(now - ago * MICROSECOND, label.batch_id, label.serial, place)
