"""Reading QR codes from pictures and from the rendered pages of a PDF."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image, UnidentifiedImageError

from ocop_verify.domain.errors import N_, OcopError

PRINT_DPI = 300
# A page of labels at 300 dpi has 8.7 million pixels, a phone's photo up to 50 million.
MAX_PIXELS = 60_000_000
MAX_PAGES = 2_000


class NotAPicture(OcopError):
    """A file that is neither a picture nor a PDF, or one too large to be either."""


def decode_file(path: Path) -> Iterator[str]:
    """The text of every QR code in a file, page by page, in reading order."""
    images = _pages(path) if path.read_bytes()[:5] == b"%PDF-" else _picture(path)
    for image in images:
        yield from decode_image(image)


def decode_image(image: Image.Image) -> list[str]:
    """The text of every QR code in a picture, from top to bottom and left to right."""
    try:
        grey = image.convert("L")
    except OSError as problem:  # cut short, or damaged behind its head
        raise _not_a_picture() from problem
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    found.sort(key=lambda code: (code.position.top_left.y // 50, code.position.top_left.x))
    return [code.text for code in found]


def _picture(path: Path) -> Iterator[Image.Image]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(path)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as problem:
        raise _too_large() from problem
    except (UnidentifiedImageError, OSError) as problem:
        raise _not_a_picture() from problem
    with image:
        if image.width * image.height > MAX_PIXELS:
            raise _too_large()
        yield image


def _pages(path: Path) -> Iterator[Image.Image]:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as problem:
        raise _not_a_picture() from problem
    with document:
        if len(document) > MAX_PAGES:
            raise NotAPicture(N_("PDF có hơn %(most)s trang; hãy chia nhỏ."), most=MAX_PAGES)
        for page in document:
            yield page.render(scale=PRINT_DPI / 72, grayscale=True).to_pil()


def _not_a_picture() -> NotAPicture:
    return NotAPicture(N_("Tệp này không phải là ảnh hoặc PDF đọc được."))


def _too_large() -> NotAPicture:
    return NotAPicture(N_("Ảnh quá lớn: nhiều hơn %(most)s điểm ảnh."), most=MAX_PIXELS)
