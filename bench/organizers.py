"""A fair's morning: phones fetch the list, then send what they have checked, while shoppers scan elsewhere.

    python -m bench organizers          about a minute

Fifty phones fetch the catalogue and the fair at once, then send 200 scanned labels each, all of it twice, as
after a receipt that was lost. The phones are a process of their own; scans come at 100 a second whatever
happens, alone first and then meanwhile, and the time counts from when each was due.
"""

import json
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from multiprocessing import get_context
from pathlib import Path
from random import uniform
from time import perf_counter, sleep
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select

from bench.load import Outcome, endless, requests_for, steady
from bench.scans import Data, stocked
from bench.serving import OURS, serving
from ocop_verify.accounts import managing
from ocop_verify.accounts.permissions import Grant, Role
from ocop_verify.db import db
from ocop_verify.domain.fairs import Days
from ocop_verify.domain.validity import local_day
from ocop_verify.fairs.arranging import Declared, FairFacts, add_stall, declare, open_fair
from ocop_verify.fairs.devices import code_of
from ocop_verify.fairs.models import StallSayingRow
from ocop_verify.web.commands import transaction

PRODUCTS = 17_316
PHONES, CHECKS, STALLS = 50, 200, 200
SCANS, ALONE_SECONDS = 100.0, 12.0
GOAL_LATE = 300.0

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fair:
    """What the phones are told: the fair, the code to join by, its stalls."""

    key: int
    code: str
    stalls: list[int]


@dataclass(frozen=True, slots=True)
class Morning:
    """What the phones measured: seconds for fetching and for sending, and the states that were told."""

    fetching: float
    sending: float
    taken: int
    known: int


def run() -> list[Row]:
    """Every row."""
    return list(rows())


def rows() -> Iterator[Row]:
    """The morning, and the scans without and with it."""
    with tempfile.TemporaryDirectory(prefix="ocop-bench-") as name:
        data = stocked(Path(name) / "fair", PRODUCTS)
        fair, tokens = a_fair(data), list(data.stock.tokens(PHONES * CHECKS))
        with serving(OURS, data.folder) as site, ProcessPoolExecutor(1, get_context("spawn")) as elsewhere:
            requests = endless(requests_for(site.port, data.paths(PRODUCTS)))
            steady(site.port, requests, 2, SCANS)  # nothing is measured before it has run a while
            alone = steady(site.port, requests, ALONE_SECONDS, SCANS)
            going = elsewhere.submit(morning, site.port, fair, tokens)
            meanwhile = []
            while not going.done():
                meanwhile.append(steady(site.port, requests, 1, SCANS))
            told = going.result()
        with data.open():
            stored = db.session.scalar(select(func.count(StallSayingRow.id.distinct()))) or 0
            lines = db.session.scalar(select(func.count()).select_from(StallSayingRow)) or 0
    yield from lines_of(told, stored, lines, alone, together(meanwhile))


def a_fair(data: Data) -> Fair:
    """A fair that is on today; each stall declares two goods."""
    now = datetime.now(UTC)
    today = local_day(now)
    with data.open() as app:
        with transaction() as session:
            grant = Grant(Role.ORGANIZER)
            owner = managing.create_account(session, "bo@example.vn", "Bo", [grant], actor="bench", now=now)
            session.flush()
            days = Days(today, today + timedelta(days=1))
            facts = FairFacts("Phiên chợ", "Nhà văn hóa", "68", days, "Sở Công Thương")
            fair = open_fair(session, facts, owner.id, "bench", actor="bench", now=now)
            stalls = [add_stall(session, fair.id, f"A{n}", f"Gian {n}").id for n in range(1, STALLS + 1)]
            for number, stall in enumerate(stalls):
                declare(session, stall, [Declared(f"Hàng {n}", 0, 2 * number + n) for n in (1, 2)])
        secret = app.extensions["settings"].session_secret().encode()
        return Fair(fair.id, str(code_of(fair, secret)), stalls)


# --- phones ---------------------------------------------------------------------------------------------


def morning(port: int, fair: Fair, tokens: list[str]) -> Morning:
    """What fifty phones do, in a process of its own."""
    with ThreadPoolExecutor(PHONES) as pool:
        phones = [Phone(port, fair, number) for number in range(PHONES)]
        began = perf_counter()
        list(pool.map(Phone.fetch, phones))
        fetched = perf_counter()
        states = list(pool.map(Phone.send, phones, (tokens[n::PHONES] for n in range(PHONES))))
        sent = perf_counter() - fetched
    taken, known = (sum(each.count(state) for each in states) for state in ("taken", "known"))
    return Morning(fetched - began, sent, taken, known)


