"""Where to go after logging in: a page of ours, or nowhere; no spelling of a stranger's address passes."""

import re
from urllib.parse import unquote

MAX_LENGTH = 2_000
# One slash, then what paths and queries of ours are written with. No backslash, no white space, no control
# character, nothing encoded that could become one of them or a second slash at the front.
_PATH = re.compile(r"/(?![/\\])[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*", re.ASCII)


def local_path(text: str | None) -> str | None:
    """The path, if it leads to a page of this site whatever a browser makes of it; else None."""
    if not text or len(text) > MAX_LENGTH or not _PATH.fullmatch(text):
        return None
    seen = text
    for _ in range(3):  # encoded, encoded twice
        seen = unquote(seen)
        if seen.startswith(("//", "/\\")) or "\\" in seen.partition("?")[0] or not seen.isprintable():
            return None
    first = seen[1:].partition("/")[0].partition("?")[0]
    return None if "@" in first or ":" in first else text
