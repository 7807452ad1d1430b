"""The catalogue: compiled whole, swapped after one change, and what a verdict costs once it is held.

Run it alone with ``python -m bench.catalogue``.
"""

import gc
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask_migrate import upgrade
from nacl.signing import VerifyKey
from sqlalchemy.orm import Session

from bench.stock import ACTOR, Stock, stock
from ocop_verify.catalog.compiling import compile_catalogue, recompile
from ocop_verify.catalog.notation import encode_key, seal, unseal
from ocop_verify.config import Settings
from ocop_verify.db import begin_write, db
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.token import LABEL_CONTEXT, authenticate, read_token
from ocop_verify.domain.verdict import decide
from ocop_verify.factory import create_app
from ocop_verify.labels.issuing import void_range

SIZES = (17_316, 100_000)
ROUNDS = 5
VERDICTS = 1_000


def run() -> list[dict[str, Any]]:
    """Figures for the programme's size and for 100,000 certifications."""
    return [row for size in SIZES for row in measure(size)]


def measure(size: int) -> Iterator[dict[str, Any]]:
    """Every row for one size."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        with create_app(settings).app_context():
            upgrade()
            made = stock(db.engine, settings, size)
            held, megabytes = weighed(compiled)
            signer, what = Ed25519PrivateKey.generate(), f"catalogue of {size:,}"
            sealed, trusted = seal(held, signer), {encode_key(signer.public_key())}
            full = best(compiled)
            yield row(f"{what}: compile whole, s", f"{megabytes:.0f} MB in memory", full, None)
            yield row(
                f"{what}: sign, s", f"{len(sealed) / 1e6:.1f} MB", best(lambda: seal(held, signer)), None
            )
            yield row(
                f"{what}: check and load a copy, s", "compile", best(lambda: unseal(sealed, trusted)), full
            )
            yield row(f"{what}: swap after one change, s", "compile", swapped(held), full, 0.2)
            yield verdicts(held, made, what)


def compiled() -> Catalogue:
    """The whole catalogue, read anew."""
    with Session(db.engine) as session:
        return compile_catalogue(session, now=datetime.now(UTC))


def swapped(held: Catalogue) -> float:
    """The best of several times from a commit that changed one batch to the new catalogue."""
    times = []
    for batch_id in range(1, ROUNDS + 1):
        now = datetime.now(UTC)
        with Session(db.engine) as session:
            begin_write(session)
            void_range(session, batch_id, 1, 1, "bench", actor=ACTOR, now=now)
            session.commit()
        start = perf_counter()
        with Session(db.engine) as session:
            held = recompile(session, held, now=now)
        times.append(perf_counter() - start)
    return min(times)


def verdicts(held: Catalogue, made: Stock, what: str) -> dict[str, Any]:
    """From token to verdict, against nothing but the verification of the same signatures."""
    tokens = list(islice(made.tokens(VERDICTS), VERDICTS))
    signed = [read_token(token) for token in tokens]
    key = VerifyKey(made.signer.public)
    now = datetime.now(UTC)

    def bare() -> None:
        for each in signed:
            key.verify(LABEL_CONTEXT + each.payload, each.signature)

    def whole() -> None:
        for token in tokens:
            label = read_token(token)
            decide(label.label, authenticate(label, held.keys), held, now)

    pairs = [(once(whole), once(bare)) for _ in range(ROUNDS)]
    mine, theirs = (min(each) for each in zip(*pairs, strict=True))
    return row(
        f"{what}: token to verdict, verdicts/s",
        "bare Ed25519 verify (libsodium)",
        VERDICTS / mine,
        VERDICTS / theirs,
        0.7,
    )


def row(
    what: str, against: str, ours: float, theirs: float | None, goal: float | None = None
) -> dict[str, Any]:
    """One line of the table."""
    ratio = ours / theirs if theirs else None
    return {"what": what, "against": against, "ours": ours, "theirs": theirs, "ratio": ratio, "goal": goal}


def best(action: Callable[[], object]) -> float:
    """The seconds of the fastest of several rounds."""
    return min(once(action) for _ in range(ROUNDS))


def once(action: Callable[[], object]) -> float:
    start = perf_counter()
    action()
    return perf_counter() - start


def weighed(make: Callable[[], Catalogue]) -> tuple[Catalogue, float]:
    """What is made, and the memory that it holds on to, in MB."""
    gc.collect()
    tracemalloc.start()
    made = make()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return made, held / 1e6


if __name__ == "__main__":
    for line in run():
        figures = [
            f"{line[name]:.3g}" if line[name] is not None else "–" for name in ("ours", "theirs", "ratio")
        ]
        print(f"{line['what']:55} {line['against']:22}", *(f"{each:>9}" for each in figures))
