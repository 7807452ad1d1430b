"""Signed labels to finished A4 sheets, on one core: against bare signing, and against the obvious program.

The obvious program does what the manuals of its libraries show: for each label sign, make a symbol with
``qrcode``, draw it as a picture with reportlab, draw its words. Ours signs, makes the same symbol as vectors,
and writes, syncs and names the file. Run it alone with ``python -m bench.sheets``; memory is measured over a
million labels, which takes some minutes and 1.3 GB of temporary files.
"""

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from qrcode import constants, util
from qrcode.main import QRCode
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from bench import memory
from ocop_verify.domain.records import Batch, LabelKind
from ocop_verify.domain.token import LabelSigner
from ocop_verify.labels.design import LabelFace
from ocop_verify.labels.layouts import layout_of
from ocop_verify.labels.painting.pdf_canvas import POINTS, use_fonts
from ocop_verify.labels.runs import LabelRun, run_of
from ocop_verify.labels.sheets import write_sheet
from ocop_verify.labels.symbols import maker_for

PREFIX = "https://ocop.vn/"
ROUNDS = 3
LABELS = 12_000  # one full file of a4-24
SMALL, LARGE = 10_000, 1_000_000
SIGNER = LabelSigner(1, bytes(range(32)))
FACE = LabelFace("Mắm nêm Suối Mơ", "Hợp tác xã Nông nghiệp Suối Mơ", 4, date(2029, 8, 5), "ocop.vn")


def run() -> list[dict[str, Any]]:
    """The three goals of printing."""
    openssl = Ed25519PrivateKey.generate().sign
    rounds = [
        (labels_a_second(LABELS), signatures_a_second(SIGNER.signature_of), signatures_a_second(openssl))
        for _ in range(ROUNDS)
    ]
    ours, bare, other = (max(each) for each in zip(*rounds, strict=True))
    obvious = max(rate(obvious_program, 48) for _ in range(ROUNDS))
    small, large = peak_mib(SMALL), peak_mib(LARGE)
    what = "signed labels -> finished A4 PDF, labels/s, one core"
    return [
        row(what, "bare Ed25519 signing, OpenSSL", ours, other, goal=0.25),
        row(what, "bare Ed25519 signing, libsodium (ours)", ours, bare, goal=0.25),
        row(what, "qrcode + reportlab, the obvious loop", ours, obvious, goal=60),
        row(f"peak memory at {LARGE:,} labels, MiB", f"at {SMALL:,}", large, small, goal=1.3, at_most=True),
    ]


def row(
    what: str, against: str, ours: float, theirs: float, goal: float, at_most: bool = False
) -> dict[str, Any]:
    return {
        "what": what,
        "against": against,
        "ours": ours,
        "theirs": theirs,
        "ratio": ours / theirs,
        "goal": goal,
        "at_most": at_most,
    }


def unit_run(count: int) -> LabelRun:
    """A batch of so many unit labels."""
    batch = Batch(7, 42, LabelKind.UNIT, count, 1, date(2026, 8, 5), 4, date(2029, 8, 5))
    return run_of(batch, FACE, SIGNER, bytes(32))


def labels_a_second(count: int) -> float:
    """Our rate, once the tables of the symbols stand ready."""
    maker_for(PREFIX)
    return rate(print_labels, count)


def signatures_a_second(sign: Callable[[bytes], bytes], count: int = 10_000) -> float:
    """The rate of the signature alone: no payload, no text."""
    payload = bytes(16)
    start = perf_counter()
    for _ in range(count):
        sign(payload)
    return count / (perf_counter() - start)


def rate(program: Callable[[Path, LabelRun], object], count: int) -> float:
    """Labels a second of a program that prints a batch into a folder."""
    with TemporaryDirectory() as folder:
        start = perf_counter()
        program(Path(folder), unit_run(count))
        return count / (perf_counter() - start)


def print_labels(folder: Path, labels: LabelRun) -> None:
    """Ours."""
    write_sheet(folder / "sheet.pdf", [labels], layout_of("a4-24"), maker_for(PREFIX))


def obvious_program(folder: Path, labels: LabelRun) -> None:
    """The loop that the libraries' manuals lead to."""
    use_fonts()
    layout = layout_of("a4-24")
    canvas = Canvas(str(folder / "sheet.pdf"), [edge * POINTS for edge in layout.page])
    corners = list(layout.corners())
    for place in range(labels.count):
        [label] = labels.issue(place, place + 1)
        code = QRCode(error_correction=constants.ERROR_CORRECT_M, border=4)
        code.add_data(util.QRData(PREFIX.encode(), mode=util.MODE_8BIT_BYTE))
        code.add_data(util.QRData(label.token.encode(), mode=util.MODE_ALPHA_NUM))
        code.make()
        x, y = (edge * POINTS for edge in corners[place % len(corners)])
        picture = ImageReader(code.make_image().get_image())
        canvas.drawImage(picture, x, y, 28 * POINTS, 28 * POINTS)
        for line, text in enumerate(
            (FACE.product, FACE.producer, "4 sao", "05/08/2029", label.code, FACE.host)
        ):
            canvas.setFont("BeVietnamPro-Regular", 7)
            canvas.drawString(x + 29 * POINTS, y + (28 - 4 * line) * POINTS, text)
        if (place + 1) % len(corners) == 0:
            canvas.showPage()
    canvas.save()


def peak_mib(count: int) -> float:
    """The most memory that a process of its own ever held while it printed so many labels."""
    command = [sys.executable, "-m", "bench.sheets", "--peak", str(count)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--peak"]:
        rate(print_labels, int(arguments[1]))
        print(memory.peak())
        return
    for each in run():
        print("{what} | {against} | {ours:,.1f} | {theirs:,.1f} | {ratio:.2f} | {goal}".format(**each))


if __name__ == "__main__":
    main(sys.argv[1:])
