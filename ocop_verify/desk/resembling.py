"""What the names in a table could be confused with, told to whoever is about to register them."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from ocop_verify.desk.judging import Sentence
from ocop_verify.domain.errors import N_
from ocop_verify.registry.importing import Plan
from ocop_verify.search.lookalikes import Resemblance, lookalikes_of_name
from ocop_verify.search.today import Today

# A page is read by a person; and a table of thousands must not wait for the names in it.
MOST_NAMES: Final = 200
MOST_TOLD: Final = 10
# Only products of others: that a maker has another sort of the same thing, it knows.
_SENTENCES: Final = {
    Resemblance.SAME_NAME: N_("Dòng %(row)s: đã có “%(other)s” của %(producer)s, trùng tên với “%(name)s”."),
    Resemblance.NEARLY_THE_NAME: N_(
        "Dòng %(row)s: “%(name)s” chỉ khác “%(other)s” của %(producer)s một chữ hoặc một dấu."
    ),
    Resemblance.OTHER_KIND: N_(
        "Dòng %(row)s: “%(name)s” dễ nhầm với “%(other)s” của %(producer)s: cùng nhãn hiệu, loại khác."
    ),
}


def resembling(plan: Plan, today: Today) -> list[Sentence]:
    """Of each new product, the likeliest other that it could be taken for; the first ones of a long table."""
    return list(islice(_resembling(plan, today), MOST_TOLD))


def _resembling(plan: Plan, today: Today) -> Iterator[Sentence]:
    catalogue = today.index.catalogue
    new = {draft.product.key: draft for draft in plan.difference.stated if not draft.product.id}
    for draft in islice(new.values(), MOST_NAMES):
        name, maker = draft.product.name, draft.product.producer.name
        for each in lookalikes_of_name(name, maker, today.catalogued, most=1):
            other = catalogue.products[each.product_id]
            if sentence := _SENTENCES.get(each.resemblance):
                values = {
                    "row": str(plan.numbers[draft.index]),
                    "name": name,
                    "other": other.name,
                    "producer": catalogue.producers[other.producer_id].name,
                }
                yield Sentence(sentence, values)
