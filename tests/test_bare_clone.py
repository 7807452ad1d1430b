"""The promise of the README on a bare clone: one command, and the site runs, with a label for each verdict.

``flask demo load`` prints a line for each: the verdict, then the address, in any layout between them.
"""

import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from ocop_verify.domain.verdict import Headline

ROOT = Path(__file__).resolve().parent.parent
SERVED = re.compile(r"Listening at: (http://\S+)")
LABEL = re.compile(r"^\W*(\w+)\b.*?(http://127\.0\.0\.1:\d+/\S+)", re.MULTILINE)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What ``make demo`` prints in a bare clone until it serves; the server runs as long as the tests."""
    clone = tmp_path_factory.mktemp("bare") / "clone"
    subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
    ours = ("OCOP_", "FLASK_", "VIRTUAL_ENV", "MAKE", "PYTEST_")
    environ = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    with subprocess.Popen(
        ["make", "demo", f"PORT={free_port()}"],
        cwd=clone,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as demo:
        assert demo.stdout is not None
        lines: list[str] = []
        for line in demo.stdout:
            lines.append(line)
            if SERVED.search(line):
                break
        try:
            yield "".join(lines)
        finally:
            if demo.poll() is None:
                os.killpg(demo.pid, signal.SIGTERM)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def page_at(address: str) -> str:
    """The page, whatever its status: a forged label has one too."""
    try:
        with urlopen(address) as answer:
            return answer.read().decode()
    except HTTPError as answer:
        return answer.read().decode()


def test_it_serves(told):
    served = SERVED.search(told)
    assert served, told
    assert "<h1" in page_at(served[1])


def test_it_shows_a_label_for_each_verdict_and_each_gets_it(told):
    labels = {verdict: address for verdict, address in LABEL.findall(told) if verdict in set(Headline)}
    assert set(labels) == set(Headline)
    shown = {verdict: f'data-verdict="{verdict}"' in page_at(address) for verdict, address in labels.items()}
    assert shown == dict.fromkeys(shown, True)
