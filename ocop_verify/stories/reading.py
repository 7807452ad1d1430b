"""The stories as records of the ground, for the catalogue."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.domain.records import Story
from ocop_verify.registry.reading import Ids, rows_where
from ocop_verify.stories.models import StoryRow


def read_stories(session: Session, ids: Ids = None) -> Iterator[Story]:
    """Stories by the number of their product."""
    statement = select(StoryRow.product_id, StoryRow.document)
    for each in rows_where(session, statement, StoryRow.product_id, ids):
        yield Story(*each)
