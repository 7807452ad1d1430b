"""What every application of a test run makes in the same way, made once: compiled templates and routes.

Most tests that commit have an application of their own, and there are hundreds. Nothing here changes what an
application does: a template whose text has changed is compiled again, a route is known by all that it says.
"""

from collections.abc import Callable
from types import CodeType
from typing import Any, ClassVar

from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule


class CompiledTemplates(BytecodeCache):
    """Keeps what templates were compiled to."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was kept of this text."""
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self._known[bucket.key, bucket.checksum] = bucket.code


class SharedRule(Rule):
    """A route that builds addresses with the function that an equal route was compiled to before."""

    _known: ClassVar[dict[object, Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled: Any = super()._compile_builder
        if self.defaults:
            return compiled(append_unknown)
        said = (self.rule, tuple(self._trace), append_unknown)
        if said not in self._known:
            self._known[said] = compiled(append_unknown)
        return self._known[said]
