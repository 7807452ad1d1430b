"""A long table through the web: until its preview stands, and what people who scan notice of it.

The time runs from sending the file to the last byte of the page that shows what it would change: upload,
queue, worker, reading, comparing, page. The rival gives back the cells of the same file and nothing else. Run
it alone with ``python -m bench.uploading``.
"""

import re
import tempfile
import threading
import time
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any

import msgspec

from bench.importing import parse, timed, write_fiction
from bench.scans import FEW, LABELS, load, logged_in, row, stocked
from bench.serving import OURS, serving
from ocop_verify.accounts.permissions import NATION, Grant, Role

ROWS = 20_000
ROUNDS = 5
GOAL = 6  # at most
BOUNDARY = "----ocop-bench"
TOKEN = re.compile(r'name="csrf_token" value="([0-9a-f]+)"')
LOOK_SECONDS = 0.1


def run(rows: int = ROWS) -> list[dict[str, Any]]:
    """The time to the preview, and the scans meanwhile."""
    with tempfile.TemporaryDirectory(prefix="ocop-bench-") as name:
        folder = Path(name)
        path = folder / "ocop.xlsx"
        write_fiction(path, rows)
        data = stocked(folder / "site", FEW)
        cookie = logged_in(data, "lan@example.vn", "Lan", Grant(Role.OFFICER, NATION))
        with serving(OURS, data.folder, OCOP_JOB_WORKERS="1") as site:
            desk = Desk(site.port, cookie)
            content = path.read_bytes()
            pairs = [
                (timed(partial(desk.preview, content)), timed(partial(parse, path))) for _ in range(ROUNDS)
            ]
            ask = load(site, data.paths(LABELS))
            alone = [ask() for _ in range(ROUNDS)]
            with desk.busy(content) as busy:
                meanwhile = [ask() for _ in range(ROUNDS)]
            found = {"alone": alone, "reading": meanwhile}
            ours, theirs = (median(each) for each in zip(*pairs, strict=True))
    return [
        {
            "what": f"preview of {rows:,} rows through the web, s",
            "against": "merely parsing (at most)",
            "ours": ours,
            "theirs": theirs,
            "ratio": ours / theirs,
            "goal": GOAL,
        },
        row(
            f"answers/s while such tables are read ({busy.done} times)",
            "alone",
            found,
            "reading",
            "alone",
            0.5,
        ),
    ]


class Desk:
    """An officer's browser."""

    def __init__(self, port: int, cookie: str) -> None:
        self._port, self._cookie = port, cookie
        self._token = TOKEN.search(self._ask("GET", "/registry/import"))[1]  # type: ignore[index]

    def preview(self, content: bytes) -> None:
        """Send a table, wait until it was read, open what it would change."""
        job = self._location("/registry/import", content)
        while (state := self._state(job)) not in {"done", "failed"}:
            time.sleep(LOOK_SECONDS)
        if state == "failed":
            raise RuntimeError("the table was not read")
        page = self._ask("GET", self._redirected(job))
        if "fingerprint" not in page:
            raise RuntimeError("the page shows nothing that could be written")

    def busy(self, content: bytes) -> "Busy":
        """Send one table after the other, until the block ends."""
        return Busy(self, content)

    def _state(self, job: str) -> str:
        answer = self._ask("GET", job, Accept="application/json")
        return str(msgspec.json.decode(answer)["state"])

    def _location(self, path: str, content: bytes) -> str:
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{self._token}\r\n',
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="ocop.xlsx"\r\n\r\n',
        ]
        body = "".join(parts).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
        return self._redirected(path, body)

    def _redirected(self, path: str, body: bytes | None = None) -> str:
        kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"} if body else {}
        connection = self._connection("POST" if body else "GET", path, body, kind)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        if answer.status != 303:
            raise RuntimeError(f"{path}: {answer.status}")
        return str(answer.headers["Location"])

    def _ask(self, method: str, path: str, **headers: str) -> str:
        connection = self._connection(method, path, None, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        return text

    def _connection(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> HTTPConnection:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        ours = {
            "Cookie": f"ocop_session={self._cookie}",
            "Origin": f"http://127.0.0.1:{self._port}",
            "Sec-Fetch-Site": "same-origin",
        }
        connection.request(method, path, body, ours | headers)
        return connection


class Busy:
    """An officer who sends tables without rest, in a thread of its own."""

    def __init__(self, desk: Desk, content: bytes) -> None:
        self._desk, self._content = desk, content
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._send)
        self.done = 0

    def __enter__(self) -> "Busy":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _send(self) -> None:
        while not self._over.is_set():
            self._desk.preview(self._content)
            self.done += 1


if __name__ == "__main__":
    for line in run():
        figures = (f"{line[each]:.3g}" if line[each] else "–" for each in ("ours", "theirs", "ratio", "goal"))
        print(f"{line['what']:60} {line['against']:26}", *(f"{each:>9}" for each in figures))
