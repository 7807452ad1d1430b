"""A QR code as the path of an SVG, for apps of one-time codes; no other site is asked to draw it."""

from dataclasses import dataclass

import qrcode
from qrcode.constants import ERROR_CORRECT_M


@dataclass(frozen=True, slots=True)
class Drawn:
    """A path of unit squares, and how wide it is with its quiet zone of four."""

    path: str
    size: int


def qr_path(text: str) -> Drawn:
    """The code of a text."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    squares = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return Drawn("".join(squares), len(rows))
