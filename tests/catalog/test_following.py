"""A mirror serves what the site it follows has signed, and nothing else, whatever comes over the network."""

import gzip
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import urlopen
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from ocop_verify.catalog.following import PATH, VOUCHING, OlderCatalogue, Origin
from ocop_verify.catalog.notation import read_header
from ocop_verify.catalog.offering import etag_of
from ocop_verify.catalog.publishing import Shelf
from ocop_verify.catalog.sources import Held, SourceSilent
from ocop_verify.config import Settings
from ocop_verify.domain.label import label_of
from ocop_verify.domain.records import LabelKey
from ocop_verify.domain.token import LabelSigner, sign_label
from tests.cast import NOW, TODAY, make_batch, make_catalogue
from tests.conftest import PUBLIC_URL, running

SIGNER = LabelSigner(1, bytes(range(32)))
LATER = NOW + timedelta(minutes=7)

Say = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers as the test says, and remembers what it was asked."""

    say: Say
    asked: list[dict[str, str]]

    def do_GET(self):
        self.asked.append(dict(self.headers.items()) | {"path": self.path})
        type(self).say(self)

    def log_message(self, *arguments):
        pass

    def send(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def site(say: Say) -> Iterator[tuple[str, type[Handler]]]:
    """A site on this machine that says whatever it is told to."""
    handler = type("Handler", (Handler,), {"say": staticmethod(say), "asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", handler
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def signed(tmp_path) -> Shelf:
    """What the followed site has on its shelf: version 7, with a label key."""
    shelf = Shelf(tmp_path / "origin" / "catalogue.ocop", tmp_path / "origin" / "keys")
    shelf.publish(make_catalogue(LabelKey(1, SIGNER.public, TODAY)))
    return shelf


@pytest.fixture
def shelf(tmp_path, signed) -> Shelf:
    """The mirror's own, which trusts that site's key."""
    return Shelf(tmp_path / "mirror" / "catalogue.ocop", tmp_path / "mirror" / "keys", signed.trusted)


def giving(signed: Shelf, at=NOW) -> Say:
    """A site that offers this shelf as ours does."""

    def say(handler: Handler) -> None:
        header = signed.header()
        etag = f'W/"{etag_of(header)}"'
        known = {"ETag": etag, VOUCHING: signed.vouch(header, at)}
        if handler.headers.get("If-None-Match") == etag:
            handler.send(304, **known)
        else:
            handler.send(200, gzip.compress(signed.path.read_bytes()), Content_Encoding="gzip", **known)

    return say


def sending(body: bytes, status: int = 200, **headers: str) -> Say:
    return lambda handler: handler.send(status, body, **headers)


def test_it_holds_what_the_site_holds_and_keeps_it_as_signed(signed, shelf):
    with site(giving(signed)) as (url, _):
        origin = Origin(url, shelf)
        held = origin.newest(None, LATER)
        origin.keep(held)
    assert held == Held(signed.load(), NOW)
    assert shelf.path.read_bytes() == signed.path.read_bytes()


def test_what_has_not_changed_is_not_sent_again_but_confirmed(signed, shelf):
    with site(giving(signed)) as (url, handler):
        origin = Origin(url, shelf)
        first = origin.newest(None, NOW)
        handler.say = giving(signed, LATER)
        second = origin.newest(first, NOW)
    assert "If-None-Match" in handler.asked[1]
    assert second.catalogue is first.catalogue
    assert (first.confirmed_at, second.confirmed_at) == (NOW, LATER)


def test_a_mirror_that_starts_again_asks_for_what_it_does_not_have(signed, shelf):
    shelf.accept(signed.path.read_bytes())
    copy = shelf.load()
    with site(giving(signed, LATER)) as (url, handler):
        held = Origin(url, shelf).newest(Held(copy, copy.compiled_at), NOW)
    assert "If-None-Match" in handler.asked[0]
    assert held == Held(copy, LATER)


def test_a_newer_version_takes_the_place_of_the_older(signed, shelf):
    with site(giving(signed)) as (url, _):
        origin = Origin(url, shelf)
        first = origin.newest(None, NOW)
        origin.keep(first)
        signed.publish(make_catalogue(version=8))
        second = origin.newest(first, NOW)
        origin.keep(second)
    assert (second.catalogue.version, shelf.load().version) == (8, 8)


def test_an_older_version_is_refused_however_well_it_is_signed(signed, shelf):
    old = signed.path.read_bytes()
    signed.publish(make_catalogue(version=8))
    with site(giving(signed)) as (url, handler):
        origin = Origin(url, shelf)
        held = origin.newest(None, NOW)
        origin.keep(held)
        handler.say = sending(old)
        with pytest.raises(OlderCatalogue):
            origin.newest(held, NOW)
        origin.keep(held)
    assert shelf.load().version == 8


def test_a_time_that_was_signed_before_makes_nothing_less_fresh(signed, shelf):
    with site(giving(signed, LATER)) as (url, handler):
        origin = Origin(url, shelf)
        held = origin.newest(None, NOW)
        handler.say = giving(signed, NOW)
        assert origin.newest(held, NOW).confirmed_at == LATER


def test_a_time_that_was_signed_for_another_version_confirms_nothing(signed, shelf, tmp_path):
    other = Shelf(tmp_path / "other.ocop", tmp_path / "origin" / "keys")
    other.publish(make_catalogue(version=9))
    vouching = other.vouch(other.header(), LATER)
    with site(sending(signed.path.read_bytes(), **{VOUCHING: vouching})) as (url, _):
        assert Origin(url, shelf).newest(None, NOW).confirmed_at == NOW


def damaged(data: bytes) -> bytes:
    return data.replace("Suối Mơ".encode(), "Suối Mờ".encode(), 1)


@pytest.mark.parametrize(
    ("spoil", "headers", "status"),
    [
        (damaged, {}, 200),
        (lambda data: data[:-1], {}, 200),  # cut off
        (lambda data: b"", {}, 200),
        (lambda data: b"<!doctype html><title>Wi-Fi</title>", {}, 200),  # a hotel's log-in page
        (lambda data: data, {"Content_Encoding": "gzip"}, 200),  # says gzip and is not
        (lambda data: gzip.compress(data)[:-20], {"Content_Encoding": "gzip"}, 200),
        (lambda data: data, {"Ocop-Catalogue-Head": "no.signature"}, 200),
        (lambda data: data, {}, 500),
        (lambda data: data, {}, 404),
        (lambda data: b"", {}, 304),  # not modified, to somebody who has nothing
    ],
)
def test_what_is_not_whole_and_signed_changes_nothing(signed, shelf, spoil, headers, status):
    body = spoil(signed.path.read_bytes())
    with site(sending(body, status, **headers)) as (url, _), pytest.raises(SourceSilent):
        Origin(url, shelf).newest(None, NOW)
    assert shelf.load() is None


def test_a_strangers_signature_is_none(shelf, tmp_path):
    stranger = Shelf(tmp_path / "stranger.ocop", tmp_path / "strange keys")
    stranger.publish(make_catalogue(version=99))
    with site(giving(stranger)) as (url, _), pytest.raises(SourceSilent):
        Origin(url, shelf).newest(None, NOW)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(signed, shelf, status):
    with (
        site(giving(signed)) as (elsewhere, other),
        site(sending(b"", status, Location=elsewhere + PATH)) as (url, _),
        pytest.raises(SourceSilent),
    ):
        Origin(url, shelf).newest(None, NOW)
    assert other.asked == []


@pytest.mark.parametrize("pack", [False, True])
def test_an_answer_without_end_is_cut_off(shelf, pack):
    zeros = bytes(5_000_000)
    body = gzip.compress(zeros) if pack else zeros
    headers = {"Content_Encoding": "gzip"} if pack else {}
    with site(sending(body, **headers)) as (url, _), pytest.raises(SourceSilent, match="quá dài"):
        Origin(url, shelf, most_bytes=1_000_000).newest(None, NOW)


def test_an_answer_that_takes_for_ever_is_given_up(signed, shelf):
    with site(giving(signed)) as (url, _), pytest.raises(SourceSilent, match="quá lâu"):
        Origin(url, shelf, answer_seconds=-1).newest(None, NOW)


def test_a_site_that_says_nothing_is_not_waited_for(shelf):
    released = threading.Event()
    with site(lambda handler: released.wait(30)) as (url, _):
        with pytest.raises(SourceSilent):
            Origin(url, shelf, silence_seconds=0.2).newest(None, NOW)
        released.set()


def test_a_site_that_is_not_there_is_silent(shelf):
    with site(sending(b"")) as (url, _):
        pass
    with pytest.raises(SourceSilent):
        Origin(url, shelf).newest(None, NOW)


# --- the whole mirror -----------------------------------------------------------------------------------


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """Our own application, on this machine."""
    with running(settings) as app:
        server = make_server("127.0.0.1", 0, app, handler_class=QuietHandler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            server.server_close()


def mirror_of(url: str, data_dir: Path, signed: Shelf) -> Settings:
    return Settings(
        data_dir=data_dir,
        public_url=PUBLIC_URL,
        follow_url=url,
        follow_poll_ms=3_600_000,
        catalogue_trusted_keys=tuple(signed.trusted),
    )


@pytest.fixture
def mirror(tmp_path, signed):
    """The application as a mirror."""
    with site(giving(signed)) as (url, _), running(mirror_of(url, tmp_path / "data", signed)) as app:
        yield app


def test_a_mirror_answers_scans_and_has_no_database(mirror):
    token = sign_label(label_of(make_batch(), 5), SIGNER)
    response = mirror.test_client().get(f"/{token}", base_url=PUBLIC_URL)
    assert response.status_code == 200
    assert 'data-verdict="in_force"' in response.text
    files = {path.name for path in Path(mirror.extensions["settings"].data_dir).iterdir()}
    assert "ocop.sqlite3" not in files


def test_a_mirror_says_that_it_writes_nothing(mirror):
    response = mirror.test_client().post(
        "/registry", base_url=PUBLIC_URL, headers={"Accept": "application/json"}
    )
    assert response.status_code == 403
    assert "bản sao" in response.json["detail"]


def test_a_mirror_says_that_typed_codes_are_checked_elsewhere(mirror):
    response = mirror.test_client().get("/code/123456789012345678", base_url=PUBLIC_URL)
    assert response.status_code == 503
    assert "mã gõ tay" in response.text


def test_a_mirror_is_ready_and_says_whom_it_follows(mirror):
    client = mirror.test_client()
    assert client.get("/readyz", base_url=PUBLIC_URL).status_code == 503, "nothing is held before it starts"
    mirror.extensions["catalogue"].start()
    told = client.get("/readyz", base_url=PUBLIC_URL)
    assert told.status_code == 200
    assert told.json["catalogue"]["version"] == 7
    assert told.json["follows"] == mirror.extensions["settings"].follow_url
    assert "database" not in told.json


def test_a_mirror_of_a_mirror_is_as_fresh_as_the_first(tmp_path, signed):
    with (
        site(giving(signed, LATER)) as (url, _),
        served(mirror_of(url, tmp_path / "first", signed)) as first,
        running(mirror_of(first, tmp_path / "second", signed)) as app,
    ):
        urlopen(first + "search?q=", timeout=10).close()  # the first mirror begins to hold
        held = app.extensions["catalogue"].held
    assert held == Held(signed.load(), LATER)


def test_the_signed_bytes_are_offered_to_everybody(fresh_app, tmp_path):
    holder = fresh_app.extensions["catalogue"]
    client = fresh_app.test_client()
    address = "/" + PATH
    assert client.get(address, base_url=PUBLIC_URL).status_code == 404, "nothing is signed yet"
    _ = holder.held
    plain = client.get(address, base_url=PUBLIC_URL)
    packed = client.get(address, base_url=PUBLIC_URL, headers={"Accept-Encoding": "gzip"})
    assert plain.data == gzip.decompress(packed.data) == holder.shelf.path.read_bytes()
    assert read_header(plain.data, holder.shelf.trusted).version == 0
    again = client.get(address, base_url=PUBLIC_URL, headers={"If-None-Match": plain.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert VOUCHING in again.headers
