"""A trial label, judged by a photo or a scan of it: does it read, and is it printed large enough?

What reads only just in a good photo will not read at a stall, so the picture is also read at half its size.
"""

from dataclasses import dataclass
from typing import Final

from PIL import Image

from ocop_verify.labels.decoding import FoundCode, find_codes
from ocop_verify.labels.layouts import SMALLEST_MODULE
from ocop_verify.pictures import dots_per_inch, read_picture

# A label of 2 cm fills a twentieth of a sheet that was scanned whole; smaller, its modules run together.
LONGEST_SIDE: Final = 5_000
# Below so many dots a module, a picture says nothing about the print.
FEWEST_DOTS: Final = 3.0
MOST_CODES: Final = 20


@dataclass(frozen=True, slots=True)
class Reading:
    """One code of the picture. ``module``: the width of a module in millimetres, where the scan tells.

    ``dots``: the same in dots of the picture. ``sturdy``: it is read at half the size too.
    """

    text: str
    dots: float
    module: float | None
    sturdy: bool

    @property
    def too_small(self) -> bool:
        """Printed smaller than phones read, as far as the scan tells."""
        return self.module is not None and self.module < SMALLEST_MODULE

    @property
    def too_coarse(self) -> bool:
        """The picture is too coarse to judge the print by."""
        return self.dots < FEWEST_DOTS

    @property
    def is_good(self) -> bool:
        """Nothing speaks against printing so."""
        return self.sturdy and not self.too_small and not self.too_coarse


def read_trial(content: bytes, modules: int) -> list[Reading]:
    """What can be read in a picture of printed labels whose symbols have so many modules a side.

    Raises ``PictureRefused``. The picture is not kept.
    """
    picture = read_picture(content, LONGEST_SIDE).convert("L")
    resolution = dots_per_inch(content, picture)
    half = picture.resize((max(1, picture.width // 2), max(1, picture.height // 2)), Image.Resampling.BOX)
    sturdy = {code.text for code in find_codes(half)}
    return [_reading(code, modules, resolution, sturdy) for code in find_codes(picture)[:MOST_CODES]]


def _reading(code: FoundCode, modules: int, resolution: float | None, sturdy: set[str]) -> Reading:
    dots = code.side / modules
    module = dots / resolution * 25.4 if resolution else None
    return Reading(code.text, dots, module, code.text in sturdy)
