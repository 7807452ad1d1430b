"""Doing an act and taking it back: what is shown before is what would happen."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from ocop_verify.accounts.views.context import moment
from ocop_verify.db import begin_write, db
from ocop_verify.desk.views.request import catalogue_now, today
from ocop_verify.domain.catalogue import Record
from ocop_verify.verification.pages import ProductPage, product_page


@contextmanager
def rehearsal() -> Iterator[Session]:
    """A transaction that never happened."""
    session = db.session()
    session.rollback()
    begin_write(session)
    try:
        yield session
    finally:
        session.rollback()


def pages_with(records: Iterable[Record], product_ids: Iterable[int]) -> list[ProductPage]:
    """What the public would read of these products if the catalogue held these records."""
    catalogue = catalogue_now()
    catalogue = catalogue.updated(catalogue.version, moment(), records)
    pages = (product_page(key, catalogue, today()) for key in dict.fromkeys(product_ids))
    return [page for page in pages if page is not None]
