"""Sessions for those who have one. A shopper has none, and a scan pays nothing for those of officers."""

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin


class SessionsOnDemand(SecureCookieSessionInterface):
    """Flask's signed cookie, looked at only where it was sent, and written only where it was touched."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a request; an empty one without a cookie to read."""
        if self.get_cookie_name(app) not in request.environ.get("HTTP_COOKIE", ""):
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep what a request changed. Nothing is said of a session that no page looked at."""
        if session.accessed or session.modified:
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    """Use these sessions."""
    app.session_interface = SessionsOnDemand()
