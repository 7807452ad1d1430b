"""Curves as SVG, without a plotting library: a few lines of text that a browser draws."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 720, 400
LEFT, TOP, RIGHT, BOTTOM = 56, 48, 16, 52
# Told apart by dash as well as by colour, on paper and by everybody.
STROKES = (("#1f5fa8", ""), ("#b4540a", "9 4"), ("#2c7a3f", "2 4"))


@dataclass(frozen=True)
class Curve:
    """A line through points; y goes from 0 to 1."""

    name: str
    points: Sequence[tuple[float, float]]


def draw_curves(curves: Sequence[Curve], *, title: str, x_title: str, goal: tuple[float, float]) -> str:
    """A picture of shares (0 to 100 %) over a number, with a goal marked by a cross."""
    last = max(x for curve in curves for x, _ in curve.points)

    def at(x: float, y: float) -> tuple[float, float]:
        across = LEFT + x / last * (WIDTH - LEFT - RIGHT)
        return round(across, 1), round(HEIGHT - BOTTOM - y * (HEIGHT - TOP - BOTTOM), 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        ' font-family="sans-serif" font-size="13">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="26" font-size="16" font-weight="bold">{escape(title)}</text>',
        *_axes(at, last, x_title),
    ]
    for number, (curve, (colour, dashes)) in enumerate(zip(curves, STROKES, strict=False)):
        points = " ".join("{},{}".format(*at(x, y)) for x, y in curve.points)
        stroke = f'fill="none" stroke="{colour}" stroke-width="2.5" stroke-dasharray="{dashes}"'
        row = TOP + 20 + 20 * number
        parts += [
            f'<polyline points="{points}" {stroke}/>',
            f'<path d="M{LEFT + 14} {row - 4}h34" {stroke}/>',
            f'<text x="{LEFT + 56}" y="{row}">{escape(curve.name)}</text>',
        ]
    x, y = at(*goal)
    parts += [
        f'<path d="M{x - 6} {y}h12M{x} {y - 6}v12" stroke="#000" stroke-width="2"/>',
        f'<text x="{x + 8}" y="{y + 18}">goal: {goal[1]:.0%} by scan {goal[0]:.0f}</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _axes(at: object, last: float, x_title: str) -> Iterable[str]:
    assert callable(at)
    for tenth in range(0, 11, 2):
        x, y = at(0, tenth / 10)
        yield f'<path d="M{x} {y}H{WIDTH - RIGHT}" stroke="#ddd"/>'
        yield f'<text x="{x - 8}" y="{y + 4}" text-anchor="end">{tenth * 10}%</text>'
    for number in range(0, int(last) + 1, 10):
        x, y = at(number, 0)
        yield f'<text x="{x}" y="{y + 20}" text-anchor="middle">{number}</text>'
    yield f'<text x="{WIDTH / 2}" y="{HEIGHT - 12}" text-anchor="middle">{escape(x_title)}</text>'
