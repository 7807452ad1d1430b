"""What the doors of labels share: the settings, the keys, who makes symbols, where sheets lie."""

import secrets
from pathlib import Path

from flask import current_app

from ocop_verify.config import Settings
from ocop_verify.labels.keyring import KeyRing
from ocop_verify.labels.symbols import SymbolMaker, maker_for


def settings() -> Settings:
    """The settings of the application at hand."""
    found: Settings = current_app.extensions["settings"]
    return found


def ring() -> KeyRing:
    """The private keys that this machine holds."""
    found: KeyRing = current_app.extensions["keyring"]
    return found


def symbols() -> SymbolMaker:
    """What draws the codes of this site's address."""
    return maker_for(settings().public_url)


def sheets_folder() -> Path:
    """Where the files of sheets lie, readable by their owner only."""
    return settings().data_dir / "sheets"


def new_request() -> str:
    """A number for a form, so that sending it twice does it once."""
    return secrets.token_urlsafe(18)
