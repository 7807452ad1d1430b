"""Evidence as files: kept as they came, byte by byte, with a picture painted anew to look at."""

from contextlib import closing
from datetime import datetime

from flask import Response, abort, current_app, request
from werkzeug.datastructures import FileStorage

from ocop_verify.config import Settings
from ocop_verify.domain.errors import N_
from ocop_verify.durable import Kept
from ocop_verify.inspection.evidence import Evidence
from ocop_verify.inspection.models import FlagEvidenceRow
from ocop_verify.inspection.views.photos import SANDBOX
from ocop_verify.pictures import MAX_BYTES, Form, PictureRefused, read_picture, write_picture

PDF = b"%PDF-"
ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf"


def kept_evidence() -> Kept:
    """Where it lies."""
    settings: Settings = current_app.extensions["settings"]
    return Kept(settings.data_dir / "evidence")


def keep_evidence(content: bytes, *, taken_at: datetime | None = None, place: str = "") -> Evidence:
    """Keep a photo or a PDF. Raises ``PictureRefused`` for anything else, before anything is written."""
    if len(content) > MAX_BYTES:
        raise PictureRefused(N_("Tệp nặng hơn %(limit)d MB. Hãy chọn tệp nhỏ hơn."), limit=10)
    shown = None
    if not content.startswith(PDF):
        shown = kept_evidence().keep(write_picture(read_picture(content), Form.WEBP).content)
    return Evidence(kept_evidence().keep(content), len(content), shown, taken_at, place)


def sent_bytes(name: str) -> bytes:
    """The file of a form; nothing where none was chosen."""
    with closing(request.files.get(name) or FileStorage()) as sent:
        content: bytes = sent.read()
        return content


def evidence_answer(row: FlagEvidenceRow, *, original: bool) -> Response:
    """The picture to look at, or the file as it came: to keep, never to open in the browser."""
    return kept_answer(row.sha256 if original else row.shown, original=original)


def kept_answer(digest: str | None, *, original: bool = False) -> Response:
    """A kept file by its hash: a picture that was painted anew, or an original. Raises ``FileLost``."""
    if digest is None:
        abort(404)
    content = kept_evidence().read(digest)
    kind = "application/octet-stream" if original else "image/webp"
    response = Response(content, mimetype=kind)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    how = f'attachment; filename="{digest[:16]}.bin"' if original else 'inline; filename="photo.webp"'
    response.headers["Content-Disposition"] = how
    return response
