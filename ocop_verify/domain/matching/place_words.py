"""The names in a text about a place, without kinds of places: "xã Vĩnh Thạnh" is "vinh" and "thanh"."""

import re
from typing import Final

from ocop_verify.domain.matching.spelling import read_words

_PARTS: Final = re.compile(r"[,;|/()\n]|\s[-–—]\s")
# A kind stands in front of its name; the longer ones first.
_KINDS: Final = tuple(
    tuple(kind.split())
    for kind in [
        "to dan pho",
        "khu dan cu",
        "thanh pho",
        "thi tran",
        "thi xa",
        "dac khu",
        "khu pho",
        "huyen dao",
        "xa dao",
        "viet nam",
        "xa",
        "phuong",
        "huyen",
        "quan",
        "tinh",
        "thon",
        "ap",
        "ban",
        "buon",
        "bon",
        "xom",
        "khom",
        "tp",
        "tx",
        "tt",
        "so",
        "duong",
        "pho",
        "tdp",
        "kp",
        "p",
        "x",
        "h",
        "q",
        "t",
    ]
)


def place_words(text: str) -> frozenset[str]:
    """The words without marks that name something in a text about a place; house numbers are none."""
    return frozenset(word for part in _PARTS.split(text) for word in _name_in(part))


def _name_in(part: str) -> list[str]:
    words = [word.fold for word in read_words(part)]
    kind = next((kind for kind in _KINDS if tuple(words[: len(kind)]) == kind), ())
    return [word for word in words[len(kind) :] if not word.isdigit()]
