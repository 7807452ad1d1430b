"""PostgreSQL with a streaming replica: the primary fails, scans go on, writes wait, nothing is lost."""

from collections.abc import Iterator
from dataclasses import dataclass

import flask_migrate
import pytest

from bench.stock import stock
from ocop_verify.config import Settings
from ocop_verify.db import db
from tests.conftest import running
from tests.postgresql import Instance, postgresql_programs
from tests.resilience.conftest import CERTIFICATIONS, Crowd, Server, wait_for

# Starts servers and breaks what they stand on: it runs in make test-all.
pytestmark = pytest.mark.slow

# The disk may lie; whether a commit is on the standby may not.
PRIMARY = ("fsync=off", "wal_level=replica", "max_wal_senders=4")
STANDBY = ("fsync=off", "hot_standby=on")


@dataclass(frozen=True)
class Pair:
    """A primary, and a standby that has every commit that was acknowledged."""

    primary: Instance
    standby: Instance

    @property
    def url(self) -> str:
        """One address for both: whichever takes writes is connected to."""
        hosts = f"{self.primary.folder},{self.standby.folder}"
        return f"postgresql+psycopg://postgres@/postgres?host={hosts}&target_session_attrs=read-write"


@pytest.fixture
def pair() -> Iterator[Pair]:
    with postgresql_programs() as programs:
        pair = Pair(Instance(programs, "primary"), Instance(programs, "standby"))
        pair.primary.create()
        pair.primary.start(*PRIMARY)
        pair.standby.copy(pair.primary)
        pair.standby.start(*STANDBY)
        pair.primary.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
        pair.primary.execute("SELECT pg_reload_conf()")
        try:
            yield pair
        finally:
            pair.standby.stop()
            pair.primary.stop()


@pytest.fixture
def site(pair: Pair, tmp_path) -> Iterator[tuple[Server, Crowd]]:
    """A server on this pair, with data, and people who scan its labels."""
    settings = Settings(data_dir=tmp_path / "data", database_url=pair.url)
    with running(settings) as app, app.app_context():
        flask_migrate.upgrade()
        made = stock(db.engine, settings, CERTIFICATIONS)
    server = Server(settings.data_dir, OCOP_DATABASE_URL=pair.url)
    server.start()
    yield server, Crowd(server, list(made.tokens(600)))
    server.stop()


def come_back(pair: Pair) -> None:
    """The primary is started again."""
    pair.primary.start(*PRIMARY)


def fail_over(pair: Pair) -> None:
    """Somebody makes the standby the primary."""
    pair.standby.execute("SELECT pg_promote(true)")


@pytest.mark.parametrize("recover", [come_back, fail_over])
def test_the_primary_fails_and_nobody_who_scans_notices(pair, site, recover):
    server, crowd = site
    with crowd.scanning():
        crowd.wait_for_scans(40)
        assert server.flask("keys", "new").returncode == 0
        version = server.metric("ocop_catalogue_version")
        pair.primary.kill()
        crowd.wait_for_scans(200)
        told = server.get("/readyz")
        assert (told.status, told.json["database"]["reachable"]) == (200, False)
        for page in ("/products/1", "/producers/1", "/decisions/1", "/search?q=suoi+mo", "/"):
            assert server.get(page).status == 200
        refused = server.flask("keys", "new")
        assert refused.returncode != 0
        assert "Cơ sở dữ liệu" in refused.stderr
        assert "Traceback" not in refused.stderr
        recover(pair)
        crowd.wait_for_scans(40)
        accepted = server.flask("keys", "new")
        assert accepted.returncode == 0, accepted.stderr
        wait_for(lambda: server.metric("ocop_catalogue_version") > version, "the change is not seen")
    assert crowd.failures == []
    assert crowd.answers.keys() == {(200, "in_force")}
    wait_for(lambda: server.recorded() == crowd.scans, "scans were lost or counted twice")


def test_a_standby_refuses_writes_and_says_so_calmly(pair, site):
    server, crowd = site
    only_standby = f"postgresql+psycopg://postgres@/postgres?host={pair.standby.folder}"
    other = Server(server.data_dir, OCOP_DATABASE_URL=only_standby)
    other.start()
    try:
        assert other.get(f"/{crowd.tokens[0]}").verdict == "in_force"
        refused = other.flask("keys", "new")
        assert refused.returncode != 0
        assert "Cơ sở dữ liệu" in refused.stderr
        assert "Traceback" not in refused.stderr
    finally:
        other.stop()
