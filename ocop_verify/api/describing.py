"""What machines may ask and what they get, as one OpenAPI 3.1 document.

It is written here once and tested against the application: every door for machines stands in it, nothing else
does, and what the doors answer fits what it says.
"""

from typing import Any, Final

from ocop_verify.domain.matching.claims import Finding
from ocop_verify.domain.token import Authenticity
from ocop_verify.domain.verdict import Circulation, Headline, Standing
from ocop_verify.opendata.choosing import CHOICES
from ocop_verify.opendata.columns import COLUMNS
from ocop_verify.opendata.columns import Kind as ColumnKind
from ocop_verify.search.sent import FIELDS

Json = dict[str, Any]

TEXT: Final[Json] = {"type": "string"}
NUMBER: Final[Json] = {"type": "integer"}
DAY: Final[Json] = {"type": "string", "format": "date"}
MOMENT: Final[Json] = {"type": "string", "format": "date-time"}
_KINDS: Final = {
    ColumnKind.INTEGER: NUMBER,
    ColumnKind.STRING: TEXT,
    ColumnKind.DATE: DAY,
    ColumnKind.BOOLEAN: {"type": "boolean"},
}
_PROBLEMS: Final = {
    400: "What was sent cannot be read.",
    404: "There is no such thing.",
    415: "The body is not JSON.",
    422: "What was sent can be read and makes no sense.",
    429: "Too many wrong codes, or too much at once; the header Retry-After says when to come again.",
    503: "Nothing to answer from yet; come again.",
}


def openapi(public_url: str, licence: str, licence_url: str, *, is_mirror: bool) -> Json:
    """The document. A mirror has no fairs."""
    paths = _answers() | _lists() | _data() | ({} if is_mirror else _fairs())
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "OCOP Verify",
            "version": "1",
            "description": "Products recognised by the OCOP programme: what is true of them today. Nothing "
            "needs a key, and but for typed codes GET is open to pages of other sites. Numbers of records "
            "never change.",
            "license": {"name": licence, "url": licence_url},
        },
        "servers": [{"url": public_url.rstrip("/")}],
        "paths": paths,
        "components": {"schemas": _schemas()},
    }


def _answers() -> Json:
    verify = _get(
        "verifyLabel",
        "What a label says and what is true today: 200 for every label that was issued.",
        "Answer",
        [_within("text", TEXT, "A token, the address of a label, or the digits beside it.")],
        [429],
    )
    for status, words in ((400, "Malformed."), (404, "Forged, or unknown: see `verdict`.")):
        verify["responses"][str(status)] = _told(words, "Answer")
    said = [_asked(names[0], TEXT, "As the package or the list says.") for names in FIELDS.values()]
    body = {"required": ["claims"], "properties": {"claims": {"type": "array", "maxItems": 500, "items": {}}}}
    return {
        "/api/v1/verify/{text}": {"get": verify},
        "/api/v1/search": {
            "get": _get(
                "search",
                "Products by name, producer, decision or bar code, the best first, a page at a time.",
                "Found",
                [
                    _asked("q", TEXT, "Words, in any order, with or without diacritics."),
                    *_choices("stars", "standing", "province", "old_province", "set"),
                    _asked("limit", NUMBER | {"minimum": 1, "maximum": 100}, "How many."),
                    _asked("after", TEXT, "The `next` of the page before."),
                ],
            )
        },
        "/api/v1/claims": {
            "get": _get("checkClaim", "Is this OCOP? One claim without a code.", "FindingNow", said),
            "post": {
                "operationId": "checkClaims",
                "summary": "Up to 500 claims.",
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"type": "object"} | body}},
                },
                "responses": {"200": _told("A finding for each, in order.", "Findings")}
                | _refusals(400, 415, 422, 429),
            },
        },
    }


def _lists() -> Json:
    filters = [
        *_choices(*CHOICES),
        _asked("speaks", {"enum": ["1"]}, "One row for each product: the recognition that speaks today."),
        _asked("potential_five", {"enum": ["1"]}, "Four stars with 90 points or more."),
        _asked("decided", TEXT, "Year or month of the decision: 2025, 2025-06."),
        _asked("ends_within", NUMBER, "Days within which a recognition in force ends."),
        _asked("on", DAY, "What counted on this day."),
        _asked("limit", NUMBER | {"minimum": 1}, "How many (JSON)."),
        _asked("after", NUMBER, "The cursor: `next` of the page before carries it (JSON)."),
    ]
    paths: Json = {}
    for form in ("json", "csv"):
        schema = "Rows" if form == "json" else ""
        paths[f"/certifications.{form}"] = {
            "get": _get(f"certifications_{form}", "Recognitions, filtered.", schema, filters, [422], form)
        }
        for thing in ("products", "producers", "decisions"):
            which = [_within("key", NUMBER, "The number in the address of its page.")]
            paths[f"/{thing}/{{key}}.{form}"] = {
                "get": _get(
                    f"{thing}_{form}", f"Recognitions of one of the {thing}.", schema, which, [404], form
                )
            }
        paths[f"/stats.{form}"] = {
            "get": _get(
                f"stats_{form}", "The figures of /stats.", "AsOf" if form == "json" else "", [], [], form
            )
        }
    return paths


def _data() -> Json:
    paths: Json = {
        "/data/schema.json": {"get": _get("tableSchema", "The columns, as Table Schema.", "Anything")},
        "/data/catalog.jsonld": {
            "get": _get("dataset", "The dataset, as DCAT-AP.", "Anything", form="jsonld")
        },
        "/data/changes.atom": {"get": _get("changes", "What befell recognitions.", "", form="atom")},
        "/data/key.pem": {"get": _get("key", "The public key that signs the data.", "", [], [404], "pem")},
    }
    for form in ("csv", "json", "parquet"):
        words = f"The whole register, newest edition, as {form}."
        paths[f"/data/ocop.{form}"] = {"get": _get(f"register_{form}", words, "", [], [503], form)}
        signature = _get(f"signature_{form}", f"SHA-256 and signature of that {form}.", "", [], [503], "sig")
        paths[f"/data/ocop.{form}.sig"] = {"get": signature}
    return paths


