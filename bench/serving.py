"""The production server as a bench needs it: started, ready, and ended."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 120
OURS, HELLO = "app:app", "bench.hello:app"


@dataclass(frozen=True, slots=True)
class Site:
    """Where a server listens."""

    port: int
    pid: int

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}/"


@contextmanager
def serving(target: str, data_dir: Path, **settings: str) -> Iterator[Site]:
    """Two workers of the production server, with the settings that it is shipped with."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ours = {
        name: value for name, value in os.environ.items() if not name.startswith(("OCOP_", "PROMETHEUS_"))
    }
    environ = ours | {
        "OCOP_DATA_DIR": str(data_dir),
        "OCOP_PUBLIC_URL": f"http://127.0.0.1:{port}/",
        "OCOP_JOB_WORKERS": "0",
        "WEB_CONCURRENCY": "2",
        "PORT": str(port),
        **settings,
    }
    log = data_dir / f"server-{port}.log"
    with log.open("wb") as output:
        command = [sys.executable, "-m", "gunicorn", target]
        server = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=output, stderr=output)
    try:
        _wait(port, server, log)
        yield Site(port, server.pid)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)


def _wait(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except (OSError, HTTPException):
            time.sleep(0.05)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")
