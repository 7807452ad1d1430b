"""From batches to what is printed: names for the words, keys for the signatures."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from ocop_verify.domain.errors import N_
from ocop_verify.domain.records import Batch
from ocop_verify.domain.token import LabelSigner
from ocop_verify.labels.design import LabelFace
from ocop_verify.labels.keyring import KeyRing, PrivateKeyMissing
from ocop_verify.labels.reading import read_keys
from ocop_verify.labels.runs import LabelRun, run_of
from ocop_verify.registry.reading import read_certifications, read_producers, read_products


def runs_of(
    session: Session, batches: Sequence[Batch], ring: KeyRing, host: str, copies: int = 1
) -> list[LabelRun]:
    """The labels of these batches, ready to be signed and drawn; ``copies`` of each product label.

    A batch can be printed any number of times: it always gives the same labels. Raises
    ``PrivateKeyMissing`` before anything is drawn when a key is not on this machine, or another one is in its
    place: labels that it signed would be forged ones.
    """
    certifications = {c.id: c for c in read_certifications(session, {b.certification_id for b in batches})}
    products = {p.id: p for p in read_products(session, {c.product_id for c in certifications.values()})}
    producers = {p.id: p for p in read_producers(session, {p.producer_id for p in products.values()})}
    keys = {key_id: ring.private(key_id) for key_id in {batch.key_id for batch in batches}}
    signers = {key_id: LabelSigner(key_id, key.seed) for key_id, key in keys.items()}
    for known in read_keys(session, keys):
        if signers[known.id].public != known.public:
            raise PrivateKeyMissing(
                N_("Khóa ký số %(id)s trên máy này không phải khóa trong sổ; chưa in gì."), id=known.id
            )
    runs = []
    for batch in batches:
        product = products[certifications[batch.certification_id].product_id]
        producer = producers[product.producer_id]
        face = LabelFace(product.name, producer.name, batch.printed_stars, batch.printed_until, host)
        runs.append(run_of(batch, face, signers[batch.key_id], keys[batch.key_id].code_key, copies))
    return runs
