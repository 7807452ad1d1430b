"""``/metrics``: what the server does, in numbers, for Prometheus.

With several worker processes each writes its numbers to a file of its own, and the one that is asked adds
them up. The production server names the folder (``gunicorn.conf.py``); without it there is one process.

Rooms declare their instruments and register a sampler that brings them up to date. Samplers run when somebody
asks, and after each look at the catalogue's source: so the numbers of every process are fresh to about a
second, and a scan pays for nothing but the time that it took.
"""

import os
from collections.abc import Callable, Iterable
from http import HTTPStatus
from time import perf_counter
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, Response, abort, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from ocop_verify.web.callers import Insiders

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
# A door puts its histogram here to have the request's time counted.
TIMED = "ocop.timed"

Sampler = Callable[[], None]


class Metrics:
    """The samplers of one application, and the numbers as text."""

    def __init__(self) -> None:
        self._samplers: list[Sampler] = []

    def register(self, sampler: Sampler) -> None:
        """Call this whenever the numbers are to be brought up to date."""
        self._samplers.append(sampler)

    def sample(self) -> None:
        """Bring this process's numbers up to date."""
        for sampler in self._samplers:
            sampler()

    def text(self) -> bytes:
        """The numbers of all processes."""
        self.sample()
        if FOLDER not in os.environ:
            return generate_latest(REGISTRY)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)


class Rising:
    """A counter that follows a number kept elsewhere."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._seen = 0

    def follow(self, total: int) -> None:
        """Add what the number has grown since the last time."""
        if total > self._seen:
            self._counter.inc(total - self._seen)
            self._seen = total


class TimingMiddleware:
    """Measures the requests whose doors ask for it."""

    def __init__(self, app: "WSGIApplication") -> None:
        self.app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        began = perf_counter()
        answer = self.app(environ, start_response)
        histogram: Histogram | None = environ.get(TIMED)
        if histogram is not None:
            histogram.observe(perf_counter() - began)
        return answer


def init_app(app: Flask, insiders: Insiders) -> None:
    """Measure, and open the door."""
    metrics = app.extensions["metrics"] = Metrics()
    app.extensions["insiders"] = insiders
    door = Blueprint("metrics", __name__)

    @door.get("/metrics")
    def show() -> Response:
        """The numbers, for those who operate the server."""
        if not insiders.include(request):
            abort(HTTPStatus.FORBIDDEN)
        return Response(
            metrics.text(), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"}
        )

    app.register_blueprint(door)
    app.wsgi_app = TimingMiddleware(app.wsgi_app)  # type: ignore[method-assign]
