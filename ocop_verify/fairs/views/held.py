"""Public pages of fairs, held in this process: at the opening of a fair everybody asks for the same one.

Whether a fair has changed is asked of the database once in a while, not at each request; a page is made once
for each of its states. So it may be late by ``seconds``, beside the minute for which whoever has it keeps it.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import cast

from flask import Flask, current_app, request

NAME = "held_fairs"


class HeldFairs:
    """Stamps of fairs with their age, and pages, the last used last, up to so many bytes in all."""

    def __init__(self, seconds: float = 1.0, most_bytes: int = 8 << 20) -> None:
        self.seconds = seconds
        self._most_bytes = most_bytes
        self._bytes = 0
        self._stamps: dict[int, tuple[float, str]] = {}
        self._pages: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def stamp(self, key: int, ask: Callable[[], str]) -> str:
        """The stamp of a fair, asked for again when it is too old."""
        asked_at, stamp = self._stamps.get(key, (0.0, ""))
        if not stamp or monotonic() - asked_at >= self.seconds:
            began, stamp = monotonic(), ask()
            with self._lock:
                if len(self._stamps) > 1_000:
                    self._stamps.clear()
                self._stamps[key] = began, stamp
        return stamp

    def page(self, name: str, make: Callable[[], str | bytes]) -> bytes:
        """The page of this name, made where it is not held."""
        with self._lock:
            if name in self._pages:
                self._pages.move_to_end(name)
                return self._pages[name]
        made = make()
        page = made.encode() if isinstance(made, str) else made
        with self._lock:
            if name not in self._pages:
                self._pages[name] = page
                self._bytes += len(page)
            while self._bytes > self._most_bytes:
                self._bytes -= len(self._pages.popitem(last=False)[1])
        return page


def open_holding(app: Flask) -> None:
    """Begin to hold, with nothing."""
    app.extensions[NAME] = HeldFairs()


def held_stamp(key: int, ask: Callable[[], str]) -> str:
    """The stamp of a fair, as this process holds it."""
    return cast(HeldFairs, current_app.extensions[NAME]).stamp(key, ask)


def held_page(tag: str, make: Callable[[], str | bytes]) -> bytes:
    """The page of this address in the state of ``tag``."""
    return cast(HeldFairs, current_app.extensions[NAME]).page(f"{request.path} {tag}", make)
