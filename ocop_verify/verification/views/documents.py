"""The published documents of decisions, for everybody."""

from http import HTTPStatus
from io import BytesIO

from flask import Blueprint, Response, abort, current_app, send_file

from ocop_verify.domain.records import Decision
from ocop_verify.durable import Kept
from ocop_verify.verification.documents import Published, kept_documents, published_of
from ocop_verify.verification.views.request import held_catalogue

blueprint = Blueprint("documents", __name__)

# Even a browser that shows it in spite of the header runs nothing in it.
SANDBOX = "sandbox; default-src 'none'"


def kept() -> Kept:
    """The documents of decisions."""
    return kept_documents(current_app.extensions["settings"].data_dir)


def document_of(decision: Decision) -> Published | None:
    """What pages link of a decision."""
    return published_of(decision, kept())


def as_download(content: bytes, filename: str, digest: str) -> Response:
    """A document, to be opened outside the browser. Caches ask each time whether it is still there."""
    response = send_file(
        BytesIO(content),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=filename,
        etag=digest,
        conditional=True,
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


@blueprint.get("/decisions/<int:key>/document.pdf")
def document(key: int) -> Response:
    """The document under the decision's number. Raises ``FileLost``."""
    decision = held_catalogue().catalogue.decisions.get(key)
    if decision is None or decision.document is None or (_is_mirror() and document_of(decision) is None):
        abort(HTTPStatus.NOT_FOUND)
    content = kept().read(decision.document)
    return as_download(content, decision.number.replace("/", "-") + ".pdf", decision.document)


def _is_mirror() -> bool:
    """A mirror has the hashes of documents and not always the documents; nothing is lost there."""
    return bool(current_app.extensions["settings"].follow_url)
