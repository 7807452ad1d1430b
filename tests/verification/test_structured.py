"""What search engines are told: the shape that schema.org asks for, and only what is true today."""

import json
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from ocop_verify.domain.records import Revocation, RevocationGround
from ocop_verify.verification.pages import product_page
from ocop_verify.verification.structured import product_ld
from ocop_verify.verification.views import listing
from tests.cast import TODAY, make_catalogue, make_certification, make_decision, make_product
from tests.pages import Page
from tests.specimens import running_specimens

# The properties of each type that we use, as schema.org defines them (release 29).
PROPERTIES = {
    "Product": {
        "url", "name", "description", "category", "gtin", "image", "manufacturer", "countryOfOrigin",
        "hasCertification",
    },
    "Certification": {
        "name", "url", "certificationIdentification", "certificationStatus", "certificationRating",
        "issuedBy",
        "datePublished", "validFrom", "expires", "validIn",
    },
    "Organization": {"name", "url", "address"},
    "GovernmentOrganization": {"name"},
    "PostalAddress": {"streetAddress", "addressLocality", "addressRegion", "addressCountry"},
    "Country": {"name"},
    "Rating": {"ratingValue", "bestRating", "worstRating"},
}  # fmt: skip


def address(path: str) -> str:
    return f"https://ocop.vn{path}"


def told(*records, pictures=(), text=""):
    page = product_page(1, make_catalogue(*records), TODAY)
    return product_ld(page, pictures, text, address)


def misshapen(value: object) -> list[str]:
    """What schema.org does not know, or what is said with nothing in it."""
    if isinstance(value, list):
        return [fault for each in value for fault in misshapen(each)]
    if not isinstance(value, dict):
        return [] if value not in ("", None) else ["something empty"]
    known = PROPERTIES[value["@type"]] | {"@type", "@id", "@context"}
    return [*(value.keys() - known), *(fault for each in value.values() for fault in misshapen(each))]


def test_it_has_the_shape_of_a_product_with_its_certification():
    data = told(pictures=["https://ocop.vn/photos/a.jpeg"], text="Cà phê hái chín.")
    assert misshapen(data) == []
    assert (data["@type"], data["@id"]) == ("Product", "https://ocop.vn/products/1")
    [certification] = data["hasCertification"]
    assert certification["certificationIdentification"] == "1234/QĐ-UBND"
    assert certification["certificationRating"]["ratingValue"] == 4
    assert (certification["validFrom"], certification["expires"]) == ("2025-08-05", "2028-08-05")


def test_what_is_not_known_is_left_out():
    assert not {"gtin", "image", "description"} & told().keys()
    assert told(make_product(gtin="8930000000017"))["gtin"] == "8930000000017"


@pytest.mark.parametrize(
    ("records", "statuses"),
    [
        ([], ["Active"]),
        ([make_certification(valid_from=date(2021, 1, 1))], ["Inactive"]),
        (
            [make_certification(revocation=Revocation(date(2026, 9, 1), RevocationGround.GIVEN_UP, "9/QĐ"))],
            ["Inactive"],
        ),
        (
            [
                make_decision(id=2, number="1/QĐ-UBND", issued_on=date(2022, 1, 1)),
                make_certification(id=2, decision_id=2, stars=3, valid_from=date(2022, 1, 1)),
            ],
            ["Active", "Inactive"],
        ),
    ],
)
def test_only_a_recognition_that_counts_today_is_active(records, statuses):
    found = [each["certificationStatus"] for each in told(*records)["hasCertification"]]
    assert found == [f"https://schema.org/Certification{status}" for status in statuses]


def test_a_hostile_name_stays_within_its_script(client, app):
    name = '</script><script>alert("x")</script><!--'
    with app.test_request_context():
        markup = app.jinja_env.from_string("{{ data|tojson }}").render(data=told(make_product(name=name)))
    assert "<" not in markup
    assert json.loads(markup)["name"] == name


@pytest.fixture(scope="module")
def specimens(tmp_path_factory):
    with running_specimens(tmp_path_factory.mktemp("site")) as site:
        yield site


def test_every_product_page_brings_it_and_one_address_of_each_language(specimens):
    for key in range(1, 9):
        page = Page(specimens.app.test_client().get(f"/en/products/{key}", base_url="https://ocop.vn").text)
        [script] = [script for script in page.all("script") if "ld+json" in script.attributes["type"]]
        assert misshapen(json.loads("".join(script.text))) == []
        links = {
            link.attributes.get("hreflang") or link.attributes["rel"]: link.attributes["href"]
            for link in page.all("link")
            if link.attributes["rel"] == "canonical" or "hreflang" in link.attributes
        }
        path = f"/products/{key}"
        assert links == {
            "canonical": f"https://ocop.vn/en{path}",
            "vi": f"https://ocop.vn/vi{path}",
            "en": f"https://ocop.vn/en{path}",
            "x-default": f"https://ocop.vn{path}",
        }


def longest_rule(robots: str, path: str) -> str:
    """Whether robots may read a path: the longest rule that fits (RFC 9309, 2.2.2); "" where none does."""
    rules = [line.split(": ") for line in robots.splitlines() if line.startswith(("Allow", "Disallow"))]
    return max(((len(start), rule) for rule, start in rules if path.startswith(start)), default=(0, ""))[1]


def test_the_sitemap_names_every_page_in_both_languages_and_each_of_them_opens(specimens, monkeypatch):
    monkeypatch.setattr(listing, "PAGES_PER_FILE", 5)
    client = specimens.app.test_client()
    robots = client.get("/robots.txt", base_url="https://ocop.vn").text
    assert "Sitemap: https://ocop.vn/sitemap.xml" in robots
    assert "Disallow: /en/registry" in robots
    space = {"s": listing.SITEMAP}
    index = ET.fromstring(client.get("/sitemap.xml", base_url="https://ocop.vn").data)
    files = [each.text for each in index.findall("s:sitemap/s:loc", space)]
    urls = []
    for file in files:
        listed = ET.fromstring(
            client.get(file.removeprefix("https://ocop.vn"), base_url="https://ocop.vn").data
        )
        urls += [each.text for each in listed.findall("s:url/s:loc", space)]
    assert len(urls) == len(set(urls))
    assert {"https://ocop.vn/vi/products/1", "https://ocop.vn/en/products/8"} <= set(urls)
    for url in urls:
        path = url.removeprefix("https://ocop.vn")
        # The specimens have no database, and fairs and findings are read from it.
        expected = 503 if path.endswith(("/fairs", "/inspections")) else 200
        page = client.get(path, base_url="https://ocop.vn")
        assert page.status_code == expected
        assert expected == 503 or "noindex" not in page.text
        assert longest_rule(robots, path) in {"", "Allow"}
    assert client.get("/sitemap/0.xml", base_url="https://ocop.vn").status_code == 404
    assert client.get("/sitemap/999.xml", base_url="https://ocop.vn").status_code == 404
