"""The words of a catalogue: which there are, how much each tells, which are like a word that is not there."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import log

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

# How many letters may be wrong in a word of so many: one in a short word, two in a long one.
_SHORTEST = 3
_LONG = 6
# A query that is being typed meets many words that are not there; each is looked for once.
_REMEMBERED = 8_192
_MOST_LIKE = 12


def slips_allowed(length: int) -> int:
    """How many letters may be missing, too many, wrong or swapped."""
    return 0 if length < _SHORTEST else 1 if length < _LONG else 2


@lru_cache(maxsize=65_536)
def likeness(one: str, other: str) -> float:
    """How alike two words are, from 0 to 1; 0 where more letters differ than a slip explains.

    The first letter is seldom wrong, so a word that begins otherwise is less like.
    """
    allowed = slips_allowed(min(len(one), len(other)))
    if not allowed or abs(len(one) - len(other)) > allowed:
        return 0.0
    distance = OSA.distance(one, other, score_cutoff=allowed)
    if distance > allowed:
        return 0.0
    alike = 1 - distance / max(len(one), len(other))
    return alike if one[0] == other[0] else alike * 0.9


class Vocabulary:
    """The words of one catalogue in the order of the alphabet. ``counts`` is how many names have each."""

    def __init__(self, words: Sequence[str], counts: Sequence[int], names: int) -> None:
        self.words = words
        self._place = {word: place for place, word in enumerate(words)}
        self.counts = counts
        rarest = log(1 + max(names, 1))
        self._weights = {
            word: max(0.0, 1 - log(count) / rarest)
            for word, count in zip(words, counts, strict=True)
            if count
        }
        self._by_length: dict[int, list[str]] = {}
        for word in words:
            self._by_length.setdefault(len(word), []).append(word)
        self.like = lru_cache(maxsize=_REMEMBERED)(self._like)

    def __contains__(self, word: str) -> bool:
        return word in self._place

    def place_of(self, word: str) -> int | None:
        """The number of a word; None where no name has it."""
        return self._place.get(word)

    def weight(self, word: str) -> float:
        """How much a word tells: 1 where one name has it or none, towards 0 where all do."""
        return self._weights.get(word, 1.0)

    def beginning(self, beginning: str) -> range:
        """The numbers of the words that begin so; they stand beside each other."""
        first = bisect_left(self.words, beginning)
        return range(first, bisect_left(self.words, beginning + "\U0010ffff", lo=first))

    def _like(self, word: str) -> tuple[tuple[int, float], ...]:
        """The numbers of the words that differ by a slip, each with its likeness, the most alike first."""
        allowed = slips_allowed(len(word))
        found = [
            (self._place[other], alike)
            for length in range(len(word) - allowed, len(word) + allowed + 1)
            for other in self._close(word, self._by_length.get(length, ()), allowed)
            if (alike := likeness(word, other))
        ]
        return tuple(sorted(found, key=lambda each: (-each[1], -self.counts[each[0]]))[:_MOST_LIKE])

    def _close(self, word: str, others: Sequence[str], allowed: int) -> Iterable[str]:
        if not others or not allowed:
            return ()
        found = extract(word, others, scorer=OSA.distance, score_cutoff=allowed, limit=_MOST_LIKE * 4)
        return [other for other, _, _ in found]
