"""Text that a spreadsheet program would run as a formula, made harmless in CSV files.

OWASP, "CSV Injection": a cell that begins with one of these is a formula to Excel, LibreOffice or Google
Sheets when it comes from a CSV file, whatever its quotes. An apostrophe in front makes it text. Where the
text itself begins with apostrophes before such a character, one more is put in front, so that taking one
off again always gives the original.
"""

import re
from typing import Final

# The full-width forms count: spreadsheet programs of East Asian locales take them as the plain ones.
_DANGEROUS: Final = "[=+\\-@\t\r＝＋－＠]"
_NEEDS_PREFIX = re.compile(f"'*{_DANGEROUS}")
_HAS_PREFIX = re.compile(f"'+{_DANGEROUS}")


def neutralised(text: str) -> str:
    """The text as it may stand in a CSV file."""
    return f"'{text}" if _NEEDS_PREFIX.match(text) else text


def restored(text: str) -> str:
    """The text that was meant by a cell of a CSV file; the opposite of ``neutralised``."""
    return text[1:] if _HAS_PREFIX.match(text) else text
