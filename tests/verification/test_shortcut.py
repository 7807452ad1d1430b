"""The short way of a scan gives what the long way gives, and is taken only where it may be."""

from contextlib import contextmanager

import pytest
from flask import request_started

from ocop_verify.verification import specimens
from tests.pages import Page, timeless

PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 14)"}


@contextmanager
def flasks_share(app):
    """Collects the paths that Flask answers; what is missing took the short way."""
    asked = []

    def note(sender, **_):
        asked.append(True)

    with request_started.connected_to(note, app):
        yield asked


@pytest.fixture
def client(specimen_site):
    return specimen_site.app.test_client()


@pytest.mark.parametrize("headline", [*(each.value for each in specimens.OF_LABEL), "unknown", "forged"])
@pytest.mark.parametrize("prefix", ["", "/vi", "/en"])
@pytest.mark.parametrize("spell", [str.upper, str.lower])
def test_both_ways_give_the_same_answer(specimen_site, client, headline, prefix, spell):
    path = prefix + spell(specimen_site.paths[headline])
    specimen_site.app.extensions["kept_pages"].forget()
    with flasks_share(specimen_site.app) as asked:
        long = client.get(path, headers=PHONE)
        short = client.get(path, headers=PHONE)
    assert len(asked) == 1, "the first renders the page, the second takes the short way"
    assert (short.status, timeless(short.text)) == (long.status, timeless(long.text))
    assert dict(short.headers) == dict(long.headers)


@pytest.fixture
def kept(specimen_site, client):
    """The path of a label whose page is kept."""
    path = specimen_site.paths["in_force"]
    assert client.get(path).status_code == 200
    return path


def test_it_is_noted_as_a_scan(specimen_site, client, kept):
    recorder = specimen_site.app.extensions["scans"]
    before = recorder.figures.recorded
    with flasks_share(specimen_site.app) as asked:
        client.get(kept)
    assert (asked, recorder.figures.recorded) == ([], before + 1)


@pytest.mark.parametrize(
    "how",
    [
        {"method": "POST"},
        {"method": "HEAD"},
        {"query_string": {"place": "79"}},
        {"headers": {"Accept": "application/json"}},
        {"headers": {"Host": "ocop.example"}},
        {"headers": {"Host": ""}},
        {"headers": {"Host": "ocop.vn@ocop.example"}},
    ],
    ids=str,
)
def test_what_is_not_plain_goes_through_flask(specimen_site, client, kept, how):
    with flasks_share(specimen_site.app) as asked:
        client.open(kept, **how)
    assert asked == [True]


@pytest.mark.parametrize("host", ["ocop.example", "", "ocop.vn@ocop.example", "ocop.vn:80@ocop.example"])
def test_a_strangers_host_gets_no_page_of_ours(client, kept, host):
    assert client.get(kept, headers={"Host": host}).status_code == 400


def test_a_code_with_a_letter_changed_gets_no_page_that_is_kept(specimen_site, client, kept):
    forged = kept[:-1] + ("1" if kept[-1] != "1" else "2")
    response = client.get(forged)
    assert response.status_code == 404
    assert [each for each in Page(response.text).all("section") if "data-verdict" in each.attributes]
