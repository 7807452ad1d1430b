"""QR symbols a second on one core: ours against libraries that make each one anew.

All make the same address at level M from ready tokens, up to the matrix of modules and no further. The
others choose the mask of each symbol as the standard recommends, which is most of their work; a row shows
``qrcode`` spared that. Run it alone with ``python -m bench.symbols``.
"""

import ctypes
import ctypes.util
import random
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any

import segno
from qrcode import constants, util
from qrcode.main import QRCode

from ocop_verify.labels.symbols import MASK, maker_for

PREFIX = "https://ocop.vn/"
ROUNDS = 5
SECONDS_A_ROUND = 0.5
Maker = Callable[[Sequence[str]], object]


def run() -> list[dict[str, Any]]:
    """One row a rival: symbols a second of both, their ratio, and the goal where there is one."""
    rivals: list[tuple[str, Maker | None, int, float | None]] = [
        ("libqrencode (C)", libqrencode(), 500, 15),
        ("qrcode", with_qrcode, 20, 800),
        ("qrcode, mask given", with_qrcode_and_mask, 50, None),
        ("segno", with_segno, 20, None),
    ]
    batch = tokens(4096)
    maker = maker_for(PREFIX)
    ours: Maker = maker.make
    rows = []
    for name, rival, count, goal in rivals:
        # Taken in turns, so that a slow minute of the machine is a slow minute for both.
        pairs = [(rate(ours, batch), rate(rival, batch[:count])) for _ in range(ROUNDS)] if rival else []
        mine, theirs = (
            (max(each) for each in zip(*pairs, strict=True)) if pairs else (rate(ours, batch), None)
        )
        rows.append(
            {
                "what": "QR symbols/s, one core",
                "against": name,
                "ours": mine,
                "theirs": theirs,
                "ratio": mine / theirs if theirs else None,
                "goal": goal,
            }
        )
    return rows


def rate(make: Maker, batch: Sequence[str]) -> float:
    """Symbols a second over half a second."""
    made, start = 0, perf_counter()
    while (spent := perf_counter() - start) < SECONDS_A_ROUND:
        make(batch)
        made += len(batch)
    return made / spent


def tokens(count: int) -> list[str]:
    """Random tokens, the same in every run."""
    source = random.Random(20261124)
    return ["".join(source.choices("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=124)) for _ in range(count)]


def with_qrcode(batch: Sequence[str], mask: int | None = None) -> None:
    """The Python library that our tables are derived from."""
    for token in batch:
        code = QRCode(error_correction=constants.ERROR_CORRECT_M, mask_pattern=mask)
        code.add_data(util.QRData(PREFIX.encode(), mode=util.MODE_8BIT_BYTE))
        code.add_data(util.QRData(token.encode(), mode=util.MODE_ALPHA_NUM))
        code.make()


def with_qrcode_and_mask(batch: Sequence[str]) -> None:
    """The same, spared the choice of the mask."""
    with_qrcode(batch, MASK)


def with_segno(batch: Sequence[str]) -> None:
    """Another Python library, without dependencies."""
    for token in batch:
        segno.make_qr([PREFIX, token], error="m", boost_error=False)


class _QRcode(ctypes.Structure):
    """``QRcode`` of qrencode.h."""

    _fields_ = (("version", ctypes.c_int), ("width", ctypes.c_int), ("data", ctypes.POINTER(ctypes.c_ubyte)))


def libqrencode() -> Maker | None:
    """The C library, called directly; calling it from here costs it a few hundredths. None without it."""
    path = ctypes.util.find_library("qrencode")
    if path is None:
        return None
    library = ctypes.CDLL(path)
    library.QRinput_new2.restype = ctypes.c_void_p
    library.QRinput_append.argtypes = (ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.c_char_p)
    library.QRcode_encodeInput.argtypes = (ctypes.c_void_p,)
    library.QRcode_encodeInput.restype = ctypes.POINTER(_QRcode)
    library.QRcode_free.argtypes = (ctypes.POINTER(_QRcode),)
    library.QRinput_free.argtypes = (ctypes.c_void_p,)
    alphanumeric, byte, level_m, version = 1, 2, 1, maker_for(PREFIX).version
    prefix = PREFIX.encode()

    def make(batch: Sequence[str]) -> None:
        for token in batch:
            data = library.QRinput_new2(version, level_m)
            library.QRinput_append(data, byte, len(prefix), prefix)
            library.QRinput_append(data, alphanumeric, len(token), token.encode())
            symbol = library.QRcode_encodeInput(data)
            if not symbol or symbol.contents.version != version:
                raise RuntimeError("libqrencode made another symbol than was asked for")
            library.QRcode_free(symbol)
            library.QRinput_free(data)

    return make


def main() -> None:
    """Print the table."""
    print(f"{'QR symbols a second':24}{'theirs':>12}{'ours':>12}{'ratio':>9}{'goal':>7}")
    for row in run():
        figures = [f"{row[name]:,.0f}" if row[name] else "-" for name in ("theirs", "ours", "ratio", "goal")]
        print(f"{row['against']:24}{figures[0]:>12}{figures[1]:>12}{figures[2]:>8}x{figures[3]:>6}")


if __name__ == "__main__":
    main()
