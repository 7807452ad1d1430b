"""The few places where reportlab's canvas is told to do as sheets of labels need; nothing else touches it.

All measures that come in are millimetres; reportlab counts in points.
"""

from functools import lru_cache
from typing import Any, BinaryIO, Final

from isal import isal_zlib
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFResourceDictionary, PDFStream
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from ocop_verify.labels.marks import Star, Words
from ocop_verify.labels.typography import Weight, font

POINTS: Final = 72 / 25.4
HAIRLINE: Final = 0.25 / POINTS
# The standard library's zlib deflates a label's path in 50 µs, longer than signing it takes, and into more
# bytes; this one needs 10 µs (bench/sheets.py).
DEFLATE_LEVEL: Final = 2


class SheetCanvas(Canvas):
    """A canvas whose pages may hold ready-made operators, and which embeds every font that it names."""

    # reportlab's own accumulators, which its type stubs leave out.
    _code: list[str]
    _formsinuse: list[str]
    _doc: Any

    def __init__(self, width: float, height: float, title: str, keywords: str, lang: str = "vi-VN") -> None:
        use_fonts()
        # invariant: no clock and no random number enters the file, so the same labels give the same bytes.
        super().__init__(
            "", pagesize=(width * POINTS, height * POINTS), invariant=1, pageCompression=1, lang=lang
        )
        self.setPageCompression(0)  # reportlab's own level is 6; finish_page deflates instead
        self.setTitle(title)
        self.setKeywords(keywords)
        self.setAuthor("OCOP Verify")
        self.setCreator("OCOP Verify")
        self.setSubject("")
        self._resources: dict[tuple[str, ...], object] = {}

    def set_cut(self, margin: float, bleed: float, width: float, height: float) -> None:
        """Tell a press where the label ends (TrimBox) and how far it is printed (BleedBox)."""
        for set_box, around in ((self.setTrimBox, 0.0), (self.setBleedBox, bleed)):
            low, right, top = margin - around, margin + width + around, margin + height + around
            set_box([round(edge * POINTS, 3) for edge in (low, low, right, top)])

    def _make_preamble(self) -> None:
        """reportlab begins each page by choosing Helvetica, which printers would have to have."""
        self._preamble = ""

    def write(self, operators: bytes) -> None:
        """Add ready-made operators to the page."""
        self._code.append(operators.decode("ascii"))

    def draw_words(self, words: Words) -> None:
        """One run of text."""
        self.setFont(words.weight.font_name, words.size)
        self.drawString(words.x * POINTS, words.y * POINTS, words.text)

    def draw_star(self, star: Star) -> None:
        """One filled star."""
        first, *others = (f"{x * POINTS:.3f} {y * POINTS:.3f}" for x, y in star.points)
        self.write(f"{first} m {''.join(f'{point} l ' for point in others)}h f".encode())

    def draw_line(self, x0: float, y0: float, x1: float, y1: float, width: float = HAIRLINE) -> None:
        """One straight line."""
        self.setLineWidth(width * POINTS)
        self.line(x0 * POINTS, y0 * POINTS, x1 * POINTS, y1 * POINTS)

    def draw_paper(self, x: float, y: float, width: float, height: float) -> None:
        """A blank rectangle over what is there."""
        self.setFillGray(1)
        self.rect(x * POINTS, y * POINTS, width * POINTS, height * POINTS, stroke=0, fill=1)
        self.setFillGray(0)

    def use_form(self, name: str) -> bytes:
        """The operator that draws a form, which this page then lists among its resources."""
        self._formsinuse.append(name)
        return f"/{self._doc.getXObjectName(name)} Do\n".encode()

    def font_operator(self, weight: Weight, size: float) -> bytes:
        """The operator that chooses a font for digits, which stand for themselves in it."""
        face: TTFont = pdfmetrics.getFont(weight.font_name)  # type: ignore[assignment]
        digits = "0123456789"
        [(subset, coded)] = face.splitString(digits, self._doc)
        if coded != digits.encode():
            raise ValueError("digits must keep their codes in the embedded font")
        return f"{face.getSubsetInternalName(subset, self._doc)} {size:g} Tf\n".encode()

    def finish_page(self) -> None:
        """End the page and deflate it at once, so that a long document stays small in memory."""
        forms = tuple(dict.fromkeys(self._formsinuse))
        self.showPage()
        page = self._doc.Pages[-1]
        deflated = isal_zlib.compress(page.stream.encode("latin-1"), DEFLATE_LEVEL)
        page.Contents = PDFStream(PDFDictionary({"Filter": PDFName("FlateDecode")}), deflated)
        page.stream = None
        page.Resources = self._shared_resources(forms)

    def _shared_resources(self, forms: tuple[str, ...]) -> object:
        """Pages that draw the same forms name one object; written out, it would be half of a small page."""
        known = self._resources.get(forms)
        if known is None:
            resources: Any = PDFResourceDictionary()
            resources.basicFonts()
            resources.basicProcs()
            resources.XObject = self._doc.xobjDict(forms)
            known = self._resources[forms] = self._doc.Reference(
                resources, f"resources{len(self._resources)}"
            )
        return known

    def save_to(self, file: BinaryIO) -> None:
        """Write the document, once."""
        self._doc.SaveToFile(file, self)


@lru_cache(maxsize=1)
def use_fonts() -> None:
    """Give reportlab the fonts of labels. Letters are set one by one, as they were measured."""
    for weight in Weight:
        font(weight)  # says in our words when the file is missing
        face = TTFont(weight.font_name, str(weight.path), asciiReadable=True, shapable=False)
        pdfmetrics.registerFont(face)
