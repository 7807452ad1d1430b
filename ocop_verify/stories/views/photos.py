"""The files of published photos, for everybody."""

import re
from typing import cast

from flask import Blueprint, Response, abort, current_app

from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.stories.documents import Document, Library

blueprint = Blueprint("photos", __name__)

NAME = re.compile(r"([0-9a-f]{64})\.(avif|webp|jpeg)", re.ASCII)
# A file never changes under its name; but one that was taken away should not be shown for ever.
KEEP_SECONDS = 86_400
SANDBOX = "sandbox; default-src 'none'"


def library() -> Library:
    """What is published."""
    return cast(Library, current_app.extensions["library"])


def told_of(product_id: int, catalogue: Catalogue) -> Document | None:
    """What is said of a product; None where nothing is, or where its files are not at hand."""
    story = catalogue.stories.get(product_id)
    document = library().document(story.document) if story else None
    return document if document and (document.text or document.photos) else None


@blueprint.get("/photos/<name>")
def photo(name: str) -> Response:
    """One file of a photo. Raises ``FileLost`` for a damaged one; one that is not here is not known."""
    found, photos = NAME.fullmatch(name), library().photos
    if found is None or not photos.path(found[1]).is_file():
        abort(404)
    response = Response(photos.read(found[1]), mimetype=f"image/{found[2]}")
    response.headers["Cache-Control"] = f"public, max-age={KEEP_SECONDS}"
    response.headers["Content-Security-Policy"] = SANDBOX
    response.set_etag(found[1])
    return response
