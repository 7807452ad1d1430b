"""The disk of the data folder is full: scans go on, nothing half-written stays, and all is written later."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.resilience.conftest import IN_CI, Crowd, NewServer, Server, wait_for

# Starts servers and breaks what they stand on: it runs in make test-all.
pytestmark = pytest.mark.slow

DISK_BYTES = 24 * 1024 * 1024


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes in memory; only root may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "ocop-test", str(folder)]
    done = subprocess.run(mount, check=False, capture_output=True, text=True)
    if done.returncode:
        (pytest.fail if IN_CI else pytest.skip)(f"NOT TESTED: no small disk can be mounted: {done.stderr}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def server(new_server: NewServer, small_disk: Path) -> Server:
    server = new_server(small_disk / "data")
    server.start()
    return server


def fill(folder: Path) -> Path:
    """Leave no byte."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65_536, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    assert os.statvfs(folder).f_bavail == 0
    return filler


def test_a_full_disk_stops_no_scan_and_loses_none(server: Server, small_disk: Path, crowd: Crowd):
    before = server.workers
    with crowd.scanning():
        crowd.wait_for_scans(40)
        filler = fill(small_disk)
        refused = server.flask("labels", "void", "--batch", "1", "--from", "1", "--reason", "in hỏng")
        failures = server.metric("ocop_scan_write_failures_total")
        crowd.wait_for_scans(400)
        wait_for(lambda: server.metric("ocop_scan_write_failures_total") > failures, "the disk is not full")
        assert server.get("/products/1").status == 200
        told = server.get("/readyz")
        assert (told.status, told.json["disk"]["enough"]) == (200, False)
        filler.unlink()
    assert refused.returncode != 0
    assert "Traceback" not in refused.stderr
    assert crowd.failures == []
    assert crowd.answers.keys() == {(200, "in_force")}
    assert server.workers == before, "no worker died"
    wait_for(lambda: server.recorded() == crowd.scans, "the scans that waited were not written")
    voided = server.flask("labels", "void", "--batch", "1", "--from", "1", "--reason", "in hỏng")
    assert voided.returncode == 0, voided.stderr


def test_it_starts_and_answers_on_a_full_disk(new_server: NewServer, small_disk: Path, stocked):
    server = new_server(small_disk / "data")
    fill(small_disk)
    server.start()
    assert server.get(f"/{stocked.tokens[0]}").verdict == "in_force"
    assert server.get("/readyz").status == 200
    assert server.get("/metrics").status == 200
