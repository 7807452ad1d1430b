"""Pages about products, producers and decisions, as values: what the catalogue says of them on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ocop_verify.catalog.lines import Line, line_of, lines_of, shown_for
from ocop_verify.catalog.recognition import Recognition, place_of, recognition_on
from ocop_verify.catalog.words import PRODUCER_TYPES, WORDS, Message, Words
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.records import Authority, Decision, LabelKind, Producer, Product
from ocop_verify.domain.validity import days_left
from ocop_verify.domain.verdict import STARRED, Headline, Standing
from ocop_verify.verification.presenting import history_of, values_of


@dataclass(frozen=True, slots=True)
class ProductPage:
    """A product, the recognition that speaks for it today, and the others."""

    product: Product
    producer: Producer
    place: str
    shown: Recognition
    history: tuple[Recognition, ...]
    day: date
    labels: "LabelsIssued"

    @property
    def episodes(self) -> tuple[Recognition, ...]:
        """Every recognition, the newest first."""
        every = (self.shown, *self.history)
        return tuple(sorted(every, key=lambda each: (each.valid_from, each.id), reverse=True))

    @property
    def type_word(self) -> str:
        """The legal form of its producer."""
        return PRODUCER_TYPES[self.producer.type]

    @property
    def headline(self) -> Headline:
        """The headline that the page shows."""
        return Headline(self.shown.standing.value)

    @property
    def words(self) -> Words:
        """What it says."""
        return WORDS[self.headline]

    @property
    def band(self) -> Message:
        """The line under the state word."""
        return Message(self.words.band, values_of(self.shown))

    @property
    def stars(self) -> int | None:
        """The stars to draw: only those that count today."""
        return self.shown.stars if self.headline in STARRED else None

    @property
    def days_left(self) -> int | None:
        """How many days follow today, where the end is near; 0 on the last day."""
        if self.shown.standing is not Standing.EXPIRING:
            return None
        return days_left(self.shown.valid_until, self.day)


@dataclass(frozen=True, slots=True)
class LabelsIssued:
    """How many labels of a product were issued: those with a number of their own, and the shared ones.

    ``latest`` is the day of the last batch; None where there is none.
    """

    units: int
    shared: int
    latest: date | None


@dataclass(frozen=True, slots=True)
class ProducerPage:
    """A producer and its products. The star belongs to each product, never to the producer."""

    producer: Producer
    place: str
    type_word: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """A decision, who issued it, and what it recognised."""

    decision: Decision
    authority: Authority
    authority_note: Message | None
    lines: tuple[Line, ...]


def product_page(product_id: int, catalogue: Catalogue, day: date) -> ProductPage | None:
    """The page of a product; None where there is no such product."""
    product = catalogue.products.get(product_id)
    shown = shown_for(product_id, catalogue, day)
    if product is None or shown is None:
        return None
    producer = catalogue.producers[product.producer_id]
    history = history_of(product_id, shown, catalogue, day)
    return ProductPage(
        product, producer, place_of(producer), shown, history, day, labels_issued(product_id, catalogue)
    )


def labels_issued(product_id: int, catalogue: Catalogue) -> LabelsIssued:
    """What was issued for all recognitions of a product; voided labels were issued too."""
    batches = [
        catalogue.batches[batch]
        for certification in catalogue.certifications_of_product.get(product_id, ())
        for batch in catalogue.batches_of_certification.get(certification, ())
    ]
    units = sum(batch.count for batch in batches if batch.kind is LabelKind.UNIT)
    shared = sum(batch.kind is LabelKind.PRODUCT for batch in batches)
    return LabelsIssued(units, shared, max((batch.issued_on for batch in batches), default=None))


def producer_page(producer_id: int, catalogue: Catalogue, day: date) -> ProducerPage | None:
    """The page of a producer; None where there is no such producer."""
    producer = catalogue.producers.get(producer_id)
    if producer is None:
        return None
    products = (catalogue.products[key] for key in catalogue.products_of_producer.get(producer_id, ()))
    lines = lines_of(products, catalogue, day)
    return ProducerPage(producer, place_of(producer), PRODUCER_TYPES[producer.type], lines)


def decision_page(decision_id: int, catalogue: Catalogue, day: date) -> DecisionPage | None:
    """The page of a decision; None where there is none. Each line shows what that decision gave."""
    decision = catalogue.decisions.get(decision_id)
    if decision is None:
        return None
    given = [
        catalogue.certifications[key] for key in catalogue.certifications_of_decision.get(decision_id, ())
    ]
    lines = _in_order(
        line_of(catalogue.products[each.product_id], recognition_on(each, catalogue, day), catalogue)
        for each in given
    )
    authority = catalogue.authorities[decision.authority_id]
    note = lines[0].recognition.authority_note if lines else None
    return DecisionPage(decision, authority, note, lines)


def states() -> Mapping[Headline, Words]:
    """Every state and its words, the commonest first, for pages that explain them."""
    return {headline: WORDS[headline] for headline in reversed(Headline)}


def _in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: line.product.name.casefold()))
