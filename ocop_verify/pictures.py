"""Pictures that people send, made harmless: decoded within limits, and painted anew with nothing else in.

What comes out holds the colours of the dots and nothing more: no place where it was taken, no device, no
second file hidden behind the first. Whatever bytes come in, only ``PictureRefused`` comes out.
"""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from threading import Lock
from types import MappingProxyType
from typing import Any, Final

from PIL import Image, ImageOps

from ocop_verify.domain.errors import N_, OcopError

MAX_BYTES: Final = 10 * 1024 * 1024
# The largest that phones take by themselves; one decoded picture of this size is 150 MB.
MAX_PIXELS: Final = 50_000_000
LONGEST_SIDE: Final = 2_048
# What scanners are set to, in dots an inch.
COARSEST_SCAN: Final = 150.0
FINEST_SCAN: Final = 2_400.0
# A picture smaller than this shows nothing that could be recognised.
SHORTEST_SIDE: Final = 32
# What may be sent. HEIC is left out: every decoder for it is under a licence that asks more than ours. Phones
# send JPEG by themselves where a page names these types.
ACCEPTED: Final = ("JPEG", "PNG", "WEBP")
ACCEPTED_TYPES: Final = "image/jpeg,image/png,image/webp"
# Decoding one picture at a time bounds the memory of a process, whoever sends how many.
_TURN: Final = Lock()


class PictureRefused(OcopError):
    """A file that is no picture of the kinds taken, damaged, or too large. Another file may do."""


class Form(StrEnum):
    """The kinds of files that pictures are written as."""

    AVIF = "avif"
    WEBP = "webp"
    JPEG = "jpeg"


# How each form is written; the qualities look alike.
_WRITING: Mapping[Form, Mapping[str, Any]] = MappingProxyType(
    {
        Form.AVIF: {"quality": 60, "speed": 9},
        Form.WEBP: {"quality": 80, "method": 4},
        Form.JPEG: {"quality": 82, "optimize": True, "progressive": True},
    }
)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture as a file, and its size in dots."""

    form: Form
    width: int
    height: int
    content: bytes


def read_picture(content: bytes, longest: int = LONGEST_SIDE) -> Image.Image:
    """The picture upright in plain colours, no side longer than ``longest``. Raises ``PictureRefused``."""
    if len(content) > MAX_BYTES:
        raise PictureRefused(N_("Ảnh nặng hơn %(limit)d MB. Hãy chụp lại ở cỡ nhỏ hơn."), limit=10)
    with _TURN, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the library finds odd is refused below, or does no harm
        return _repainted(_opened(content), longest)


def dots_per_inch(content: bytes, shown: Image.Image) -> float | None:
    """How many dots of ``shown``, read from this file, a scanner saw in an inch.

    None where the file says nothing, or what a camera writes: it does not know how far away it was.
    """
    image = _opened(content)
    told = image.info.get("dpi")
    found = float(told[0]) if isinstance(told, tuple) and told else 0.0
    if not COARSEST_SCAN <= found <= FINEST_SCAN:
        return None
    return found * max(shown.size) / max(image.size)


def write_picture(image: Image.Image, form: Form, width: int | None = None) -> Picture:
    """The picture as a file, made smaller where ``width`` is less than its own."""
    if width is not None and width < image.width:
        image = image.resize((width, max(1, round(image.height * width / image.width))), _SMOOTH)
    file = BytesIO()
    image.save(file, form.value.upper(), **_WRITING[form])
    return Picture(form, image.width, image.height, file.getvalue())


_SMOOTH: Final = Image.Resampling.LANCZOS


def _opened(content: bytes) -> Image.Image:
    """The file by what its bytes are, whatever it is called; no dot is decoded yet."""
    try:
        image = Image.open(BytesIO(content), formats=ACCEPTED)
    except Image.DecompressionBombError as problem:
        raise _too_many_dots() from problem
    except Exception as problem:  # decoders fail in every way on bytes that were made to break them
        raise PictureRefused(
            N_("Tệp này không phải ảnh JPEG, PNG hay WebP. Hãy chọn ảnh khác, hoặc chụp màn hình ảnh này.")
        ) from problem
    if image.width * image.height > MAX_PIXELS:
        raise _too_many_dots()
    if min(image.size) < SHORTEST_SIDE:
        raise PictureRefused(N_("Ảnh nhỏ quá, không nhìn rõ được. Hãy chọn ảnh lớn hơn."))
    return image


def _repainted(image: Image.Image, longest: int) -> Image.Image:
    """The first frame, upright on white paper: a new image, with none of what the file told beside dots."""
    try:
        image.draft("RGB", (longest, longest))  # JPEG is decoded at about this size, in a part of the memory
        image.load()
        upright = ImageOps.exif_transpose(image)
        if upright.mode not in {"RGB", "RGBA", "L"}:
            upright = upright.convert("RGBA")
        upright.thumbnail((longest, longest), _SMOOTH)
        shown = upright.convert("RGBA")
    except Exception as problem:  # as above
        raise PictureRefused(
            N_("Ảnh bị hỏng hoặc thiếu một phần. Hãy gửi lại, hoặc chọn ảnh khác.")
        ) from problem
    paper = Image.new("RGB", shown.size, "white")
    paper.paste(shown, mask=shown.getchannel("A"))
    return paper


def _too_many_dots() -> PictureRefused:
    return PictureRefused(
        N_("Ảnh có quá nhiều điểm ảnh (hơn %(limit)d triệu). Hãy chụp lại ở cỡ nhỏ hơn."),
        limit=MAX_PIXELS // 1_000_000,
    )
