"""Which product of the register an inspector means who types a name, a decision's number, a code or a link.

A label and the address of a product's page say it for sure. Anything else is looked for as in the search, and
the inspector chooses: a name that only looks like one must not make a case about somebody.
"""

import re
from collections.abc import Mapping
from typing import Final

from ocop_verify.catalog.lines import Line
from ocop_verify.catalog.views import held_catalogue, moment_of_request
from ocop_verify.domain.reports import LabelNumbers
from ocop_verify.domain.token import tidy
from ocop_verify.domain.typed_code import MalformedCode, tidy_code
from ocop_verify.domain.verdict import Headline
from ocop_verify.search.asking import Filters, read_query
from ocop_verify.search.finding import find
from ocop_verify.search.views.context import today
from ocop_verify.search.views.searching import lines_at
from ocop_verify.verification.check import check_code, check_token
from ocop_verify.verification.views.request import keyring

# A decision may hold many products; of names that are only alike, few are worth reading.
MOST: Final = 12
MOST_ALIKE: Final = 5
PRODUCT_PAGE: Final = re.compile(r"(?:https?://\S+?)?(?:/en)?/products/([0-9]{1,10})\b", re.ASCII)
OURS: Final = frozenset(Headline) - {Headline.MALFORMED, Headline.FORGED, Headline.UNKNOWN}


def told_by(text: str) -> Mapping[str, str]:
    """The product, and the label, that a link or a code stands for; nothing where it stands for none."""
    catalogue = held_catalogue().catalogue
    page = PRODUCT_PAGE.search(text)
    if page is not None:
        return {"product": page[1]} if int(page[1]) in catalogue.products else {}
    label = _label_of(text)
    if label is None:
        return {}
    certification = catalogue.certifications[label.certification_id]
    return {"product": str(certification.product_id), "label": str(label)}


def lines_like(text: str) -> tuple[Line, ...]:
    """Products that a name or a number may mean, the likeliest first."""
    index = today()
    found = find(read_query(text), Filters(), index)
    return lines_at(found.rows[: MOST if found.is_exact else MOST_ALIKE], index)


def _label_of(text: str) -> LabelNumbers | None:
    bare, held, now = tidy(text), held_catalogue(), moment_of_request()
    try:
        check = check_code(tidy_code(bare), held.catalogue, keyring().code_keys(), now)
    except MalformedCode:
        check = check_token(bare, held.catalogue, now)
    label = check.verdict.label
    if label is None or check.verdict.headline not in OURS:
        return None
    return LabelNumbers(label.certification_id, label.batch_id, label.serial)
