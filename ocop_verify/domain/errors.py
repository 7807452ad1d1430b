"""The one family of errors that rules and acts raise; doors turn them into pages, JSON or exit codes."""


class OcopError(Exception):
    """Something that a person asked for cannot be done; the message says why.

    Messages are written in Vietnamese, the product's source language, as a template with named
    ``values``; a door translates the template and fills it in.
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return self.message % self.values if self.values else self.message


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools know
    """Mark a message for extraction; it is translated where it is shown."""
    return message
