"""Page or JSON: what the asker would rather have."""

from flask import Request, request

MACHINE_PATHS = ("/api/", "/.well-known/")
# Files that programs fetch. No token has a point, so none of these is a label.
MACHINE_FORMS = (".json", ".jsonld", ".csv", ".atom", ".ics", ".parquet", ".sig", ".pem")


def wants_json(asked: Request | None = None) -> bool:
    """Whether JSON is liked better than HTML (RFC 9110 §12.5.1).

    A browser names HTML; ``*/*`` likes both equally and gets the page.
    """
    asked = asked or request
    accept = asked.headers.get("Accept", "").lower()
    if "json" not in accept and "application/*" not in accept:
        return False  # nearly every scan ends here, without parsing the header
    likes = asked.accept_mimetypes
    return max(likes["application/json"], likes["application/problem+json"]) > likes["text/html"]


def is_for_machines(asked: Request | None = None) -> bool:
    """Whether an error is told as JSON: by path, or because JSON is wanted."""
    asked = asked or request
    return asked.path.startswith(MACHINE_PATHS) or asked.path.endswith(MACHINE_FORMS) or wants_json(asked)
