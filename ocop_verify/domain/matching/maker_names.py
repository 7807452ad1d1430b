"""What stands in the name of a maker: its legal form, its trade, and what it is called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from ocop_verify.domain.matching.lexicon import ABBREVIATIONS, EMPTY, FORMS, REGIONS, SELLERS, TRADE
from ocop_verify.domain.matching.product_names import LONGEST_PHRASE, MAX_WORDS
from ocop_verify.domain.matching.spelling import Word, is_one_slip, is_syllable, read_words, word_of
from ocop_verify.domain.places import OLD_PROVINCES, PROVINCES


@dataclass(frozen=True, slots=True)
class MakerName:
    """A maker's name: its legal form ("" unknown), the words that are its own, and those of its trade.

    ``regions`` are those of its own words, without marks, that only name a part of the country.
    """

    form: str
    own: tuple[Word, ...]
    trade: tuple[Word, ...]
    is_seller: bool = False
    regions: frozenset[str] = frozenset()

    @property
    def is_blank(self) -> bool:
        """Whether nothing is said that could tell one maker from another."""
        return not self.own and not self.trade


@cache
def _common() -> frozenset[tuple[str, ...]]:
    """What stands in makers' names and tells none from another; the programme's own words among it."""
    praise = (tuple(w.fold for w in words) for words in EMPTY)
    return TRADE | {words for words in praise if len(words) > 1 or words == ("ocop",)}


@cache
def _forms() -> Mapping[tuple[str, ...], tuple[tuple[str, ...], str]]:
    return {
        tuple(w.fold for w in words): (tuple(w.marked for w in words), form) for words, form in FORMS.items()
    }


def read_maker_name(text: str, *, mend: bool = False) -> MakerName:
    """Read the name of a maker, or of whoever stands in its place: "Cty CP TM Seagull", "Shop đặc sản Lan".

    ``mend``: slips in its legal form and trade are set right, as is wanted for what people typed.
    """
    words = read_words(text)[:MAX_WORDS]
    if mend:
        words = _mended(words)
    words = tuple(full for word in words for full in _in_full(word))
    marked = any(word.has_marks for word in words)
    folds = tuple(word.fold for word in words)
    seller = any(folds[i : i + n] in SELLERS for i in range(len(folds)) for n in (1, 2, 3))
    form = ""
    own: list[Word] = []
    trade: list[Word] = []
    place = 0
    while place < len(words):
        length, found = _form_at(words, place)
        if length:
            form = form or found
        elif not place and not marked and folds[0] in _SHORT_FORMS:
            length, trade = 1, [words[0]]
        else:
            length = next((n for n in (4, 3, 2, 1) if folds[place : place + n] in _common()), 0)
            part = words[place : place + max(length, 1)]
            (trade if length else own).extend(part)
            length = max(length, 1)
        place += length
    return MakerName(form, tuple(own), tuple(trade), seller, _regions_in(own))


@cache
def _regions() -> frozenset[tuple[str, ...]]:
    """Parts of the country, old and new provinces among them, as words without marks."""
    names = [each.name for each in PROVINCES.values()] + [each.name for each in OLD_PROVINCES.values()]
    short = (name.removeprefix("Tỉnh ").removeprefix("Thành phố ") for name in names)
    return REGIONS | {tuple(word.fold for word in read_words(name)) for name in short}


def _regions_in(own: Sequence[Word]) -> frozenset[str]:
    """The words that name a part of the country, unless the whole name does."""
    folds = [word.fold for word in own]
    found = {
        fold
        for place in range(len(folds))
        for length in (2, 3)
        if tuple(folds[place : place + length]) in _regions()
        for fold in folds[place : place + length]
    }
    return frozenset(found) if len(found) < len(folds) else frozenset()


def _in_full(word: Word) -> tuple[Word, ...]:
    """ "NN" is "nông nghiệp". Without marks, so that it agrees with however the words are written."""
    return tuple(map(word_of, ABBREVIATIONS[word.fold])) if word.fold in ABBREVIATIONS else (word,)


# Forms of one word with marks, which may be somebody's name where the marks are lost.
_SHORT_FORMS: Final = frozenset(words[0].fold for words in FORMS if len(words) == 1 and words[0].has_marks)


def _mended(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """With the slips in legal forms and trades set right: "CiNG TY", "Nôbg sản". Other words stay as they
    are.

    Only what is no word of the language is mended, or what stands where a form should and is none.
    """
    formless = bool(words) and not _form_at(words, 0)[0]
    mended = list(words)
    for place, word in enumerate(words):
        if (formless and place < 2) or not is_syllable(word.fold):
            for meant in _common_near(word.fold):
                if _completes(words, place, meant) or (meant in _SHORTHAND and not is_syllable(word.fold)):
                    mended[place] = word_of(meant)
                    break
    return tuple(mended)


_SHORTHAND: Final = ("htx", "tht", "cssx", "dntn", "hkd", "ctcp", "tnhh", "xnk", "mtv")


@lru_cache(maxsize=16_384)
def _common_near(fold: str) -> tuple[str, ...]:
    """The words of legal forms and trades that a word may be, but for a slip."""
    known = {*_SHORTHAND, *(word for phrase in _longer_common() for word in phrase)}
    return () if fold in known else tuple(each for each in sorted(known) if is_one_slip(fold, each))


def _completes(words: Sequence[Word], place: int, meant: str) -> bool:
    """Whether a word, read as another, makes a phrase of legal forms or trades with its neighbours."""
    folds = [word.fold for word in words]
    folds[place] = meant
    return any(
        tuple(folds[start : start + length]) in _longer_common()
        for length in range(2, LONGEST_PHRASE + 1)
        for start in range(max(place - length + 1, 0), place + 1)
    )


@cache
def _longer_common() -> frozenset[tuple[str, ...]]:
    return frozenset(words for words in {*_common(), *_forms()} if len(words) > 1)


def _form_at(words: Sequence[Word], place: int) -> tuple[int, str]:
    """How many words here name a legal form, 0 for none, and which.

    A single word with marks ("hộ", "lò") does so only with them and in front: "Hồ" and "Lò" are names as
    well.
    """
    for length in range(min(5, len(words) - place), 0, -1):
        part = words[place : place + length]
        found = _forms().get(tuple(w.fold for w in part))
        if found is None:
            continue
        spelled, form = found
        if length > 1 or (part[0].marked == spelled[0] and (place == 0 or spelled[0].isascii())):
            return length, form
    return 0, ""
