"""Devices: what one is called in the list of sessions, and the mark of one that was here before."""

import re
import secrets
from datetime import timedelta
from hashlib import sha256

from itsdangerous import BadData, URLSafeTimedSerializer

KNOWN_FOR = timedelta(days=180)

_BROWSERS = (
    ("Edge", r"\bEdg(A|iOS)?/"),
    ("Opera", r"\bOPR/"),
    ("Cốc Cốc", r"coc_coc"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"\b(Firefox|FxiOS)/"),
    ("Chrome", r"\b(Chrome|CriOS|HeadlessChrome|Chromium)/"),
    ("Safari", r"\bSafari/"),
)
_SYSTEMS = (
    ("Android", r"Android"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Windows", r"Windows"),
    ("ChromeOS", r"CrOS"),
    ("macOS", r"Mac OS X"),
    ("Linux", r"Linux"),
)


def describe(user_agent: str) -> str:
    """A browser and a system, as far as they are known: "Chrome, Windows". No versions: they identify."""
    found = [_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent)]
    return ", ".join(name for name in found if name)


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for name, pattern in names if re.search(pattern, user_agent)), "")


class DeviceMarks:
    """Signed marks for cookies: this device has been in these accounts before. A mark lets nobody in."""

    def __init__(self, secret_key: str) -> None:
        self._serializer = URLSafeTimedSerializer(
            secret_key,
            salt="ocop-accounts-device-v1",
            signer_kwargs={"key_derivation": "hmac", "digest_method": sha256},
        )

    def make(self, account_id: int) -> str:
        """A new mark of a device for one account."""
        return self._serializer.dumps([account_id, secrets.token_urlsafe(12)])

    def read(self, mark: str, account_id: int | None) -> str | None:
        """The device's name for counting, where the mark is ours and for this account."""
        try:
            account, device = self._serializer.loads(mark[:300], max_age=int(KNOWN_FOR.total_seconds()))
        except (BadData, TypeError, ValueError):
            return None
        return str(device) if account == account_id else None
