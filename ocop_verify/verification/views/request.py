"""What the doors of this room take from the application for the request at hand."""

from datetime import UTC, datetime

from flask import current_app

from ocop_verify.catalog.holding import Held, Holder
from ocop_verify.labels.keyring import KeyRing


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
