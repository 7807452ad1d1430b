"""What the scanner's doors give to browsers: a page, a manifest, a service worker, the catalogue."""

import gzip
import re
from urllib.parse import urljoin

import pytest

from ocop_verify.catalog.notation import read_vouching
from ocop_verify.offline.packing import CONTEXT
from ocop_verify.web.headers import POLICY
from tests.offline.node import answers_to, armoured
from tests.specimens import running_specimens


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with running_specimens(tmp_path_factory.mktemp("doors")) as site:
        yield site.app.test_client()


def trusted_by(page: str) -> list[str]:
    found = re.search(r'data-trusted="([^"]+)"', page)
    assert found
    return found[1].split()


def test_the_page_trusts_the_key_that_signs_what_it_fetches(client):
    answer = client.get("/offline/catalogue", headers={"Accept-Encoding": "gzip"})
    keys = trusted_by(client.get("/scan").text)
    data = gzip.decompress(answer.data)
    assert answers_to([{"ask": "opened", "catalogue": armoured(data), "trusted": keys}]) == [9]
    assert read_vouching(answer.headers["Ocop-Catalogue-Head"], keys, CONTEXT).version == 1


def test_who_has_the_newest_is_told_that_it_still_is(client):
    etag = client.get("/offline/catalogue").headers["ETag"]
    answer = client.get("/offline/catalogue", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert "Ocop-Catalogue-Head" in answer.headers


def test_only_the_scanner_may_run_web_assembly(client):
    policies = {
        path: client.get(path).headers["Content-Security-Policy"]
        for path in ("/", "/about", "/scan", "/sw.js")
    }
    assert [path for path, policy in policies.items() if "wasm" in policy] == ["/scan"]
    assert "unsafe-eval'" not in policies["/scan"].replace("'wasm-unsafe-eval'", "")
    assert "connect-src 'self'" in policies["/sw.js"]
    assert "connect-src" not in POLICY


def test_the_decoder_may_run_web_assembly_too(client):
    decoder = re.search(r'data-decoder="([^"]+)"', client.get("/scan").text)
    assert decoder
    with client.get(decoder[1]) as answer:
        assert "'wasm-unsafe-eval'" in answer.headers["Content-Security-Policy"]


def test_everything_that_the_service_worker_keeps_is_there(client):
    script = client.get("/sw.js").text
    addresses = re.findall(r'"(/[^"]+)"', script.partition("\n")[0])
    assert {"/vi/scan", "/en/scan"} < set(addresses)
    for address in addresses:
        with client.get(address) as answer:
            assert answer.status_code == 200, address


def test_every_part_that_a_kept_script_imports_is_kept_and_may_be_cached_for_good(client):
    kept = set(re.findall(r'"(/[^"]+)"', client.get("/sw.js").text.partition("\n")[0]))
    imports = []
    for script in (each for each in kept if re.search(r"/js/(scan|check|inspect|part)\.", each)):
        with client.get(script) as answer:
            imports += [
                urljoin(script, each) for each in re.findall(r'(?:from|import)"([^"]+)"', answer.text)
            ]
    assert len(imports) > 3
    for address in imports:
        assert address in kept
        with client.get(address) as answer:
            assert "immutable" in answer.headers["Cache-Control"]


def test_the_same_application_has_the_same_version(client):
    assert client.get("/sw.js").data == client.get("/en/sw.js").data


def test_the_manifest_names_icons_that_are_there(client):
    manifest = client.get("/en/manifest.webmanifest").get_json(force=True)
    assert (manifest["start_url"], manifest["lang"], manifest["display"]) == ("/en/scan", "en", "standalone")
    for icon in manifest["icons"]:
        with client.get(icon["src"]) as answer:
            assert answer.mimetype == "image/png"


def test_the_manifest_leads_those_who_work_in_the_field_to_their_pages(client):
    manifest = client.get("/en/manifest.webmanifest").get_json(force=True)
    urls = [each["url"] for each in manifest["shortcuts"]]
    assert urls == ["/en/fairs/check", "/en/inspection/field"]
    assert [client.get(url).status_code for url in urls] == [200, 200]


def test_without_a_script_the_page_is_a_field(client):
    page = client.get("/scan").text
    assert 'name="code"' in page
    assert re.search(r'<div id="scanner"[^>]* hidden', page)
    assert re.search(r'<section id="offline"[^>]* hidden', page)
