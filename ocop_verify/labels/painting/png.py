"""One label as a PNG picture for any printer: 600 dots an inch, each module a whole number of dots."""

from io import BytesIO
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from ocop_verify.labels.design import Drawing
from ocop_verify.labels.layouts import QUIET_MODULES, LabelForm
from ocop_verify.labels.marks import Words
from ocop_verify.labels.painting.symbol_paths import Symbols
from ocop_verify.labels.typography import MM_PER_POINT, width

DOTS_PER_INCH: Final = 600
DOTS_PER_MM: Final = DOTS_PER_INCH / 25.4
# Words and stars are drawn so many times larger and then made smaller, for smooth edges.
FINER: Final = 4
PAPER: Final = 255
INK: Final = 0


def label_png(drawing: Drawing, code: str, symbol: Symbols, title: str, source: str) -> bytes:
    """The picture in one ink. ``title`` and ``source`` are written into the file beside it."""
    form = drawing.form
    size = (round(form.width * DOTS_PER_MM), round(form.height * DOTS_PER_MM))
    large = Image.new("L", (size[0] * FINER, size[1] * FINER), PAPER)
    pen = ImageDraw.Draw(large)
    for words in (*drawing.words, *drawing.code_words(code)):
        _draw_words(pen, words, form)
    for star in drawing.stars:
        pen.polygon([_dot(x, y, form) for x, y in star.points], fill=INK)
    picture = large.resize(size, Image.Resampling.BOX)
    _paste_symbol(picture, symbol, form)
    return _encoded(picture, title, source)


def _dot(x: float, y: float, form: LabelForm) -> tuple[float, float]:
    """A point of the label in dots of the larger picture."""
    return x * DOTS_PER_MM * FINER, (form.height - y) * DOTS_PER_MM * FINER


def _draw_words(pen: ImageDraw.ImageDraw, words: Words, form: LabelForm) -> None:
    """Letter by letter: the library's own advances are rounded to whole dots and would add up."""
    em = words.size * MM_PER_POINT * DOTS_PER_MM * FINER
    face = ImageFont.truetype(str(words.weight.path), em, layout_engine=ImageFont.Layout.BASIC)
    x = words.x
    for character in words.text:
        pen.text(_dot(x, words.y, form), character, font=face, fill=INK, anchor="ls")
        x += width(character, words.weight, words.size)


def _paste_symbol(picture: Image.Image, symbol: Symbols, form: LabelForm) -> None:
    """The symbol in whole dots a module, in the middle of the square that is kept for it."""
    modules = symbol.shape[0]
    scale = int(form.symbol * DOTS_PER_MM / (modules + 2 * QUIET_MODULES))
    dots = np.where(symbol, INK, PAPER).astype(np.uint8).repeat(scale, axis=0).repeat(scale, axis=1)
    left = (form.symbol_x + form.symbol / 2) * DOTS_PER_MM - modules * scale / 2
    top = form.height * DOTS_PER_MM / 2 - modules * scale / 2
    picture.paste(Image.fromarray(dots), (round(left), round(top)))


def _encoded(picture: Image.Image, title: str, source: str) -> bytes:
    about = PngInfo()
    about.add_itxt("Title", title)
    about.add_text("Source", source)
    file = BytesIO()
    picture.save(file, "PNG", dpi=(DOTS_PER_INCH, DOTS_PER_INCH), pnginfo=about, optimize=True)
    return file.getvalue()
