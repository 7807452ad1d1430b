"""``flask jobs work``: the process that does background work."""

import os
import signal
import threading
import time

import click
from flask import current_app

from ocop_verify.web.commands import CommandGroup

jobs = CommandGroup("jobs", help="Background work.")

PARENT_LOOK_SECONDS = 1.0
# Scans come first: background work takes the time that they leave.
NICENESS = 10


@jobs.command("work")
@click.option("--workers", type=click.IntRange(1, 16), default=1, show_default=True, help="Jobs at a time.")
@click.option("--with-parent", type=int, help="End when this process, which started it, is gone.")
def work(workers: int, with_parent: int | None) -> None:
    """Do what is queued until told to stop. The production server starts one of these by itself."""
    os.nice(NICENESS)
    if with_parent:
        threading.Thread(target=_end_with, args=(with_parent,), daemon=True).start()
    current_app.extensions["jobs"].work(workers)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(PARENT_LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
