"""Telling devices apart for one day, without keeping anything that tells who they are.

A device is eight bytes of a keyed hash of its network's prefix and its user agent. The key is made at
random for one day in Vietnam, lies in the data directory where only the owner reads it, so that all
processes count alike, and is deleted when the day is over: from then on nobody, we included, can find out
which device a number stood for, or whether two days saw the same one.
"""

import contextlib
import logging
import os
import secrets
import threading
from datetime import date, datetime
from hashlib import blake2b
from ipaddress import IPv6Address
from pathlib import Path
from typing import Final

from ocop_verify.domain.validity import local_day

log = logging.getLogger(__name__)

PREFIX: Final = "scan-salt-"
SALT_BYTES: Final = 32


class DaySalts:
    """The salt of today. Without a folder (a mirror), or when it cannot be used, it is this process's own:
    then a device that two processes see is counted twice."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._turn = threading.Lock()
        self._current: tuple[date, bytes] | None = None

    def device_of(self, address: str, user_agent: str, at: datetime) -> int:
        """The number of a device on this day; it fits a signed 64-bit column."""
        day = local_day(at)
        current = self._current
        if current is None or current[0] != day:
            current = self._turn_to(day)
        text = f"{network_of(address)} {user_agent}".encode(errors="replace")
        return int.from_bytes(blake2b(text, digest_size=8, key=current[1]).digest(), "big", signed=True)

    def forget(self, today: date) -> None:
        """Delete the salts of days before today, here and on disk."""
        if self._current and self._current[0] < today:
            self._current = None
        if self._folder is None:
            return
        for path in self._folder.glob(f"{PREFIX}*"):
            with contextlib.suppress(ValueError, FileNotFoundError):
                if date.fromisoformat(path.name.removeprefix(PREFIX)[:10]) < today:
                    path.unlink()

    def _turn_to(self, day: date) -> tuple[date, bytes]:
        with self._turn:
            if self._current is None or self._current[0] != day:
                self._current = (day, self._shared(day) or secrets.token_bytes(SALT_BYTES))
            return self._current

    def _shared(self, day: date) -> bytes | None:
        """The salt that all processes of this machine use; the first that needs it makes it."""
        if self._folder is None:
            return None
        path = self._folder / f"{PREFIX}{day.isoformat()}"
        try:
            if not path.exists():
                _make(path)
            salt = path.read_bytes()
        except OSError as problem:
            log.warning("devices are told apart by this process alone: %s", problem)
            return None
        return salt if len(salt) == SALT_BYTES else None


def _make(path: Path) -> None:
    """Put a salt there, whole or not at all; another process may be first, and then its salt counts."""
    beside = path.with_name(f"{path.name}-{secrets.token_hex(4)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(SALT_BYTES))
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(beside)
    finally:
        beside.unlink()


def network_of(address: str) -> str:
    """The part of an address that stays when a phone moves on: /24 of IPv4, /64 of IPv6."""
    if ":" not in address:
        return address.rpartition(".")[0]
    try:
        parsed = IPv6Address(address)
    except ValueError:
        return ""
    if parsed.ipv4_mapped:
        return network_of(str(parsed.ipv4_mapped))
    return parsed.exploded[:19]
