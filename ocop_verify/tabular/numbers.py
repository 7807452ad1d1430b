"""Numbers in cells: stars, scores and bar codes, as numbers or as people write them."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

from ocop_verify.domain.errors import N_
from ocop_verify.domain.text import fold
from ocop_verify.tabular.cells import Cell, excerpt
from ocop_verify.tabular.problems import Unreadable

_STAR_SIGNS: Final = "*★⭐✪✭☆🌟"
_STAR_WORDS: Final = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5}
_DRAWN: Final = re.compile(rf"(?:[{_STAR_SIGNS}]\ufe0f?\s*){{1,5}}")
_WRITTEN: Final = re.compile(
    rf"(?:(?:hang|dat|ocop|san pham|xep)\s+)*(?P<star>0?[1-5](?:[.,]0)?|{'|'.join(_STAR_WORDS)})"
    rf"(?:\s*\(\s*0?(?P<again>[1-5])\s*\))?\s*(?:sao|stars?|[{_STAR_SIGNS}]\ufe0f?)?(?:\s+ocop)?"
)
_NUMBER: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(?:(?:\.\d{3})+(?:,\d+)?|(?:,\d{3})+(?:\.\d+)?)")
_AMBIGUOUS: Final = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")  # a thousand, or a fraction?
_UNIT: Final = re.compile(r"\s*(?:diem|/\s*100(?:\s*diem)?)$")
_LOST_DIGITS: Final = re.compile(r"\d(?:[.,]\d+)?e\+?\d+")
_GTIN_LENGTHS: Final = (8, 12, 13, 14)  # GS1 General Specifications: GTIN-8, -12, -13 and -14


def stars(cell: Cell) -> int:
    """A star from 1 to 5: 3, "3 sao", "OCOP 4 sao", "ba sao", "***" or "★★★".

    Which stars may be recognised is for the domain to say. "Tiềm năng 5 sao" is no rank, and never a 5.
    """
    if isinstance(cell, float) and cell in (1, 2, 3, 4, 5):
        return int(cell)
    text = fold(cell) if isinstance(cell, str) else ""
    if _DRAWN.fullmatch(text):
        return sum(text.count(sign) for sign in _STAR_SIGNS)
    match = _WRITTEN.fullmatch(text)
    if match is None:
        raise _not_a_star(cell, text)
    star = _STAR_WORDS.get(match["star"]) or int(match["star"].rstrip(".,0"))
    if match["again"] and int(match["again"]) != star:
        raise _not_a_star(cell, text)
    return star


def _not_a_star(cell: Cell, folded: str) -> Unreadable:
    if "tiem nang" in folded:
        return Unreadable(
            "potential_star",
            N_("“Tiềm năng” không phải là hạng sao (ô ghi “%(found)s”). Hãy ghi hạng đang được công nhận."),
            found=excerpt(cell),
        )
    return Unreadable(
        "not_a_star",
        N_("“%(found)s” không phải là hạng sao. Hãy ghi một số, ví dụ 3."),
        found=excerpt(cell),
    )


def number(lowest: int, highest: int) -> Callable[[Cell], Decimal]:
    """A parser for numbers within these limits, both included: 85.5, "85,5", "85,5 điểm"."""

    def parse(cell: Cell) -> Decimal:
        value = _decimal(cell, highest)
        if not lowest <= value <= highest:
            raise Unreadable(
                "out_of_range",
                N_("Số %(found)s phải nằm trong khoảng từ %(lowest)d đến %(highest)d."),
                found=excerpt(cell),
                lowest=lowest,
                highest=highest,
            )
        return value

    return parse


def _decimal(cell: Cell, highest: int) -> Decimal:
    """The exact number that a person sees. Excel shows 15 digits; behind those lies binary noise.

    "1.234" is a thousand in Vietnam and hardly more than one elsewhere: only a low limit decides.
    """
    if isinstance(cell, float):
        return Decimal(f"{cell:.15g}")
    text = _UNIT.sub("", fold(cell)) if isinstance(cell, str) else ""
    clear = highest < 1000 or not _AMBIGUOUS.fullmatch(text)
    if _NUMBER.fullmatch(text) and clear:
        return Decimal(text.replace(",", "."))
    if _GROUPED.fullmatch(text) and clear:
        decimal_sign = max(text.rfind(","), text.rfind("."))
        whole, sign, fraction = text[:decimal_sign], text[decimal_sign], text[decimal_sign + 1 :]
        if text.count(sign) > 1:  # groups only: 1.234.567
            whole, fraction = text, ""
        return Decimal(re.sub("[.,]", "", whole) + (f".{fraction}" if fraction else ""))
    raise Unreadable(
        "not_a_number", N_("“%(found)s” không phải là số. Hãy ghi dạng 85 hoặc 85,5."), found=excerpt(cell)
    )


def gtin(cell: Cell) -> str:
    """A bar code of 8, 12, 13 or 14 digits whose check digit is right. Excel must not have rounded it."""
    if isinstance(cell, str) and _is_gtin(cell):
        return cell
    found = excerpt(cell)
    digits = re.sub(r"[\s\-.]", "", fold(found))
    if _LOST_DIGITS.fullmatch(fold(found)):
        raise _lost_digits(found)
    if isinstance(cell, date) or not _is_digits(digits):
        raise Unreadable(
            "not_a_gtin", N_("“%(found)s” không phải là mã vạch 8, 12, 13 hoặc 14 chữ số."), found=found
        )
    if not has_check_digit(digits):
        raise (
            _lost_digits(found)
            if digits.endswith("00000")
            else Unreadable(
                "gtin_check_digit",
                N_("Mã vạch %(found)s có chữ số kiểm tra sai. Hãy đối chiếu với mã in trên bao bì."),
                found=found,
            )
        )
    return digits


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) in _GTIN_LENGTHS


def _is_gtin(text: str) -> bool:
    return _is_digits(text) and has_check_digit(text)


def _lost_digits(found: str) -> Unreadable:
    """Excel shows long numbers as 8.93E+12, and saves them so in CSV."""
    return Unreadable(
        "lost_digits",
        N_(
            "Excel đã làm mất chữ số của mã vạch (%(found)s). Hãy định dạng cột là Văn bản (Text) "
            "rồi nhập lại mã."
        ),
        found=found,
    )


def has_check_digit(digits: str) -> bool:
    """Whether the weights 3 and 1 from the right add up to a multiple of ten (GS1 General Specifications)."""
    values = digits.encode()[::-1]
    odd, even = values[0::2], values[1::2]
    zeros = ord("0") * (len(odd) + 3 * len(even))
    return (sum(odd) + 3 * sum(even) - zeros) % 10 == 0
