"""A site without a database that serves the specimens, for what the doors answer; editions in a folder."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ocop_verify.catalog.publishing import Shelf
from ocop_verify.opendata.editions import Editions
from tests.cast import make_catalogue
from tests.specimens import SpecimenSite, running_specimens


@pytest.fixture(scope="module")
def specimen_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SpecimenSite]:
    with running_specimens(tmp_path_factory.mktemp("specimens")) as site:
        yield site


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """A shelf that has published, so that its key is there."""
    shelf = Shelf(tmp_path / "catalogue.ocop", tmp_path / "keys")
    shelf.publish(make_catalogue(compiled_at=datetime(2026, 11, 1, tzinfo=UTC)))
    return shelf


@pytest.fixture
def editions(tmp_path: Path, shelf: Shelf) -> Editions:
    """Where editions are written."""
    return Editions(tmp_path / "opendata", shelf)
