"""Which language a request is answered in, and how its links keep it."""

import pytest
from werkzeug.test import create_environ

from ocop_verify.domain.errors import OcopError
from ocop_verify.web.language import (
    LanguageMiddleware,
    at,
    gettext,
    language,
    ngettext,
    preferred,
    speak,
    translate,
)


@pytest.fixture(autouse=True)
def vietnamese():
    speak("vi")
    yield
    speak("vi")


@pytest.fixture
def ask():
    """Sends a request through the middleware and tells what stands behind it got, and what came out."""

    def send(path, headers=None, answer_headers=()):
        seen = {}

        def inner(environ, start_response):
            seen.update(
                script=environ["SCRIPT_NAME"], path=environ["PATH_INFO"], language=language(), home=at("/")
            )
            start_response("200 OK", list(answer_headers))
            return [b""]

        def start_response(_status, sent, *_rest):
            seen["vary"] = [value for name, value in sent if name == "Vary"]

        LanguageMiddleware(inner)(create_environ(path, headers=headers), start_response)
        return seen

    return send


@pytest.mark.parametrize(
    ("path", "script", "rest", "code"),
    [
        ("/", "", "/", "vi"),
        ("/en", "/en", "/", "en"),
        ("/en/", "/en", "/", "en"),
        ("/en/products/1", "/en", "/products/1", "en"),
        ("/vi/products/1", "/vi", "/products/1", "vi"),
        ("/en/en/x", "/en", "/en/x", "en"),  # only one is taken off; nothing lives below the rest
        ("/english", "", "/english", "vi"),
        ("/EN/x", "", "/EN/x", "vi"),
        ("/fr/x", "", "/fr/x", "vi"),
        ("/x/en/", "", "/x/en/", "vi"),
    ],
)
def test_a_leading_language_moves_from_path_to_script_name(ask, path, script, rest, code):
    seen = ask(path)
    assert (seen["script"], seen["path"], seen["language"]) == (script, rest, code)
    assert seen["home"] == f"{script}/"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "vi"),
        ("vi", "vi"),
        ("en", "en"),
        ("en-US,en;q=0.9", "en"),
        ("vi-VN,vi;q=0.9,en-US;q=0.8,en;q=0.7", "vi"),  # a phone in Vietnam
        ("en-US,vi;q=0.8", "en"),  # the region does not make it less English
        ("en;q=0.5,vi;q=0.8", "vi"),
        ("en,vi", "vi"),  # equally liked
        ("fr-FR,fr;q=0.9", "vi"),
        ("fr-FR,fr;q=0.9,en;q=0.3", "en"),
        ("*", "vi"),
        ("fr,*;q=0.5", "vi"),
        ("vi;q=0,*", "en"),
        ("en;q=0", "vi"),
        ("en;q=nonsense, ;;;,vi", "vi"),
        ("en-" * 200, "en"),
    ],
)
def test_without_a_prefix_the_reader_is_asked(ask, header, code):
    assert preferred(header[:200]) == code
    assert ask("/", {"Accept-Language": header})["language"] == code


def test_the_url_wins_over_what_the_browser_likes(ask):
    assert ask("/vi/", {"Accept-Language": "en"})["language"] == "vi"
    assert ask("/en/", {"Accept-Language": "vi"})["language"] == "en"


def test_caches_are_told_only_where_the_browser_was_asked(ask):
    assert ask("/")["vary"] == ["Accept-Language"]
    assert ask("/en/")["vary"] == []


def test_what_an_answer_varies_by_already_stays(ask):
    assert ask("/", answer_headers=[("Vary", "Accept")])["vary"] == ["Accept, Accept-Language"]
    assert ask("/en/", answer_headers=[("Vary", "Accept")])["vary"] == ["Accept"]


def test_a_message_is_looked_up_and_filled_in():
    assert gettext("đến hết %(until)s", until="01/02/2029") == "đến hết 01/02/2029"
    speak("en")
    assert gettext("đến hết %(until)s", until="01/02/2029") == "through 01/02/2029"


def test_a_message_without_values_may_hold_a_percent_sign():
    assert gettext("giảm 50%") == "giảm 50%"


@pytest.mark.parametrize(
    ("code", "num", "expected"),
    [("vi", 1, "1 sản phẩm"), ("vi", 2, "2 sản phẩm"), ("en", 1, "1 product"), ("en", 2, "2 products")],
)
def test_counted_things_have_their_plural(code, num, expected):
    speak(code)
    assert ngettext("%(num)d sản phẩm", "%(num)d sản phẩm", num) == expected


def test_an_error_is_told_in_the_language_of_the_reader():
    error = OcopError("Quyết định %(number)s", number="12/QĐ-UBND")
    speak("en")
    assert translate(error) == "Decision 12/QĐ-UBND"


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("/about", "/en/about"),
        ("/vi/about", "/en/about"),
        ("/en/about", "/vi/about"),
        ("/search?q=m%E1%BA%AFm+n%C3%AAm&x=%22", "/en/search?q=m%E1%BA%AFm+n%C3%AAm&amp;x=%22"),
    ],
)
def test_the_same_page_in_the_other_language_is_one_link_away(client, path, other):
    assert f'href="{other}"' in client.get(path).text


def test_routes_and_redirects_keep_the_language(client):
    answer = client.get("/en/scan", query_string={"code": "12345"})
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/en/")
