"""A registry of any size for benchmarks and for tests of the whole server, written in seconds.

Everything in it is invented. Rows are inserted in bulk, with the journal entries that an import would leave,
so that a server that watches the registry sees them as it sees any other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from ocop_verify.audit.journal import Entry, record
from ocop_verify.config import Settings
from ocop_verify.db import Base, begin_write, insert_rows
from ocop_verify.domain.label import label_of
from ocop_verify.domain.records import Batch, LabelKind
from ocop_verify.domain.token import LabelSigner, sign_labels
from ocop_verify.labels.keyring import KeyRing
from ocop_verify.labels.models import BatchRow
from ocop_verify.labels.signing_keys import create_key
from ocop_verify.registry.models import AuthorityRow, CertificationRow, DecisionRow, ProducerRow, ProductRow

ACTOR = "bench"
PROVINCE = "68"
PRODUCTS_PER_PRODUCER = 2
PRODUCTS_PER_DECISION = 50
LABELS_PER_BATCH = 1_000_000


@dataclass(frozen=True, slots=True)
class Stock:
    """What was written: as many certifications, each with one batch of unit labels that bears its number."""

    certifications: int
    issued_on: date
    signer: LabelSigner

    def tokens(self, count: int, certifications: int = 0) -> Iterator[str]:
        """``count`` different labels, spread over the first so many certifications (0: over all)."""
        spread = min(certifications or self.certifications, count)
        for key in range(1, spread + 1):
            labels = count // spread + (key <= count % spread)
            batch = self._batch(key)
            yield from sign_labels(label_of(batch, 1), range(1, labels + 1), self.signer)

    def _batch(self, key: int) -> Batch:
        until = self.issued_on.replace(year=self.issued_on.year + 3)
        kind = LabelKind.UNIT
        return Batch(
            key, key, kind, LABELS_PER_BATCH, self.signer.key_id, self.issued_on, stars_of(key), until
        )


def stock(
    engine: Engine, settings: Settings, certifications: int, provinces: Sequence[str] = (PROVINCE,)
) -> Stock:
    """Fill an empty registry; producers are in these provinces by turns."""
    now = datetime.now(UTC)
    # Never the 29th of February, and long enough ago and ahead for every label to be in force.
    issued_on = (now - timedelta(days=200)).date().replace(day=15)
    ring = KeyRing(settings.keys_dir)
    with Session(engine) as session:
        begin_write(session)
        key = create_key(session, ring, actor=ACTOR, now=now).id
        add(session, key, range(1, certifications + 1), issued_on, now, provinces)
        session.commit()
    return Stock(certifications, issued_on, LabelSigner(key, ring.private(key).seed))


def stars_of(key: int) -> int:
    """Most have three stars, some four, few five."""
    return 5 if key % 50 == 0 else 4 if key % 4 == 0 else 3


def add(
    session: Session,
    key: int,
    numbers: range,
    issued_on: date,
    now: datetime,
    provinces: Sequence[str] = (PROVINCE,),
) -> None:
    """Insert certifications with these ids, and all that belongs to each; the caller commits."""
    if not session.get(AuthorityRow, 1):
        name = "UBND tỉnh Lâm Đồng"
        session.add(AuthorityRow(id=1, name=name, name_key=name.lower(), level="province", province=PROVINCE))
        session.flush()
    producers = sorted({1 + (n - 1) // PRODUCTS_PER_PRODUCER for n in numbers})
    decisions = sorted({1 + (n - 1) // PRODUCTS_PER_DECISION for n in numbers})
    until = issued_on.replace(year=issued_on.year + 3)
    tables: list[tuple[type[Base], str, tuple[str, ...], list[tuple[object, ...]]]] = [
        (
            ProducerRow,
            "producer",
            ("id", "name", "name_key", "type", "address", "commune", "commune_key", "province"),
            [
                (n, f"Hợp tác xã Suối Mơ {n}", f"htx suoi mo {n}", "cooperative", f"Thôn {n}", "xã Suối Mơ",
                 "xa suoi mo", provinces[n % len(provinces)])
                for n in producers
            ],
        ),
        (
            DecisionRow,
            "decision",
            ("id", "authority_id", "number", "number_key", "year", "issued_on"),
            [(n, 1, f"{n}/QĐ-UBND", f"{n}/qd-ubnd", issued_on.year, issued_on) for n in decisions],
        ),
        (
            ProductRow,
            "product",
            ("id", "producer_id", "name", "name_key", "product_set", "gtin"),
            [
                (n, 1 + (n - 1) // PRODUCTS_PER_PRODUCER, f"Cà phê bột Suối Mơ {n}", f"ca phe {n}", "Cà phê",
                 "")
                for n in numbers
            ],
        ),
        (
            CertificationRow,
            "certification",
            ("id", "product_id", "decision_id", "stars", "score", "printed_until"),
            [(n, n, 1 + (n - 1) // PRODUCTS_PER_DECISION, stars_of(n), "", None) for n in numbers],
        ),
        (
            BatchRow,
            "batch",
            ("id", "certification_id", "kind", "count", "key_id", "issued_on", "printed_stars",
             "printed_until", "sheet"),
            [(n, n, 1, LABELS_PER_BATCH, key, issued_on, stars_of(n), until, "a4-24") for n in numbers],
        ),
    ]  # fmt: skip
    entries = [Entry("import", "authority", 1, {})]
    for model, subject, columns, rows in tables:
        insert_rows(session, model, columns, rows)
        entries += [Entry("import", subject, row[0], {}) for row in rows if isinstance(row[0], int)]
    record(session, entries, actor=ACTOR, now=now)
