"""What a catalogue knows of words, for tests of rules: every word tells as much as any other."""

from collections.abc import Collection

from ocop_verify.domain.matching.spelling import Word, is_one_slip


class PlainLexis:
    """A lexis of these words in use, without a catalogue behind it."""

    def __init__(self, known: Collection[str] = ()) -> None:
        self.known = frozenset(known)

    def weight(self, fold: str) -> float:
        """Every word is rare."""
        return 1.0

    def maker_weight(self, fold: str) -> float:
        """In makers' names too."""
        return 1.0

    def knows(self, word: Word) -> bool:
        """Whether it is one of the known words."""
        return word.marked in self.known

    def likeness(self, one: str, other: str) -> float:
        """Words of some length that differ by one letter are alike."""
        return 0.8 if min(len(one), len(other)) > 2 and is_one_slip(one, other) else 0.0
