"""The bytes of a CSV file as text. Vietnamese Excel writes at least five encodings.

UTF-8 with and without byte order mark, UTF-16 ("Unicode text"), and Windows-1258, which spells tones as
separate marks. Bytes of TCVN3 and VNI decode as Windows-1258 too, into nonsense: so what was decoded has to
look Vietnamese.
"""

import codecs
import unicodedata
from typing import Final

from ocop_verify.tabular.legacy import diagnose
from ocop_verify.tabular.refusals import refusal
from ocop_verify.tabular.syllables import vietnamese_share

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE: Final = 100_000
_MOSTLY: Final = 0.6


def decoded(data: bytes) -> str:
    """The text of the file. Raises ``FileProblem`` where no encoding gives sensible text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    if b"\0" in data:
        return _strictly(data, _utf_16_without_mark(data))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _mostly_utf_8(data):
            raise refusal("damaged_text", row=data.count(b"\n", 0, error.start) + 1) from error
        return _eight_bit(data)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "replace")
        raise refusal("damaged_text", row=before.count("\n") + 1) from error


def _utf_16_without_mark(data: bytes) -> str:
    """Which half of each pair of bytes is zero says which UTF-16 it is; otherwise it is no text at all."""
    sample = data[:2000]
    pairs = len(sample) // 2
    if sample[1::2].count(0) > pairs // 2:
        return "utf-16-le"
    if sample[0::2].count(0) > pairs // 2:
        return "utf-16-be"
    raise refusal("binary")


def _mostly_utf_8(data: bytes) -> bool:
    """Whether a few bytes were damaged in a text that is UTF-8 everywhere else."""
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    proper = sum(not character.isascii() for character in text[:_SAMPLE]) - damaged
    return proper > 10 * damaged


def _eight_bit(data: bytes) -> str:
    """Windows-1258 if that reads as Vietnamese; else say what it is, if that can be told."""
    try:
        text = unicodedata.normalize("NFC", data.decode("cp1258"))
    except UnicodeDecodeError:
        text = ""
    if vietnamese_share(text[:_SAMPLE]) >= _MOSTLY:
        return text
    diagnosis = diagnose(data[:_SAMPLE].decode("cp1252", "replace").replace("\ufffd", ""))
    if diagnosis is None:
        raise refusal("unknown_encoding")
    raise refusal(f"{diagnosis.damage}_file", found=diagnosis.found, meant=diagnosis.meant)
