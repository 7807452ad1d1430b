"""Passwords: Argon2id by ``argon2-cffi`` with the parameters that the library itself recommends (RFC 9106).

A hash takes 64 MiB and a tenth of a second, so only a few are computed at once: a flood of log-ins must not
take the machine from those who scan. Whoever has no password costs as much as whoever has one.
"""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.text import words

MIN_LENGTH = 12
MAX_LENGTH = 256
MIN_DIFFERENT = 6  # letters that remain different when everything easily guessed is taken out

AT_ONCE = 2
WAIT_SECONDS = 3.0

_hasher = PasswordHasher()
_turns = BoundedSemaphore(AT_ONCE)
# What a password is compared with where there is none: the hash of nothing that anybody can type, by the
# parameters of every other. It is written down, as making it would take a quarter of a second of each start.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$7ifR4rv4BzNuxsedPJLIOg$eItAqqIk+x+QA8GJyW4cQqCaU+yg1nbAnFSGNry1dfY"

# What is tried first, besides what is known of the person. Folded: no accents, no capitals.
# fmt: off
_COMMON = (
    "password", "matkhau", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwerty", "asdfgh", "letmein", "welcome",
    "administrator", "admin", "iloveyou", "anhyeuem", "emyeuanh", "vietnam", "hanoi", "saigon", "hochiminh",
    "football", "dragon", "monkey", "sunshine", "princess", "ocop", "verify", "canbo", "kiemtra", "sanpham",
    "moixamotsanpham",
)
# fmt: on
_RUNS = re.compile(r"(0?123456789|12345678|1234567|123456|12345|1234|987654321|abcdefgh|abcdef|abcd)")
_SEPARATORS = re.compile(r"[\W_]+")


class WeakPassword(OcopError):
    """A password that is too short, too long or too easily guessed."""


class TooBusy(OcopError):
    """More people log in at once than the machine takes. Trying again in a moment helps."""


def normal(password: str) -> str:
    """One spelling: keyboards write the same Vietnamese letter in two ways (NIST SP 800-63B §3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str) -> str:
    """The hash to keep."""
    with _turn():
        return _hasher.hash(normal(password))


def is_right(stored: str | None, password: str) -> bool:
    """Whether this is the password; where none is stored the answer is no, after the same work."""
    text = normal(password[: MAX_LENGTH * 4])
    try:
        with _turn():
            return _hasher.verify(stored or _NOBODY, text) and stored is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def needs_new_hash(stored: str) -> bool:
    """Whether the recommended parameters have moved since it was made."""
    return _hasher.check_needs_rehash(stored)


def refuse_weak(password: str, *about: str) -> None:
    """Raise ``WeakPassword`` for one that is easily guessed; ``about`` is what is known of the person.

    Length is what counts; no kinds of letters are demanded (NIST SP 800-63B §3.1.1.2, ASVS V6.2).
    """
    text = normal(password)
    if len(text) < MIN_LENGTH:
        raise WeakPassword(
            N_("Mật khẩu cần ít nhất %(least)s ký tự. Một câu ngắn dễ nhớ là đủ."), least=MIN_LENGTH
        )
    if len(text) > MAX_LENGTH:
        raise WeakPassword(N_("Mật khẩu dài nhất là %(most)s ký tự."), most=MAX_LENGTH)
    if len(set(_unpredictable(text, about))) < MIN_DIFFERENT:
        raise WeakPassword(
            N_(
                "Mật khẩu này dễ đoán: nó gần như chỉ có từ thông dụng, dãy số, tên hoặc e-mail của bạn. "
                "Hãy thêm vài từ không liên quan."
            )
        )


def _unpredictable(text: str, about: tuple[str, ...]) -> str:
    """What is left of it without words, names and runs that are tried first."""
    rest = _SEPARATORS.sub("", words(text)) or text
    known = {part for each in about for part in words(each).replace("@", " ").replace(".", " ").split()}
    known |= {_SEPARATORS.sub("", words(each)) for each in about}
    for word in sorted({*_COMMON, *known}, key=len, reverse=True):
        if len(word) >= 3:
            rest = rest.replace(word, "")
    return _RUNS.sub("", rest)


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=WAIT_SECONDS):
        raise TooBusy(N_("Đang có nhiều người đăng nhập cùng lúc. Hãy thử lại sau vài giây."))
    try:
        yield
    finally:
        _turns.release()
