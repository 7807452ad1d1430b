"""Fairs: when one is, who may check its stalls and until when, and the code by which helpers join."""

import hmac
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final, Self
from urllib.parse import urlsplit

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.reports import RECEIPT_LETTERS, tidy_letters
from ocop_verify.domain.validity import local_day

LONGEST_DAYS: Final = 90
# Stalls are checked while they are built up too.
BEFORE: Final = timedelta(days=2)
# What was checked without a network may arrive this much later; nothing new may be checked then.
SENDING: Final = timedelta(days=7)
CODE_LENGTH: Final = 8


class BadDays(OcopError):
    """A fair ends before it begins, or lasts longer than fairs do."""


class BadLink(OcopError):
    """What should be the address of a page on the web is none."""


LONGEST_LINK: Final = 300


def read_link(text: str) -> str:
    """The address of an organizer's own page, as somebody typed it; "" where there is none.

    Everybody is shown it as a link, so nothing but a plain page of the web is taken.
    """
    told = text.strip()
    if not told:
        return ""
    address = told if "://" in told else f"https://{told}"
    try:
        parts = urlsplit(address)
        named = parts.hostname or ""
        is_page = parts.scheme in ("http", "https") and "." in named.strip(".") and parts.username is None
    except ValueError:
        is_page = False
    if not is_page or len(address) > LONGEST_LINK or not address.isprintable() or " " in address:
        raise BadLink(
            N_("“%(found)s” không phải là địa chỉ trang web. Hãy ghi như https://example.vn/hoi-cho."),
            found=told[:80],
        )
    return address


class FairTime(StrEnum):
    """Where a fair is on a day."""

    AHEAD = "ahead"
    ON = "on"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Days:
    """The first and last day of a fair, in Vietnam."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise BadDays(N_("Ngày kết thúc phải từ ngày khai mạc trở đi."))
        if (self.last - self.first).days >= LONGEST_DAYS:
            raise BadDays(N_("Hội chợ kéo dài không quá %(limit)d ngày."), limit=LONGEST_DAYS)

    def time(self, day: date) -> FairTime:
        """Ahead, on or over."""
        if day < self.first:
            return FairTime.AHEAD
        return FairTime.ON if day <= self.last else FairTime.OVER

    def may_check(self, at: datetime) -> bool:
        """Whether a check made at this moment counts: from two days before to the end of the last day."""
        return self.first - BEFORE <= local_day(at) <= self.last

    def may_settle(self, at: datetime) -> bool:
        """Whether what a desk says of checks counts at this moment: until the last phone has sent."""
        return self.first - BEFORE <= local_day(at) <= self.last + SENDING

    def may_send(self, now: datetime) -> bool:
        """Whether helpers' phones may still send and read: access ends a week after the fair."""
        return local_day(now) <= self.last + SENDING

    def may_join(self, now: datetime) -> bool:
        """Whether a phone may still join."""
        return local_day(now) <= self.last


# The code for an own phone is typed at once: it lives for five to ten minutes, and for one phone.
OWN_CODE_MINUTES: Final = 5


@dataclass(frozen=True, slots=True)
class OwnCode:
    """The code by which somebody who is logged in lets in a phone of their own.

    Nothing is kept of it: it is made of the account, of how many phones the account has let in (so that it
    opens once), and of five minutes (so that it opens nothing later).
    """

    account_id: int
    letters: str

    @classmethod
    def make(cls, account_id: int, phones: int, now: datetime, secret: bytes) -> Self:
        """The code of these five minutes: 40 bits of HMAC-SHA-256, as for a fair."""
        text = f"ocop-own-phone-v1:{account_id}:{phones}:{_five_minutes(now)}"
        return cls(account_id, _letters(text, secret))

    def opens(self, phones: int, now: datetime, secret: bytes) -> bool:
        """Whether it is the code of now, or of the five minutes before."""
        earlier = now - timedelta(minutes=OWN_CODE_MINUTES)
        codes = [self.make(self.account_id, phones, at, secret) for at in (now, earlier)]
        return any(hmac.compare_digest(self.letters, code.letters) for code in codes)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The code as somebody typed it; None where it cannot be one."""
        found = JoinCode.read(text)
        return cls(found.fair_id, found.letters) if found else None

    def __str__(self) -> str:
        return f"{self.account_id}-{self.letters[:4]}-{self.letters[4:]}"


def own_code_ends(now: datetime) -> datetime:
    """Until when the code that is shown now can be typed."""
    seconds = 60 * OWN_CODE_MINUTES
    return datetime.fromtimestamp((_five_minutes(now) + 2) * seconds, UTC)


def _five_minutes(now: datetime) -> int:
    return int(now.timestamp()) // (60 * OWN_CODE_MINUTES)


def _letters(text: str, secret: bytes) -> str:
    mac = hmac.digest(secret, text.encode(), sha256)
    return "".join(RECEIPT_LETTERS[byte % 32] for byte in mac[:CODE_LENGTH])


@dataclass(frozen=True, slots=True)
class JoinCode:
    """The code by which helpers join a fair: its number and eight letters that only the site can make.

    ``edition`` counts how often the organizer asked for a new one: older codes open nothing then.
    """

    fair_id: int
    letters: str

    @classmethod
    def make(cls, fair_id: int, edition: int, secret: bytes) -> Self:
        """The code of a fair today: 40 bits of HMAC-SHA-256 (RFC 2104) over its number and edition."""
        return cls(fair_id, _letters(f"ocop-fair-join-v1:{fair_id}:{edition}", secret))

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The code as somebody typed it; None where it cannot be one."""
        tidy = tidy_letters(text)
        number, letters = tidy[:-CODE_LENGTH], tidy[-CODE_LENGTH:]
        is_one = number.isascii() and number.isdecimal() and len(number) <= 9
        return cls(int(number), letters) if is_one and set(letters) <= set(RECEIPT_LETTERS) else None

    def __str__(self) -> str:
        return f"{self.fair_id}-{self.letters[:4]}-{self.letters[4:]}"
