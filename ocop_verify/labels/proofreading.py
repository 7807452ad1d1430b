"""Reading a finished sheet back, as a phone will: each page is rendered and its codes are decoded.

Printing is released on what the file shows, not on what the program meant to draw.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pypdfium2
import zxingcpp
from PIL import Image

# A common office printer's resolution; thermal printers have 203 or 300.
DOTS_PER_INCH: Final = 300
_QR: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


@dataclass(frozen=True, slots=True)
class Proof:
    """What was read of what should be there. ``foreign`` are codes that no label of the sheet has."""

    expected: int
    read: int
    missing: tuple[str, ...]
    foreign: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Every label was read, and nothing else."""
        return self.read == self.expected and not self.foreign


def proofread(
    files: Iterable[Path], urls: Iterable[str], *, progress: Callable[[int], object] | None = None
) -> Proof:
    """Read every code on every page of PDF or PNG files, and compare with the URLs of the labels.

    A page of labels takes about half a second; ``progress`` is told how many codes are read.
    """
    found: Counter[str] = Counter()
    for page in (page for file in files for page in rendered_pages(file)):
        found.update(read_codes(page))
        if progress:
            progress(found.total())
    wanted = Counter(urls)
    missing, foreign = wanted - found, found - wanted
    return Proof(
        expected=wanted.total(),
        read=(wanted & found).total(),
        missing=tuple(missing.elements()),
        foreign=tuple(foreign.elements()),
    )


def rendered_pages(file: Path) -> Iterator[Image.Image]:
    """The pages of a PDF as pictures, or the one picture that a PNG is."""
    if file.suffix.lower() != ".pdf":
        with Image.open(file) as picture:
            yield picture.convert("L")
        return
    with pypdfium2.PdfDocument(file) as document:
        for page in document:
            yield page.render(scale=DOTS_PER_INCH / 72, grayscale=True).to_pil()
            page.close()


def read_codes(picture: Image.Image) -> list[str]:
    """The texts of all QR codes in a picture."""
    return [code.text for code in zxingcpp.read_barcodes(picture, formats=_QR)]
