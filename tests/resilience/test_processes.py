"""A worker is killed, the server is told to stop: people get answers, and answers that were given count."""

import os
import signal
import time
from contextlib import ExitStack, closing
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path

import pytest

from ocop_verify.db import sqlite_module
from tests.resilience.conftest import WORKERS, Crowd, wait_for

# Starts servers and breaks what they stand on: it runs in make test-all.
pytestmark = pytest.mark.slow

PEOPLE = 6
# What a worker had in memory when it was killed: the scans of about two turns of its writing.
UNWRITTEN_SECONDS = 2.5


@pytest.mark.parametrize("kills", [1, pytest.param(10, marks=pytest.mark.slow)])
def test_people_get_answers_while_workers_are_killed(server, crowd, kills):
    with crowd.scanning(PEOPLE):
        lost = 0
        for _ in range(kills):
            crowd.wait_for_scans(200)
            before = server.workers
            killed_at = time.monotonic()
            os.kill(before[0], signal.SIGKILL)
            wait_for(
                lambda before=before: len(set(server.workers) - {before[0]}) == WORKERS,
                "nobody took its place",
            )
            crowd.wait_for_scans(100)
            lost += sum(killed_at - UNWRITTEN_SECONDS < at < killed_at + 0.5 for at in crowd.times)
    assert crowd.answers.keys() == {(200, "in_force")}
    assert len(crowd.failures) <= kills * PEOPLE, "only who was just being answered may notice"
    wait_for(lambda: server.metric("ocop_scans_buffered") == 0, "scans are not written")
    assert crowd.scans - lost <= server.recorded() <= crowd.scans + len(crowd.failures)


def test_numbers_of_a_worker_that_died_are_counted_and_its_state_is_not(server, crowd):
    with crowd.scanning():
        crowd.wait_for_scans(200)
    wait_for(lambda: server.metric("ocop_scans_total") == crowd.scans, "not every scan is counted")
    victim = server.workers[0]
    os.kill(victim, signal.SIGKILL)
    wait_for(lambda: victim not in server.workers and len(server.workers) == WORKERS, "nobody took its place")
    assert server.metric("ocop_scans_total") == crowd.scans
    assert server.metric("ocop_catalogue_version") > 0
    wait_for(lambda: server.metric("ocop_catalogue_age_seconds") < 5, "the dead one's age is still told")


def test_told_to_stop_it_finishes_what_it_began_and_forgets_nothing(server, stocked):
    crowd = Crowd(server, stocked.tokens)
    with crowd.scanning(PEOPLE):
        crowd.wait_for_scans(200)
        assert server.stop() == 0
    assert crowd.answers.keys() == {(200, "in_force")}
    # Somebody who came too late finds the door closed; nobody gets half an answer.
    assert {type(problem) for _, problem in crowd.failures} <= {
        ConnectionRefusedError,
        ConnectionResetError,
        RemoteDisconnected,
    }
    assert server.recorded() == crowd.scans


def test_killed_as_a_whole_it_starts_again_as_if_nothing_was(server, crowd, stocked):
    with crowd.scanning():
        crowd.wait_for_scans(100)
        workers = server.workers
        server.kill()
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    server.start()
    assert server.get(f"/{stocked.tokens[0]}").verdict == "in_force"
    with sqlite_module.connect(server.database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


def test_paths_without_end_are_refused_quietly(server):
    for length in (5_000, 10_000, 100_000):
        assert server.get("/" + "A" * length).status in {400, 414}
    assert server.get("/" + "A" * 3_000).status == 400, "a code of the wrong length"
    assert "Traceback" not in server.log


def test_connections_that_stay_open_go_to_the_worker_that_holds_fewer(server):
    busy, idle = server.workers
    with ExitStack() as kept:

        def connect(count: int) -> None:
            for _ in range(count):
                connection = kept.enter_context(closing(HTTPConnection("127.0.0.1", server.port)))
                connection.request("GET", "/healthz")
                assert connection.getresponse().read()
                time.sleep(0.01)

        os.kill(idle, signal.SIGSTOP)
        try:
            connect(16)
        finally:
            os.kill(idle, signal.SIGCONT)
        assert connections_of(busy) >= 16, "what others leave is taken all the same"
        # On a machine with other work one of them may sleep through a few: they are even in the end.
        for _ in range(16):
            connect(10)
            if abs(connections_of(busy) - connections_of(idle)) <= 8:
                return
        pytest.fail(f"{connections_of(busy)} and {connections_of(idle)} connections")


def connections_of(pid: int) -> int:
    """How many sockets a process has open, the one that it listens on among them."""
    found = Path(f"/proc/{pid}/fd").iterdir()
    return sum(str(handle.readlink()).startswith("socket:") for handle in found)
