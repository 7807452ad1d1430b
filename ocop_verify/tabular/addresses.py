"""Cell addresses as a spreadsheet writes them. Indexes count from 0, row numbers from 1."""

from functools import cache

_LETTERS = 26


@cache
def letters_of(index: int) -> str:
    """The letters of a column: 0 is A, 25 is Z, 26 is AA."""
    before, last = divmod(index, _LETTERS)
    return (letters_of(before - 1) if before else "") + chr(ord("A") + last)


def index_of(letters: str) -> int:
    """The column that these letters name; the opposite of ``letters_of``."""
    index = 0
    for letter in letters:
        index = index * _LETTERS + ord(letter) - ord("A") + 1
    return index - 1


def address_of(row: int, column: int) -> str:
    """The address of the cell in the row with this index and the column with this index."""
    return f"{letters_of(column)}{row + 1}"
