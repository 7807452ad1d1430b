"""Photographs of packages that do not exist: a label on brown paper, a little askew."""

from io import BytesIO

from PIL import Image, ImageFilter

from ocop_verify.catalog.lines import Line
from ocop_verify.guide.drawing import CODE, LAYOUT, symbol_of
from ocop_verify.labels.design import LabelFace, design, groups_of
from ocop_verify.labels.layouts import layout_of
from ocop_verify.labels.painting.png import label_png

HOST = "ocop.invalid"
BROWN, SHADOW = (176, 137, 98), (120, 90, 60)


def photograph_of(line: Line) -> bytes:
    """A JPEG. Its QR code leads nowhere."""
    shown = line.recognition
    face = LabelFace(line.product.name, line.producer.name, shown.stars, shown.valid_until, HOST)
    drawing = design(face, layout_of(LAYOUT).form, groups_of(CODE))
    png = label_png(drawing, CODE, symbol_of(f"https://{HOST}/"), line.product.name, "")
    label = Image.open(BytesIO(png)).convert("RGB")
    paper = Image.new("RGB", (label.width + 400, label.height + 400), BROWN)
    paper.paste(SHADOW, (208, 212, 208 + label.width, 212 + label.height))
    paper = paper.filter(ImageFilter.GaussianBlur(8))
    paper.paste(label, (200, 200))
    file = BytesIO()
    paper.rotate(4, Image.Resampling.BICUBIC, fillcolor=BROWN).save(file, "JPEG", quality=82)
    return file.getvalue()
