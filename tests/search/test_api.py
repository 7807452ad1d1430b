"""Search and claims for machines: one shape, strict questions, plain refusals."""

import json

import pytest

from ocop_verify.search.sent import LONGEST, MOST_CLAIMS
from ocop_verify.search.views.context import ROWS_A_MINUTE
from tests.search.market import GROUND, HONEY_LUA, NEM


def post(send, document: object, **headers: str):
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return send("/api/v1/claims", data=body, headers={"Content-Type": "application/json", **headers})


def test_a_search_gives_products_with_their_certifications(read):
    answer = read("/api/v1/search?q=mam+nem+thuyen+nan").json
    first = answer["items"][0]
    assert (first["product"]["id"], first["standing"]) == (NEM, "in_force")
    assert first["product"]["pieces"] == [
        ["Mắm", True],
        [" ", False],
        ["nêm", True],
        [" ", False],
        ["Thuyền", True],
        [" ", False],
        ["Nan", True],
    ]
    assert first["certification"]["id"] == 1_000 + NEM
    assert first["certification"]["decision"]["number"] == "1234/QĐ-UBND"
    assert (answer["exact"], answer["did_you_mean"], answer["next"]) == (True, None, None)
    assert answer["catalogue"]["version"] == 7


def test_a_search_counts_its_facets_and_takes_them_as_filters(read):
    assert read("/api/v1/search?q=mat+ong").json["facets"]["stars"] == {"3": 1, "4": 1}
    narrowed = read("/api/v1/search?q=mat+ong&stars=4&province=86&old_province=83&standing=in_force").json
    assert [item["product"]["id"] for item in narrowed["items"]] == [HONEY_LUA]


def test_pages_follow_each_other_by_their_cursors_and_miss_nothing(read):
    seen, after = [], ""
    while after is not None:
        page = read(f"/api/v1/search?q=1234&limit=4&after={after}").json
        assert page["total"] == 17
        seen += [item["product"]["id"] for item in page["items"]]
        after = page["next"]
    assert sorted(seen) == list(range(1, 18))


def test_slips_are_set_right_for_machines_too(read):
    assert read("/api/v1/search?q=mat+onng+hoa").json["did_you_mean"] == "mat ong hoa"


@pytest.mark.parametrize("path", ["/api/v1/search?q=mam", "/api/v1/claims?product=mam+nem"])
def test_an_answer_that_is_known_is_not_sent_again(read, path):
    first = read(path)
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    again = read(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "query", ["after=x", "after=99999999999999", "limit=0", "limit=-1", "limit=x", "stars=9", "set=x"]
)
def test_odd_parameters_of_a_search_are_passed_over(read, query):
    assert read(f"/api/v1/search?q=mam&{query}").status_code == 200


def test_one_claim_is_told_in_the_address(read):
    answer = read("/api/v1/claims?product=mam+nem+thuyen+nan&maker=thuyen+nan&stars=4&place=binh+thuan").json
    assert (answer["finding"], answer["reason"]["code"]) == ("other_stars", "name_and_maker")
    assert answer["certification"]["id"] == 1_000 + NEM
    assert answer["standing"] == "in_force"
    assert answer["score"] == 100


def test_the_reason_is_told_in_the_language_of_the_address(read):
    vietnamese, english = (
        read(f"{prefix}/api/v1/claims?product=xe+dap").json["reason"]["text"] for prefix in ("", "/en")
    )
    assert vietnamese != english
    assert english.isascii()


def test_many_claims_are_answered_in_their_order(send):
    claims = [
        {"product": "Mắm nêm Thuyền Nan", "maker": "CT TNHH Thuyền Nan", "stars": 3},
        {"product_name": "Mật ong hoa cà phê", "producer": None, "star": "4"},
        {"text": "Kẹo dừa Cô Lụa OCOP 1 sao"},
        {"gtin": 8930000000017},
        {},
    ]
    answer = post(send, {"claims": claims}).json
    found = [
        (each["finding"], each["certification"] and each["certification"]["id"])
        for each in answer["findings"]
    ]
    assert found == [
        ("in_force", 1_000 + NEM),
        ("ambiguous", 1_010),
        ("impossible_claim", 1_006),
        ("in_force", 1_000 + GROUND),
        ("not_found", None),
    ]
    assert [each["certification"]["id"] for each in answer["findings"][1]["candidates"]] == [1_010, 1_009]
    assert post(send, claims).json["findings"] == answer["findings"]


TOO_LONG = json.dumps({"claims": [{"product": "x" * (LONGEST + 1)}]}).encode()
TOO_MANY = json.dumps({"claims": [{}] * (MOST_CLAIMS + 1)}).encode()


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        pytest.param(b"", 400, "JSON", id="nothing"),
        pytest.param(b"{", 400, "JSON", id="cut"),
        pytest.param(b"\xff\xfe", 400, "JSON", id="no UTF-8"),
        pytest.param(b"[" * 100_000, 400, "JSON", id="bottomless"),
        pytest.param(b'{"claims": [{"stars": NaN}]}', 400, "JSON", id="no number of JSON"),
        pytest.param(b"{}", 422, "claims", id="no claims"),
        pytest.param(b'{"claims": {}}', 422, "claims", id="no list"),
        pytest.param(b'{"claims": [], "more": 1}', 422, "claims", id="something beside them"),
        pytest.param(b'{"claims": [1]}', 422, "claims[0]", id="no object"),
        pytest.param(b'{"claims": [{}, {"produkt": "x"}]}', 422, "claims[1]", id="a field that is unknown"),
        pytest.param(b'{"claims": [{"product": ["x"]}]}', 422, "claims[0].product", id="no text"),
        pytest.param(b'{"claims": [{"stars": true}]}', 422, "claims[0].stars", id="no number"),
        pytest.param(b'{"claims": [{"stars": 3, "star": 4}]}', 422, "claims[0].star", id="said twice"),
        pytest.param(
            json.dumps({"claims": [{"product": "x" * (LONGEST + 1)}]}).encode(),
            422,
            "claims[0].product",
            id="too long",
        ),
        pytest.param(TOO_MANY, 422, str(MOST_CLAIMS), id="too many"),
    ],
)
def test_what_is_no_list_of_claims_is_refused_and_named(send, body, status, told):
    answer = post(send, body)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    problem = json.loads(answer.data)
    assert problem["status"] == status
    assert told in problem["detail"]


def test_claims_must_say_that_they_are_json(send):
    answer = post(send, {"claims": []}, **{"Content-Type": "text/plain"})
    assert (answer.status_code, answer.mimetype) == (415, "application/problem+json")


def test_a_misspelt_parameter_is_refused_in_the_address_too(read):
    answer = read("/api/v1/claims?produkt=mam")
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")


def test_a_page_of_another_site_may_ask(market_site):
    asked = market_site.test_client().options("/api/v1/claims", headers={"Origin": "https://example.com"})
    assert asked.headers["Access-Control-Allow-Origin"] == "*"
    assert "Content-Type" in asked.headers["Access-Control-Allow-Headers"]


def test_who_asks_for_too_much_in_a_minute_is_told_to_wait(send):
    claims = [{}] * MOST_CLAIMS
    answers = [post(send, claims).status_code for _ in range(ROWS_A_MINUTE // MOST_CLAIMS + 2)]
    assert answers[0] == 200
    assert answers[-1] == 429
