"""The WSGI door."""

from ocop_verify.factory import create_app

app = create_app()
