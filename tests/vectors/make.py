"""Writes the conformance vectors beside it: specimens named by their disease, with the answer they must get.

Both verifiers read them, the server's and the browser's. After a change of format, run from the project's
folder: ``python -m tests.vectors.make``.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from tests.vectors.signers import Vector
from tests.vectors.stalls import stall_vectors
from tests.vectors.tokens import token_vectors
from tests.vectors.verdicts import verdict_vectors

FOLDER = Path(__file__).parent


def vectors() -> Iterator[Vector]:
    """Every vector."""
    yield from token_vectors()
    yield from verdict_vectors()
    yield from stall_vectors()


def render(vector: Vector) -> str:
    """A vector as its file holds it: only ASCII, so that invisible characters can be seen."""
    return json.dumps(vector, indent=1) + "\n"


def main() -> None:
    """Replace every file."""
    for old in FOLDER.glob("*.json"):
        old.unlink()
    for each in vectors():
        (FOLDER / f"{each['name']}.json").write_text(render(each), "utf-8")


if __name__ == "__main__":
    main()
