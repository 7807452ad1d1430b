"""The site of the specimens, for tests of what the doors of this room answer."""

from collections.abc import Iterator

import pytest

from tests.specimens import SpecimenSite, running_specimens


@pytest.fixture(scope="session")
def specimen_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SpecimenSite]:
    with running_specimens(tmp_path_factory.mktemp("specimens")) as site:
        yield site
