"""What the doors of this room take from the application for the request at hand."""

from flask import current_app, request

from ocop_verify.catalog.views import held_catalogue, moment_of_request
from ocop_verify.labels.keyring import KeyRing
from ocop_verify.verification.check import Check
from ocop_verify.verification.recording import ScanRecorder
from ocop_verify.verification.views.noting import Noting, placing_of

__all__ = ["held_catalogue", "keyring", "moment_of_request", "note", "place_given", "scan_recorder"]


def keyring() -> KeyRing:
    """The private keys of this machine; a mirror has none."""
    ring: KeyRing = current_app.extensions["keyring"]
    return ring


def scan_recorder() -> ScanRecorder:
    """What is known of scans, and where this one is noted."""
    recorder: ScanRecorder = current_app.extensions["scans"]
    return recorder


def note(check: Check, place: str | None, *, machine: bool) -> None:
    """Note this request: as a scan, or as the place of the scan whose page had the form."""
    placing = placing_of(check, place, request.args.get("scanned", "")) if request.query_string else None
    if placing is None:
        _noting().note(request.environ, check, place, scan_recorder(), machine=machine)
    else:
        scan_recorder().add_place(placing)


def place_given() -> str | None:
    """The province that the reader named in the form, or else the one that a trusted proxy knows."""
    given = request.args.get("place", "") if request.query_string else ""
    return _noting().place_in(request.environ, given)


def _noting() -> Noting:
    noting: Noting = current_app.extensions["noting"]
    return noting
