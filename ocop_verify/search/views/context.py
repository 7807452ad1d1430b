"""What the doors of this room share: the index of today, and whose turn it is to have a long list checked."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Semaphore
from typing import TypeVar

from flask import abort, current_app, request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from ocop_verify.catalog.views import held_catalogue, moment_of_request
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.matching.claims import Judgement
from ocop_verify.domain.networks import network_of
from ocop_verify.domain.validity import local_day
from ocop_verify.search.asking import Query
from ocop_verify.search.highlighting import Piece, pieces_of
from ocop_verify.search.holding import Indexes
from ocop_verify.search.tables import ClaimList
from ocop_verify.search.today import Today
from ocop_verify.search.wording import Told, told
from ocop_verify.web.language import translate

ROWS_A_MINUTE = 12_000
# So much of the time of a request is spent whatever it asks for.
LEAST_ROWS = 5
# A list of so many rows is checked within the blink of an eye, and waits for nobody.
SHORT_ROWS = 50
PATIENCE_SECONDS = 15


View = TypeVar("View", bound=Callable[..., object])


def reads_only(view: View) -> View:
    """Say that a door changes nothing although a form is sent to it, so that mirrors may open it too."""
    view.reads_only = True  # type: ignore[attr-defined]
    return view


class Busy(OcopError):
    """Other lists are being checked."""


class Turns:
    """Long lists are checked one after the other, and one client does not fill every turn."""

    def __init__(self) -> None:
        self._most = RateLimitItemPerMinute(ROWS_A_MINUTE)
        self._seen = FixedWindowRateLimiter(MemoryStorage())
        self._one = Semaphore(1)

    @contextmanager
    def take(self, address: str, rows: int) -> Iterator[None]:
        """Wait for a turn. 429 for who asks for too much; ``Busy`` where it takes too long."""
        if not self._seen.hit(self._most, network_of(address), cost=max(rows, LEAST_ROWS)):
            abort(429)
        if rows <= SHORT_ROWS:
            yield
            return
        if not self._one.acquire(timeout=PATIENCE_SECONDS):
            raise Busy(N_("Đang có nhiều danh sách chờ kiểm. Hãy thử lại sau ít phút."))
        try:
            yield
        finally:
            self._one.release()


@contextmanager
def turn(rows: int) -> Iterator[None]:
    """A turn for the list of this request, which has so many rows."""
    turns: Turns = current_app.extensions["search_turns"]
    with turns.take(request.remote_addr or "", rows):
        yield


def today() -> Today:
    """The index that this request is answered from."""
    indexes: Indexes = current_app.extensions["search"]
    return indexes.current(held_catalogue().catalogue, local_day(moment_of_request()))


def judged(claims: ClaimList, today: Today) -> list[Judgement]:
    """Every claim of a list."""
    catalogued = today.catalogued
    return [catalogued.judge(claim) for claim in claims.claims(catalogued.is_word)]


def results_of(tellings: Sequence[Told]) -> list[tuple[str, str, int | None]]:
    """What a checked list has in its three columns."""
    return [(each.finding.value, reason_of(each), each.certification_id) for each in tellings]


def reason_of(said: Told) -> str:
    """Why, and what the recognition is today, in the reader's language."""
    sentences = [translate(said.reason)] + ([translate(said.today)] if said.today else [])
    return " ".join(sentences)


def tell(judgements: Sequence[Judgement], today: Today) -> list[Told]:
    """What is said of each."""
    return [told(judgement, today) for judgement in judgements]


def pieces(text: str, query: Query | None) -> tuple[Piece, ...]:
    """A text, with what was asked for marked."""
    return pieces_of(text, query) if query and query.typed else (Piece(text),)
