"""Changes in words, for the feed and for the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.errors import N_
from ocop_verify.domain.validity import written
from ocop_verify.opendata.changes import Change, What
from ocop_verify.opendata.columns import without_contacts
from ocop_verify.web.language import gettext

WORDS: Final[Mapping[What, str]] = {
    What.RECOGNISED: N_("Được công nhận: %(product)s, %(stars)s sao, từ %(day)s"),
    What.RENEWED: N_("Được công nhận lại: %(product)s, %(stars)s sao, từ %(day)s"),
    What.EXTENDED: N_("Được gia hạn: %(product)s, %(stars)s sao, đến hết %(day)s"),
    What.SUSPENDED: N_("Tạm dừng công nhận: %(product)s, %(stars)s sao, từ %(day)s"),
    What.LIFTED: N_("Có hiệu lực lại: %(product)s, %(stars)s sao, từ %(day)s"),
    What.REVOKED: N_("Bị thu hồi: %(product)s, %(stars)s sao, từ %(day)s"),
    What.ENDED: N_("Hết hạn công nhận: %(product)s, %(stars)s sao, ngày cuối là %(day)s"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A change in the reader's language. ``maker`` is the producer's name."""

    change: Change
    title: str
    maker: str
    product_id: int


def entries_of(changes: Sequence[Change], catalogue: Catalogue) -> list[Entry]:
    """The changes in words; one that the catalogue at hand does not know yet is left for later."""
    return [_entry(each, catalogue) for each in changes if each.certification_id in catalogue.certifications]


def _entry(change: Change, catalogue: Catalogue) -> Entry:
    it = catalogue.certifications[change.certification_id]
    product = catalogue.products[it.product_id]
    told = change.on - timedelta(days=1) if change.what is What.ENDED else change.on
    name = without_contacts(product.name)
    title = gettext(WORDS[change.what], product=name, stars=it.stars, day=written(told))
    maker = without_contacts(catalogue.producers[product.producer_id].name)
    return Entry(change, title, maker, product.id)
