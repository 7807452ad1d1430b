"""Text in cells: cleaned, and looked at for letters that are not what they seem."""

import unicodedata
from collections.abc import Sequence
from datetime import date, time
from typing import Final, cast

from ocop_verify.domain.errors import N_
from ocop_verify.domain.text import clean
from ocop_verify.tabular.cells import Cell, shown
from ocop_verify.tabular.legacy import Damage, diagnose, looks_odd
from ocop_verify.tabular.problems import Unreadable

DEFAULT_LENGTH: Final = 500  # characters; a product's name with its address stays far below
_DAMAGED: Final = {
    Damage.TCVN3: N_(
        "Chữ dùng phông .VnTime (TCVN3): “%(found)s” cần được ghi là “%(meant)s”. Hãy chuyển sang Unicode."
    ),
    Damage.VNI: N_("Chữ dùng phông VNI: “%(found)s” cần được ghi là “%(meant)s”. Hãy chuyển sang Unicode."),
    Damage.GARBLED: N_(
        "Chữ bị hỏng vì mở sai bảng mã: “%(found)s” đáng lẽ là “%(meant)s”. Hãy nhập lại ô này."
    ),
    Damage.LOST_LETTERS: N_("Chữ có dấu đã mất, thay bằng dấu hỏi: “%(found)s”. Hãy nhập lại ô này."),
}


class Text:
    """A parser for text of at most so many characters."""

    def __init__(self, longest: int = DEFAULT_LENGTH) -> None:
        self.longest = longest

    def __call__(self, cell: Cell) -> str | None:
        """The text of a cell, cleaned; None when nothing visible is left."""
        if isinstance(cell, date | time):
            raise Unreadable(
                "date_in_text",
                N_(
                    "Excel đã đổi ô này thành ngày giờ (%(found)s). Hãy định dạng cột là Văn bản (Text) "
                    "rồi nhập lại."
                ),
                found=shown(cell),
            )
        if isinstance(cell, float):
            return shown(cell)
        if len(cell) > 10 * self.longest:  # no cleaning makes it short enough
            raise too_long(len(cell), self.longest)
        if diagnosis := diagnose(cell):
            raise Unreadable(
                diagnosis.damage, _DAMAGED[diagnosis.damage], found=diagnosis.found, meant=diagnosis.meant
            )
        text = clean(cell)
        if len(text) > self.longest:
            raise too_long(len(text), self.longest)
        return text or None

    def all_clean(self, cells: Sequence[Cell]) -> bool:
        """Whether every cell is text that would stay as it is, so that none has to be parsed alone.

        One look at all cells together costs a hundredth of a look at each. It may say no too often.
        """
        if not {str} >= set(map(type, cells)):
            return False
        texts = cast(Sequence[str], cells)
        # A bar before and behind every cell shows the spaces at its ends.
        joined = f"|{'|'.join(texts)}|"
        return (
            joined.isprintable()
            and not any(untidy in joined for untidy in ("  ", " |", "| ", "|_"))
            and unicodedata.is_normalized("NFC", joined)
            and not looks_odd(joined)
            and max(map(len, texts), default=0) <= self.longest
        )


def too_long(length: int, longest: int) -> Unreadable:
    """A cell with more characters than its column takes."""
    return Unreadable(
        "too_long",
        N_("Ô dài %(length)d ký tự, tối đa %(longest)d. Hãy rút ngắn."),
        length=length,
        longest=longest,
    )


text = Text()
