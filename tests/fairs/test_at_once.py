"""Many phones send at the same time, and one reads meanwhile: each thing once, and nothing missed."""

import time
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from random import Random
from threading import Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ocop_verify.db import begin_write, db
from ocop_verify.fairs.arranging import add_stall
from ocop_verify.fairs.models import StallSayingRow
from tests.fairs.hall import Hall, Phone, make_hall

STALLS = 10
# Every phone sends these of the first one's too, as one does that was restored from another's copy.
SHARED = 10
AGAIN_SECONDS = 0.05


@pytest.fixture
def hall(fresh_app: Flask) -> Hall:
    return make_hall(fresh_app)


def more_stalls(hall: Hall) -> list[int]:
    with hall.app.app_context():
        begin_write(db.session())
        keys = [add_stall(db.session(), hall.fair, f"B{n}", "").id for n in range(STALLS)]
        db.session.commit()
        return keys


def send_all(phone: Phone, sayings: list[dict[str, Any]], random: Random, batch: int) -> None:
    """Send in batches, each again until it is answered, as phones do; some twice for no reason."""
    for start in range(0, len(sayings), batch):
        part = sayings[start : start + batch]
        answer = phone.send(part)
        while answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE or random.random() < 0.2:
            time.sleep(
                AGAIN_SECONDS
            )  # phones wait too: without it, those who ask again keep others from work
            answer = phone.send(part)
        assert {each["state"] for each in answer.json["receipts"]} <= {"taken", "known"}


def read_until(done: Event, phone: Phone) -> list[str]:
    """Read what came after what was read, until all is sent and nothing is new; gives the ids."""
    read: list[str] = []
    after, is_last = 0, False
    while not is_last:
        is_last = done.is_set()
        while True:
            told = phone.get(f"fairs/{phone.hall.fair}/sayings?after={after}").json
            read += [each["id"] for each in told["sayings"]]
            if told["next"] == after:
                break
            after = told["next"]
    return read


@pytest.mark.parametrize(
    ("phones", "each_says"), [(4, 40), pytest.param(20, 200, marks=pytest.mark.slow)], ids=str
)
def test_each_thing_is_kept_once_and_a_reader_misses_none(hall, phones, each_says):
    stalls, joined = more_stalls(hall), [hall.phone(f"Máy {n}") for n in range(phones)]
    random = Random(7)
    said = [
        [
            phone.saying("noted", words=f"{phone.device} {n}", stall=random.choice(stalls))
            for n in range(each_says - SHARED)
        ]
        for phone in joined
    ]
    shared = said[0][:SHARED]
    done, reader = Event(), hall.phone("Người đọc")
    with ThreadPoolExecutor(phones + 1) as pool:
        reading = pool.submit(read_until, done, reader)
        sending = [
            pool.submit(send_all, phone, [*own, *shared], Random(n), batch=50)
            for n, (phone, own) in enumerate(zip(joined, said, strict=True))
        ]
        try:
            for each in sending:
                each.result(timeout=240)
        finally:
            done.set()
        read = reading.result(timeout=240)
    expected = {saying["id"] for own in said for saying in own}
    with hall.app.app_context():
        kept = db.session.scalars(select(StallSayingRow.id)).all()
    assert sorted(kept) == sorted(expected)
    assert len(read) == len(set(read)), "a reader is told each thing once"
    assert set(read) == expected
