"""Answers for everybody that may be kept for a minute, and asked for again without being sent again."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from flask import Response, request

SECONDS: Final = 60
# Programs of other sites may read everything here.
OPEN: Final = {"Access-Control-Allow-Origin": "*"}


def answer(
    tag: str,
    make: Callable[[], str | bytes | Iterable[bytes]],
    mimetype: str,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An answer that may be kept, or 304 for who has it already. It is made only when it is sent."""
    kept = {
        "ETag": f'W/"{tag}"',
        "Cache-Control": f"public, max-age={SECONDS}",
        **({} if mimetype.startswith("text/html") else OPEN),
        **(headers or {}),
    }
    if request.if_none_match.contains_weak(tag):
        return Response(status=304, headers=kept)
    return Response(make(), headers=kept, content_type=mimetype)
