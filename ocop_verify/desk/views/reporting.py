"""Entries of the journal as lines of a page: when, who, and a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ocop_verify.accounts.views.context import database
from ocop_verify.desk.story import Told, names_of
from ocop_verify.desk.telling import sentence_of
from ocop_verify.desk.views.request import catalogue_now
from ocop_verify.web.language import gettext


@dataclass(frozen=True, slots=True)
class StoryLine:
    """What a line of a story shows, and the entry that it tells."""

    at: datetime
    who: str
    sentence: str
    entry: Told


def lines_of_story(entries: Sequence[Told]) -> list[StoryLine]:
    """The entries in the reader's language, with the names of the people."""
    catalogue, names = catalogue_now(), names_of(database(), {entry.actor for entry in entries})
    lines = []
    for entry in entries:
        message = sentence_of(entry, catalogue, gettext)
        sentence = gettext(message.message, **message.values)
        lines.append(StoryLine(entry.at, who_words(entry.actor, names.get(entry.actor)), sentence, entry))
    return lines


def who_words(actor: str, name: str | None) -> str:
    """An actor in words: a person's name, or the machine that a command was typed on."""
    if name:
        return name
    kind, _, rest = actor.partition(":")
    return gettext("dòng lệnh (%(name)s)", name=rest) if kind == "cli" else actor
