"""What a step of two requests must remember between them, kept with the session and good for once."""

from ocop_verify.accounts.models import SessionRow
from ocop_verify.web.commands import transaction

CHALLENGE = b"challenge:"  # what a passkey must answer
SECRET = b"codes:"  # the sealed secret of an app that is being set up


def set_pending(row: SessionRow, kind: bytes, value: bytes) -> None:
    """Remember this, in place of anything else that was."""
    with transaction():
        row.pending = kind + value


def pending(row: SessionRow, kind: bytes) -> bytes | None:
    """What was remembered, if it was of this kind."""
    if row.pending is None or not row.pending.startswith(kind):
        return None
    return row.pending.removeprefix(kind)