def _fairs() -> Json:
    fair = [_within("key", NUMBER, "The fair's number.")]
    year = [_asked("province", TEXT, "Two-digit code."), _asked("year", NUMBER, "The year.")]
    return {
        "/fairs.json": {"get": _get("fairs", "The year's fairs.", "Anything", year)},
        "/fairs.csv": {"get": _get("fairs_csv", "The year's fairs.", "", year, form="csv")},
        "/fairs.ics": {"get": _get("fairs_ics", "The year's fairs, for calendars.", "", form="ics")},
        "/fairs/{key}.json": {"get": _get("fair", "Stalls and their products.", "AsOf", fair, [404])},
    }


_MEDIA: Final = {
    "json": "application/json",
    "jsonld": "application/ld+json",
    "csv": "text/csv",
    "atom": "application/atom+xml",
    "pem": "application/x-pem-file",
    "ics": "text/calendar",
    "parquet": "application/vnd.apache.parquet",
    "sig": "text/plain",
}


def _get(
    name: str,
    words: str,
    schema: str,
    parameters: list[Json] | None = None,
    refusals: list[int] | None = None,
    form: str = "json",
) -> Json:
    """One GET. ``schema`` "" where it is no JSON of ours."""
    content = {_MEDIA[form]: {"schema": _ref(schema)} if schema else {}}
    return {
        "operationId": name,
        "summary": words,
        "parameters": parameters or [],
        "responses": {"200": {"description": words, "content": content}} | _refusals(*(refusals or [])),
    }


def _told(words: str, schema: str) -> Json:
    return {"description": words, "content": {"application/json": {"schema": _ref(schema)}}}


def _refusals(*statuses: int) -> Json:
    content = {"application/problem+json": {"schema": _ref("Problem")}}
    return {str(each): {"description": _PROBLEMS[each], "content": content} for each in statuses}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _within(name: str, schema: Json, words: str) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": schema, "description": words}


def _asked(name: str, schema: Json, words: str) -> Json:
    return {"name": name, "in": "query", "schema": schema, "description": words}


def _choices(*names: str) -> list[Json]:
    several = {"type": "array", "items": TEXT}
    words = "Several are alternatives. Values as in the answers."
    return [_asked(name, several, words) | {"explode": True} for name in names]


def _object(**properties: Json) -> Json:
    """An object that has all of these, and may have more one day."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def _or_null(schema: Json) -> Json:
    return {"anyOf": [schema, {"type": "null"}]}


def _codes(values: Any) -> Json:
    return {"enum": [each.value for each in values]}


def _schemas() -> Json:
    named = _object(id=NUMBER, name=TEXT)
    finding = _object(
        finding=_codes(Finding),
        reason=_object(code=TEXT, text=TEXT),
        score={"type": "number"},
        certification=_or_null(_ref("Certification")),
        standing=_or_null(TEXT),
        candidates={"type": "array"},
    )
    now = {"as_of": DAY, "catalogue": _object(version=NUMBER, compiled_at=MOMENT)}
    columns = {each.name: each for each in COLUMNS}
    row = _object(**{name: _KINDS[each.kind] for name, each in columns.items() if each.required})
    row["properties"] |= {n: _or_null(_KINDS[e.kind]) for n, e in columns.items() if not e.required}
    return {
        "Answer": _object(
            verdict=_codes(Headline),
            authenticity=_object(code=_codes(Authenticity), method=TEXT),
            standing=_object(code=_codes(Standing), as_of=MOMENT),
            circulation=_object(
                code=_codes(Circulation), scans=_or_null(NUMBER), first_scan=_or_null(MOMENT)
            ),
            label=_or_null(
                _object(
                    certification_id=NUMBER,
                    batch=NUMBER,
                    serial=NUMBER,
                    kind={"enum": ["product", "unit"]},
                    printed_stars=NUMBER,
                    printed_until=DAY,
                )
            ),
            certification=_or_null(_ref("Certification")),
            catalogue=_object(version=NUMBER, compiled_at=MOMENT, confirmed_at=MOMENT),
        ),
        "Certification": _object(
            id=NUMBER,
            stars={"enum": [3, 4, 5]},
            valid_from=DAY,
            valid_until=DAY,
            decision=_object(id=NUMBER, number=TEXT, date=DAY, authority=TEXT),
            product=named,
            producer=named,
            province=_or_null(_object(code=TEXT, name=TEXT)),
        ),
        "Found": _object(
            query=TEXT,
            total=NUMBER,
            items={
                "type": "array",
                "items": _object(
                    product=named, standing=_codes(Standing), certification=_ref("Certification")
                ),
            },
            facets={"type": "object"},
            next=_or_null(TEXT),
            **now,
        ),
        "Finding": finding,
        "FindingNow": {"allOf": [_ref("Finding"), _object(**now)]},
        "Findings": _object(findings={"type": "array", "items": _ref("Finding")}, **now),
        "Row": row,
        "Rows": _object(
            as_of=DAY,
            catalogue_version=NUMBER,
            licence=TEXT,
            total=NUMBER,
            next=_or_null(TEXT),
            certifications={"type": "array", "items": _ref("Row")},
        ),
        "AsOf": _object(as_of=DAY),
        "Anything": {"type": "object"},
        "Problem": _object(type=TEXT, title=TEXT, status=NUMBER, detail=TEXT),
    }
