"""The shell around every door: language, headers, errors, assets, formats."""

from functools import cache
from typing import Protocol

from flask import Flask


class SiteSettings(Protocol):
    """What the shell needs to know of the settings."""

    @property
    def public_url(self) -> str: ...

    @property
    def host(self) -> str: ...


def init_app(app: Flask, settings: SiteSettings) -> None:
    """Give the application its shell. Call it after anything else that wraps ``wsgi_app``, before doors."""
    # Imported here, so that ``python -m ocop_verify.web.translations`` runs before there is anything to load.
    from ocop_verify.web import (  # noqa: PLC0415
        assets,
        errors,
        formats,
        headers,
        language,
        routing,
        sessions,
        templating,
    )

    routing.init_app(app)
    templating.init_app(app)
    sessions.init_app(app)
    language.init_app(app)
    formats.init_app(app)
    errors.init_app(app)
    found = assets.init_app(app)
    headers.init_app(app, https=settings.public_url.startswith("https:"), hashes=found.hashes)
    public_url = settings.public_url.rstrip("/")

    def address(path: str) -> str:
        """The one address of a page in the reader's language, for links that leave the site."""
        return public_url + ("" if language.language() == language.DEFAULT else "/en") + path

    @cache
    def has_page(path: str) -> bool:
        """Whether a room serves this path: a page links only to what is there."""
        return any(rule.rule == path for rule in app.url_map.iter_rules())

    app.jinja_env.globals.update(
        host=settings.host, public_url=public_url, address=address, has_page=has_page
    )
