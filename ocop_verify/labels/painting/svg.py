"""One label as an SVG picture that needs nothing else: letters are outlines, so no font has to be there."""

from html import escape

from ocop_verify.labels.design import Drawing
from ocop_verify.labels.layouts import QUIET_MODULES
from ocop_verify.labels.marks import Star, Words
from ocop_verify.labels.painting.symbol_paths import Symbols, svg_path
from ocop_verify.labels.typography import MM_PER_POINT, font, width


def label_svg(drawing: Drawing, code: str, symbol: Symbols, title: str, source: str) -> str:
    """The picture, in millimetres. A screen reader says ``title``; ``source`` tells jobs apart."""
    form = drawing.form
    module = form.symbol / (symbol.shape[0] + 2 * QUIET_MODULES)
    paths = [_words_path(words, form.height) for words in (*drawing.words, *drawing.code_words(code))]
    paths += [_star_path(star, form.height) for star in drawing.stars]
    modules = svg_path(symbol, form.symbol_x, form.height - form.symbol_y - form.symbol, module)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{form.width:g}mm" height="{form.height:g}mm" '
        f'viewBox="0 0 {form.width:g} {form.height:g}" role="img">\n'
        f"<title>{escape(title)}</title>\n"
        f"<metadata>{escape(source)}</metadata>\n"
        f'<path fill="#fff" d="M0 0H{form.width:g}V{form.height:g}H0z"/>\n'
        f'<path shape-rendering="crispEdges" d="{modules}"/>\n'
        f'<path d="{"".join(paths)}"/>\n'
        "</svg>\n"
    )


def _words_path(words: Words, height: float) -> str:
    """Outlines letter by letter, each where the sum of the advances before it puts it."""
    x, paths = words.x, []
    for character in words.text:
        em = words.size * MM_PER_POINT
        paths.append(font(words.weight).svg_path(character, x, height - words.y, em))
        x += width(character, words.weight, words.size)
    return "".join(paths)


def _star_path(star: Star, height: float) -> str:
    return "M" + "L".join(f"{x:.3f} {height - y:.3f}" for x, y in star.points) + "z"
