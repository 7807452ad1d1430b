"""Vietnamese first, English one tap away: the language lives in the URL, so that a link keeps it.

``/en/…`` and ``/vi/…`` say the language. The prefix moves from PATH_INFO to SCRIPT_NAME before Flask sees the
request, so one set of routes serves both and ``url_for`` keeps the prefix. Without a prefix the reader's
Accept-Language decides, and Vietnamese where it does not.

Messages are Vietnamese sentences; English is looked up in a gettext catalogue held in memory. A look-up
costs a tenth of a microsecond, so a page may hold many.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from gettext import NullTranslations
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

from flask import Flask, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from ocop_verify.web.translations import load

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LANGUAGES = ("vi", "en")
DEFAULT = "vi"


class Sentence(Protocol):
    """A message with the values to fill in; ``OcopError`` is one."""

    @property
    def message(self) -> str: ...

    @property
    def values(self) -> Mapping[str, object]: ...


@dataclass(frozen=True, slots=True)
class Tongue:
    """How the current request speaks. ``prefix`` is what its links begin with: "", "/vi" or "/en"."""

    code: str
    prefix: str
    texts: NullTranslations


_TEXTS: Mapping[str, NullTranslations] = {"vi": NullTranslations(), "en": load("en")}
_TONGUES = {
    (code, prefix): Tongue(code, prefix, _TEXTS[code]) for code in LANGUAGES for prefix in ("", f"/{code}")
}
_current: ContextVar[Tongue] = ContextVar("tongue", default=_TONGUES[DEFAULT, ""])


def language() -> str:
    """The code of the language that the current request is answered in."""
    return _current.get().code


def speak(code: str) -> None:
    """Answer in this language from here on, for commands and tests that stand outside a request."""
    _current.set(_TONGUES[code, ""])


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Say something to somebody else in between, in their language: a letter."""
    before = _current.set(_TONGUES[code, ""])
    try:
        yield
    finally:
        _current.reset(before)


def gettext(message: str, **values: object) -> str:
    """The message in the reader's language, with its named values filled in."""
    text = _current.get().texts.gettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """Like ``gettext`` for a counted thing; ``%(num)d`` is the count. Vietnamese has one form for both."""
    return _current.get().texts.ngettext(singular, plural, num) % {"num": num, **values}


def translate(sentence: Sentence) -> str:
    """What a sentence with values, or an ``OcopError``, says to the reader."""
    return gettext(sentence.message, **sentence.values)


def at(path: str) -> str:
    """The address of a page of ours in the language of the current one; ``path`` begins with a slash."""
    return _current.get().prefix + path


def other_language() -> str:
    """The code of the language that the current request is not answered in."""
    return "en" if language() == "vi" else "vi"


def in_other_language() -> str:
    """The address of the current page in the other language, with its query."""
    return in_language(other_language())


def in_language(code: str) -> str:
    """The address of the current page in this language."""
    return address_in(code, request.path, request.query_string.decode("ascii", "replace"))


def address_in(code: str, path: str, query: str = "") -> str:
    """The address of a page in a language; ``path`` is without the language, and not quoted."""
    return f"/{code}{quote(path)}" + (f"?{query}" if query else "")


@lru_cache(maxsize=512)
def preferred(accept_language: str) -> str:
    """English only where the reader likes it better than Vietnamese (RFC 9110 §12.5.4)."""
    qualities: dict[str, float] = {}
    for tag, quality in parse_accept_header(accept_language, LanguageAccept):
        primary = tag.lower().partition("-")[0]
        qualities[primary] = max(quality, qualities.get(primary, 0.0))
    others = qualities.get("*", 0.0)
    return "en" if qualities.get("en", others) > qualities.get("vi", others) else DEFAULT


class LanguageMiddleware:
    """Reads the language of a request and takes its prefix off the path."""

    def __init__(self, app: "WSGIApplication") -> None:
        self.app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        code = path[1:3]
        if code in LANGUAGES and path[3:4] in {"", "/"}:
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + path[:3]
            environ["PATH_INFO"] = path[3:] or "/"
            _current.set(_TONGUES[code, path[:3]])
            return self.app(environ, start_response)
        header = environ.get("HTTP_ACCEPT_LANGUAGE", "")
        _current.set(_TONGUES[preferred(header[:200]) if header else DEFAULT, ""])
        return self.app(environ, _varying(start_response))


def _varying(start_response: "StartResponse") -> "StartResponse":
    """Tell caches that the body depends on the reader's language as well."""

    def start(status: str, headers: list[tuple[str, str]], *rest: object) -> Callable[[bytes], object]:
        known = [value for name, value in headers if name.lower() == "vary"]
        headers = [pair for pair in headers if pair[0].lower() != "vary"]
        headers.append(("Vary", ", ".join(dict.fromkeys([*known, "Accept-Language"]))))
        return start_response(status, headers, *rest)  # type: ignore[arg-type]

    return start


def init_app(app: Flask) -> None:
    """Stand in front of the application, and give templates the words."""
    app.wsgi_app = LanguageMiddleware(app.wsgi_app)  # type: ignore[method-assign]
    app.jinja_env.globals.update(
        _=gettext,
        gettext=gettext,
        ngettext=ngettext,
        language=language,
        at=at,
        in_language=in_language,
        in_other_language=in_other_language,
    )
    app.jinja_env.filters["say"] = translate
