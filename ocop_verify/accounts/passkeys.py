"""Passkeys (WebAuthn) as a second factor, by ``webauthn``: bound to the site's name, so not to be phished."""

import json
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from ocop_verify.accounts.models import AccountRow, PasskeyRow
from ocop_verify.domain.errors import N_, OcopError

NAME = "OCOP Verify"
MAX_PASSKEYS = 10
# What reading a made-up answer may raise, besides what the library raises for a wrong one.
ODD = (WebAuthnException, ValueError, LookupError, TypeError, ArithmeticError, RecursionError)


class PasskeyRefused(OcopError):
    """What the browser sent does not prove that the passkey is there."""


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What a browser is asked, as JSON for its script, and the challenge that its answer must carry."""

    options: str
    challenge: bytes


@dataclass(frozen=True, slots=True)
class Site:
    """The site that passkeys are bound to: what browsers show as the address."""

    origin: str

    @property
    def name(self) -> str:
        """The host, which is what a passkey belongs to."""
        return urlsplit(self.origin).hostname or ""

    @property
    def can(self) -> bool:
        """Whether browsers make passkeys here: they want a name, and https unless it is this machine."""
        try:
            ip_address(self.name)
        except ValueError:
            return self.origin.startswith("https:") or self.name == "localhost"
        return False

    def ask_for_new(self, account: AccountRow) -> Ceremony:
        """Ask for a new passkey, other than those that are registered."""
        options = generate_registration_options(
            rp_id=self.name,
            rp_name=NAME,
            user_id=f"ocop-account-{account.id}".encode(),
            user_name=account.email,
            user_display_name=account.name,
            exclude_credentials=_descriptors(account),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.DISCOURAGED,
                user_verification=UserVerificationRequirement.PREFERRED,
            ),
        )
        return Ceremony(options_to_json(options), options.challenge)

    def ask_for_known(self, account: AccountRow) -> Ceremony:
        """Ask for one of the passkeys that are registered."""
        options = generate_authentication_options(
            rp_id=self.name,
            allow_credentials=_descriptors(account),
            user_verification=UserVerificationRequirement.PREFERRED,
        )
        return Ceremony(options_to_json(options), options.challenge)

    def register(
        self,
        session: Session,
        account: AccountRow,
        answer: str,
        challenge: bytes,
        name: str,
        *,
        now: datetime,
    ) -> PasskeyRow:
        """Keep a new passkey."""
        try:
            proof = verify_registration_response(
                credential=_read(answer),
                expected_challenge=challenge,
                expected_rp_id=self.name,
                expected_origin=self.origin,
            )
        except ODD as problem:
            raise _refused() from problem
        known = session.scalar(select(PasskeyRow).where(PasskeyRow.credential_id == proof.credential_id))
        if known is not None or len(account.passkeys) >= MAX_PASSKEYS:
            raise _refused()
        row = PasskeyRow(
            name=name,
            credential_id=proof.credential_id,
            public_key=proof.credential_public_key,
            sign_count=proof.sign_count,
            created_at=now,
        )
        account.passkeys.append(row)
        session.flush()
        return row

    def check(
        self, account: AccountRow, answer: str, challenge: bytes, *, now: datetime
    ) -> PasskeyRow | None:
        """The passkey of this account that answered; None where none did."""
        try:
            credential = _read(answer)
            used = base64url_to_bytes(str(credential["id"]))
            row = next((row for row in account.passkeys if row.credential_id == used), None)
            if row is None:
                return None
            proof = verify_authentication_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=self.name,
                expected_origin=self.origin,
                credential_public_key=row.public_key,
                credential_current_sign_count=row.sign_count,
            )
        except ODD:
            return None
        row.sign_count, row.used_at = proof.new_sign_count, now
        return row


def _read(answer: str) -> dict[str, object]:
    credential = json.loads(answer[:20_000])
    if not isinstance(credential, dict):
        raise TypeError("a credential is an object")
    return credential


def _descriptors(account: AccountRow) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=row.credential_id) for row in account.passkeys]


def _refused() -> PasskeyRefused:
    return PasskeyRefused(N_("Chưa đăng ký được khóa truy cập này. Hãy thử lại."))
