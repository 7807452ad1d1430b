"""The mark to measure against: the smallest page that Flask serves, on the same server as ours."""

from types import SimpleNamespace

from flask import Flask

app = Flask("hello")
# The server's settings let an application load what it needs before it answers.
app.extensions["catalogue"] = SimpleNamespace(start=lambda: None)


@app.get("/")
def hello() -> str:
    """Say it."""
    return "Hello, World!"
