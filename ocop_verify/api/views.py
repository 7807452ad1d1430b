"""The door of the description for machines."""

from hashlib import sha256

import msgspec
from flask import Blueprint, Flask, Response, current_app

from ocop_verify.accounts.views.guard import open_to_all
from ocop_verify.api.describing import openapi
from ocop_verify.config import Settings
from ocop_verify.web.caching import answer

blueprint = Blueprint("api", __name__)


@blueprint.get("/api/v1/openapi.json")
def description() -> Response:
    """What machines may ask, as OpenAPI 3.1."""
    settings: Settings = current_app.extensions["settings"]
    told = msgspec.json.encode(
        openapi(
            settings.public_url,
            settings.licence_name,
            settings.licence_url,
            is_mirror=bool(settings.follow_url),
        )
    )
    return answer(sha256(told).hexdigest()[:24], lambda: told, "application/json")


def init_app(app: Flask) -> None:
    """Open the door."""
    app.register_blueprint(blueprint)
    open_to_all(app, blueprint.name)
