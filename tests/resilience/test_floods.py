"""A flood of forged labels: each costs little, none is kept, and people with real ones hardly notice."""

from pathlib import Path
from random import Random

import pytest
from sqlalchemy import create_engine, inspect, text

from ocop_verify.db import engine_options
from ocop_verify.domain.token import SignedLabel, read_token
from tests.resilience.conftest import Crowd, wait_for

# Starts servers and breaks what they stand on: it runs in make test-all.
pytestmark = pytest.mark.slow

# check.py keeps the text of that many of the last labels, forged or not, in each worker.
KEPT_LABELS = 8_192
# Heaps breathe; one kept label more would be 60 MB.
SLACK_BYTES = 12 * 1024 * 1024


def forged(tokens, count):
    """Labels that look right, each with a signature of its own that nobody made."""
    random, real = Random(7), [read_token(token) for token in tokens]
    for number in range(count):
        label = real[number % len(real)]
        yield SignedLabel(label.label, label.payload, random.randbytes(64)).text


def rows(server) -> dict[str, int]:
    url = f"sqlite:///{server.database}"
    engine = create_engine(url, **engine_options(url))
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
        found = {name: connection.scalar(text(f'SELECT count(*) FROM "{name}"')) for name in names}
    engine.dispose()
    return found


def memory_bytes(server) -> int:
    """What the workers hold, without what they share."""
    kilobytes = 0
    for pid in server.workers:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty:"))
    return kilobytes * 1024


def flood(server, tokens, count) -> None:
    """Send that many forged labels, from four people at once."""
    crowd = Crowd(server, list(forged(tokens, count)))
    with crowd.scanning(4):
        crowd.wait_for_scans(count)
    assert crowd.answers.keys() == {(404, "forged")}
    assert crowd.failures == []


def test_a_flood_of_forged_labels_leaves_a_number_and_nothing_else(server, crowd, stocked):
    with crowd.scanning(1):
        crowd.wait_for_scans(20)
    wait_for(lambda: server.metric("ocop_scans_buffered") == 0, "scans are not written")
    before = rows(server)
    flood(server, stocked.tokens, 2_000)
    assert {server.get(f"/{token}").verdict for token in stocked.tokens[:10]} == {"in_force"}
    assert server.stop() == 0
    after = rows(server)
    assert after["verdict_count"] == before["verdict_count"] + 1
    assert after["recent_scan"] == before["recent_scan"] + 10
    of_scans = {"verdict_count", "recent_scan", "scan_total", "scan_day", "scan_day_device", "scan_writer"}
    others = after.keys() - of_scans
    assert {name: after[name] for name in others} == {name: before[name] for name in others}


def test_people_with_real_labels_get_answers_in_a_flood(server, crowd, stocked):
    with crowd.scanning(2):
        flood(server, stocked.tokens, 2_000)
        crowd.wait_for_scans(20)
    assert crowd.answers.keys() == {(200, "in_force")}
    assert crowd.failures == []


@pytest.mark.slow
def test_a_flood_of_forged_labels_takes_no_memory(server, stocked):
    flood(server, stocked.tokens, 3 * KEPT_LABELS)
    before = memory_bytes(server)
    flood(server, stocked.tokens, 6 * KEPT_LABELS)
    assert memory_bytes(server) - before < SLACK_BYTES
