"""Time-based one-time codes (RFC 6238) by ``pyotp``, and recovery codes for when the phone is lost."""

import secrets
from datetime import datetime

import pyotp

STEP_SECONDS = 30
DIGITS = 6
# Steps on either side whose code is taken too: clocks of phones differ, and typing takes time (RFC 6238
# §5.2).
TOLERANCE = 1

RECOVERY_CODES = 10
# Without letters that are read as digits or as each other; 12 of 28 are 57 bits.
_ALPHABET = "23456789abcdefghjkmnpqrstvwx"
_RECOVERY_LENGTH = 12
_GROUP = 4


def new_secret() -> str:
    """A secret to share with an app: 160 bits in base32."""
    return pyotp.random_base32()


def address(secret: str, email: str, issuer: str) -> str:
    """What the QR code for the app says."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def in_groups(secret: str) -> str:
    """The secret for those who type it."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def code_at(secret: str, now: datetime) -> str:
    """The code that an app shows at a moment, for the demo and for tests."""
    return pyotp.TOTP(secret).generate_otp(_step(now))


def matching_step(secret: str, typed: str, now: datetime, after: int) -> int | None:
    """The step whose code was typed; None if there is none later than ``after``, the newest one used.

    So a code that somebody watched being typed is worth nothing (RFC 6238 §5.2).
    """
    digits = "".join(typed.split())
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    codes, found = pyotp.TOTP(secret), None
    for step in range(_step(now) - TOLERANCE, _step(now) + TOLERANCE + 1):
        if secrets.compare_digest(codes.generate_otp(step), digits) and step > after:
            found = step
    return found


def new_recovery_codes() -> list[str]:
    """Codes to print or to write down, in groups."""
    return [_grouped(_letters()) for _ in range(RECOVERY_CODES)]


def tidy_recovery_code(typed: str) -> str:
    """A recovery code as it was meant: spaces, hyphens and capitals do not count."""
    return "".join(letter for letter in typed.lower() if letter.isalnum())


def _letters() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_RECOVERY_LENGTH))


def _grouped(code: str) -> str:
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def _step(now: datetime) -> int:
    return int(now.timestamp()) // STEP_SECONDS
