"""What many statements would make of the registry: new records, corrections, and what contradicts what.

Statements are settled one after the other onto drafts of the records that they speak of. Where several say
something of one producer or product, the newest decision is believed (of one day, the last row), and an
older one only fills what nothing else tells. So an old file does not undo a newer one, and the same
statements again change nothing. Names keep the spelling in which they were first registered.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import msgspec
from sqlalchemy.orm import Session

from ocop_verify.audit import journal
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.registry.bodies import Body
from ocop_verify.registry.contradictions import contradictions
from ocop_verify.registry.drafts import (
    AuthorityDraft,
    CertificationDraft,
    DecisionDraft,
    Facts,
    ProducerDraft,
    ProductDraft,
)
from ocop_verify.registry.examining import Claim, Examined, Fault
from ocop_verify.registry.fates import Event, find_events
from ocop_verify.registry.holdings import Holdings, read_holdings
from ocop_verify.registry.producer_types import type_by_name
from ocop_verify.registry.recognition import NO_COMMUNE


class StatedTwice(OcopError):
    """Two statements speak of the same product, producer and decision."""


class ProducerUnclear(OcopError):
    """Several producers of this name live in the province, and the commune is not said."""


class Change(msgspec.Struct, frozen=True):
    """A correction of a registered record: only what differs. ``index`` is a statement that asks for it."""

    subject_type: str
    subject_id: int
    name: str
    before: Facts
    after: Facts


class Difference(msgspec.Struct):
    """What is stated against what is registered, at a version of the registry.

    ``stated`` are the certifications that the statements speak of, in their order; with ``faults``, some are
    missing and nothing may be written.
    """

    version: int
    faults: list[Fault]
    stated: list[CertificationDraft]
    authorities: list[AuthorityDraft]
    producers: list[ProducerDraft]
    products: list[ProductDraft]
    decisions: list[DecisionDraft]
    certifications: list[CertificationDraft]
    events: list[Event]
    changes: list[Change]
    unchanged: int

    @property
    def is_empty(self) -> bool:
        """Whether writing it would change nothing."""
        return not (self.certifications or self.changes or self.events)


def compare(session: Session, examined: Examined, today: date, numbers: Sequence[int]) -> Difference:
    """What these statements would make of the registry, and everything that speaks against them.

    ``numbers`` are the rows that the statements stand in, for messages.
    """
    version = journal.version(session)
    claims = examined.claims
    held = read_holdings(session, claims)
    faults = [*examined.faults, *contradictions(claims, numbers, held)]
    settler = Settler(held, claims, numbers)
    for claim in claims:
        settler.settle(claim)
    for producer in settler.producers:
        producer.type = producer.type or type_by_name(producer.name)
    events, impossible = find_events(session, settler.stated, today)
    faults += [*settler.faults, *impossible]
    changes, unchanged = _corrections(settler.stated, events)
    return Difference(
        version,
        sorted(faults, key=lambda fault: fault.index),
        settler.stated,
        settler.authorities,
        settler.producers,
        settler.products,
        settler.decisions,
        settler.certifications,
        events,
        changes,
        unchanged,
    )


class Settler:
    """Finds or makes the draft of every record that a claim speaks of, and writes on it what is said."""

    def __init__(self, held: Holdings, claims: Sequence[Claim], numbers: Sequence[int]) -> None:
        self.faults: list[Fault] = []
        self.stated: list[CertificationDraft] = []
        self.authorities: list[AuthorityDraft] = []
        self.producers: list[ProducerDraft] = []
        self.products: list[ProductDraft] = []
        self.decisions: list[DecisionDraft] = []
        self.certifications: list[CertificationDraft] = []
        self._held = held
        self._numbers = numbers
        self._bodies: dict[Body, AuthorityDraft] = {}
        self._communes: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for claim in claims:
            if claim.commune_key:
                self._communes[claim.producer_key, claim.province].add(claim.commune_key)

    def settle(self, claim: Claim) -> None:
        """Write on the drafts what one claim says. A decision of another day is a fault already told."""
        decision = self._decision(claim)
        producer = self._producer(claim)
        if producer is None or decision.issued_on != claim.said.decided_on:
            return
        product = self._product(claim, producer)
        certification = self._certification(claim, product, decision)
        if certification is None:
            return
        self.stated.append(certification)
        _tell_producer(producer, claim)
        _tell_product(product, claim)
        said = claim.said
        certification.stars = said.stars
        certification.score = said.score or certification.score
        certification.printed_until = said.printed_until or certification.printed_until
        certification.fate = said.fate

    def _authority(self, body: Body) -> AuthorityDraft:
        draft = self._bodies.get(body)
        if draft is None:
            draft = self._held.authorities.get((body.key, body.province))
            if draft is None:
                draft = AuthorityDraft(0, body.name, body.key, body.level.value, body.province)
                self._held.authorities[body.key, body.province] = draft
                self.authorities.append(draft)
            self._bodies[body] = draft
        return draft

    def _decision(self, claim: Claim) -> DecisionDraft:
        day = claim.said.decided_on
        key = (self._authority(claim.body), claim.number.key, day.year)
        draft = self._held.decisions.get(key)
        if draft is None:
            draft = DecisionDraft(0, key[0], claim.number.text, claim.number.key, day)
            self._held.decisions[key] = draft
            self.decisions.append(draft)
        return draft

    def _producer(self, claim: Claim) -> ProducerDraft | None:
        family = self._held.producers.setdefault((claim.producer_key, claim.province), {})
        return family.get(claim.commune_key) or self._relative(claim, family)

    def _relative(self, claim: Claim, family: dict[str, ProducerDraft]) -> ProducerDraft | None:
        """The producer that is meant when none is registered in exactly this commune.

        One that is registered without a commune is the one that now says its own; a statement without a
        commune means the only producer of that name in the province.
        """
        commune, stated = claim.commune_key, self._communes[claim.producer_key, claim.province]
        if commune and list(family) == [""] and family[""].id and len(stated) == 1:
            draft = family[commune] = family.pop("")
            draft.commune_key = commune
            return draft
        if not commune and claim.said.commune != NO_COMMUNE:
            known = {*family, *stated}
            if len(known) > 1:
                self.faults.append(Fault(claim.index, "commune", _unclear(claim, len(known))))
                return None
            commune = next(iter(known), "")
            if commune in family:
                return family[commune]
        draft = ProducerDraft(0, claim.said.producer, claim.producer_key, claim.province, commune)
        family[commune] = draft
        self.producers.append(draft)
        return draft

    def _product(self, claim: Claim, producer: ProducerDraft) -> ProductDraft:
        draft = self._held.products.get((producer, claim.product_key))
        if draft is None:
            draft = ProductDraft(0, producer, claim.said.product, claim.product_key)
            self._held.products[producer, claim.product_key] = draft
            self.products.append(draft)
        return draft

    def _certification(
        self, claim: Claim, product: ProductDraft, decision: DecisionDraft
    ) -> CertificationDraft | None:
        draft = self._held.certifications.get((product, decision))
        if draft is None:
            draft = CertificationDraft(0, product, decision, claim.said.stars, "", None)
            self._held.certifications[product, decision] = draft
            self.certifications.append(draft)
        elif draft.index >= 0:
            self.faults.append(Fault(claim.index, "product", self._twice(claim, draft)))
            return None
        draft.index = claim.index
        return draft

    def _twice(self, claim: Claim, draft: CertificationDraft) -> StatedTwice:
        return StatedTwice(
            N_(
                "Dòng %(row)s và dòng %(other)s cùng ghi một sản phẩm, một chủ thể, một quyết định. "
                "Hãy bỏ một dòng."
            ),
            row=self._numbers[claim.index],
            other=self._numbers[draft.index],
        )


def _tell_producer(draft: ProducerDraft, claim: Claim) -> None:
    """The newest decision tells; an older one only fills what is empty."""
    said = claim.said
    if draft.newest is None or said.decided_on >= draft.newest:
        draft.newest = said.decided_on
        draft.type = said.producer_type or draft.type
        draft.address = said.address or draft.address
        draft.commune = said.commune if claim.commune_key else draft.commune
    else:
        draft.type = draft.type or said.producer_type or ""
        draft.address = draft.address or said.address
        draft.commune = draft.commune or (said.commune if claim.commune_key else "")


def _tell_product(draft: ProductDraft, claim: Claim) -> None:
    said = claim.said
    if draft.newest is None or said.decided_on >= draft.newest:
        draft.newest = said.decided_on
        draft.product_set = said.product_set or draft.product_set
        draft.gtin = said.gtin or draft.gtin
    else:
        draft.product_set = draft.product_set or said.product_set
        draft.gtin = draft.gtin or said.gtin


def _unclear(claim: Claim, count: int) -> ProducerUnclear:
    return ProducerUnclear(
        N_("Trong tỉnh có %(count)s chủ thể tên “%(name)s”. Hãy ghi xã, phường của chủ thể."),
        count=count,
        name=claim.said.producer,
    )


def _corrections(stated: Sequence[CertificationDraft], events: Sequence[Event]) -> tuple[list[Change], int]:
    """What changes of registered records, and how many registered certifications stay as they are."""
    eventful = {event.certification.index for event in events}
    changes: dict[int, Change] = {}
    unchanged = 0
    for draft in stated:
        product, producer = draft.product, draft.product.producer
        touched = [
            _note(changes, "certification", draft, product.name),
            _note(changes, "product", product, product.name),
            _note(changes, "producer", producer, producer.name),
        ]
        if draft.was is not None and not any(touched) and draft.index not in eventful:
            unchanged += 1
    return list(changes.values()), unchanged


def _note(
    changes: dict[int, Change], kind: str, draft: CertificationDraft | ProductDraft | ProducerDraft, name: str
) -> bool:
    """Whether a registered record is changed; the change is kept once, however many rows ask for it."""
    if draft.was is None:
        return False
    if id(draft) not in changes:
        after = draft.facts()
        if after == draft.was:
            return False
        different = [key for key, value in after.items() if draft.was[key] != value]
        changes[id(draft)] = Change(
            kind,
            draft.id,
            name,
            {key: draft.was[key] for key in different},
            {key: after[key] for key in different},
        )
    return True
