"""The bare QR code of a product label, for packaging: with its quiet zone, at a size that phones read."""

from io import BytesIO
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from ocop_verify.labels.layouts import QUIET_MODULES
from ocop_verify.labels.painting.symbol_paths import svg_path

# What we advise on packaging; the smallest that is still read is 20 mm.
SIDE_MM: Final = 25.0
DOTS_PER_MODULE: Final = 24
POINTS_PER_MM: Final = 72 / 25.4
FORMATS: Final = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}

Symbol = NDArray[np.bool_]


def code_picture(symbol: Symbol, form: str) -> bytes:
    """The code as ``svg``, ``png`` or ``pdf``; black on white, 25 mm wide."""
    return {"svg": _svg, "png": _png, "pdf": _pdf}[form](symbol)


def _svg(symbol: Symbol) -> bytes:
    module = SIDE_MM / (symbol.shape[0] + 2 * QUIET_MODULES)
    path = svg_path(symbol, 0, 0, module)
    side = f"{SIDE_MM:g}"
    size = f'width="{side}mm" height="{side}mm" viewBox="0 0 {side} {side}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}><path fill="#fff" d="M0 0H{side}V{side}H0z"/>'
        f'<path shape-rendering="crispEdges" d="{path}"/></svg>\n'
    ).encode()


def _png(symbol: Symbol) -> bytes:
    framed = np.pad(symbol, QUIET_MODULES)
    dots = np.where(framed, 0, 255).astype(np.uint8).repeat(DOTS_PER_MODULE, 0).repeat(DOTS_PER_MODULE, 1)
    inches = SIDE_MM / 25.4
    file = BytesIO()
    Image.fromarray(dots).save(file, "PNG", dpi=(dots.shape[1] / inches,) * 2, optimize=True)
    return file.getvalue()


def _pdf(symbol: Symbol) -> bytes:
    side = SIDE_MM * POINTS_PER_MM
    module = side / (symbol.shape[0] + 2 * QUIET_MODULES)
    file = BytesIO()
    canvas: Any = Canvas(file, pagesize=(side, side), invariant=1)
    path = canvas.beginPath()
    for row, column in zip(*np.nonzero(symbol), strict=True):
        path.rect(
            (column + QUIET_MODULES) * module, side - (row + QUIET_MODULES + 1) * module, module, module
        )
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.save()
    return file.getvalue()
