"""The run that sends what is due: claim, send, note, one receiver after the other."""

import hashlib
import hmac
import logging
from datetime import UTC, datetime
from urllib.request import Request, urlopen

from ocop_verify.notices.letters import letter_of, message_of
from ocop_verify.notices.sending import Channel, Parcel, claim_due, note_failed, note_sent
from ocop_verify.notices.views.tools import settings, stop_address, transport
from ocop_verify.web.commands import transaction

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 20


def send_all() -> tuple[int, int]:
    """Send what is due; gives how many notices went out and how many could not."""
    now = datetime.now(UTC)
    with transaction() as session:
        parcels = claim_due(session, settings().notice_webhook, now=now)
    sent = failed = 0
    for parcel in parcels:
        try:
            _send(parcel)
        except (OSError, ValueError) as problem:
            log.warning("a notice could not be sent (%s): %s", parcel.channel, problem)
            failed += len(parcel.rows)
            with transaction() as session:
                note_failed(session, parcel, str(problem))
        else:
            sent += len(parcel.rows)
            with transaction() as session:
                note_sent(session, parcel, now=datetime.now(UTC))
    log.info("notices sent: %d, failed: %d", sent, failed)
    return sent, failed


def _send(parcel: Parcel) -> None:
    home = settings().public_url
    if parcel.channel is Channel.WEBHOOK:
        _post(parcel.receiver, message_of(parcel, home))
    else:
        transport().send(letter_of(parcel, home, stop_address(parcel.receiver)))


def _post(address: str, body: bytes) -> None:
    """Tell a program. It knows us by a keyed hash of the body, where the settings hold a secret."""
    headers = {"Content-Type": "application/json", "User-Agent": "OCOP-Verify"}
    if secret := settings().notice_webhook_secret:
        headers["X-OCOP-Signature"] = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    with urlopen(Request(address, body, headers, method="POST"), timeout=TIMEOUT_SECONDS):  # noqa: S310
        pass  # the address is the operator's own setting; any answer below 400 will do
