"""The doors of stories: photos for everybody, the form for producers and officers."""

from flask import Flask

from ocop_verify.config import Settings
from ocop_verify.stories.documents import Library
from ocop_verify.stories.views import editing, photos


def init_app(app: Flask, settings: Settings) -> None:
    """Open the doors; on a mirror nobody edits."""
    app.extensions["library"] = Library(settings.data_dir)
    app.register_blueprint(photos.blueprint)
    if not settings.follow_url:
        app.register_blueprint(editing.blueprint)
