"""Records as a comparison holds them: those that are registered, those that will be, and what changes.

A draft with id 0 is new. ``was`` keeps what a registered record says; where the draft says otherwise by the
end, that is a correction. Drafts are compared by identity: each record has one.
"""

from datetime import date
from typing import Any

import msgspec

from ocop_verify.registry.recognition import Fate

Facts = dict[str, Any]


class AuthorityDraft(msgspec.Struct, eq=False, gc=False):
    """An authority by its canonical name."""

    id: int
    name: str
    key: str
    level: str
    province: str

    def facts(self) -> Facts:
        """The record as the journal tells it."""
        return {"name": self.name, "level": self.level, "province": self.province}


class ProducerDraft(msgspec.Struct, eq=False, gc=False):
    """A producer. ``newest`` is the day of the newest decision that spoke of it (None: none did yet)."""

    id: int
    name: str
    key: str
    province: str
    commune_key: str = ""
    type: str = ""
    address: str = ""
    commune: str = ""
    newest: date | None = None
    was: Facts | None = None

    def facts(self) -> Facts:
        """The record as the journal tells it."""
        return {
            "address": self.address,
            "commune": self.commune,
            "name": self.name,
            "province": self.province,
            "type": self.type,
        }


class ProductDraft(msgspec.Struct, eq=False, gc=False):
    """A product of a producer."""

    id: int
    producer: ProducerDraft
    name: str
    key: str
    product_set: str = ""
    gtin: str = ""
    newest: date | None = None
    was: Facts | None = None

    def facts(self) -> Facts:
        """The record as the journal tells it."""
        return {
            "gtin": self.gtin,
            "name": self.name,
            "producer_id": self.producer.id,
            "product_set": self.product_set,
        }


class DecisionDraft(msgspec.Struct, eq=False, gc=False):
    """A decision of an authority. ``index`` is the first statement that names it; -1: none does."""

    id: int
    authority: AuthorityDraft
    number: str
    key: str
    issued_on: date
    index: int = -1

    def facts(self) -> Facts:
        """The record as the journal tells it."""
        return {"authority_id": self.authority.id, "issued_on": self.issued_on, "number": self.number}


class CertificationDraft(msgspec.Struct, eq=False, gc=False):
    """A certification. ``index`` is the statement that speaks of it; -1: none does."""

    id: int
    product: ProductDraft
    decision: DecisionDraft
    stars: int
    score: str
    printed_until: date | None
    index: int = -1
    was: Facts | None = None
    fate: Fate | None = None

    def facts(self) -> Facts:
        """The record as the journal tells it."""
        return {
            "decision_id": self.decision.id,
            "printed_until": self.printed_until,
            "product_id": self.product.id,
            "score": self.score,
            "stars": self.stars,
        }
