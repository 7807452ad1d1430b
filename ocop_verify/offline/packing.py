"""The catalogue for phones: all that a verdict needs and the names that an answer shows, in columns, signed.

The file is a signed header, its signature, and a body (``catalog.notation``); the body is one JSON object.
Each member is a table, each table a set of columns, one value a row; rows refer to each other by number.
Columns of growing numbers hold what each adds to the one before, and what few rows have stands under the
number of the row: so a whole register fits into a few hundred kilobytes. Days count from 2018-01-01.

``static/js/offline/catalogue.js`` reads it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Final

import msgspec

from ocop_verify.catalog.recognition import place_of
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.label import FIRST_DAY
from ocop_verify.domain.records import Batch, Certification, Decision, LabelKey

CONTEXT: Final = b"ocop-phone-catalogue-v1\x00"

Table = dict[str, Any]


def pack(catalogue: Catalogue) -> bytes:
    """The body: every certification, batch and key, and what they refer to."""
    certifications = sorted(
        catalogue.certifications.values(), key=lambda each: (each.product_id, each.valid_from, each.id)
    )
    products = rows_of(each.product_id for each in certifications)
    decisions = rows_of(sorted({each.decision_id for each in certifications}))
    producers = rows_of(catalogue.products[key].producer_id for key in products)
    authorities = rows_of(catalogue.decisions[key].authority_id for key in decisions)
    places = rows_of(place_of(catalogue.producers[key]) for key in producers)
    return msgspec.json.encode(
        {
            "keys": [_key(each) for each in catalogue.keys.values()],
            "places": list(places),
            "producers": {
                "name": [catalogue.producers[key].name for key in producers],
                "place": [places[place_of(catalogue.producers[key])] for key in producers],
            },
            "products": {
                "id": deltas(products),
                "name": [catalogue.products[key].name for key in products],
                "producer": deltas(producers[catalogue.products[key].producer_id] for key in products),
            },
            "authorities": [catalogue.authorities[key].name for key in authorities],
            "decisions": {
                "number": [catalogue.decisions[key].number for key in decisions],
                "authority": [authorities[catalogue.decisions[key].authority_id] for key in decisions],
                "issued": [days(catalogue.decisions[key].issued_on) for key in decisions],
            },
            "certifications": _certifications(certifications, products, decisions, catalogue.decisions),
            "batches": _batches([catalogue.batches[key] for key in sorted(catalogue.batches)]),
        }
    )


def _certifications(
    held: Sequence[Certification],
    products: Mapping[int, int],
    decisions: Mapping[int, int],
    decided: Mapping[int, Decision],
) -> Table:
    """Of one product, side by side, the oldest first."""
    begins = ((each.valid_from - decided[each.decision_id].issued_on).days for each in held)
    return {
        "id": deltas(each.id for each in held),
        "product": deltas(products[each.product_id] for each in held),
        "decision": deltas(decisions[each.decision_id] for each in held),
        "stars": [each.stars for each in held],
        "begins": few(begins),
        "until": few(days(each.printed_until) for each in held),
        "extended": few(each.extension and days(each.extension.until) for each in held),
        "paused": few([[days(it.from_day), days(it.lifted_on)] for it in each.suspensions] for each in held),
        "revoked": few(each.revocation and days(each.revocation.on) for each in held),
    }


def _batches(held: Sequence[Batch]) -> Table:
    return {
        "id": deltas(each.id for each in held),
        "certification": deltas(each.certification_id for each in held),
        "kind": [int(each.kind) for each in held],
        "count": [each.count for each in held],
        "key": [each.key_id for each in held],
        "issued": deltas(days(each.issued_on) for each in held),
        "voids": few([[void.first, void.last] for void in each.voids] for each in held),
    }


def _key(key: LabelKey) -> Table:
    return {"id": key.id, "public": key.public.hex(), "distrusted": days(key.distrusted_from)}


def days(day: date | None) -> int | None:
    """A day as a number; None stays None."""
    return None if day is None else (day - FIRST_DAY).days


def rows_of(values: Iterable[Any]) -> dict[Any, int]:
    """A row for each different value, in the order in which they come."""
    return {value: row for row, value in enumerate(dict.fromkeys(values))}


def deltas(numbers: Iterable[Any]) -> list[int]:
    """What each number adds to the one before."""
    return [after - before for before, after in pairwise((0, *numbers))]


def few(values: Iterable[Any]) -> dict[int, Any]:
    """What is there, by row; a number that is 0 and a list that is empty are not there.

    Day 0, on which the programme began, is there: no recognition is as old.
    """
    return {row: value for row, value in enumerate(values) if value}
