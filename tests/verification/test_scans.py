"""The doors of a scan: whatever comes in gets a clear answer, and machines get the promised JSON."""

import json
from dataclasses import replace
from datetime import date, datetime

import pytest

from ocop_verify.domain.label import label_of
from ocop_verify.domain.token import Authenticity, LabelSigner, read_token, sign_label
from ocop_verify.domain.typed_code import make_code
from ocop_verify.domain.verdict import Headline, status_of
from ocop_verify.verification import specimens
from ocop_verify.verification.check import _authenticity, _good
from tests.pages import Page
from tests.specimens import KEY, running_specimens

JSON = {"Accept": "application/json"}
KNOWN = [each.value for each in specimens.OF_LABEL]


@pytest.fixture
def client(specimen_site):
    return specimen_site.app.test_client()


@pytest.fixture
def token(specimen_site):
    """The token of a label that is in force."""
    return specimen_site.paths["in_force"].removeprefix("/")


@pytest.fixture
def batch(specimen_site):
    held = specimen_site.app.extensions["catalogue"].held
    return held.catalogue.batches[specimens.OF_LABEL[Headline.IN_FORCE]]


def verdict_of(response):
    """The headline that a page shows."""
    [shown] = [each for each in Page(response.text).all("section") if "data-verdict" in each.attributes]
    return shown.attributes["data-verdict"]


@pytest.mark.parametrize(
    ("mangle", "verdict"),
    [
        (lambda t: t.lower(), "in_force"),
        (lambda t: f"{t[:60]}%20%0A{t[60:]}", "in_force"),
        (lambda t: t[:-1], "malformed"),
        (lambda t: t + "0", "malformed"),
        (lambda t: "Z" * 124, "malformed"),
        (lambda t: "0" * 124, "malformed"),
        (lambda t: "%C3%A9" * 124, "malformed"),
        (lambda t: "%00" * 124, "malformed"),
        (lambda t: "%ff%fe", "malformed"),
        (lambda t: "A" * 10_000, "malformed"),
        (lambda t: "hello", "malformed"),
        (lambda t: t[:-1] + ("1" if t[-1] != "1" else "2"), "forged"),
    ],
    ids=[
        "lower case", "spaces and a line break pasted in", "123 characters", "125 characters", "above 2^640",
        "no version", "letters with accents", "null bytes", "not UTF-8", "ten thousand characters", "a word",
        "the last character changed",
    ],
)  # fmt: skip
def test_whatever_comes_in_gets_its_answer(client, token, mangle, verdict):
    response = client.get(f"/{mangle(token)}")
    assert verdict_of(response) == verdict
    assert response.status_code == status_of(Headline(verdict))


def test_no_changed_character_passes(client, token):
    for place in range(0, 124, 7):
        other = "A" if token[place] != "A" else "B"
        response = client.get(f"/{token[:place]}{other}{token[place + 1 :]}", headers=JSON)
        assert response.json["verdict"] in {"forged", "malformed"}, place


def test_a_file_that_browsers_ask_for_is_no_label(client):
    assert client.get("/favicon.ico").status_code == 404
    assert "data-verdict" not in client.get("/robots.txt").text


@pytest.mark.parametrize("headline", KNOWN)
def test_machines_get_every_part_that_is_promised(client, specimen_site, headline):
    response = client.get(specimen_site.paths[headline], headers=JSON)
    answer = response.json
    assert response.status_code == 200
    assert answer["verdict"] == headline
    assert answer["authenticity"] == {"code": "signature_valid", "method": "signature"}
    assert set(answer["label"]) == {
        "certification_id", "batch", "serial", "kind", "printed_stars", "printed_until",
    }  # fmt: skip
    assert {"code", "as_of"} <= set(answer["standing"])
    assert {"code", "scans", "first_scan"} <= set(answer["circulation"])
    assert {"version", "compiled_at"} <= set(answer["catalogue"])
    certification = answer["certification"]
    assert {"number", "date", "authority"} <= set(certification["decision"])
    assert certification["stars"] in {3, 4, 5}
    assert certification["product"]["name"]
    assert certification["producer"]["name"]
    assert certification["province"]["name"]
    for day in (certification["valid_from"], certification["valid_until"], answer["label"]["printed_until"]):
        date.fromisoformat(day)
    assert datetime.fromisoformat(answer["standing"]["as_of"]).tzinfo


