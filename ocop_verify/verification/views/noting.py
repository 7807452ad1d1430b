"""A request as a scan to be noted: which label, how and where it came about, and nothing of who asked."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ocop_verify.config import Settings
from ocop_verify.domain.circulation import Source
from ocop_verify.domain.places import PROVINCES
from ocop_verify.verification.check import Check, Method
from ocop_verify.verification.recording import Scan, ScanRecorder

Environ = Mapping[str, Any]

# What the web views of chats and networks call themselves; most scans in Vietnam come from the first.
IN_APP = re.compile("Zalo|FBAN|FBAV|Instagram|Line/|MicroMessenger|TikTok|BytedanceWebview")


def scan_in(
    environ: Environ, check: Check, place: str | None, recorder: ScanRecorder, *, machine: bool
) -> Scan:
    """This request as a scan."""
    verdict = check.verdict
    label = verdict.label if verdict.certification else None
    agent = environ.get("HTTP_USER_AGENT", "")
    address = environ.get("REMOTE_ADDR", "")
    return Scan(
        at=verdict.as_of,
        headline=verdict.headline,
        batch_id=label.batch_id if label else None,
        serial=label.serial if label else 0,
        source=Source.MACHINE if machine else _source(environ, check.method, agent),
        device=recorder.device_of(address, agent, verdict.as_of) if label else None,
        place=place,
    )


def place_in(environ: Environ, settings: Settings, given: str = "") -> str | None:
    """The province that the reader named, or else the one that a trusted proxy knows."""
    if not given and settings.place_header and settings.trusted_proxies:
        given = environ.get("HTTP_" + settings.place_header.upper().replace("-", "_"), "")
    return given if given in PROVINCES else None


def _source(environ: Environ, method: Method, agent: str) -> Source:
    if method is Method.TYPED_CODE:
        return Source.TYPED
    if IN_APP.search(agent):
        return Source.IN_APP
    referrer = environ.get("HTTP_REFERER", "")
    own = not referrer or urlsplit(referrer).netloc == environ.get("HTTP_HOST", "")
    return Source.DIRECT if own else Source.LINK
