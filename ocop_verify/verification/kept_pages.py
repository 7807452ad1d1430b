"""Answer pages that were rendered once and serve every label of a batch.

A page is kept with slots where labels and minutes differ; filling them costs microseconds. Its key holds
everything else that it depends on (catalogue version, day, language, what is said), so a kept page is never
out of date, only forgotten.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Self

from markupsafe import escape

# A character for private use, which no name holds (``domain.text.clean``): a slot is found only where it is.
MARK = "\ue000"


def slot(name: str) -> str:
    """The text that stands in a kept page for a value."""
    return f"{MARK}{name}{MARK}"


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered page, cut at its slots: one text more than there are slots."""

    texts: tuple[bytes, ...]
    slots: tuple[str, ...]

    @classmethod
    def cut(cls, page: str) -> Self:
        """Cut a page that was rendered with slots."""
        parts = page.split(MARK)
        return cls(tuple(text.encode() for text in parts[::2]), tuple(parts[1::2]))

    def filled(self, values: Mapping[str, str]) -> bytes:
        """The page with these values, escaped, in its slots."""
        parts = [self.texts[0]]
        for name, text in zip(self.slots, self.texts[1:], strict=True):
            parts += (escape(values[name]).encode(), text)
        return b"".join(parts)


class KeptPages:
    """The most recently used pages of one process; ``most`` bounds their number (about 15 kB each)."""

    def __init__(self, most: int = 2_048) -> None:
        self._most = most
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()
        self._turn = Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def forget(self) -> None:
        """Keep nothing of what was kept."""
        with self._turn:
            self._pages.clear()

    def find(self, key: Hashable) -> Page | None:
        """The page of this key, if it is kept."""
        with self._turn:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def page(self, key: Hashable, render: Callable[[], str]) -> Page:
        """The page of this key, rendered with slots if it is not kept."""
        page = self.find(key)
        if page is None:
            page = Page.cut(render())
            with self._turn:
                self._pages[key] = page
                if len(self._pages) > self._most:
                    self._pages.popitem(last=False)
        return page
