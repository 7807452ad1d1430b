"""The database is gone, locked or lost: scans and pages go on, and nothing that was promised is forgotten."""

import time

import pytest

from ocop_verify.db import BUSY_TIMEOUT_MS, sqlite_module
from tests.resilience.conftest import Server, wait_for

# Starts servers and breaks what they stand on: it runs in make test-all.
pytestmark = pytest.mark.slow

SIDES = ("", "-wal", "-shm")


def test_scans_and_pages_go_on_while_the_database_is_gone(server, crowd):
    with crowd.scanning():
        crowd.wait_for_scans(40)
        rename(server, "ocop", "lost")
        wait_for(lambda: not reachable(server), "nobody notices that the database is gone")
        crowd.wait_for_scans(200)
        assert server.get("/products/1").status == 200
        assert server.get("/search?q=suoi+mo").status == 200
        assert not server.database.exists(), "an empty database in its place would be worse than none"
        rename(server, "lost", "ocop")
        wait_for(lambda: reachable(server), "nobody notices that the database is back")
    assert crowd.failures == []
    assert crowd.answers.keys() == {(200, "in_force")}
    wait_for(lambda: server.recorded() == crowd.scans, "the scans that waited were not written")


def test_it_starts_and_answers_without_its_database(new_server, stocked):
    server = new_server()
    rename(server, "ocop", "lost")
    server.start()
    answer = server.get(f"/{stocked.tokens[0]}")
    assert (answer.status, answer.verdict) == (200, "in_force")
    assert server.get("/readyz").status == 200
    assert not reachable(server)
    assert not server.database.exists()


def test_with_neither_database_nor_copy_it_says_so_and_recovers(new_server, stocked):
    server = new_server()
    rename(server, "ocop", "lost")
    server.data_dir.joinpath("catalogue.ocop").unlink()
    server.start()
    path = f"/{stocked.tokens[0]}"
    page, english, machine = (
        server.get(path),
        server.get(f"/en{path}"),
        server.get(path, Accept="application/json"),
    )
    for answer in (page, english, machine):
        assert answer.status == 503
        assert int(answer.headers["Retry-After"]) > 0
    assert "Chưa kiểm tra được" in page.text
    assert 'lang="en"' in english.text
    assert machine.json["status"] == 503
    assert server.get("/healthz").status == 200
    assert server.get("/readyz").status == 503
    rename(server, "lost", "ocop")
    wait_for(lambda: server.get(path).status == 200, "it does not recover when the database is back")


@pytest.mark.parametrize(
    "seconds",
    [BUSY_TIMEOUT_MS / 1000 + 1, pytest.param(60.0, marks=pytest.mark.slow)],
    ids=["short", "minute"],
)
def test_a_locked_database_delays_nobody_who_scans(server, crowd, seconds):
    writer = sqlite_module.connect(server.database, isolation_level=None)
    with crowd.scanning():
        writer.execute("BEGIN IMMEDIATE")
        until = time.monotonic() + seconds
        refused = server.flask("keys", "new")
        while time.monotonic() < until:
            crowd.wait_for_scans(20)
        writer.execute("ROLLBACK")
    writer.close()
    assert refused.returncode != 0
    assert "Cơ sở dữ liệu" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert crowd.failures == []
    assert crowd.answers.keys() == {(200, "in_force")}
    wait_for(lambda: server.recorded() == crowd.scans, "the scans that waited were not written")
    assert server.metric("ocop_scans_dropped_total") == 0
    assert server.metric("ocop_scan_write_failures_total") > 0, (
        "the lock was held for longer than writers wait"
    )


def test_a_change_is_soon_seen_by_every_worker(server, stocked):
    before = server.metric("ocop_catalogue_version")
    done = server.flask("labels", "void", "--batch", "1", "--from", "1", "--reason", "in hỏng")
    assert done.returncode == 0, done.stderr
    wait_for(lambda: server.metric("ocop_catalogue_version") > before, "the change is not seen")
    verdicts = {server.get(f"/{stocked.tokens[0]}").verdict for _ in range(20)}
    assert verdicts == {"label_voided"}


def reachable(server: Server) -> bool:
    """What the server says of its database."""
    return server.get("/readyz").json["database"]["reachable"]


def rename(server: Server, here: str, there: str) -> None:
    """Move the database with all that lies beside it."""
    for side in SIDES:
        path = server.data_dir / f"{here}.sqlite3{side}"
        if path.exists():
            path.rename(server.data_dir / f"{there}.sqlite3{side}")
