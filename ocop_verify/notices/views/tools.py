"""What the doors of notices share."""

from flask import current_app

from ocop_verify.config import Settings
from ocop_verify.mailing import Transport, transport_for
from ocop_verify.notices.addresses import AddressMaker


def settings() -> Settings:
    """The settings of the application at hand."""
    found: Settings = current_app.extensions["settings"]
    return found


def addresses() -> AddressMaker:
    """What signs addresses."""
    return AddressMaker(settings().session_secret())


def transport() -> Transport:
    """What carries letters out, and says when it cannot."""
    return transport_for(settings().smtp_url, settings().mail_folder, settings().mail_sender)


def stop_address(email: str) -> str:
    """The page where somebody asks for no more notices."""
    return f"{settings().public_url}notices/stop/{addresses().make('stop', email)}"


def calendar_of(producer_id: int) -> str:
    """The calendar of a producer, as an address that a calendar program can fetch."""
    return _calendar(f"producer:{producer_id}")


def calendar_of_account(account_id: int) -> str:
    """The calendar of what an officer answers for."""
    return _calendar(f"account:{account_id}")


def _calendar(whose: str) -> str:
    return f"{settings().public_url}notices/calendar/{addresses().make('calendar', whose)}.ics"
