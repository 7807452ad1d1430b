"""The queue that says which job is next: Huey on a file of its own, on Redis or on PostgreSQL.

It holds nothing but numbers of jobs; what they are stands in the table. Messages are signed, since Huey reads
them with pickle: who can write to a shared queue must not be able to run code here.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab  # type: ignore[import-untyped]
from huey.serializer import SignedSerializer  # type: ignore[import-untyped]

NAME = "ocop"
# How soon an idle worker of one machine looks again, in seconds.
LOOK_EVERY = 0.5


def make_queue(url: str, data_dir: Path, secret: str) -> Huey:
    """The queue that a setting names; "" is a file in the data folder.

    The file is not in WAL mode: Huey opens it with Python's own SQLite, which may have the bug that WAL with
    several writers brings out.
    """
    common: dict[str, Any] = {"serializer": SignedSerializer(secret, salt="ocop-jobs-v1"), "results": False}
    if url.startswith("redis"):
        return RedisHuey(NAME, url=url, **common)
    if url.startswith("postgresql"):
        return PostgresHuey(NAME, dsn=url.replace("postgresql+psycopg", "postgresql"), **common)
    return SqliteHuey(NAME, filename=str(data_dir / "jobs.sqlite3"), journal_mode="truncate", **common)


def tasks_of(queue: Huey, run: Callable[[int], None], recover: Callable[[], None]) -> Callable[[int], object]:
    """Tell the queue what to do with a number; gives the function that queues one."""

    @queue.task(name="run")  # type: ignore[untyped-decorator]
    def run_job(job_id: int) -> None:
        run(job_id)

    @queue.periodic_task(crontab(minute="*"), name="recover")  # type: ignore[untyped-decorator]
    def recover_jobs() -> None:
        recover()

    found: Callable[[int], object] = run_job
    return found


def work(queue: Huey, workers: int) -> None:
    """Do what is queued until the process is told to end."""
    queue.create_consumer(
        workers=workers, worker_type="thread", initial_delay=LOOK_EVERY, max_delay=LOOK_EVERY, backoff=1.0
    ).run()
