"""Fairs: when one is, who may check its stalls and until when, and the code by which helpers join."""

import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final, Self

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
        mac = hmac.digest(secret, f"ocop-fair-join-v1:{fair_id}:{edition}".encode(), sha256)
        return cls(fair_id, "".join(RECEIPT_LETTERS[byte % 32] for byte in mac[:CODE_LENGTH]))

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The code as somebody typed it; None where it cannot be one."""
        tidy = tidy_letters(text)
        number, letters = tidy[:-CODE_LENGTH], tidy[-CODE_LENGTH:]
        is_one = number.isascii() and number.isdecimal() and len(number) <= 9
        return cls(int(number), letters) if is_one and set(letters) <= set(RECEIPT_LETTERS) else None

    def __str__(self) -> str:
        return f"{self.fair_id}-{self.letters[:4]}-{self.letters[4:]}"
