"""What the doors of this room take from the application for the request at hand."""

from flask import current_app, request

from ocop_verify.catalog.views import held_catalogue, moment_of_request
from ocop_verify.config import Settings
from ocop_verify.labels.keyring import KeyRing
from ocop_verify.verification.check import Check
from ocop_verify.verification.recording import Scan, ScanRecorder
from ocop_verify.verification.views.noting import place_in, scan_in

__all__ = ["held_catalogue", "keyring", "moment_of_request", "place_given", "scan_of", "scan_recorder"]


def keyring() -> KeyRing:
    """The private keys of this machine; a mirror has none."""
    ring: KeyRing = current_app.extensions["keyring"]
    return ring


def scan_recorder() -> ScanRecorder:
    """What is known of scans, and where this one is noted."""
    recorder: ScanRecorder = current_app.extensions["scans"]
    return recorder


def scan_of(check: Check, place: str | None, *, machine: bool) -> Scan:
    """This request as a scan."""
    return scan_in(request.environ, check, place, scan_recorder(), machine=machine)


def place_given() -> str | None:
    """The province that the reader named in the form, or else the one that a trusted proxy knows."""
    settings: Settings = current_app.extensions["settings"]
    given = request.args.get("place", "") if request.query_string else ""
    return place_in(request.environ, settings, given)
