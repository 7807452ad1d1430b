"""The phone and the server make the same of a check and of all that was said at a stall."""

import json
import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ocop_verify.domain.stall_checks import DeclaredGood, LabelSeen, StallFinding, finding_of, sheet_of
from ocop_verify.domain.verdict import Headline
from ocop_verify.fairs.as_json import sayings_for_phones
from ocop_verify.fairs.models import StallSayingRow
from ocop_verify.fairs.sheets import saying_of
from tests.cast import NOW
from tests.domain.test_stall_checks import fairs
from tests.offline.node import answers_to
from tests.vectors.make import FOLDER
from tests.vectors.stalls import GOODS, good_as_json, saying_as_json, seen_as_json, sheet_as_json

VECTORS = [json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("stall_*.json"))]
GOODS_AS_JSON = [good_as_json(each) for each in GOODS]


def asked(vector: dict[str, Any]) -> dict[str, Any]:
    kind = "finding" if "seen" in vector else "sheet"
    return {"ask": kind, **{key: vector[key] for key in ("seen", "sayings", "goods") if key in vector}}


def test_the_phone_gives_the_answer_of_every_vector():
    answers = answers_to(map(asked, VECTORS))
    wrong = {
        each["name"]: found
        for each, found in zip(VECTORS, answers, strict=True)
        if found != each.get("finding", each.get("sheet"))
    }
    assert wrong == {}


def test_neither_order_nor_repetition_makes_a_difference_on_the_phone():
    """The phone is asked with the sayings turned around, and every one twice."""
    sheets = [each for each in VECTORS if "sheet" in each]
    turned = [asked({**each, "sayings": each["sayings"][::-1] * 2}) for each in sheets]
    assert answers_to(turned) == [each["sheet"] for each in sheets]


def test_every_label_at_every_stall_is_found_the_same():
    dice = random.Random(7)
    seen = [
        LabelSeen(dice.choice(list(Headline)), dice.choice([None, 1, 2, 3]), *dice.choices(range(6), k=2))
        for _ in range(1_500)
    ]
    stalls = [
        [
            DeclaredGood(key, dice.choice([None, 1, 2, 3]), dice.choice([0, 3, 4, 5]))
            for key in dice.sample(range(9), dice.randrange(4))
        ]
        for _ in seen
    ]
    questions = [
        {"ask": "finding", "seen": seen_as_json(label), "goods": [good_as_json(each) for each in goods]}
        for label, goods in zip(seen, stalls, strict=True)
    ]
    expected = [finding_of(label, goods) for label, goods in zip(seen, stalls, strict=True)]
    assert answers_to(questions) == expected
    assert set(expected) == set(StallFinding) - {StallFinding.NO_LABEL}


def test_a_scan_is_about_the_same_good_product_or_code():
    rows = [
        StallSayingRow(
            id=f"00000000-0000-0000-0000-{number:012}", stall_id=1, device_id=1, turn=number, said="scanned",
            at=NOW, subject="", finding="", about="", words="", headline="in_force", product_id=product,
            stars=4, printed_stars=4, code="ab" * 16, file=None,
        )
        for number, product in enumerate((10, 20, 30, None))
    ]  # fmt: skip
    expected = [saying_of(row, GOODS) for row in rows]
    told = sayings_for_phones(rows, [])
    questions = [{"ask": "subject", "seen": each, "goods": GOODS_AS_JSON} for each in told]
    assert answers_to(questions) == [each.subject for each in expected]
    [sheet] = answers_to([{"ask": "sheet", "sayings": told, "goods": GOODS_AS_JSON}])
    assert sheet == sheet_as_json(sheet_of(expected, GOODS))


@given(st.lists(fairs(), min_size=60, max_size=60))
@settings(max_examples=3)
def test_invented_fairs_come_to_the_same(all_fairs):
    questions = [
        {"ask": "sheet", "sayings": [saying_as_json(each) for each in sayings], "goods": GOODS_AS_JSON}
        for sayings in all_fairs
    ]
    assert answers_to(questions) == [sheet_as_json(sheet_of(sayings, GOODS)) for sayings in all_fairs]
