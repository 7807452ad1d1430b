"""Answer pages that were rendered once and serve every label of a batch.

A page is kept with slots where labels and minutes differ; filling them costs microseconds. Its key holds
everything else that it depends on (catalogue version, day, language, what is said), so a kept page is never
out of date, only forgotten.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from threading import Lock

from markupsafe import escape

# A character for private use, which no name holds (``domain.text.clean``): a slot is found only where it is.
MARK = "\ue000"


def slot(name: str) -> str:
    """The text that stands in a kept page for a value."""
    return f"{MARK}{name}{MARK}"


class KeptPages:
    """The most recently used pages of one process; ``most`` bounds their number (about 15 kB each)."""

    def __init__(self, most: int = 2_048) -> None:
        self._most = most
        self._pages: OrderedDict[Hashable, str] = OrderedDict()
        self._turn = Lock()

    def page(self, key: Hashable, render: Callable[[], str], values: Mapping[str, str]) -> str:
        """The page of this key, rendered with slots if it is not kept, with its slots filled."""
        with self._turn:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
        if page is None:
            page = render()
            with self._turn:
                self._pages[key] = page
                if len(self._pages) > self._most:
                    self._pages.popitem(last=False)
        for name, value in values.items():
            page = page.replace(slot(name), str(escape(value)))
        return page
