"""Text that is not Unicode Vietnamese although it should be, and what it was meant to say.

Files still come from the years of .VnTime (TCVN3, also called ABC) and VNI-Times: their letters are stored
as other characters that only look right in those fonts. Others were opened in the wrong encoding and saved
again, or saved in one without Vietnamese letters, which leaves question marks. All four are recognised so
that a person can be told; nothing is converted behind their back.
"""

import re
import unicodedata
from contextlib import suppress
from enum import StrEnum
from typing import Final, NamedTuple

from ocop_verify.tabular.syllables import accented_words, vietnamese_share


class Damage(StrEnum):
    """What happened to a text. The values are parts of message codes."""

    TCVN3 = "tcvn3"
    VNI = "vni"
    GARBLED = "garbled"
    LOST_LETTERS = "lost_letters"


class Diagnosis(NamedTuple):
    """What happened, a piece of the text as found, and what it was meant to say ("" if nobody can know)."""

    damage: Damage
    found: str
    meant: str = ""


# TCVN 5712:1993, VN3: byte by byte from B5 on, and the capitals that have a place of their own.
_TCVN3: Final = str.maketrans(
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ¡¢§£¤¥¦",
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
)
# VNI writes a vowel and behind it a sign for tone, hat or breve.
_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_HAT, _BREVE = "\u0302", "\u0306"
_VNI_SIGNS: Final = (
    {"ù": _ACUTE, "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ï": _DOT}
    | {
        "â": _HAT,
        "á": _HAT + _ACUTE,
        "à": _HAT + _GRAVE,
        "å": _HAT + _HOOK,
        "ã": _HAT + _TILDE,
        "ä": _HAT + _DOT,
    }
    | {"ê": _BREVE, "é": _BREVE + _ACUTE, "è": _BREVE + _GRAVE}
    | {"ú": _BREVE + _HOOK, "ü": _BREVE + _TILDE, "ë": _BREVE + _DOT}
)
_VNI_LETTERS: Final = str.maketrans("ôöñæóòîÔÖÑÆÓÒÎ", "ơưđỉĩịỵƠƯĐỈĨỊỴ")
# A hat only stands on a, e and o, a breve only on a; six letters have a sign of their own.
_VNI_PAIR: Final = re.compile(
    "([aeouyôöAEOUYÔÖ])((?<=[aeoAEO])[âáàåãäÂÁÀÅÃÄ]|(?<=[aA])[êéèúüëÊÉÈÚÜË]|[ùøûõïÙØÛÕÏ])|([ôöñæóòîÔÖÑÆÓÒÎ])"
)
# Cheap signs that a text deserves a closer look; honest Vietnamese text very rarely shows one. Signs that no
# Vietnamese word has, and letters that only VNI puts behind a vowel. The pattern begins with one class of
# characters, which lets the search skip quickly over all others.
_ALIEN: Final = (
    "\u00a1-\u00bf\u00c4-\u00c7\u00cb\u00ce-\u00d1\u00d6-\u00d8\u00dc\u00de\u00df"
    "\u00e4-\u00e7\u00eb\u00ee-\u00f1\u00f6-\u00f8\u00fb\u00fc\u00fe\u00ff\xad\ufffd"
)
_SUSPICIOUS: Final = re.compile(
    f"[{_ALIEN}ùõÙÕâáàãèéêúÂÁÀÃÈÉÊÚ]"
    f"(?:(?<=[{_ALIEN}])|(?<=[aeouyôAEOUYÔ][ùõÙÕ])|(?<=[aeAE][âáàãèéêúÂÁÀÃÈÉÊÚ]))"
)
_LOST: Final = re.compile(r"[^\W\d_]\?[^\W\d_]|\ufffd")
_ENOUGH: Final = 0.7  # of the accented words: names from other languages stay a minority
_BETTER: Final = 0.1  # so much more of them must be Vietnamese once they are repaired
_AROUND: Final = 60  # characters of a word that are looked at on each side
_SAMPLE: Final = 20_000  # characters: a table says what it is on its first pages


def looks_odd(text: str) -> bool:
    """Whether a text deserves a closer look. Cheap; it may say yes too often."""
    return "?" in text or _SUSPICIOUS.search(text) is not None


def diagnose(text: str) -> Diagnosis | None:
    """What is wrong with a cell or a sample of a file, or None when nothing is."""
    if not looks_odd(text):
        return None
    sample = text[:_SAMPLE]
    as_it_is = vietnamese_share(sample)
    for damage, meant in _repairs(sample):
        if vietnamese_share(meant) >= max(_ENOUGH, as_it_is + _BETTER):
            return Diagnosis(damage, *_first_difference(sample, meant))
    return _lost_letters(sample)


def _repairs(text: str) -> list[tuple[Damage, str]]:
    """The text as it would read, had each of the accidents happened."""
    repairs = [(Damage.VNI, from_vni(text)), (Damage.TCVN3, from_tcvn3(text))]
    with suppress(UnicodeError):
        repairs.insert(0, (Damage.GARBLED, text.encode("cp1252").decode("utf-8")))
    return repairs


def from_tcvn3(text: str) -> str:
    """TCVN3 text, read as if it were Windows-1252, in Unicode."""
    return text.translate(_TCVN3)


def from_vni(text: str) -> str:
    """VNI text, read as if it were Windows-1252, in Unicode."""

    def spelled(match: re.Match[str]) -> str:
        if match[3]:
            return match[3].translate(_VNI_LETTERS)
        return match[1].translate(_VNI_LETTERS) + _VNI_SIGNS[match[2].lower()]

    return unicodedata.normalize("NFC", _VNI_PAIR.sub(spelled, text))


def _lost_letters(text: str) -> Diagnosis | None:
    """Question marks inside words, as Excel leaves them where it saves without Unicode. Web addresses have
    them by right.
    """
    for match in _LOST.finditer(text):
        before = text[max(match.start() - _AROUND, 0) : match.start()].rsplit(" ", maxsplit=1)[-1]
        behind = text[match.end() : match.end() + _AROUND].split(" ", maxsplit=1)[0]
        if "://" not in before and "=" not in behind:
            return Diagnosis(Damage.LOST_LETTERS, " ".join(f"{before}{match[0]}{behind}".split()))
    return None


def _first_difference(found: str, meant: str) -> tuple[str, str]:
    """A few words around the first accented word, as they are and as they were meant."""
    for line, right in zip(found.splitlines(), meant.splitlines(), strict=False):
        if accented_words(right):
            return line.strip()[:40], right.strip()[:40]
    return found[:40], meant[:40]