class Phone:
    """One phone with its own connection."""

    def __init__(self, port: int, fair: Fair, number: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._fair, self._number = fair, number
        self._token = ""
        joined = self._ask("POST", "/api/v1/field/join", {"code": fair.code, "name": f"Máy {number}"})
        self._token = json.loads(joined)["token"]

    def fetch(self) -> None:
        """The signed catalogue for phones, then the fair."""
        self._ask("GET", "/offline/catalogue")
        self._ask("GET", f"/api/v1/field/fairs/{self._fair.key}")

    def send(self, tokens: list[str]) -> list[str]:
        """Everything that it checked, twice; gives the states that it was told."""
        share = len(self._fair.stalls) // PHONES
        stalls = self._fair.stalls[self._number * share :][:share]
        now = datetime.now(UTC).isoformat()
        said = [
            {"id": str(uuid4()), "stall": stalls[n * share // len(tokens)], "turn": n, "said": "scanned"}
            | {"at": now, "text": token, "headline": "in_force"}
            for n, token in enumerate(tokens)
        ]
        path, states = f"/api/v1/field/fairs/{self._fair.key}/sayings", []
        for _ in range(2):
            receipts = json.loads(self._ask("POST", path, {"sayings": said}))["receipts"]
            states += [each["state"] for each in receipts]
        return states

    def _ask(self, method: str, path: str, body: object = None) -> bytes:
        """An answer; whoever is told that the database is busy asks again, as phones do."""
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        while True:
            self._connection.request(method, path, json.dumps(body) if body else None, headers)
            answer = self._connection.getresponse()
            content = answer.read()
            if answer.status < 300:
                return content
            if answer.status != 503:
                raise RuntimeError(f"{path}: {answer.status} {content[:200]!r}")
            sleep(uniform(0.5, 1) * int(answer.headers.get("Retry-After", "1")))


# --- lines ----------------------------------------------------------------------------------------------


def together(outcomes: list[Outcome]) -> Outcome:
    """Several seconds of scans as one."""
    whole = Outcome()
    for each in outcomes:
        whole.seconds += each.seconds
        whole.took += each.took
        whole.refused += each.refused
    return whole


def lines_of(told: Morning, stored: int, lines: int, alone: Outcome, busy: Outcome) -> Iterator[Row]:
    """What came of it."""
    everything = PHONES * CHECKS
    what = f"{PHONES} phones send {CHECKS} checks each"
    yield row(f"{PHONES} phones fetch the catalogue and the fair at once, s", "", told.fetching)
    yield row(f"{what}, all twice: checks kept", "sent", stored, everything, 1.0)
    yield row(f"{what}, all twice: rows for each check, at most", "", lines / stored, goal=1.0)
    yield row(f"{what}, all twice: receipts", "sent", told.taken + told.known, 2 * everything, 1.0)
    yield row(f"{what}, all twice: checks taken a second", "", everything / told.sending)
    scans = f"scan page at {SCANS:.0f}/s"
    late = (1_000 * each.percentile(0.99) for each in (busy, alone))
    yield row(f"{scans} meanwhile, p99 ms", "no fair", *late)
    yield row(f"{scans} meanwhile, p99 ms, at most", "", 1_000 * busy.percentile(0.99), goal=GOAL_LATE)
    middle = (1_000 * each.percentile(0.5) for each in (busy, alone))
    yield row(f"{scans} meanwhile, median ms", "no fair", *middle)
    yield row(f"{scans} meanwhile, answers/s", "no fair", busy.a_second, alone.a_second, 0.95)
    yield row(f"{scans} meanwhile: without a page, at most", "", busy.refused, goal=0)


def row(what: str, against: str, ours: float, theirs: float | None = None, goal: float | None = None) -> Row:
    """One line of the table."""
    ratio = ours / theirs if theirs else None
    return {"what": what, "against": against, "ours": ours, "theirs": theirs, "ratio": ratio, "goal": goal}


if __name__ == "__main__":
    for line in rows():
        figures = (
            f"{line[n]:,.3g}" if line[n] is not None else "-" for n in ("ours", "theirs", "ratio", "goal")
        )
        print(f"{line['what']:75} {line['against']:10}", *(f"{each:>9}" for each in figures), flush=True)
