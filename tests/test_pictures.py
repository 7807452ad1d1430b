"""Pictures that people send: whatever is in the file, only its dots come out, upright and of a sane size."""

import zlib
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from ocop_verify.pictures import MAX_BYTES, Form, PictureRefused, read_picture, write_picture

RED, BLUE = (200, 30, 30), (30, 30, 200)
ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F


def photo(size: tuple[int, int] = (120, 80), form: str = "JPEG", **options: object) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", size, BLUE)
    image.paste(RED, (0, 0, size[0] // 2, size[1]))
    return saved(image, form, **options)


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def with_gps() -> bytes:
    """What a phone writes: turned by a quarter, with the place and the maker."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "Camera of somebody"
    exif.get_ifd(GPS)[2] = (10.0, 56.0, 3.5)
    return photo(exif=exif.tobytes())


def animated(form: str) -> bytes:
    frames = [Image.new("RGB", (60, 40), colour) for colour in (RED, BLUE)]
    return saved(frames[0], form, save_all=True, append_images=frames[1:], duration=100)


def png_bomb(side: int = 12_000) -> bytes:
    """A few kilobytes that would be decoded into half a gigabyte: the head says so, the body is zeros."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    head = side.to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    body = zlib.compress(bytes(side * 3 + 1) * 100, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """A small picture with a compressed text of 200 megabytes beside it."""
    about = PngImagePlugin.PngInfo()
    about.add_text("Comment", "a" * 200_000_000, zip=True)
    return saved(Image.new("RGB", (40, 40)), "PNG", pnginfo=about)


def test_the_place_the_maker_and_the_thumbnail_are_gone():
    sent = with_gps()
    assert GPS in Image.open(BytesIO(sent)).getexif()
    image = read_picture(sent)
    for form in Form:
        made = write_picture(image, form)
        written = Image.open(BytesIO(made.content))
        assert dict(written.getexif()) == {}
        assert not {"exif", "xmp", "icc_profile", "comment", "photoshop"} & written.info.keys()
        assert b"Camera of somebody" not in made.content


def test_a_photo_taken_upright_stands_upright():
    image = read_picture(with_gps())
    assert image.size == (80, 120)
    top, bottom = image.getpixel((40, 10)), image.getpixel((40, 110))
    assert (top[0] > 150, bottom[2] > 150) == (True, True)


@pytest.mark.parametrize("tail", [b"<script>alert(1)</script>", b"PK\x03\x04 a zip", b"%PDF-1.7 a document"])
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_file_that_is_two_files_becomes_one(form, tail):
    made = write_picture(read_picture(photo(form=form) + tail), Form.WEBP)
    assert tail not in made.content
    assert Image.open(BytesIO(made.content)).format == "WEBP"


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_of_a_moving_picture_the_first_frame_stays(form):
    made = write_picture(read_picture(animated(form)), Form.WEBP)
    still = Image.open(BytesIO(made.content))
    assert getattr(still, "n_frames", 1) == 1
    assert still.convert("RGB").getpixel((30, 20))[0] > 150


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: b"", "không phải ảnh"),
        (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "không phải ảnh"),
        (lambda: photo(form="GIF"), "không phải ảnh"),  # nothing that people photograph
        (lambda: photo(form="TIFF"), "không phải ảnh"),  # its readers are many and old
        (lambda: b"%PDF-1.7\n%%EOF", "không phải ảnh"),
        (lambda: photo()[:-400], "thiếu một phần"),
        (lambda: photo((300, 200), "PNG")[:-60], "thiếu một phần"),
        (png_bomb, "điểm ảnh"),
        (lambda: png_bomb(60_000), "điểm ảnh"),  # so many that the library itself refuses
        (text_bomb, "không phải ảnh"),
        (lambda: photo((10, 10)), "nhỏ quá"),
        (lambda: photo() + bytes(MAX_BYTES), "nặng hơn"),
    ],
    ids=[
        "nothing", "svg", "gif", "tiff", "pdf", "half a jpeg", "half a png", "bomb", "huge bomb", "text bomb",
        "a dot", "heavy",
    ],
)  # fmt: skip
def test_what_is_refused_says_why(make: Callable[[], bytes], words):
    with pytest.raises(PictureRefused) as refusal:
        write_picture(read_picture(make()), Form.WEBP)
    assert words in str(refusal.value)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_dots_becomes_plain_colours(mode):
    image = Image.new("RGBA", (64, 48), (*RED, 255)).convert(
        "L" if mode == "I;16" else "RGB" if mode == "CMYK" else "RGBA"
    )
    image = image.convert(mode) if mode != "I;16" else image.convert("I").convert("I;16")
    made = read_picture(saved(image, "JPEG" if mode == "CMYK" else "PNG"))
    assert (made.mode, made.size) == ("RGB", (64, 48))


def test_what_can_be_seen_through_lies_on_white():
    assert (
        read_picture(saved(Image.new("RGBA", (64, 64), (0, 0, 0, 0)), "PNG")).getpixel((5, 5)) == (255,) * 3
    )


def test_a_large_photo_becomes_smaller_and_keeps_its_shape():
    image = read_picture(photo((4_000, 3_000)))
    assert max(image.size) <= 2_048
    made = write_picture(image, Form.AVIF, 480)
    assert (made.width, made.height) == (480, 360)


def test_no_damage_to_a_file_gets_through_as_anything_but_a_refusal():
    """Each byte of a small picture, turned over; whatever comes out is a picture or our refusal."""
    for form in ("JPEG", "PNG", "WEBP"):
        whole = photo((40, 40), form)
        for place in range(0, len(whole), max(1, len(whole) // 60)):
            bad = bytearray(whole)
            bad[place] ^= 0xFF
            try:
                assert read_picture(bytes(bad)).mode == "RGB"
            except PictureRefused:
                continue
