"""What the doors of this room take from the application for the request at hand."""

import re
from datetime import UTC, datetime

from flask import current_app, request

from ocop_verify.catalog.holding import Held, Holder
from ocop_verify.config import Settings
from ocop_verify.domain.circulation import Source
from ocop_verify.domain.places import PROVINCES
from ocop_verify.labels.keyring import KeyRing
from ocop_verify.verification.check import Check, Method
from ocop_verify.verification.recording import Scan, ScanRecorder

# What the web views of chats and networks call themselves; most scans in Vietnam come from the first.
IN_APP = re.compile("Zalo|FBAN|FBAV|Instagram|Line/|MicroMessenger|TikTok|BytedanceWebview")


def held_catalogue() -> Held:
    """The catalogue that this request is answered from."""
    holder: Holder = current_app.extensions["catalogue"]
    return holder.held


def keyring() -> KeyRing:
    """The private keys of this machine; a mirror has none."""
    ring: KeyRing = current_app.extensions["keyring"]
    return ring


def moment_of_request() -> datetime:
    """Now."""
    return datetime.now(UTC)


def scan_recorder() -> ScanRecorder:
    """What is known of scans, and where this one is noted."""
    recorder: ScanRecorder = current_app.extensions["scans"]
    return recorder


def scan_of(check: Check, place: str | None, *, machine: bool) -> Scan:
    """This request as a scan: which label, how and where it came about, and nothing of who asked."""
    verdict = check.verdict
    label = verdict.label if verdict.certification else None
    agent = request.headers.get("User-Agent", "")
    return Scan(
        at=verdict.as_of,
        headline=verdict.headline,
        batch_id=label.batch_id if label else None,
        serial=label.serial if label else 0,
        source=Source.MACHINE if machine else _source(check.method, agent),
        device=scan_recorder().device_of(request.remote_addr or "", agent, verdict.as_of) if label else None,
        place=place,
    )


def place_given() -> str | None:
    """The province that the reader named in the form, or else the one that a trusted proxy knows."""
    settings: Settings = current_app.extensions["settings"]
    given = request.args.get("place", "") if request.query_string else ""
    if not given and settings.place_header and settings.trusted_proxies:
        given = request.headers.get(settings.place_header, "")
    return given if given in PROVINCES else None


def _source(method: Method, agent: str) -> Source:
    if method is Method.TYPED_CODE:
        return Source.TYPED
    if IN_APP.search(agent):
        return Source.IN_APP
    referrer = request.headers.get("Referer", "")
    return Source.LINK if referrer and not referrer.startswith(request.host_url) else Source.DIRECT
