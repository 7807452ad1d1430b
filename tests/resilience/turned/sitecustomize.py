"""A clock that a test can turn while programs run: Python imports this before anything else.

Every time of day that Python tells is off by the seconds that the file named by TEST_CLOCK holds (eight
bytes). Clocks that only count on are left alone. ``datetime`` asks the system by itself, and its methods
cannot be replaced by the ordinary means.
"""

import ctypes
import gc
import mmap
import os
import struct
import time
from datetime import UTC, datetime, tzinfo
from pathlib import Path

with Path(os.environ["TEST_CLOCK"]).open("rb") as file:
    _shift = mmap.mmap(file.fileno(), 8, access=mmap.ACCESS_READ)
_time_ns = time.time_ns


def time_ns() -> int:
    """The time of day, turned."""
    return _time_ns() + struct.unpack("<q", _shift)[0] * 10**9


def now(cls: type[datetime], tz: tzinfo | None = None) -> datetime:
    """The same as a ``datetime``."""
    return cls.fromtimestamp(time_ns() / 10**9, tz)


time.time_ns, time.time = time_ns, lambda: time_ns() / 10**9
[_methods] = gc.get_referents(datetime.__dict__)
_methods["now"] = classmethod(now)
_methods["utcnow"] = classmethod(lambda cls: now(cls, UTC).replace(tzinfo=None))
ctypes.pythonapi.PyType_Modified(ctypes.py_object(datetime))
