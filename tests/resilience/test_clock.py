"""The clock is turned while the server runs: everybody gets an answer, and no older version comes back."""

import pytest

from tests.resilience.conftest import wait_for

# Starts servers and breaks what they stand on: it runs in make test-all.
pytestmark = pytest.mark.slow

DAY = 24 * 3600
YEAR = 365 * DAY


@pytest.fixture
def server(new_server, clock):
    server = new_server(**clock.environ)
    server.start()
    return server


@pytest.mark.parametrize(
    ("seconds", "verdict"),
    [
        (600, "in_force"),
        (-600, "in_force"),
        (-DAY, "in_force"),
        (-YEAR, "not_yet_valid"),  # the labels are from this year
        (YEAR, "in_force"),
        (4 * YEAR, "expired"),
    ],
)
def test_answers_follow_the_day_and_workers_live(server, clock, stocked, seconds, verdict):
    path, before = f"/{stocked.tokens[0]}", server.workers
    clock.turn(seconds)
    assert server.get(path).verdict == verdict
    clock.turn(0)
    assert server.get(path).verdict == "in_force"
    assert server.workers == before


def test_a_clock_set_back_brings_no_older_version_back_and_hides_no_newer_one(server, clock, stocked, crowd):
    path = f"/{stocked.tokens[0]}"
    with crowd.scanning():
        crowd.wait_for_scans(20)
        clock.turn(-DAY)
        told = server.get("/readyz")
        assert (told.status, told.json["clock"]["behind"]) == (200, True)
        server.environ.update(clock.environ)
        voided = server.flask("labels", "void", "--batch", "1", "--from", "1", "--reason", "in hỏng")
        assert voided.returncode == 0, voided.stderr
        wait_for(lambda: server.get(path).verdict == "label_voided", "what changed is not seen")
        clock.turn(0)
        wait_for(lambda: not server.get("/readyz").json["clock"]["behind"], "the clock is right again")
        assert {server.get(path).verdict for _ in range(10)} == {"label_voided"}
        crowd.wait_for_scans(20)
    assert crowd.failures == []
    wait_for(lambda: server.metric("ocop_scans_buffered") == 0, "scans are not written")
