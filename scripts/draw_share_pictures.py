"""Draws the pictures that a chat shows of a shared link: ``static/img/share/<language>-<state>.png``.

They are kept in git, since a chat fetches them from a running site and they change with the look only. Run
this again after the words or shapes of a state, or the colours, have changed: ``python
scripts/draw_share_pictures.py``. It needs the fonts that ``build_assets.py`` puts in ``static/dist``.
"""

import re
import sys
from pathlib import Path

from fontTools.misc.transform import Scale
from fontTools.pens.basePen import BasePen
from fontTools.pens.transformPen import TransformPen
from fontTools.svgLib.path import parse_path
from jinja2 import Environment, FileSystemLoader
from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ocop_verify.verification.pages import states  # noqa: E402
from ocop_verify.web.language import gettext, speak  # noqa: E402

SIZE = (1200, 630)
FINE = 3  # drawn so many times larger, then reduced: Pillow draws no smooth edges
COLOURS = 48
TARGET = ROOT / "static" / "img" / "share"
FONTS = ROOT / "static" / "dist" / "fonts"
PAPER, INK, RED = "#FFFDF9", "#1B1F24", "#B4231F"


class Strokes(BasePen):
    """Flattens a path into the points of its lines."""

    def __init__(self) -> None:
        super().__init__(None)
        self.lines: list[list[tuple[float, float]]] = []

    def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802 - names of BasePen
        self.lines.append([pt])

    def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self.lines[-1].append(pt)

    def _curveToOne(  # noqa: N802
        self, pt1: tuple[float, float], pt2: tuple[float, float], pt3: tuple[float, float]
    ) -> None:
        start = self.lines[-1][-1]
        for step in range(1, 33):
            t = step / 32
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            self.lines[-1].append(
                tuple(a * start[i] + b * pt1[i] + c * pt2[i] + d * pt3[i] for i in (0, 1))  # type: ignore[arg-type]
            )

    def _closePath(self) -> None:  # noqa: N802
        self.lines[-1].append(self.lines[-1][0])


def paths_of(svg: str) -> list[tuple[str, float]]:
    """Path data and stroke width of every part of a shape; circles and rectangles become paths."""
    found = []
    for tag, text in re.findall(r"<(path|circle|rect) ([^>]*)/>", svg):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', text))
        found.append((_path(tag, given), float(given.get("stroke-width", "3.5"))))
    return found


def _path(tag: str, given: dict[str, str]) -> str:
    if tag == "path":
        return given["d"]
    if tag == "circle":
        x, y, r = (float(given[name]) for name in ("cx", "cy", "r"))
        return f"M{x - r} {y}A{r} {r} 0 1 1 {x + r} {y}A{r} {r} 0 1 1 {x - r} {y}z"
    x, y, w, h, r = (float(given[name]) for name in ("x", "y", "width", "height", "rx"))
    turn = f"A{r} {r} 0 0 1"
    return (
        f"M{x + r} {y}H{x + w - r}{turn} {x + w} {y + r}V{y + h - r}{turn} {x + w - r} {y + h}"
        f"H{x + r}{turn} {x} {y + h - r}V{y + r}{turn} {x + r} {y}z"
    )


def stroke(draw: ImageDraw.ImageDraw, svg: str, at: tuple[int, int], scale: float, colour: str) -> None:
    """Draw the lines of a shape with round ends."""
    for data, width in paths_of(svg):
        pen = Strokes()
        parse_path(data, TransformPen(pen, Scale(scale)))
        radius = width * scale / 2
        for line in pen.lines:
            points = [(x + at[0], y + at[1]) for x, y in line]
            draw.line(points, fill=colour, width=round(2 * radius), joint="curve")
            for x, y in (points[0], points[-1]):
                draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def picture(shape: str, word: str, text: str, tint: str) -> Image.Image:
    """One picture: the state as shape and word on its tint, our mark below."""
    image = Image.new("RGB", (SIZE[0] * FINE, SIZE[1] * FINE), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, SIZE[0] * FINE, 450 * FINE), fill=tint)
    if shape:
        stroke(draw, shape, (80 * FINE, 135 * FINE), 180 / 44 * FINE, text)
    _fit(draw, word, (310 if shape else 80), 225, text)
    _mark(draw, (80, 500), 80)
    font = ImageFont.truetype(FONTS / "BeVietnamPro-Bold.ttf", 52 * FINE)
    draw.text((184 * FINE, 540 * FINE), "OCOP Verify", font=font, fill=INK, anchor="lm")
    return image.resize(SIZE, Image.Resampling.LANCZOS).quantize(COLOURS, dither=Image.Dither.NONE)


def _fit(draw: ImageDraw.ImageDraw, word: str, left: int, middle: int, colour: str) -> None:
    """The word as large as it fits: on one line, or on two."""
    room = SIZE[0] - left - 60
    for size in range(96, 40, -2):
        font = ImageFont.truetype(FONTS / "BeVietnamPro-Bold.ttf", size * FINE)
        text = word if size < 72 or draw.textlength(word, font) <= room * FINE else _halved(word)
        box = draw.multiline_textbbox((0, 0), text, font=font)
        if box[2] <= room * FINE:
            draw.multiline_text((left * FINE, middle * FINE), text, font=font, fill=colour, anchor="lm")
            return


def _halved(word: str) -> str:
    spaces = [i for i, letter in enumerate(word) if letter == " "]
    cut = min(spaces, key=lambda i: abs(i - len(word) / 2))
    return f"{word[:cut]}\n{word[cut + 1 :]}"


def _mark(draw: ImageDraw.ImageDraw, at: tuple[int, int], size: int) -> None:
    svg = (ROOT / "static" / "img" / "mark.svg").read_text("utf-8")
    x, y, scale = at[0] * FINE, at[1] * FINE, size / 32 * FINE
    draw.rounded_rectangle((x, y, x + size * FINE, y + size * FINE), 7 * scale, fill=RED)
    stroke(draw, svg[svg.index("<path") :], (x, y), scale, PAPER)


def colours() -> dict[str, tuple[str, str]]:
    """Text and tint of each state by day, from the style sheet that pages use."""
    css = (ROOT / "static/css/components/verdict.css").read_text("utf-8").split("@media")
    day = css[0] + css[1].partition("\n}")[2]
    return {
        name: (text, tint)
        for names, text, tint in re.findall(r"((?:\.is-\w+,? ?)+)\{ --text: (\S+); --tint: (\S+); \}", day)
        for name in re.findall(r"\.is-(\w+)", names)
    }


def main() -> None:
    """Draw all of them."""
    shapes = Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=True)
    shapes.globals["_"] = gettext
    drawn = shapes.get_template("components/shapes.html").module.SHAPES  # type: ignore[attr-defined]
    TARGET.mkdir(parents=True, exist_ok=True)
    for language in ("vi", "en"):
        speak(language)
        for headline, words in states().items():
            text, tint = colours()[headline]
            keep(f"{language}-{headline}", drawn[headline], gettext(words.state), text, tint)
        keep(f"{language}-site", "", gettext("Kiểm tra tem OCOP"), INK, "#F4EEE3")


def keep(name: str, shape: str, word: str, text: str, tint: str) -> None:
    """Draw one and write it with its word, by which a test sees when it must be drawn again."""
    said = PngInfo()
    said.add_itxt("Description", word)
    picture(shape, word, text, tint).save(TARGET / f"{name}.png", optimize=True, pnginfo=said)


if __name__ == "__main__":
    main()
