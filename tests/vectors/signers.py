"""Who signs in the vectors, and the batches that their labels come from. The keys are for tests only."""

from dataclasses import replace
from datetime import date
from typing import Any

from ocop_verify.domain.records import Batch, LabelKey, LabelKind
from ocop_verify.domain.token import LabelSigner

Vector = dict[str, Any]

OURS = LabelSigner(3, bytes(range(32)))
RETIRED = LabelSigner(1, bytes(range(1, 33)))
FOREIGN = LabelSigner(3, bytes(range(2, 34)))

KEY = LabelKey(3, OURS.public, date(2025, 1, 1))
OLD_KEY = LabelKey(1, RETIRED.public, date(2024, 1, 1), retired_on=date(2025, 1, 1))

PRODUCT_BATCH = Batch(40, 77, LabelKind.PRODUCT, 1, 3, date(2025, 3, 10), 4, date(2028, 2, 15))
UNIT_BATCH = replace(PRODUCT_BATCH, id=41, kind=LabelKind.UNIT, count=1000)