@pytest.mark.parametrize("headline", ["malformed", "forged", "unknown"])
def test_machines_are_told_nothing_of_a_label_that_is_not_ours(client, specimen_site, headline):
    response = client.get(specimen_site.paths[headline], headers=JSON)
    assert response.status_code == status_of(Headline(headline))
    assert response.json["verdict"] == headline
    assert response.json["certification"] is None


def test_forged_and_unknown_have_different_answers(client, specimen_site):
    forged, unknown = (client.get(specimen_site.paths[each]) for each in ("forged", "unknown"))
    assert forged.status_code == unknown.status_code == 404
    assert verdict_of(forged) != verdict_of(unknown)


def test_a_superseded_label_names_the_newer_recognition(client, specimen_site):
    answer = client.get(specimen_site.paths["superseded"], headers=JSON).json
    newer = answer["standing"]["newer"]
    assert newer["id"] != answer["certification"]["id"]
    assert newer["valid_from"] > answer["certification"]["valid_from"]


def test_the_api_gives_the_same_answer_to_token_address_and_code(client, specimen_site, token):
    code = specimen_site.typed["in_force"].removeprefix("/code/")
    asked = [f"/api/v1/verify/{each}" for each in (token, f"https://ocop.vn/{token}", code)]
    labels = [json.dumps(client.get(path).json["label"]) for path in asked]
    assert len(set(labels)) == 1
    assert client.get(asked[2]).json["authenticity"]["method"] == "typed_code"


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("*/*", "text/html"),
        ("", "text/html"),
        ("application/json", "application/json"),
        ("text/html;q=0.5, application/json", "application/json"),
        ("text/html, application/json;q=0.5", "text/html"),
    ],
)
def test_page_or_json_is_what_the_asker_likes_better(client, token, accept, kind):
    response = client.get(f"/{token}", headers={"Accept": accept})
    assert response.mimetype == kind
    assert "Accept" in response.headers["Vary"]


# --- what somebody enters -----------------------------------------------------------------------------


def test_the_field_takes_token_address_and_code_with_spaces(client, specimen_site, token):
    digits = specimen_site.typed["in_force"].removeprefix("/code/")
    spaced = " ".join(digits[i : i + 3] for i in range(0, len(digits), 3))
    for entered, path in [
        (token.lower(), f"/{token.lower()}"),
        (f" https://ocop.vn/{token}\n", f"/{token}"),
        (spaced, f"/code/{digits}"),
    ]:
        response = client.get("/scan", query_string={"code": entered})
        assert (response.status_code, response.headers["Location"]) == (303, path)


@pytest.mark.parametrize(
    "entered",
    ["//evil.example/x", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "\t//x"],
)
def test_the_field_leads_nowhere_else(client, entered):
    response = client.get("/scan", query_string={"code": entered})
    assert response.status_code in {200, 303, 400}
    location = response.headers.get("Location", "/")
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


def test_digits_that_are_too_few_are_told_so_as_a_typed_code(client):
    response = client.get("/scan?code=123+456", follow_redirects=True)
    assert response.status_code == 400
    assert "15 hoặc 18 chữ số; mã này có 6 chữ số" in response.text


def test_an_empty_field_asks_again(client):
    response = client.get("/scan?code=%20")
    assert response.status_code == 200
    assert 'name="code"' in response.text


# --- typed codes --------------------------------------------------------------------------------------


@pytest.mark.parametrize("headline", KNOWN)
def test_a_typed_code_gets_the_same_headline(client, specimen_site, headline):
    response = client.get(specimen_site.typed[headline])
    assert verdict_of(response) == headline


@pytest.mark.parametrize(
    ("digits", "status"), [("1", 400), ("12345678901234567", 400), ("abc", 400), ("1" * 200, 400)]
)
def test_what_is_no_code_is_told_so(client, digits, status):
    assert client.get(f"/code/{digits}").status_code == status


def test_guessing_is_slowed_down_and_a_right_code_never_counts(specimen_site, batch):
    client = specimen_site.app.test_client()
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    right = f"/code/{make_code(batch, 1, KEY.code_key)}"
    for _ in range(30):
        assert client.get(right, environ_overrides=elsewhere).status_code == 200
    statuses = [client.get(f"/code/{n:018d}", environ_overrides=elsewhere).status_code for n in range(30)]
    assert statuses[0] in {400, 404}
    assert statuses[-1] == 429
    assert client.get(right).status_code == 200, "another client is not held back"
    token = sign_label(label_of(batch, 2), LabelSigner(KEY.id, KEY.seed))
    assert client.get(f"/{token}", environ_overrides=elsewhere).status_code == 200, "scans never are"


