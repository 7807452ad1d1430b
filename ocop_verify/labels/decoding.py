"""Reading QR codes from pictures and from the rendered pages of a PDF, whoever made the file."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot
from pathlib import Path
from typing import Final

import pypdfium2
import zxingcpp
from PIL import Image, UnidentifiedImageError

from ocop_verify.domain.errors import N_, OcopError

# A common office printer's resolution; thermal printers have 203 or 300.
DOTS_PER_INCH: Final = 300
# A page of labels has 8.7 million pixels at 300 dpi, a phone's photo up to 50 million.
MAX_PIXELS: Final = 60_000_000
MAX_PAGES: Final = 2_000


class NotAPicture(OcopError):
    """A file that is neither a picture nor a PDF, or one too large to be either."""


def decode_file(path: Path) -> Iterator[str]:
    """The text of every QR code in a file, page by page."""
    for picture in rendered_pages(path):
        yield from read_codes(picture)


def rendered_pages(path: Path) -> Iterator[Image.Image]:
    """The pages of a PDF as grey pictures, or the one picture that another file is."""
    with path.open("rb") as file:
        is_pdf = file.read(5) == b"%PDF-"
    return _pages(path) if is_pdf else _picture(path)


@dataclass(frozen=True, slots=True)
class FoundCode:
    """A QR code in a picture: what it says, and the mean length of its sides in dots."""

    text: str
    side: float


def read_codes(picture: Image.Image) -> list[str]:
    """The text of every QR code in a picture, row by row."""
    return [code.text for code in find_codes(picture)]


def find_codes(picture: Image.Image) -> list[FoundCode]:
    """Every QR code in a picture, row by row."""
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    found.sort(key=lambda code: (code.position.top_left.y // 50, code.position.top_left.x))
    return [FoundCode(code.text, _side(code.position)) for code in found]


def _side(position: zxingcpp.Position) -> float:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    around = zip(corners, (*corners[1:], corners[0]), strict=True)
    return sum(hypot(a.x - b.x, a.y - b.y) for a, b in around) / 4


def _picture(path: Path) -> Iterator[Image.Image]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(path)
        with image:
            if image.width * image.height > MAX_PIXELS:
                raise _too_large()
            yield image.convert("L")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as problem:
        raise _too_large() from problem
    except (UnidentifiedImageError, OSError) as problem:
        raise _not_a_picture() from problem


def _pages(path: Path) -> Iterator[Image.Image]:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as problem:
        raise _not_a_picture() from problem
    with document:
        if len(document) > MAX_PAGES:
            raise NotAPicture(N_("PDF có hơn %(most)s trang; hãy chia nhỏ."), most=MAX_PAGES)
        for page in document:
            yield page.render(scale=DOTS_PER_INCH / 72, grayscale=True).to_pil()
            page.close()


def _not_a_picture() -> NotAPicture:
    return NotAPicture(N_("Tệp này không phải là ảnh hoặc PDF đọc được."))


def _too_large() -> NotAPicture:
    return NotAPicture(N_("Ảnh quá lớn: nhiều hơn %(most)s điểm ảnh."), most=MAX_PIXELS)
