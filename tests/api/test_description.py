"""The description for machines says what there is, and what there is answers as it says."""

import re
from itertools import product
from typing import Any

import pytest

from ocop_verify.domain.verdict import Headline
from tests.specimens import running_specimens

# Addresses that are handed out one by one, to whom they concern.
NOT_FOR_EVERYBODY = ("/api/v1/field/", "/notices/calendar/")
ITSELF = "/api/v1/openapi.json"
FORMS = (".json", ".jsonld", ".csv", ".ics", ".atom", ".pem", ".parquet", ".sig")
TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with running_specimens(tmp_path_factory.mktemp("specimens")) as site:
        yield site


@pytest.fixture(scope="module")
def described(site):
    return site.app.test_client().get(ITSELF, base_url=site.app.extensions["settings"].public_url).json


def spelled(rule):
    """The paths of a rule, as OpenAPI writes them: one for each choice."""
    parts = re.split(r"<any\(([^)]*)\):\w+>", re.sub(r"<(?:int:|path:)?(\w+)>", r"{\1}", rule))
    choices = [part.split(",") if i % 2 else [part] for i, part in enumerate(parts)]
    return ["".join(each) for each in product(*choices)]


def for_machines(app):
    paths = {
        path for rule in app.url_map.iter_rules() for path in spelled(rule.rule) if "GET" in rule.methods
    }
    return {
        path
        for path in paths - {ITSELF}
        if path.startswith("/api/v1/") or path.endswith(FORMS)
        if not path.startswith(NOT_FOR_EVERYBODY)
    }


def test_every_door_for_machines_is_described_and_nothing_else(fresh_app):
    there = fresh_app.test_client().get(ITSELF, base_url=fresh_app.extensions["settings"].public_url).json
    assert there["openapi"] == "3.1.0"
    assert {path for path, methods in there["paths"].items() if "get" in methods} == for_machines(fresh_app)


def test_every_operation_has_a_name_of_its_own(described):
    names = [one["operationId"] for methods in described["paths"].values() for one in methods.values()]
    assert len(names) == len(set(names)) > 20


def fits(value: Any, schema: dict[str, Any], schemas: dict[str, Any], where: str = "") -> list[str]:
    """Where a value is not what a schema says, in the words of JSON Schema that the description uses."""
    if "$ref" in schema:
        return fits(value, schemas[schema["$ref"].rpartition("/")[2]], schemas, where)
    if "anyOf" in schema:
        tries = [fits(value, each, schemas, where) for each in schema["anyOf"]]
        return [] if [] in tries else tries[0]
    wrong = [fault for each in schema.get("allOf", ()) for fault in fits(value, each, schemas, where)]
    if "enum" in schema and value not in schema["enum"]:
        wrong.append(f"{where}: {value!r}")
    if schema.get("type") == "null":
        return [] if value is None else [f"{where} is not null"]
    if "type" in schema and not isinstance(value, TYPES[schema["type"]]):
        return [*wrong, f"{where} is no {schema['type']}: {value!r}"]
    if isinstance(value, dict):
        wrong += [f"{where}.{name} is missing" for name in schema.get("required", ()) if name not in value]
        for name, each in schema.get("properties", {}).items():
            wrong += fits(value[name], each, schemas, f"{where}.{name}") if name in value else []
    if isinstance(value, list) and schema.get("items"):
        for item in value:
            wrong += fits(item, schema["items"], schemas, f"{where}[]")
    return wrong


def check(site, described, path, address, method="get", **options):
    """Ask, and compare the answer with what is said of it."""
    home = site.app.extensions["settings"].public_url
    answer = site.app.test_client().open(address, method=method.upper(), base_url=home, **options)
    said = described["paths"][path][method]["responses"][str(answer.status_code)]
    media = said["content"].get(answer.mimetype)
    assert media is not None, (answer.status_code, answer.mimetype)
    if "schema" in media:
        assert fits(answer.json, media["schema"], described["components"]["schemas"]) == []
    return answer


@pytest.mark.parametrize(
    ("path", "address", "status"),
    [
        ("/api/v1/search", "/api/v1/search?q=mat+ong", 200),
        ("/api/v1/search", "/api/v1/search?q=zzzz", 200),
        ("/api/v1/claims", "/api/v1/claims?product=mat+ong&stars=4", 200),
        ("/api/v1/verify/{text}", "/api/v1/verify/xyz", 400),
        ("/certifications.json", "/certifications.json?limit=3", 200),
        ("/certifications.json", "/certifications.json?on=2026-02-31", 422),
        ("/certifications.csv", "/certifications.csv?stars=3", 200),
        ("/products/{key}.json", "/products/3.json", 200),
        ("/products/{key}.json", "/products/404.json", 404),
        ("/producers/{key}.csv", "/producers/2.csv", 200),
        ("/decisions/{key}.json", "/decisions/4.json", 200),
        ("/stats.json", "/stats.json", 200),
        ("/stats.csv", "/stats.csv", 200),
        ("/data/schema.json", "/data/schema.json", 200),
        ("/data/catalog.jsonld", "/data/catalog.jsonld", 200),
        ("/data/changes.atom", "/data/changes.atom", 200),
        ("/data/key.pem", "/data/key.pem", 200),
        ("/data/ocop.json", "/data/ocop.json", 200),
    ],
)
def test_what_is_answered_fits_what_is_described(site, described, path, address, status):
    assert check(site, described, path, address).status_code == status


@pytest.mark.parametrize("headline", list(Headline))
def test_every_verdict_fits_what_is_described(site, described, headline):
    answer = check(site, described, "/api/v1/verify/{text}", f"/api/v1/verify{site.paths[headline]}")
    assert answer.json["verdict"] == headline
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("body", "status"), [({"claims": [{"product": "mật ong"}]}, 200), ({"claims": 3}, 422), ("x", 422)]
)
def test_claims_are_sent_as_described(site, described, body, status):
    options = {"method": "post", "json": body}
    assert check(site, described, "/api/v1/claims", "/api/v1/claims", **options).status_code == status


def test_what_is_described_wrongly_would_be_noticed():
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"anyOf": [{"type": "integer"}]}}}
    assert fits({"a": 1}, schema, {}) == []
    assert fits({"a": "x"}, schema, {}) == [".a is no integer: 'x'"]
    assert fits({}, schema, {}) == [".a is missing"]


def test_typed_codes_are_not_open_to_pages_of_other_sites(site):
    home = site.app.extensions["settings"].public_url
    answer = site.app.test_client().get("/api/v1/verify/735224725524971902", base_url=home)
    assert "Access-Control-Allow-Origin" not in answer.headers
