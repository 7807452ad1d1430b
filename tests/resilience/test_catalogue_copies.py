"""The signed copy on disk is damaged or older: it is refused, and the newer one stays."""

import shutil

import pytest

from tests.resilience.conftest import wait_for

# Starts servers and breaks what they stand on: it runs in make test-all.
pytestmark = pytest.mark.slow

VOID = ("labels", "void", "--batch", "1", "--from", "1", "--reason", "in hỏng")


@pytest.fixture
def lonely(new_server):
    """A server, not started, with a signed copy and the one before it, and no database."""
    server = new_server()
    older = server.data_dir / "catalogue.previous.ocop"
    shutil.copy(server.data_dir / "catalogue.ocop", older)
    assert server.flask(*VOID).returncode == 0
    assert server.flask("catalog", "publish").returncode == 0
    server.database.unlink()
    return server


def spoil(path) -> None:
    """Cut off the end, as a power cut would where files are not synced."""
    path.write_bytes(path.read_bytes()[:-100])


def version(server) -> int:
    return server.get("/readyz").json["catalogue"]["version"]


def test_the_newest_copy_is_served(lonely, stocked):
    lonely.start()
    assert lonely.get(f"/{stocked.tokens[0]}").verdict == "label_voided"


def test_a_damaged_copy_is_passed_over_for_the_one_before(lonely, stocked):
    spoil(lonely.data_dir / "catalogue.ocop")
    lonely.start()
    assert lonely.get(f"/{stocked.tokens[0]}").verdict == "in_force"
    assert "passed over" in lonely.log


def test_nothing_is_said_from_damaged_copies_alone(lonely, stocked):
    for name in ("catalogue.ocop", "catalogue.previous.ocop"):
        spoil(lonely.data_dir / name)
    lonely.start()
    assert lonely.get(f"/{stocked.tokens[0]}").status == 503


@pytest.mark.parametrize("what", ["damaged", "older"])
def test_a_bad_copy_changes_nothing_in_a_server_that_runs(server, stocked, what):
    copy = server.data_dir / "catalogue.ocop"
    old = copy.read_bytes()
    assert server.flask(*VOID).returncode == 0
    wait_for(lambda: server.get(f"/{stocked.tokens[0]}").verdict == "label_voided", "the void is not seen")
    newest = version(server)
    wait_for(lambda: copy.read_bytes() != old, "the newer version is not signed")
    if what == "older":
        copy.write_bytes(old)
    else:
        spoil(copy)
    offered = server.get("/.well-known/ocop-catalogue").text
    assert {version(server) for _ in range(10)} == {newest}
    assert {server.get(f"/{stocked.tokens[0]}").verdict for _ in range(10)} == {"label_voided"}
    assert server.flask(*VOID[:5], "2", "--reason", "in hỏng").returncode == 0
    wait_for(
        lambda: server.get("/.well-known/ocop-catalogue").text != offered, "a good copy is not made again"
    )


def test_an_older_copy_is_replaced_by_what_the_registry_says(new_server, stocked):
    server = new_server()
    old = (server.data_dir / "catalogue.ocop").read_bytes()
    assert server.flask(*VOID).returncode == 0
    (server.data_dir / "catalogue.ocop").write_bytes(old)
    server.start()
    assert server.get(f"/{stocked.tokens[0]}").verdict == "label_voided", "already the first answer is right"
