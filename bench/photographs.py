"""Photographs of labels that nobody took: a label as our own painting prints it, seen by a camera.

What a phone does to a label is imitated: size in pixels, tilt, blur, uneven light, glare, noise, a bad print.
It orders sizes and troubles by how hard they are; real prints and real cameras still have to be tried.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from ocop_verify.labels.design import LabelFace, design, groups_of
from ocop_verify.labels.layouts import QUIET_MODULES, layout_of
from ocop_verify.labels.painting.png import DOTS_PER_MM, label_png
from ocop_verify.labels.symbols import maker_for

FRAME = (1920, 1080)
PREFIX = "https://ocop.vn/"
CODE = "123 456 789 012 345 678"


@dataclass(frozen=True, slots=True)
class Sight:
    """How a label is seen. ``symbol`` is the width of its QR code with the quiet zone, in pixels."""

    symbol: int = 240
    tilt: float = 0.0  # how much shorter the far edge is seen than the near one
    turn: float = 4.0  # degrees
    blur: float = 0.8  # pixels
    noise: float = 6.0  # of 255
    light: float = 0.25  # how much darker one side is
    glare: float = 0.0  # share of the symbol's width that shines white
    worn: float = 0.0  # share of the print's dots that are missing

    def frame(self, token: str, seed: int = 0) -> Image.Image:
        """One picture of the camera, in grey, the label in its middle."""
        chance = np.random.default_rng(seed)
        seen = self._placed(self._printed(token, chance)).filter(ImageFilter.GaussianBlur(self.blur))
        grey = np.asarray(seen, np.float32) * (1 - self.light * np.linspace(0, 1, FRAME[0], dtype=np.float32))
        grey = self._shining(grey, chance) + chance.normal(0, self.noise, grey.shape)
        return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))

    def _printed(self, token: str, chance: np.random.Generator) -> Image.Image:
        label, symbol = printed(token)
        if self.worn:
            dots = np.asarray(label).copy()
            grain = chance.random((dots.shape[0] // 6 + 1, dots.shape[1] // 6 + 1)) < self.worn
            dots[np.kron(grain, np.ones((6, 6), bool))[: dots.shape[0], : dots.shape[1]]] = 255
            label = Image.fromarray(dots)
        scale = self.symbol / symbol
        return label.resize((round(label.width * scale), round(label.height * scale)), Image.Resampling.BOX)

    def _placed(self, label: Image.Image) -> Image.Image:
        """On a grey table, the label's symbol in the middle of the frame, turned and tilted."""
        table = Image.new("L", FRAME, 150)
        table.paste(label, (FRAME[0] // 2 - self.symbol // 2, FRAME[1] // 2 - label.height // 2))
        table = table.rotate(self.turn, Image.Resampling.BICUBIC, fillcolor=150)
        if not self.tilt:
            return table
        return table.transform(
            FRAME, Image.Transform.PERSPECTIVE, self._keystone(), Image.Resampling.BICUBIC, fillcolor=150
        )

    def _keystone(self) -> list[float]:
        """The eight numbers by which the right edge of the label's square is seen shorter than the left."""
        left, top = FRAME[0] / 2 - self.symbol / 2, FRAME[1] / 2 - self.symbol / 2
        right, bottom, less = left + self.symbol, top + self.symbol, self.tilt * self.symbol / 2
        square = [(left, top), (right, top), (right, bottom), (left, bottom)]
        seen = [(left, top), (right - less, top + less), (right - less, bottom - less), (left, bottom)]
        rows, found = [], []
        for (x, y), (u, v) in zip(seen, square, strict=True):
            rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
            found += [u, v]
        return list(np.linalg.solve(np.array(rows), np.array(found)))

    def _shining(self, grey: NDArray[np.float32], chance: np.random.Generator) -> NDArray[np.float32]:
        if not self.glare:
            return grey
        rows, columns = np.ogrid[: FRAME[1], : FRAME[0]]
        away = chance.uniform(-0.3, 0.3, 2) * self.symbol
        distance = np.hypot(columns - FRAME[0] / 2 - away[0], rows - FRAME[1] / 2 - away[1])
        shine = np.clip(1.5 - distance / (self.symbol * self.glare / 2), 0, 1)
        return grey + (255 - grey) * shine


@lru_cache(maxsize=64)
def printed(token: str) -> tuple[Image.Image, float]:
    """A label of 50 x 30 mm as 600 dots an inch print it, and the width of its symbol in dots."""
    face = LabelFace("Mắm nêm Suối Mơ", "Hợp tác xã Nông nghiệp Suối Mơ", 4, date(2028, 8, 5), "ocop.vn")
    maker = maker_for(PREFIX)
    drawing = design(face, layout_of("png").form, groups_of(CODE))
    symbol = maker.make([token])[0]
    modules = maker.size + 2 * QUIET_MODULES
    scale = int(drawing.form.symbol * DOTS_PER_MM / modules)
    with Image.open(BytesIO(label_png(drawing, CODE, symbol, "", ""))) as picture:
        return picture.convert("L"), modules * scale


def video(frames: Iterator[Image.Image], times: int) -> bytes:
    """A film for the browser's fake camera: pictures one after the other, each shown so many times."""
    film = BytesIO()
    for frame in frames:
        picture = BytesIO()
        frame.convert("RGB").save(picture, "JPEG", quality=90)
        film.write(picture.getvalue() * times)
    return film.getvalue()