def test_an_address_that_only_claims_to_be_another_is_not_believed(specimen_site):
    client = specimen_site.app.test_client()
    for n in range(40):
        forged = {"X-Forwarded-For": f"198.51.100.{n}"}
        last = client.get(
            f"/code/{n:018d}", headers=forged, environ_overrides={"REMOTE_ADDR": "203.0.113.77"}
        )
    assert last.status_code == 429


def test_forged_labels_push_no_good_one_out_of_memory(specimen_site, token):
    held = specimen_site.app.extensions["catalogue"].held
    keys = held.catalogue.keys
    good = read_token(token)
    _good.cache_clear()
    _authenticity.cache_clear()
    assert _authenticity(good, keys[good.label.key_id]) is Authenticity.SIGNATURE_VALID
    for number in range(2_000):
        forged = replace(good, signature=number.to_bytes(64, "big"))
        assert _authenticity(forged, keys[good.label.key_id]) is Authenticity.SIGNATURE_INVALID
    assert _good.cache_info().currsize == 1


# --- what is kept of a scan ---------------------------------------------------------------------------


def test_the_place_is_asked_for_and_thanked_for(client, specimen_site, token):
    asked = client.get(f"/{token}")
    assert '<select id="place" name="place"' in asked.text
    thanked = client.get(f"/{token}?place=68")
    assert 'name="place"' not in thanked.text
    assert client.get(f"/{token}?place=99").text.count('name="place"') == 1, "no such province"


def test_naming_the_place_is_not_another_scan(client, specimen_site, token):
    recorder = specimen_site.app.extensions["scans"]
    form = Page(client.get(f"/{token}").text)
    [scanned] = [each for each in form.all("input") if each.attributes.get("name") == "scanned"]
    before = recorder.figures.recorded
    sent = {"place": "68", "scanned": scanned.attributes["value"]}
    thanked = client.get(f"/{token}", query_string=sent)
    assert 'name="place"' not in thanked.text
    assert recorder.figures.recorded == before


@pytest.mark.parametrize("scanned", ["", "0", "-1", "1" * 400, "١٢٣", "now", str(2**62)])
def test_a_place_without_the_moment_of_a_scan_is_a_scan(client, specimen_site, token, scanned):
    recorder = specimen_site.app.extensions["scans"]
    before = recorder.figures.recorded
    client.get(f"/{token}", query_string={"place": "68", "scanned": scanned})
    assert recorder.figures.recorded == before + 1


def test_a_header_about_the_place_is_ignored_without_a_trusted_proxy(client, token):
    assert 'name="place"' in client.get(f"/{token}", headers={"X-Province": "68"}).text


def test_a_trusted_proxy_knows_the_place_and_all_places_share_one_page(tmp_path):
    with running_specimens(tmp_path, place_header="X-Province", trusted_proxies=1) as site:
        client, path = site.app.test_client(), site.paths["in_force"]
        for place in ("68", "01", "79"):
            assert 'name="place"' not in client.get(path, headers={"X-Province": place}).text
        assert len(site.app.extensions["kept_pages"]) == 1
        assert 'name="place"' in client.get(path, headers={"X-Province": "99"}).text, "no such province"


def test_a_preview_is_answered_and_not_recorded(client, specimen_site, token):
    recorder = specimen_site.app.extensions["scans"]
    before, buffered = recorder.verdicts[Headline.IN_FORCE], recorder.figures.buffered
    agent = {"User-Agent": "facebookexternalhit/1.1"}
    assert verdict_of(client.get(f"/{token}", headers=agent)) == "in_force"
    assert recorder.verdicts[Headline.IN_FORCE] == before + 1
    assert recorder.figures.buffered == buffered


def test_a_referrer_that_is_no_address_does_no_harm(client, token):
    assert client.get(f"/{token}", headers={"Referer": "http://[::1"}).status_code == 200


def test_no_cookie_is_set(client, token):
    assert "Set-Cookie" not in client.get(f"/{token}").headers
    assert "Set-Cookie" not in client.get("/").headers


@pytest.mark.parametrize("host", ["evil.example", "ocop.vn.evil.example", "ocop.vn@evil.example", ""])
def test_only_our_hosts_are_served(client, token, host):
    assert client.get(f"/{token}", headers={"Host": host}).status_code == 400
