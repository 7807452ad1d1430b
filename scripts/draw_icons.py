"""Draws what stands for the scanner on a phone's screen: ``static/img/icons/<size>.png``, from our mark.

They are kept in git, since they change with the mark only: ``python scripts/draw_icons.py``.
"""

import sys
from pathlib import Path

from PIL import Image, ImageDraw

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.draw_share_pictures import FINE, PAPER, RED, ROOT, stroke

TARGET = ROOT / "static" / "img" / "icons"
COLOURS = 32
# Phones cut a maskable icon to any shape within the inner four fifths.
DRAWN = {"192": (192, 0.84), "512": (512, 0.84), "maskable": (512, 0.66)}


def icon(size: int, share: float) -> Image.Image:
    """Our mark on its own red, filling this share of a square."""
    svg = (ROOT / "static" / "img" / "mark.svg").read_text("utf-8")
    image = Image.new("RGB", (size * FINE, size * FINE), RED)
    scale, corner = size * FINE / 32 * share, round(size * FINE * (1 - share) / 2)
    stroke(ImageDraw.Draw(image), svg[svg.index("<path") :], (corner, corner), scale, PAPER)
    return image.resize((size, size), Image.Resampling.LANCZOS).quantize(COLOURS, dither=Image.Dither.NONE)


def main() -> None:
    """Draw all of them."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, (size, share) in DRAWN.items():
        icon(size, share).save(TARGET / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
