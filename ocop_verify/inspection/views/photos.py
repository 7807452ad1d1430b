"""The photos of reports: kept in the data folder, served to those who may see them and to nobody else."""

from flask import Response, abort, current_app

from ocop_verify.config import Settings
from ocop_verify.durable import Kept
from ocop_verify.pictures import MAX_BYTES, Form, read_picture, write_picture

# Even a browser that took the picture for something else would run nothing in it.
SANDBOX = "sandbox; default-src 'none'"


def kept_photos() -> Kept:
    """Where they lie."""
    settings: Settings = current_app.extensions["settings"]
    return Kept(settings.data_dir / "reports")


def keep_photo(content: bytes) -> str:
    """Paint a picture anew and keep it; gives its hash. Raises ``PictureRefused``."""
    return kept_photos().keep(write_picture(read_picture(content[: MAX_BYTES + 1]), Form.WEBP).content)


def photo_answer(digest: str | None) -> Response:
    """The picture, to look at and nothing else. Raises ``FileLost``."""
    if digest is None:
        abort(404)
    response = Response(kept_photos().read(digest), mimetype="image/webp")
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Content-Disposition"] = 'inline; filename="photo.webp"'
    return response
