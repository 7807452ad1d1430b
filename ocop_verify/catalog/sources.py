"""Where the catalogue that a process holds comes from: the registry, or, for a mirror, another site."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ocop_verify.catalog.compiling import compile_catalogue, recompile
from ocop_verify.catalog.publishing import Shelf
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.errors import N_, OcopError


class SourceSilent(OcopError):
    """The source did not give an answer that can be used. What is held stays."""


@dataclass(frozen=True, slots=True)
class Held:
    """A catalogue, and the last time (UTC) it was known to be the newest."""

    catalogue: Catalogue
    confirmed_at: datetime


class Source(Protocol):
    """Asked again and again, by one thread at a time."""

    def newest(self, held: Held | None, now: datetime) -> Held:
        """The newest that there is, which may be the one held, confirmed. Raises ``SourceSilent``."""

    def keep(self, held: Held) -> None:
        """Put it on disk for a process that starts without the source. Raises ``OSError``."""


class Registry:
    """The registry's own database. What is compiled from it is signed here."""

    def __init__(self, engine: Engine, shelf: Shelf) -> None:
        self._engine = engine
        self._shelf = shelf

    def newest(self, held: Held | None, now: datetime) -> Held:
        """Compile the facts; where a catalogue is held, only what the journal names since."""
        try:
            with Session(self._engine) as session:
                if held is None:
                    return Held(compile_catalogue(session, now=now), now)
                return Held(recompile(session, held.catalogue, now=now), now)
        except SQLAlchemyError as problem:
            raise SourceSilent(N_("Cơ sở dữ liệu không trả lời.")) from problem

    def keep(self, held: Held) -> None:
        """Sign it and put it on the shelf, where it says how fresh it is."""
        self._shelf.publish(replace(held.catalogue, compiled_at=held.confirmed_at))
