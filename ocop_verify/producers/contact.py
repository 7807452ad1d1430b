"""What a producer may change by itself: how it is reached. Everything else comes from decisions."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from ocop_verify.accounts.managing import is_email
from ocop_verify.audit.journal import Entry, record
from ocop_verify.domain.errors import N_
from ocop_verify.domain.text import clean
from ocop_verify.producers.models import ContactRow

_PHONE = re.compile(r"\+?[0-9][0-9 .()-]{5,30}")


@dataclass(frozen=True, slots=True)
class Contact:
    """How a producer is reached; whatever is not known is empty."""

    person: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""

    @classmethod
    def typed(cls, person: str, email: str, phone: str, website: str) -> "Contact":
        """What somebody has typed, tidied."""
        site = clean(website)[:200]
        if site and "://" not in site:
            site = f"https://{site}"
        return cls(clean(person)[:200], clean(email)[:254], clean(phone)[:40], site)

    def faults(self) -> dict[str, str]:
        """What cannot be right, by field."""
        found = {}
        if self.email and not is_email(self.email):
            found["email"] = N_("Đây chưa phải địa chỉ e-mail. Một địa chỉ trông như ten@vi-du.vn.")
        if self.phone and not _PHONE.fullmatch(self.phone):
            found["phone"] = N_("Số điện thoại chỉ gồm chữ số, dấu cách và dấu +.")
        parts = urlsplit(self.website)
        if self.website and (parts.scheme not in {"http", "https"} or "." not in (parts.hostname or "")):
            found["website"] = N_("Đây chưa phải địa chỉ trang web. Một địa chỉ trông như https://vi-du.vn.")
        return found


def contact_of(session: Session, producer_id: int) -> Contact:
    """How a producer is reached, as far as it has said."""
    row = session.get(ContactRow, producer_id)
    return Contact(row.person, row.email, row.phone, row.website) if row else Contact()


def change_contact(
    session: Session, producer_id: int, contact: Contact, *, actor: str, now: datetime
) -> bool:
    """Keep it; False where nothing changes. The journal is told which fields changed, not what they say."""
    before = contact_of(session, producer_id)
    if contact == before:
        return False
    session.merge(ContactRow(producer_id=producer_id, changed_at=now, **asdict(contact)))
    session.flush()
    changed = [name for name, value in asdict(contact).items() if value != getattr(before, name)]
    entry = Entry("change_contact", "producer_contact", producer_id, {"fields": changed})
    record(session, [entry], actor=actor, now=now)
    return True
