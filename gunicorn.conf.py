"""The production server's settings; ``gunicorn app:app`` reads this file by itself.

It answers plain HTTP on this machine only: a proxy in front ends TLS.
"""

import os

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or os.cpu_count() or 1)
threads = 8
# Load the application once and fork: half the start-up, shared memory. What it must hold per process (the
# catalogue, its watching thread, connections) it opens at the first request, after the fork.
preload_app = True
# A worker that answers nothing for this many seconds is replaced.
timeout = 30
# How long running answers may take to end when the server stops.
graceful_timeout = 10
# Longer than a proxy keeps its idle connections, so that it is never this side that closes one in use.
keepalive = 75
# The control socket would lie in the home folder and let whoever can open it steer the server.
control_socket_disable = True
# The heartbeat of workers is a file; on a disk that is slow to sync it would stop them.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112
