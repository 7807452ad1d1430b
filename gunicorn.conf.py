"""The production server's settings; ``gunicorn app:app`` reads this file by itself.

It answers plain HTTP on this machine only: a proxy in front ends TLS.
"""

import mmap
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

# How many connections each worker holds, and one more; 0: no such worker. All workers see it.
HELD = memoryview(mmap.mmap(-1, 4 * 64)).cast("i")
LEAVE_SECONDS = 0.001
# How long a thread may hold on to Python while others wait. Beside the answers to scans pages of officers are
# made and a changed catalogue is read: with Python's own 5 ms whoever scans may wait as long at each turn.
SWITCH_SECONDS = 0.001


class EvenWorker(ThreadWorker):  # type: ignore[misc]
    """Leaves a new connection to a worker that holds fewer.

    Whichever worker wakes first accepts. A proxy keeps its connections open, so that all of them may belong
    to one worker for hours, and one core does all the work while another rests.
    """

    def accept(self, listener: Any) -> None:
        """Give the others a moment to be first; what they leave is taken all the same."""
        if self.nr_conns > min(filter(None, HELD), default=0):
            time.sleep(LEAVE_SECONDS)
        super().accept(listener)
        self.notify()

    def notify(self) -> None:
        """Say that this worker lives, and with how many connections."""
        super().notify()
        HELD[self.age % len(HELD)] = self.nr_conns + 1


bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = EvenWorker
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
# Scans want the processor and hardly ever wait; the rest is for officers whose writes wait for the database.
threads = 8
# A worker that answers nothing for this many seconds is replaced.
timeout = 30
# How long running answers may take to end when the server stops.
graceful_timeout = 10
# Longer than a proxy keeps its idle connections, so that it is never this side that closes one in use.
keepalive = 75
# No address of ours is a tenth as long; what is longer gets 400 here and costs the application nothing.
limit_request_line = 4_094
limit_request_fields = 64
# The control socket would lie in the home folder and let whoever can open it steer the server.
control_socket_disable = True

# Files that processes write while they answer must not lie on a disk: one that is slow to sync would stop the
# heartbeat of workers, and one that is full would end a worker at the first number it counts.
MEMORY = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
worker_tmp_dir = str(MEMORY) if MEMORY else None
METRICS = "PROMETHEUS_MULTIPROC_DIR"


def on_starting(server: Any) -> None:
    """Give the workers an empty folder for their numbers."""
    os.environ[METRICS] = tempfile.mkdtemp(prefix="ocop-metrics-", dir=MEMORY)


def when_ready(server: Any) -> None:
    """Start the program that does background work. It ends with this one, however this one ends."""
    # Not before the server stands: settings that make no sense are told once, by the application.
    from ocop_verify.config import Settings  # noqa: PLC0415

    settings = Settings.from_env()
    if settings.job_workers and not settings.follow_url:
        command = ["jobs", "work", "--workers", str(settings.job_workers), "--with-parent", str(os.getpid())]
        environ = {name: value for name, value in os.environ.items() if name != METRICS}
        server.background = subprocess.Popen([sys.executable, "-m", "flask", *command], env=environ)  # noqa: S603


def post_worker_init(worker: Any) -> None:
    """Hold a catalogue before the first connection is accepted; have another process write scans."""
    sys.setswitchinterval(SWITCH_SECONDS)
    worker.wsgi.extensions["catalogue"].start()
    if recorder := worker.wsgi.extensions.get("scans"):
        recorder.write_elsewhere()


def child_exit(server: Any, worker: Any) -> None:
    """Let what was true of a worker that is gone (its version, its buffer) be true no longer."""
    HELD[worker.age % len(HELD)] = 0
    # Not before the folder is known: the library looks for it once, when it is loaded.
    from prometheus_client import multiprocess  # noqa: PLC0415

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Any) -> None:
    """Leave nothing behind."""
    if background := getattr(server, "background", None):
        background.terminate()
    shutil.rmtree(os.environ[METRICS], ignore_errors=True)
