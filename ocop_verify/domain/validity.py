"""How long a recognition holds: 36 months, the last day included.

Sources: 1048/QĐ-TTg (21/08/2019), 148/QĐ-TTg (24/02/2023) and 26/2026/QĐ-TTg (22/05/2026) all say
36 months from the decision. None says whether the same day three years later still counts, and provinces
differ: Thanh Hóa held a decision of 23/12/2019 valid on 23/12/2022; Nghệ An wrote "no longer in force from
4/2/2023" of one of 04/02/2020. We count that day in, the reading that takes nothing from the producer, and
let the end that is printed on the certificate decide where it is known.
"""

from calendar import monthrange
from datetime import MAXYEAR, date, datetime, timedelta, timezone

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.records import Extension

VALID_MONTHS = 36
# Re-evaluation takes a season, and three months is when a producer must begin; 148/QĐ-TTg has the issuer
# warn in writing 30 days before the end, which is the last call.
EXPIRING_DAYS = 90
# No text ever gave more than 36 months; five years leaves room for a printed extension and still catches a
# mistyped year.
LONGEST_PRINTED_MONTHS = 60
# 26/2026/QĐ-TTg Art. 12 is cited for an extension of 180 days. We hold its wording with low confidence, so
# the limit is a year: it is there to catch a mistyped date, not to judge.
LONGEST_EXTENSION_MONTHS = 12
# Asia/Ho_Chi_Minh has been UTC+7 without summer time since 1975, so no time zone file is needed.
VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


class ImplausibleEnd(OcopError):
    """Raised when a printed end or an extension cannot be right for its decision's date."""


def local_day(now: datetime) -> date:
    """The day in Vietnam at this moment; ``now`` must know its time zone."""
    if now.tzinfo is None:
        raise ValueError("local_day wants an aware datetime")
    return now.astimezone(VIETNAM).date()


def written(day: date) -> str:
    """The day as people here write it, in both languages: 01/07/2025."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a month that is too short for it.

    29/02/2024 and 36 months give 28/02/2027. The calendar's own end is the end.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > MAXYEAR:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end_of(issued_on: date, printed_until: date | None = None, extension: Extension | None = None) -> date:
    """The last day on which a recognition counts, that day included.

    The printed end overrides the 36 months, and an extension overrides both when it is later. Facts are
    taken as they are; the two checks below guard them when they are written.
    """
    end = printed_until or add_months(issued_on, VALID_MONTHS)
    return max(end, extension.until) if extension else end


def days_left(end: date, day: date) -> int:
    """How many days follow ``day`` up to ``end``: 0 on the last day, negative once it has ended."""
    return (end - day).days


def has_ended(end: date, day: date) -> bool:
    """Whether the recognition has ended before this day; its last day still counts."""
    return day > end


def is_expiring(end: date, day: date) -> bool:
    """Whether the recognition still counts on this day and ends within 90 days."""
    return 0 <= days_left(end, day) <= EXPIRING_DAYS


def check_printed_until(issued_on: date, printed_until: date) -> None:
    """Refuse a printed end that no certificate can bear: before its decision, or more than 60 months on."""
    if printed_until <= issued_on:
        raise ImplausibleEnd(
            N_(
                "Ngày hết hiệu lực %(end)s phải sau ngày quyết định %(issued)s. "
                "Hãy kiểm tra lại hai ngày này."
            ),
            end=written(printed_until),
            issued=written(issued_on),
        )
    if printed_until > add_months(issued_on, LONGEST_PRINTED_MONTHS):
        raise ImplausibleEnd(
            N_(
                "Ngày hết hiệu lực %(end)s quá xa ngày quyết định %(issued)s: công nhận có giá trị 36 tháng. "
                "Hãy kiểm tra lại năm."
            ),
            end=written(printed_until),
            issued=written(issued_on),
        )


def check_extension(end: date, extension: Extension) -> None:
    """Refuse an extension without its legal basis, or one that does not move the present ``end`` sensibly."""
    if not extension.basis.strip():
        raise ImplausibleEnd(N_("Hãy ghi căn cứ gia hạn: số và ngày của văn bản."))
    if extension.until <= end:
        raise ImplausibleEnd(
            N_(
                "Ngày gia hạn %(until)s phải sau ngày hết hiệu lực hiện nay %(end)s. "
                "Hãy kiểm tra lại ngày gia hạn."
            ),
            until=written(extension.until),
            end=written(end),
        )
    if extension.until > add_months(end, LONGEST_EXTENSION_MONTHS):
        raise ImplausibleEnd(
            N_(
                "Ngày gia hạn %(until)s quá xa ngày hết hiệu lực hiện nay %(end)s. "
                "Muốn công nhận dài hơn thì cần một quyết định mới."
            ),
            until=written(extension.until),
            end=written(end),
        )
