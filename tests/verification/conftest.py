"""The site of the specimens, for what the doors answer; a registry and recorders, for what is counted."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine

from ocop_verify.config import Settings
from ocop_verify.db import engine_options, prepare
from ocop_verify.verification.recording import ScanRecorder
from tests.cast import NOW
from tests.conftest import Registries
from tests.specimens import SpecimenSite, running_specimens

NEVER_BY_ITSELF = 3_600.0


@pytest.fixture(scope="session")
def specimen_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SpecimenSite]:
    with running_specimens(tmp_path_factory.mktemp("specimens")) as site:
        yield site


@pytest.fixture
def settings(registries: Registries) -> Iterator[Settings]:
    """A registry of its own: what is recorded is committed."""
    with registries() as settings:
        yield settings


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    """The database of that registry."""
    engine = create_engine(settings.database, **engine_options(settings.database))
    prepare(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def start(engine: Engine, settings: Settings) -> Iterator[Callable[..., ScanRecorder]]:
    """Starts recorders, as processes would; they write when they are told to."""
    started = []

    def start_one(**options: Any) -> ScanRecorder:
        options = {"flush_seconds": NEVER_BY_ITSELF, "clock": lambda: NOW} | options
        recorder = ScanRecorder(options.pop("engine", engine), settings.data_dir, **options)
        started.append(recorder)
        return recorder

    yield start_one
    for each in started:
        each.stop()


@pytest.fixture
def recorder(start: Callable[..., ScanRecorder]) -> ScanRecorder:
    """One process."""
    return start()
