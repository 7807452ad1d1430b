"""What every page must have, whoever wrote it. Each HTML answer that a test client opens is read by this.

``problems_of`` gives plain sentences; an empty list means that nothing was found.
"""

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from html.parser import HTMLParser

VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
NEEDS_LABEL = frozenset({"input", "select", "textarea"})
LABELS_ITSELF = frozenset({"hidden", "submit", "button", "reset", "image"})
REFERRING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-details")
# Other types are data (JSON-LD, import maps are not used), which no policy holds back.
SCRIPT_TYPES = frozenset({"", "module", "text/javascript"})


@dataclass
class Element:
    """One element with what the checks need to know of it."""

    tag: str
    attributes: Mapping[str, str]
    within: tuple[str, ...]
    text: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """Its text, and what it says to a screen reader instead."""
        return " ".join(" ".join([*self.text, self.attributes.get("aria-label", "")]).split())

    def __str__(self) -> str:
        shown = "".join(f' {name}="{value}"' for name, value in self.attributes.items())
        return f"<{self.tag}{shown[:80]}>"


class Page(HTMLParser):
    """Reads a page into a flat list of elements and notes what is not well formed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.faults: list[str] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()
        self.faults.extend(f"{element} is never closed" for element in self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        twice = [name for name, count in Counter(name for name, _ in attrs).items() if count > 1]
        self.faults.extend(f"<{tag}> has {name} twice" for name in twice)
        element = Element(
            tag, {name: value or "" for name, value in attrs}, tuple(open.tag for open in self._open)
        )
        self.elements.append(element)
        if tag == "img":
            self._write(element.attributes.get("alt", ""))
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].tag != tag:
            self.faults.append(f"</{tag}> closes nothing that is open there")
        else:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._write(data)

    def _write(self, text: str) -> None:
        for element in self._open:
            element.text.append(text)

    def all(self, *tags: str) -> list[Element]:
        """The elements with one of these tags, in the order of the page."""
        return [element for element in self.elements if element.tag in tags]


def problems_of(html: str, policy: str) -> list[str]:
    """What is wrong with this page, served under this content security policy."""
    page = Page(html)
    checks = (structure, headings, ids, labels, names)
    found = [*page.faults]
    for check in checks:
        found.extend(check(page))
    return [*found, *inline(page, policy), *policy_problems(policy)]


def structure(page: Page) -> Iterator[str]:
    """Language, title, one main, a viewport that may be zoomed."""
    root = page.elements[0] if page.elements else None
    if root is None or root.tag != "html" or root.attributes.get("lang") not in {"vi", "en"}:
        yield 'the page does not begin with <html lang="vi"> or "en"'
    titles = [title for title in page.all("title") if "svg" not in title.within]
    if len(titles) != 1 or not titles[0].words:
        yield "there is not exactly one <title> with words in it"
    if len(page.all("main")) != 1:
        yield "there is not exactly one <main>"
    metas = {meta.attributes.get("name"): meta.attributes.get("content", "") for meta in page.all("meta")}
    if "width=device-width" not in metas.get("viewport", ""):
        yield "there is no viewport for phones"
    if re.search(r"user-scalable|maximum-scale", metas.get("viewport", "")):
        yield "the viewport forbids to zoom"


def headings(page: Page) -> Iterator[str]:
    """One h1 and no level left out on the way down."""
    all_headings = page.all("h1", "h2", "h3", "h4", "h5", "h6")
    levels = [int(heading.tag[1]) for heading in all_headings]
    if levels.count(1) != 1:
        yield f"there are {levels.count(1)} h1, not one"
    for before, level, heading in zip([0, *levels], levels, all_headings, strict=False):
        if level > before + 1:
            yield f'{heading} "{heading.words}" leaves out a level'
    yield from (f"{heading} is empty" for heading in all_headings if not heading.words)


def ids(page: Page) -> Iterator[str]:
    """Ids are unique, and what refers to one finds it."""
    known = Counter(each.attributes["id"] for each in page.elements if "id" in each.attributes)
    yield from (f"the id {name!r} stands {count} times" for name, count in known.items() if count > 1)
    for element in page.elements:
        for name in REFERRING:
            for target in element.attributes.get(name, "").split():
                if target not in known:
                    yield f"{element} refers to {target!r}, which is not on the page"
        target = element.attributes.get("href", "")
        if element.tag == "a" and target.startswith("#") and target[1:] not in known:
            yield f"{element} leads nowhere"


def labels(page: Page) -> Iterator[str]:
    """Every field says what it is for."""
    labelled = {label.attributes.get("for") for label in page.all("label")}
    for each in page.all(*NEEDS_LABEL):
        given = each.attributes
        if given.get("type") in LABELS_ITSELF:
            continue
        if not (
            given.get("id") in labelled
            or "label" in each.within
            or given.keys() & {"aria-label", "aria-labelledby"}
        ):
            yield f"{each} has no label"


def names(page: Page) -> Iterator[str]:
    """Links, buttons and pictures can be read out."""
    for each in page.all("a", "button", "summary", "label", "legend", "caption", "th"):
        if (
            not each.words
            and "aria-labelledby" not in each.attributes
            and not (each.tag == "a" and "href" not in each.attributes)
        ):
            yield f"{each} has no words"
    yield from (f"{img} has no alt" for img in page.all("img") if "alt" not in img.attributes)
    for svg in page.all("svg"):
        hidden, told = svg.attributes.get("aria-hidden") == "true", svg.attributes.get("role") == "img"
        if hidden == told:
            yield f"{svg} is neither hidden from screen readers nor told to them"


def inline(page: Page, policy: str) -> Iterator[str]:
    """What stands in the page itself runs only where the policy names its hash; attributes never do."""
    for each in page.all("script", "style"):
        if "src" in each.attributes or (
            each.tag == "script" and each.attributes.get("type", "") not in SCRIPT_TYPES
        ):
            continue
        digest = b64encode(sha256("".join(each.text).encode()).digest()).decode()
        if f"'sha256-{digest}'" not in directive(policy, f"{each.tag}-src"):
            yield f"{each} stands in the page and the policy does not name its hash"
    for each in page.elements:
        for name in each.attributes:
            if name == "style" or name.startswith("on"):
                yield f"{each} has {name}=, which the policy refuses"


def policy_problems(policy: str) -> Iterator[str]:
    """The page is under a policy that starts from nothing and lets nothing unsafe in."""
    if directive(policy, "default-src") != ["'none'"]:
        yield "the content security policy does not start from default-src 'none'"
    if "'unsafe-inline'" in policy or "'unsafe-eval'" in policy:
        yield "the content security policy lets unsafe things in"


def directive(policy: str, name: str) -> list[str]:
    """The sources that a policy names for one directive."""
    for part in policy.split(";"):
        key, *sources = part.split() or [""]
        if key == name:
            return sources
    return []


def timeless(answer: str) -> str:
    """The page of an answer without the moment of its scan."""
    return re.sub(r'(name="scanned" value=")\d+', r"\1", answer)
