"""Which letters of a result are those that were asked for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ocop_verify.domain.matching.spelling import Word, typed_as, word_of
from ocop_verify.search.asking import Query
from ocop_verify.search.vocabulary import likeness

_WORD: Final = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, and whether it was asked for."""

    text: str
    marked: bool = False


def pieces_of(text: str, query: Query) -> tuple[Piece, ...]:
    """A text in pieces. Of a half-typed word only the beginning is marked."""
    pieces: list[Piece] = []
    done = 0
    for found in _WORD.finditer(text):
        length = _marked_length(found[0], query)
        if length:
            start = found.start()
            pieces += [Piece(text[done:start]), Piece(text[start : start + length], marked=True)]
            done = start + length
    pieces.append(Piece(text[done:]))
    return tuple(piece for piece in pieces if piece.text)


def _marked_length(raw: str, query: Query) -> int:
    """How many letters of a word were asked for."""
    word = word_of(raw.lower())
    return max(_lengths(raw, word, query), default=0)


def _lengths(raw: str, word: Word, query: Query) -> Iterator[int]:
    for each in dict.fromkeys((*query.typed, *query.words)):
        if word.fold == each.fold or typed_as(each.fold) == word.fold:
            yield len(raw)
        elif word.fold.startswith(each.fold) and len(raw) == len(word.fold):
            yield len(each.fold)
        elif each.fold in query.unknown and likeness(each.fold, word.fold):
            yield len(raw)
