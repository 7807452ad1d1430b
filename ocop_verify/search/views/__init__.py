"""The doors of search: finding products, and checking claims without a code in hand."""

from flask import Flask

from ocop_verify.accounts.views.guard import open_to_all
from ocop_verify.catalog.holding import Holder, utc_now
from ocop_verify.domain.validity import local_day
from ocop_verify.search.holding import Indexes
from ocop_verify.search.views import checking, context, machines, searching
from ocop_verify.search.views.context import Turns


def init_app(app: Flask) -> None:
    """Open the doors, and keep the index in step with the catalogue, beside the requests."""
    indexes = app.extensions["search"] = Indexes()
    app.extensions["search_turns"] = Turns()
    holder: Holder = app.extensions["catalogue"]
    open_to_all(app, searching.blueprint.name)
    for room in (searching, checking, machines):
        app.register_blueprint(room.blueprint)
        open_to_all(app, room.blueprint.name)

    def follow() -> None:
        held = holder.peek()
        if held is not None:
            indexes.follow(held.catalogue, local_day(utc_now()))

    holder.listen(follow)
    app.jinja_env.globals.update(pieces_of=context.pieces)
