"""The typeface of labels: where it lies, how wide and high its letters are, and their outlines.

Text is measured from the font itself, so that what fits by calculation fits in print. Widths are plain
advances without kerning, because every painter sets its letters that way.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from fontTools.pens.boundsPen import BoundsPen  # type: ignore[import-untyped]
from fontTools.pens.svgPathPen import SVGPathPen  # type: ignore[import-untyped]
from fontTools.pens.transformPen import TransformPen  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from ocop_verify.domain.errors import N_, OcopError

FONTS: Final = Path(__file__).resolve().parents[2] / "static" / "dist" / "fonts"
MM_PER_POINT: Final = 25.4 / 72

Box = tuple[float, float, float, float]


class FontsMissing(OcopError):
    """The set-up brings the fonts; without them no label is drawn, rather than one without accents."""


class Weight(StrEnum):
    """The weights of Be Vietnam Pro that labels use."""

    REGULAR = "Regular"
    SEMIBOLD = "SemiBold"
    BOLD = "Bold"

    @property
    def font_name(self) -> str:
        return f"BeVietnamPro-{self.value}"

    @property
    def path(self) -> Path:
        return FONTS / f"{self.font_name}.ttf"


@dataclass(frozen=True, slots=True)
class Glyph:
    """One letter: its name in the font, its advance and its ink, in parts of an em."""

    name: str
    advance: float
    ink: Box | None


class Font:
    """One weight of the typeface, read once; letters are measured when they are first met."""

    def __init__(self, weight: Weight) -> None:
        if not weight.path.exists():
            raise FontsMissing(
                N_("Thiếu phông chữ để in tem (%(path)s); hãy chạy “make setup”."), path=str(weight.path)
            )
        self._file = TTFont(weight.path, lazy=True)
        self._outlines = self._file.getGlyphSet()
        self._em = float(self._file["head"].unitsPerEm)
        self._known: dict[str, Glyph] = {}

    @cached_property
    def letters(self) -> Mapping[int, str]:
        """The glyph of every character that the font has."""
        return dict(self._file.getBestCmap())

    def glyph(self, character: str) -> Glyph:
        """The letter's measures; those of the font's empty box for a letter that it lacks."""
        known = self._known.get(character)
        if known is None:
            known = self._known[character] = self._measure(self.letters.get(ord(character), ".notdef"))
        return known

    def _measure(self, name: str) -> Glyph:
        pen = BoundsPen(self._outlines)
        self._outlines[name].draw(pen)
        ink = pen.bounds and tuple(edge / self._em for edge in pen.bounds)
        return Glyph(name, self._outlines[name].width / self._em, ink)

    def svg_path(self, character: str, x: float, y: float, size: float) -> str:
        """The letter's outline as SVG path commands, y downwards, its origin at x, y; "" for a space."""
        pen = SVGPathPen(self._outlines, ntos=lambda number: f"{number:.3f}".rstrip("0").rstrip("."))
        scale = size / self._em
        self._outlines[self.glyph(character).name].draw(TransformPen(pen, (scale, 0, 0, -scale, x, y)))
        return str(pen.getCommands())


@lru_cache
def font(weight: Weight) -> Font:
    """The font of a weight. Raises FontsMissing where the set-up has not brought it."""
    return Font(weight)


def width(text: str, weight: Weight, size: float) -> float:
    """How far a line of text advances, in millimetres, at a size in points."""
    return _advance(text, weight) * size * MM_PER_POINT


def ink(text: str, weight: Weight, size: float) -> Box:
    """The box that a line's ink fills (left, bottom, right, top), in millimetres from its origin."""
    scale = size * MM_PER_POINT
    left, bottom, right, top = _ink(text, weight)
    return (left * scale, bottom * scale, right * scale, top * scale)


# Fitting a text asks for the same lines at many sizes, and labels of a sheet share most of their words.
@lru_cache(maxsize=8192)
def _advance(text: str, weight: Weight) -> float:
    """A line's advance at a size of one."""
    glyph = font(weight).glyph
    return sum(glyph(character).advance for character in text)


@lru_cache(maxsize=8192)
def _ink(text: str, weight: Weight) -> Box:
    """The box of a line's ink at a size of one."""
    glyph = font(weight).glyph
    at, edges = 0.0, []
    for letter in map(glyph, text):
        if letter.ink:
            left, bottom, right, top = letter.ink
            edges.append((at + left, bottom, at + right, top))
        at += letter.advance
    if not edges:
        return (0, 0, 0, 0)
    lefts, bottoms, rights, tops = zip(*edges, strict=True)
    return (min(lefts), min(bottoms), max(rights), max(tops))


def missing_letters(text: str) -> str:
    """The characters that the typeface cannot draw, each once: a label would show an empty box for them."""
    letters = font(Weight.REGULAR).letters
    return "".join(dict.fromkeys(each for each in text if ord(each) not in letters))
