"""Fictional people for the demo: one of each role, with passwords and secrets that everybody may know.

They are made, and let in, on an address of this machine only. Anywhere else known passwords would be an open
door, also where a demo is later given a public address.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from ocop_verify.accounts.logging_in import purpose_of
from ocop_verify.accounts.managing import create_account, email_key, find_account
from ocop_verify.accounts.models import OneTimeCodesRow
from ocop_verify.accounts.passwords import hash_password
from ocop_verify.accounts.permissions import NEEDS_SECOND_FACTOR, Grant, Role
from ocop_verify.accounts.sealing import Vault
from ocop_verify.domain.errors import N_, OcopError

DOMAIN = "@demo.invalid"
LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
PASSWORD = "năm cánh sao vàng trên đồi chè"  # noqa: S105 - everybody may know it
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # noqa: S105 - the one of RFC 6238, appendix B


class NotADemo(OcopError):
    """People whose passwords everybody knows are asked for where others can reach them."""


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to look around as. ``secret`` is for an app of one-time codes; "" where none is needed."""

    email: str
    name: str
    grants: tuple[Grant, ...]
    password: str = PASSWORD

    @property
    def secret(self) -> str:
        """What to type into an app for one-time codes."""
        return SECRET if any(grant.role in NEEDS_SECOND_FACTOR for grant in self.grants) else ""


def is_local(public_url: str) -> bool:
    """Whether an address can be reached from this machine only."""
    return urlsplit(public_url).hostname in LOCAL


def is_shut_out(email: str, public_url: str) -> bool:
    """Whether this is somebody whose password everybody knows, where others can reach the door."""
    return email_key(email).endswith(DOMAIN) and not is_local(public_url)


def demo_people(province: str, producers: Iterable[int]) -> list[DemoPerson]:
    """One of each role, at home in this province; the producer owns these producers."""
    owned = tuple(Grant(Role.PRODUCER, producer_id=key) for key in producers)
    people = [
        DemoPerson("quantri@demo.invalid", "Trần Quốc Bảo", (Grant(Role.ADMINISTRATOR),)),
        DemoPerson("canbo@demo.invalid", "Nguyễn Thị Lan", (Grant(Role.OFFICER, province),)),
        DemoPerson("kiemtra@demo.invalid", "Phạm Văn Minh", (Grant(Role.INSPECTOR, province),)),
        DemoPerson("hoicho@demo.invalid", "Lê Thu Hà", (Grant(Role.ORGANIZER),)),
    ]
    return [*people, DemoPerson("chuthe@demo.invalid", "K'Brăm", owned)] if owned else people


def make_demo_people(
    session: Session,
    vault: Vault,
    people: Iterable[DemoPerson],
    *,
    public_url: str,
    actor: str,
    now: datetime,
) -> None:
    """Make those of these accounts that are not there yet. Raises ``NotADemo`` but on this machine."""
    if not is_local(public_url):
        raise NotADemo(
            N_("Người dùng minh họa có mật khẩu ai cũng biết nên chỉ được tạo trên địa chỉ của máy này.")
        )
    hashed = hash_password(PASSWORD)
    for person in people:
        if find_account(session, person.email) is None:
            account = create_account(session, person.email, person.name, person.grants, actor=actor, now=now)
            account.password_hash = hashed
            if person.secret:
                sealed = vault.seal(person.secret.encode(), purpose_of(account))
                account.one_time_codes = OneTimeCodesRow(sealed_secret=sealed, last_step=0, created_at=now)
    session.flush()
