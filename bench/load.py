"""Load on a server of this machine, and how long each answer took.

One process with plain sockets that are kept open, so that what it costs is small beside what it measures: on
two cores it takes about a tenth of the time. Either everybody asks again as soon as they have an answer
(``peak``), or requests come at a given rate whatever happens to those before them (``steady``), and then the
time counts from when a request was due, not from when there was a free connection for it.
"""

import selectors
import socket
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import cycle

CONNECTIONS = 16
LENGTH = b"\r\ncontent-length: "


@dataclass
class Outcome:
    """What came of a load."""

    seconds: float = 0.0
    took: list[float] = field(default_factory=list)
    refused: int = 0

    @property
    def a_second(self) -> float:
        """Answers a second."""
        return len(self.took) / self.seconds

    def percentile(self, share: float) -> float:
        """The time within which this share of the answers came, in seconds."""
        return sorted(self.took)[min(len(self.took) - 1, int(share * len(self.took)))]


@dataclass
class _Client:
    """One connection, and the answer that comes in on it."""

    socket: socket.socket
    due: float = 0.0
    answer: bytearray = field(default_factory=bytearray)
    wanted: int = -1

    def ask(self, request: bytes, due: float) -> None:
        self.due, self.wanted = due, -1
        self.answer.clear()
        self.socket.sendall(request)

    def receive(self) -> bool:
        """Read what is there; true when the answer is whole."""
        part = self.socket.recv(1 << 17)
        if not part:
            raise ConnectionError("the server closed a connection in use")
        self.answer += part
        if self.wanted < 0:
            head = self.answer.find(b"\r\n\r\n")
            if head < 0:
                return False
            at = self.answer[:head].lower().find(LENGTH) + len(LENGTH)
            self.wanted = head + 4 + int(self.answer[at:head].split(b"\r\n", 1)[0])
        return len(self.answer) >= self.wanted

    @property
    def is_good(self) -> bool:
        return self.answer.startswith(b"HTTP/1.1 200")


def requests_for(port: int, paths: Iterable[str], session: str = "") -> list[bytes]:
    """Requests as a phone's browser would write them, shorter; with ``session`` of who is logged in."""
    lines = [f"Host: 127.0.0.1:{port}", "User-Agent: Mozilla/5.0 (Linux; Android 14)", "Accept: text/html"]
    if session:
        lines.append(f"Cookie: ocop_session={session}")
    head = "\r\n".join((" HTTP/1.1", *lines, "", ""))
    return [f"GET {path}{head}".encode() for path in paths]


def peak(port: int, requests: Iterator[bytes], seconds: float) -> Outcome:
    """As many as the server can answer to ``CONNECTIONS`` who never rest."""
    return _drive(port, requests, seconds, rate=None)


def steady(port: int, requests: Iterator[bytes], seconds: float, rate: float) -> Outcome:
    """So many a second, come what may."""
    return _drive(port, requests, seconds, rate)


def _drive(port: int, requests: Iterator[bytes], seconds: float, rate: float | None) -> Outcome:
    outcome, now = Outcome(), time.perf_counter
    with selectors.DefaultSelector() as selector:
        clients = [_Client(socket.create_connection(("127.0.0.1", port))) for _ in range(CONNECTIONS)]
        for client in clients:
            client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(client.socket, selectors.EVENT_READ, client)
        idle, busy = deque(clients), 0
        begin = now()
        end, due = begin + seconds, begin
        while busy or now() < end:
            moment = now()
            while idle and moment < end and due <= moment:
                idle.popleft().ask(next(requests), moment if rate is None else due)
                busy += 1
                due = moment if rate is None else due + 1 / rate
            for key, _ in selector.select(max(0.0, min(due - moment, 0.01)) if rate and idle else 0.5):
                client = key.data
                if client.receive():
                    outcome.took.append(now() - client.due)
                    outcome.refused += not client.is_good
                    idle.append(client)
                    busy -= 1
        outcome.seconds = now() - begin
        for client in clients:
            client.socket.close()
    return outcome


def endless(requests: list[bytes]) -> Iterator[bytes]:
    """The same requests again and again."""
    return cycle(requests)
