"""After logging in one stays home, whatever the link said."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ocop_verify.accounts.local_paths import local_path

AWAY = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\/evil.example",
    "\\\\evil.example", "\\evil.example", "/\\/evil.example", "//evil.example/..", "//evil.example%2f..",
    "%2f%2fevil.example", "/%2fevil.example", "/%2Fevil.example", "/%2f%2fevil.example", "%2F/evil.example",
    "/%5cevil.example", "/%5C%5Cevil.example", "/%255cevil.example", "/%252fevil.example",
    "/%09/evil.example",
    "/\t/evil.example", "\t//evil.example", "/\n/evil.example", "\r\n//evil.example", "/%0d%0aLocation:x",
    " //evil.example", "/ /evil.example", "\x00//evil.example", "/\x00/evil.example", "/%00/evil.example",
    "http://evil.example", "https://evil.example", "HTTPS://evil.example", "https:evil.example",
    "https:/evil.example", "https:///evil.example", "http:\\\\evil.example", "ftp://evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "%6aavascript:alert(1)",
    "data:text/html,<script>", "vbscript:x", "blob:x", "file:///etc/passwd", "mailto:a@b.example",
    "@evil.example", "/@evil.example", "/ocop.vn@evil.example", "ocop.vn@evil.example",
    "//ocop.vn@evil.example",
    "https://ocop.vn@evil.example", "https://ocop.vn.evil.example", "//ocop.vn.evil.example",
    "evil.example", "./evil.example", "../evil.example", "?next=//evil.example", "#//evil.example",
    "/%e2%80%ae//evil.example", "/\u3000/evil.example", "/\u2215evil.example",
    "/\uff0f\uff0fevil.example", "",
]  # fmt: skip


@pytest.mark.parametrize("text", AWAY)
def test_no_spelling_of_another_place_is_taken(text):
    assert local_path(text) is None


@pytest.mark.parametrize(
    "path",
    [
        "/", "/account", "/registry?state=expiring&province=68", "/en/registry",
        "/search?q=m%E1%BA%AFm%20n%C3%AAm",
        "/search?q=a+b", "/products/3", "/registry/imports/7?back=/registry%3Fpage%3D2",
        "/search?q=a%5Cb", "/code/123",
    ],
)  # fmt: skip
def test_a_page_of_ours_is_taken_as_it_is(path):
    assert local_path(path) == path


def test_there_are_at_least_sixty_spellings():
    assert len(set(AWAY)) >= 60


def test_a_path_has_an_end():
    assert local_path("/" + "a" * 2_000) is None


@given(st.text(alphabet="/\\%2fF5cC09@:.?#a\t\n", max_size=20))
@example("/%252f%252fevil.example")
def test_what_is_taken_stays_home_in_every_reading(text):
    taken = local_path(text)
    if taken is not None:
        assert urlsplit(urljoin("https://ocop.vn/account/log-in", taken)).netloc == "ocop.vn"
        assert urlsplit(taken.replace("\\", "/")).netloc == ""
