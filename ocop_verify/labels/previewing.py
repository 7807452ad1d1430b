"""A label as it will look, before anything is issued. Its code is signed by nobody: scanned, it says so."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.records import Batch, LabelKind
from ocop_verify.domain.token import LabelSigner
from ocop_verify.domain.typed_code import format_code
from ocop_verify.domain.validity import local_day
from ocop_verify.domain.verdict import StandingReading, standing_on
from ocop_verify.labels.design import LabelFace, design, groups_of
from ocop_verify.labels.issuing import LABELLED
from ocop_verify.labels.keyring import PrivateKey
from ocop_verify.labels.layouts import Layout
from ocop_verify.labels.models import MAX_BATCH
from ocop_verify.labels.painting.svg import label_svg
from ocop_verify.labels.runs import Labels, run_of
from ocop_verify.labels.symbols import SymbolMaker
from ocop_verify.registry.lookup import no_such_certification
from ocop_verify.registry.models import CertificationRow
from ocop_verify.registry.reading import read_certifications

# The largest certification that a label can name: none that is there.
NO_CERTIFICATION: Final = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A certification that labels may be issued for, as a person picks it."""

    id: int
    product: str
    product_id: int
    producer: str
    producer_id: int
    province: str
    stars: int
    reading: StandingReading
    decision: str
    decided_on: date

    @property
    def may_be_labelled(self) -> bool:
        """Whether labels may be issued for it today."""
        return self.reading.standing in LABELLED


def candidate(session: Session, certification_id: int, *, now: datetime) -> Candidate:
    """One certification with its standing today. Raises ``NoSuchCertification``."""
    found = candidates(session, [certification_id], now=now)
    if not found:
        raise no_such_certification(certification_id)
    return found[0]


def candidates(session: Session, ids: list[int], *, now: datetime) -> list[Candidate]:
    """These certifications with their standing today, in this order."""
    rows = {row.id: row for row in session.query(CertificationRow).filter(CertificationRow.id.in_(ids))}
    products = {row.product_id for row in rows.values()}
    siblings = session.query(CertificationRow.id).filter(CertificationRow.product_id.in_(products))
    held = read_certifications(session, {key for (key,) in siblings})
    catalogue, today = Catalogue.of(0, now, held), local_day(now)
    found = []
    for key in ids:
        if (row := rows.get(key)) is None:
            continue
        reading = standing_on(catalogue.certifications[key], catalogue, today)
        producer, decision = row.product.producer, row.decision
        found.append(
            Candidate(
                key, row.product.name, row.product_id, producer.name, producer.id, producer.province,
                row.stars, reading, decision.number, decision.issued_on,
            )
        )  # fmt: skip
    return found


def preview_svg(face: LabelFace, kind: LabelKind, layout: Layout, symbols: SymbolMaker, today: date) -> str:
    """The picture of the first label of a batch that is not issued yet."""
    key = PrivateKey.new(0)
    batch = Batch(MAX_BATCH, NO_CERTIFICATION, kind, 1, key.id, today, face.stars, face.valid_until)
    run = run_of(batch, face, LabelSigner(key.id, key.seed), key.code_key)
    [printed] = Labels([run]).take(0, 1)
    [symbol] = symbols.make([printed.label.token])
    code = format_code(printed.label.code)
    drawing = design(face, layout.form, groups_of(code))
    return label_svg(drawing, code, symbol, face.product, "")
