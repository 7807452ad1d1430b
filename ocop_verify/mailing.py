"""Letters by e-mail: through a server, or as files in a folder where there is none.

    postman = Postman(transport_for(smtp_url, folder))
    postman.post(Letter(to, subject, text))      # gives back at once

Whoever posts never waits for a server: a thread carries letters out and tries again when a server is away.
What is not delivered when the process ends is lost, so what must arrive is handed to ``Transport.send`` by a
job that is kept and repeated.
"""

import logging
import queue
import smtplib
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from ocop_verify.durable import write_durably

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 20
MAX_WAITING = 1_000
# Seconds to wait before each further try.
TRY_AGAIN_AFTER = (5, 60, 300)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file with a letter: a calendar entry, a list."""

    filename: str
    content: bytes
    mimetype: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody is told, in plain text. ``headers``: further ones, like List-Unsubscribe."""

    to: str
    subject: str
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()

    def as_message(self, sender: str) -> EmailMessage:
        """The letter as it travels. Line breaks in an address or a subject raise ``ValueError``."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, self.to, self.subject
        message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=domain_of(sender))
        message["Auto-Submitted"] = "auto-generated"
        for name, value in self.headers.items():
            message[name] = value
        message.set_content(self.text)
        for each in self.attachments:
            main, _, sub = each.mimetype.partition("/")
            message.add_attachment(each.content, maintype=main, subtype=sub, filename=each.filename)
        return message


class Transport(Protocol):
    """Carries one letter out. Raises ``OSError`` (``smtplib``'s are children of it) when it cannot."""

    def send(self, letter: Letter) -> None: ...


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server: ``smtp://user:password@host:587`` (STARTTLS), ``smtps://…:465``, ``smtp+plain://…:25``."""

    url: str
    sender: str

    def send(self, letter: Letter) -> None:
        """Hand it over, encrypted unless the address says plain."""
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS)
        else:
            server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT_SECONDS)
        with server:
            if parts.scheme == "smtp":
                server.starttls()
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(letter.as_message(self.sender))


@dataclass(frozen=True, slots=True)
class Folder:
    """Letters as ``.eml`` files, which any mail program opens; to see what would be sent."""

    folder: Path
    sender: str

    def send(self, letter: Letter) -> None:
        """Write it, readable by the owner only: letters hold links that let people in."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_durably(self.folder / f"{time.time_ns()}.eml", bytes(letter.as_message(self.sender)), 0o600)


def transport_for(smtp_url: str, folder: Path, sender: str) -> Transport:
    """A server where one is named, else the folder."""
    return Smtp(smtp_url, sender) if smtp_url else Folder(folder, sender)


def domain_of(sender: str) -> str:
    """The domain of an address with or without a name before it."""
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"


class Postman:
    """Carries letters out in a thread of its own, begun with the first letter."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self._letters: queue.Queue[Letter] = queue.Queue(MAX_WAITING)
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._stopping = threading.Event()

    def post(self, letter: Letter) -> None:
        """Take a letter. Where too many wait already it is dropped and the log says so."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._carry, name="postman", daemon=True)
                self._thread.start()
        try:
            self._letters.put_nowait(letter)
        except queue.Full:
            log.warning("too many letters are waiting; one was dropped")

    def flush(self) -> None:
        """Wait until everything that was posted has been tried."""
        self._letters.join()

    def stop(self) -> None:
        """Carry out what waits, without second tries, and end the thread."""
        self._stopping.set()
        if self._thread is not None and self._thread.is_alive():
            self._thread.join(timeout=TIMEOUT_SECONDS)

    def _carry(self) -> None:
        while not (self._stopping.is_set() and self._letters.empty()):
            with suppress(queue.Empty):
                letter = self._letters.get(timeout=0.2)
                try:
                    self._deliver(letter)
                finally:
                    self._letters.task_done()

    def _deliver(self, letter: Letter) -> None:
        for seconds in (*TRY_AGAIN_AFTER, None):
            try:
                return self.transport.send(letter)
            except ValueError:
                log.exception("a letter cannot be written")
                return None
            except OSError as problem:
                log.warning("a letter could not be sent: %s", problem)
                if seconds is None or self._stopping.wait(seconds):
                    return log.warning("a letter was given up")
        return None
