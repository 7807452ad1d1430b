"""The door to photos and signatures of a fair, painted anew, for those who may look at its stalls."""

from flask import Blueprint, Response
from sqlalchemy import select

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database
from ocop_verify.accounts.views.guard import Place, require
from ocop_verify.fairs.models import StallRow, StallSayingRow
from ocop_verify.fairs.views.context import place_of_fair
from ocop_verify.fairs.views.field import kept_pictures
from ocop_verify.inspection.views.photos import SANDBOX

blueprint = Blueprint("fair_pictures", __name__, url_prefix="/fairs/<int:key>/pictures")


def place_of_picture(key: int, digest: str) -> Place | None:
    """A picture belongs to the fair where something was said with it."""
    said = select(StallSayingRow.number).join(StallRow).where(StallRow.fair_id == key)
    found = database().scalar(said.where(StallSayingRow.shown == digest).limit(1))
    return place_of_fair(key) if found else None


@blueprint.get("/<digest>")
@require(Permission.CHECK_STALLS, place=place_of_picture)
def picture(key: int, digest: str) -> Response:
    """The picture, to look at and nothing else. Raises ``FileLost``."""
    response = Response(kept_pictures().read(digest), mimetype="image/webp")
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Content-Disposition"] = 'inline; filename="photo.webp"'
    return response
