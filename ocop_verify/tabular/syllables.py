"""Whether words look Vietnamese: how much of a text is made of syllables that the language allows.

Only words with letters outside ASCII are judged, since plain words look alike in every encoding. This is
what tells Windows-1258 from TCVN3, VNI and from text that was opened in the wrong encoding.
"""

import re
import unicodedata
from typing import Final

_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
_WORD: Final = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+")
_ONSET: Final = "(?:ngh?|nh|gh?|gi|kh|ph|qu|th|tr|ch|[bcdđhklmnprstvx])?"
# Rhymes without their tone: every spelling of nucleus and coda, grouped by first letter.
_RHYMES: Final = (
    "a(?:ch|i|m|ng?|nh|o|p|t|u|y|c)?|ă(?:c|m|ng?|p|t)|â(?:c|m|ng?|p|t|u|y)",
    "e(?:c|m|ng?|o|p|t)?|ê(?:ch|m|n|nh|p|t|u)?",
    "i(?:a|ch|m|n|nh|p|t|u|c|ng)?|iê(?:c|m|ng?|p|t|u)|yê(?:m|ng?|t|u)",
    "o(?:c|i|m|ng?|p|t|ng)?|oo(?:c|ng)|o(?:a|e)(?:c|ch|i|m|ng?|nh|o|p|t|y)?|oă(?:c|m|ng?|t)",
    "ô(?:c|i|m|ng?|p|t)?|ơ(?:i|m|n|p|t)?",
    "u(?:a|c|i|m|ng?|p|t)?|uâ(?:n|ng|t|y)|uê(?:ch|nh|u)?|uơ|uô(?:c|i|m|ng?|t)",
    "uy(?:a|ch|nh|n|t|u|p)?|uyê(?:n|t)",
    "ư(?:a|c|i|m|ng?|t|u)?|ươ(?:c|i|m|ng?|p|t|u)|y",
)
_SYLLABLE: Final = re.compile(f"{_ONSET}(?:{'|'.join(_RHYMES)})")


def is_syllable(word: str) -> bool:
    """Whether the word could be one Vietnamese syllable, in any case and either tone spelling."""
    parts = unicodedata.normalize("NFD", word.lower())
    plain = parts.translate(dict.fromkeys(map(ord, _TONES)))
    one_tone = len(parts) - len(plain) <= 1
    return one_tone and _SYLLABLE.fullmatch(unicodedata.normalize("NFC", plain)) is not None


def accented_words(text: str) -> list[str]:
    """The words that have a letter outside ASCII."""
    return [word for word in _WORD.findall(unicodedata.normalize("NFC", text)) if not word.isascii()]


def vietnamese_share(text: str) -> float:
    """Which part of the accented words, from 0 to 1, are Vietnamese syllables; 0 when there are none."""
    words = accented_words(text)
    return sum(map(is_syllable, words)) / len(words) if words else 0.0
