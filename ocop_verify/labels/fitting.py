"""Making text fit: first wrapped, then smaller, at last cut with an ellipsis. It never overflows."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from ocop_verify.labels.typography import Weight, width

ELLIPSIS = "…"
STEP = 0.25
# Floating-point sums of widths may differ in the last digits from how a painter adds them.
SLACK = 1e-6

# Customary short forms of legal forms; they are used only where the full name is too long.
SHORT_FORMS = (
    ("Trách nhiệm hữu hạn", "TNHH"),
    ("một thành viên", "MTV"),
    ("Doanh nghiệp tư nhân", "DNTN"),
    ("Hộ kinh doanh", "HKD"),
    ("Hợp tác xã", "HTX"),
    ("Tổ hợp tác", "THT"),
    ("Chi nhánh", "CN"),
    ("Cổ phần", "CP"),
    ("Công ty", "Cty"),
)


@dataclass(frozen=True, slots=True)
class SetText:
    """A text as it is set: its lines, weight and size. ``whole`` is False when something was cut off."""

    lines: tuple[str, ...]
    weight: Weight
    size: float
    whole: bool = True


def sizes_down(largest: float, smallest: float) -> Iterator[float]:
    """The sizes from the largest to the smallest in small steps, both included."""
    steps = int((largest - smallest) / STEP + SLACK)
    yield from (largest - step * STEP for step in range(steps + 1))
    if steps * STEP < largest - smallest - SLACK:
        yield smallest


def fit(text: str, weight: Weight, room: float, sizes: Iterator[float], max_lines: int) -> SetText:
    """Set a text at the first size at which its words fit the room on so many lines; cut it at the last."""
    size = 0.0
    for size in sizes:
        lines = wrap(text, weight, size, room, max_lines)
        if lines is not None:
            return SetText(lines, weight, size)
    return SetText(cut(text, weight, size, room, max_lines), weight, size, whole=False)


def wrap(text: str, weight: Weight, size: float, room: float, max_lines: int) -> tuple[str, ...] | None:
    """Break a text between words into at most so many lines, of even length where two are needed.

    None when it does not fit that way.
    """
    words = text.split()
    whole = " ".join(words)
    if width(whole, weight, size) <= room + SLACK:
        return (whole,) if whole else ()
    lines = _balanced(whole, weight) if len(words) > 1 and max_lines > 1 else ()
    if not lines or any(width(line, weight, size) > room + SLACK for line in lines):
        lines = tuple(_greedy(words, weight, size, room)) if max_lines > 2 else ()
    fits = len(lines) <= max_lines and all(width(line, weight, size) <= room + SLACK for line in lines)
    return lines if lines and fits else None


def _greedy(words: list[str], weight: Weight, size: float, room: float) -> Iterator[str]:
    line = ""
    for word in words:
        longer = f"{line} {word}" if line else word
        if line and width(longer, weight, size) > room + SLACK:
            yield line
            line = word
        else:
            line = longer
    if line:
        yield line


@lru_cache(maxsize=1024)
def _balanced(text: str, weight: Weight) -> tuple[str, ...]:
    """The break into two lines whose longer one is shortest: at any size, it fits whenever any break does."""
    words = text.split()
    breaks = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    return min(breaks, key=lambda lines: max(width(line, weight, 1) for line in lines))


def cut(text: str, weight: Weight, size: float, room: float, max_lines: int) -> tuple[str, ...]:
    """Fill so many lines, breaking inside words where a word alone is too long, and end in an ellipsis."""
    lines: list[str] = []
    rest = " ".join(text.split())
    while rest and len(lines) < max_lines - 1:
        line = _head(rest, weight, size, room)
        lines.append(line.rstrip())
        rest = rest[len(line) :].lstrip()
    if rest:
        fits = width(rest, weight, size) <= room + SLACK
        lines.append(rest if fits else _ellipsized(rest, weight, size, room))
    return tuple(lines)


def _head(text: str, weight: Weight, size: float, room: float) -> str:
    """The longest beginning that fits, ending with a word where at least one word fits."""
    longest = _longest(text, weight, size, room)
    if len(longest) == len(text) or text[len(longest)] == " ":
        return longest
    words, space, _ = longest.rpartition(" ")
    return words + space if words.strip() else longest


def _ellipsized(text: str, weight: Weight, size: float, room: float) -> str:
    kept = _longest(text, weight, size, room - width(ELLIPSIS, weight, size))
    return kept.rstrip(" ,.;-–(") + ELLIPSIS


def _longest(text: str, weight: Weight, size: float, room: float) -> str:
    """The longest beginning that fits the room; accents are never parted from their letter."""
    end, used = 0, 0.0
    for at, character in enumerate(text):
        used += width(character, weight, size)
        if used > room + SLACK:
            break
        end = at + 1
    while 0 < end < len(text) and unicodedata.combining(text[end]):
        end -= 1
    return text[:end]


def shortened(name: str) -> str:
    """A producer's name with the customary short forms of its legal form ("Hợp tác xã" becomes "HTX")."""
    for long, short in SHORT_FORMS:
        name = re.sub(re.escape(long), short, name, count=1, flags=re.IGNORECASE)
    return name


def break_host(host: str, weight: Weight, size: float, room: float) -> tuple[str, ...] | None:
    """A host on one line, or on two that part before a dot; None when it does not fit. It is never cut."""
    if width(host, weight, size) <= room + SLACK:
        return (host,)
    dots = [at for at, (_, mark) in enumerate(pairwise(host), start=1) if mark in ".:-"]
    for at in reversed(dots):
        lines = (host[:at], host[at:])
        if all(width(line, weight, size) <= room + SLACK for line in lines):
            return lines
    return None
