"""Numbers of rows, as addresses and forms say them: nobody's is larger than a column holds."""

from typing import Final

# A column of whole numbers has four bytes on PostgreSQL.
LARGEST: Final = 2**31 - 1


def number_in(text: str | None, otherwise: int = 0) -> int:
    """The number that was sent; ``otherwise`` for what is none, or could be nobody's.

    A database that is asked for a larger one answers with an error, and Python with another for thousands of
    digits.
    """
    if text is None or not (text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST))):
        return otherwise
    number = int(text)
    return number if number <= LARGEST else otherwise
