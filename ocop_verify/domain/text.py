"""Vietnamese text: one form to keep, one form to compare.

Files of the field come with decomposed accents, ALL CAPS, two tone spellings (Hòa / Hoà), full-width
digits and invisible characters. ``clean`` gives what is stored and shown, ``fold`` and ``words`` what is
searched and compared. Comparing folded text never changes what was stored.
"""

import unicodedata
from collections.abc import Callable

# Letters that Unicode does not decompose. Eth and African D stand for Đ in many converted old files.
_LETTERS = {"đ": "d", "ð": "d", "ɖ": "d"}
_QUOTES = dict.fromkeys("‘’‚‛′ʹʻʼʽˊˋ`´", "'") | dict.fromkeys("“”„‟″«»", '"')
# Controls; direction marks and zero-width characters; halves of a pair; private use, which no font shows.
# Pages and files may therefore use such characters for themselves: no stored name holds one.
_INVISIBLE = ("Cc", "Cf", "Cs", "Co")


class _Table(dict[int, str]):
    """A table for ``str.translate`` that works out a character when it is first met.

    Only so many are remembered that hostile text over all of Unicode cannot fill the memory.
    """

    limit = 4096

    def __init__(self, rule: Callable[[str], str]) -> None:
        super().__init__()
        self.rule = rule

    def __missing__(self, code: int) -> str:
        replacement = self.rule(chr(code))
        if len(self) < self.limit:
            self[code] = replacement
        return replacement


def _visible(character: str) -> str:
    """The character itself, a space for any kind of white space, nothing for an invisible one."""
    if character.isspace():
        return " "
    # U+FFFE, U+FFFF and their like are no characters at all, and XML refuses them.
    seen = unicodedata.category(character) not in _INVISIBLE and ord(character) & 0xFFFE != 0xFFFE
    return character if seen else ""


def _folded(character: str) -> str:
    """What one character becomes when it is folded; worked over again until nothing changes."""
    plain = unicodedata.normalize("NFKD", character).casefold()
    plain = "".join(_plain(part) for part in unicodedata.normalize("NFKD", plain))
    return plain if plain == character else "".join(_folded(part) for part in plain)


def _plain(part: str) -> str:
    """One decomposed, lower-case character without its marks, in the plain spelling of its sign."""
    if unicodedata.combining(part) or unicodedata.category(part) in ("Mn", "Me"):
        return ""
    if unicodedata.category(part) == "Pd" or part in "−⁃":
        return "-"
    return _visible(_LETTERS.get(part) or _QUOTES.get(part) or part)


def _word_part(character: str) -> str:
    """The folded character when it is a letter or a digit, else a space where words part."""
    return "".join(part if part.isalnum() else " " for part in _folded(character))


_VISIBLE = _Table(_visible)
_FOLDED = _Table(_folded)
_WORDS = _Table(_word_part)


def nfc(text: str) -> str:
    """The text in composed form, the form that is stored."""
    return unicodedata.normalize("NFC", text)


def clean(text: str) -> str:
    """The text as it is stored and shown: composed, on one line, without what cannot be seen.

    Leading underscores are left out: exported lists use them to indent names.
    """
    return nfc(" ".join(text.translate(_VISIBLE).split()).lstrip("_ "))


def fold(text: str) -> str:
    """The text as it is compared: no case, no accents, đ as d, both tone spellings alike.

    Full-width letters, kinds of dashes, quotes and white space become the plain ones, so "HOÀ  BÌNH",
    "Hòa Bình" and "hoa binh" fold to one spelling. Folding twice changes nothing.
    """
    return " ".join(text.translate(_FOLDED).split())


def words(text: str) -> str:
    """The folded letters and digits only, one space between words: a key for names.

    "Bà Rịa - Vũng Tàu" and "BÀ RỊA–VŨNG TÀU" both give "ba ria vung tau".
    """
    return " ".join(text.translate(_WORDS).split())
