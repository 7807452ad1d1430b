"""Asks the browser's verifier, run by Node.js as it stands in ``static/js/offline``."""

import json
import subprocess
from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ocop_verify.catalog.notation import encode_key, header_of, sealed
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.offline.packing import CONTEXT, pack
from scripts.build_assets import node

Question = dict[str, Any]

PROGRAM = Path(__file__).with_name("answers.mjs")
SIGNER = Ed25519PrivateKey.from_private_bytes(b"p" * 32)
TRUSTED = [encode_key(SIGNER.public_key())]


def answers_to(questions: Iterable[Question]) -> list[Any]:
    """What the JavaScript answers, in the same order."""
    run = subprocess.run(
        [*node(), "--no-warnings", str(PROGRAM)],
        input=json.dumps(list(questions)).encode(),
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr.decode()
    return list(json.loads(run.stdout))


def packed(catalogue: Catalogue, signer: Ed25519PrivateKey = SIGNER) -> bytes:
    """A catalogue as phones get it."""
    body = pack(catalogue)
    return sealed(header_of(catalogue, len(catalogue.certifications), body, signer), body, signer, CONTEXT)


def armoured(data: bytes) -> str:
    """Bytes as JSON can hold them."""
    return b64encode(data).decode("ascii")
