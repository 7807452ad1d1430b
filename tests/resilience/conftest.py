"""The production server as it is run, on a free port of this machine, and people who scan meanwhile."""

import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from pathlib import Path

import flask_migrate
import msgspec
import pytest
from sqlalchemy import create_engine, text

from bench.stock import Stock, stock
from ocop_verify.config import Settings
from ocop_verify.db import db, engine_options
from tests.conftest import running

ROOT = Path(__file__).resolve().parents[2]
IN_CI = os.environ.get("CI") == "true"
CERTIFICATIONS = 30
WORKERS = 2
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> dict[str, object]:
        return msgspec.json.decode(self.text)

    @property
    def verdict(self) -> str:
        """The word that the page of a scan carries; "" on any other page."""
        return self.text.partition('data-verdict="')[2].partition('"')[0]


class Server:
    """One production server with a data folder of its own."""

    def __init__(self, data_dir: Path, **environ: str) -> None:
        self.data_dir = data_dir
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        ours = {k: v for k, v in os.environ.items() if not k.startswith(("OCOP_", "FLASK_", "PROMETHEUS_"))}
        self.environ = ours | {
            "OCOP_DATA_DIR": str(data_dir),
            "OCOP_PUBLIC_URL": self.url,
            "PORT": str(self.port),
            "WEB_CONCURRENCY": str(WORKERS),
            "OCOP_JOB_WORKERS": "0",
            **environ,
        }
        self._log = data_dir.parent / f"{data_dir.name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait for the first answer."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "app:app"],
                cwd=ROOT,
                env=self.environ,
                stdout=log,
                stderr=log,
            )
        wait_for(self.is_alive, f"the server does not start:\n{self.log}")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it and give its exit code; whoever still hangs after that is killed and fails the test."""
        if self._process is None:
            return 0
        self._process.send_signal(how)
        try:
            return self._process.wait(timeout=PATIENCE_SECONDS)
        finally:
            self._process.kill()
            self._process.wait()
            self._process = None

    def kill(self) -> None:
        """Kill what started the workers; they are left alone."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self._process = None

    def get(self, path: str, **headers: str) -> Answer:
        """One request on a connection of its own."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(
                "GET", path, headers={name.replace("_", "-"): v for name, v in headers.items()}
            )
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read().decode())
        finally:
            connection.close()

    def is_alive(self) -> bool:
        """Whether it answers at all."""
        try:
            return self.get("/healthz").status == 200
        except (OSError, HTTPException):
            return False

    def metric(self, name: str) -> float:
        """A number of ``/metrics``, added up over its labels."""
        lines = self.get("/metrics").text.splitlines()
        values = [line.rpartition(" ")[2] for line in lines if line.startswith((name + " ", name + "{"))]
        assert values, f"{name} is not measured"
        return sum(map(float, values))

    @property
    def workers(self) -> list[int]:
        """The process ids of the workers."""
        assert self._process is not None
        pid = self._process.pid
        return sorted(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))

    @property
    def log(self) -> str:
        """What it has logged until now."""
        return self._log.read_text() if self._log.exists() else ""

    @property
    def database(self) -> Path:
        """Its SQLite file."""
        return self.data_dir / "ocop.sqlite3"

    def flask(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command of an officer at a terminal."""
        return subprocess.run(
            [sys.executable, "-m", "flask", *arguments],
            cwd=ROOT,
            env=self.environ,
            check=False,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
        )

    def recorded(self) -> int:
        """How many scans of our labels the database has."""
        url = self.environ.get("OCOP_DATABASE_URL") or f"sqlite:///{self.database}"
        engine = create_engine(url, **engine_options(url))
        try:
            with engine.connect() as connection:
                return connection.scalar(text("SELECT coalesce(sum(scans), 0) FROM scan_total")) or 0
        finally:
            engine.dispose()


@dataclass
class Crowd:
    """People who scan one label after the other, and note what they got."""

    server: Server
    tokens: Sequence[str]
    answers: Counter[tuple[int, str]] = field(default_factory=Counter)
    failures: list[tuple[float, Exception]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _over: threading.Event = field(default_factory=threading.Event)

    @property
    def scans(self) -> int:
        """How many answers they got."""
        return self.answers.total()

    def wait_for_scans(self, more: int) -> None:
        """Wait until they got so many more answers."""
        until = self.scans + more
        wait_for(lambda: self.scans >= until, "nobody gets an answer any more")

    def _scan(self, first: int) -> None:
        tokens = cycle([*self.tokens[first:], *self.tokens[:first]])
        while not self._over.is_set():
            try:
                answer = self.server.get(f"/{next(tokens)}")
            except (OSError, HTTPException) as problem:
                with self._turn:
                    self.failures.append((time.monotonic(), problem))
                self._over.wait(0.02)
            else:
                with self._turn:
                    self.answers[answer.status, answer.verdict] += 1
                    self.times.append(time.monotonic())

    @contextmanager
    def scanning(self, people: int = 4) -> Iterator["Crowd"]:
        """They scan until the block ends."""
        step = len(self.tokens) // people
        threads = [threading.Thread(target=self._scan, args=(n * step,)) for n in range(people)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self._over.set()
            for thread in threads:
                thread.join()


def wait_for(condition: Callable[[], bool], otherwise: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Go on as soon as something holds; fail when it never does."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            pytest.fail(otherwise)
        time.sleep(0.05)


@dataclass(frozen=True)
class Stocked:
    """A data folder with a registry, its keys and its signed catalogue, to be copied."""

    data_dir: Path
    stock: Stock
    tokens: Sequence[str]


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Stocked:
    """Written once; no test changes it."""
    data_dir = tmp_path_factory.mktemp("stocked")
    settings = Settings(data_dir=data_dir)
    with running(settings) as app, app.app_context():
        flask_migrate.upgrade()
        made = stock(db.engine, settings, CERTIFICATIONS)
        assert len(app.extensions["catalogue"].held.catalogue.certifications) == CERTIFICATIONS
    return Stocked(data_dir, made, list(made.tokens(600)))


class Clock:
    """What a program believes the time to be."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "clock"
        self.turn(0)

    def turn(self, seconds: int) -> None:
        """Set it off by so many seconds, at once."""
        handle = self.file.open("r+b") if self.file.exists() else self.file.open("w+b")
        with handle:
            handle.write(struct.pack("<q", seconds))

    @property
    def environ(self) -> dict[str, str]:
        return {"PYTHONPATH": str(Path(__file__).with_name("turned")), "TEST_CLOCK": str(self.file)}


@pytest.fixture
def clock(tmp_path) -> Clock:
    return Clock(tmp_path)


NewServer = Callable[..., Server]


@pytest.fixture
def new_server(stocked: Stocked, tmp_path: Path) -> Iterator[NewServer]:
    """Makes servers with a copy of the stocked data, not started yet; at the end all are stopped."""
    servers: list[Server] = []

    def make(data_dir: Path | None = None, **environ: str) -> Server:
        data_dir = data_dir or tmp_path / f"data{len(servers)}"
        shutil.copytree(stocked.data_dir, data_dir, dirs_exist_ok=True)
        servers.append(Server(data_dir, **environ))
        return servers[-1]

    yield make
    for server in servers:
        server.stop()


@pytest.fixture
def server(new_server: NewServer) -> Server:
    """A server that runs and is in order."""
    server = new_server()
    server.start()
    return server


@pytest.fixture
def crowd(server: Server, stocked: Stocked) -> Crowd:
    """People at that server, not scanning yet."""
    return Crowd(server, stocked.tokens)
