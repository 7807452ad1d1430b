"""The producer's own pages."""

from flask import Flask

from ocop_verify.producers.views import own, trial


def init_app(app: Flask) -> None:
    """Open the doors."""
    app.register_blueprint(own.blueprint)
    app.register_blueprint(trial.blueprint)
    app.jinja_env.globals["producer_named"] = own.producer_named
