"""How pages look and behave in a browser: every headline and every public page, on invented data.

Nothing here compares pictures. What a page must be is measured on the page itself: what is above the fold,
what fits, what can be read, touched, printed, and what happens without JavaScript.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page

from ocop_verify.domain.verdict import Headline
from tests.browser.looking import DESK, NARROW, PHONE, Complaints, axe_violations, overflow
from tests.browser.phones import serving
from tests.specimens import SpecimenSite, running_specimens

HEADLINES = [headline.value for headline in Headline]
PAGES = [
    "/",
    "/scan",
    "/about",
    "/search?q=mat+ong",
    "/search?q=zz",
    "/check?product_name=mat+ong",
    "/products/3",
    "/products/6",
    "/producers/2",
    "/decisions/4",
    "/products/404",
    "/stats",
    "/certifications?speaks=1",
    "/data",
    "/-/patterns",
]

CONTRAST = """
element => {
  const light = colour => {
    const parts = colour.match(/[\\d.]+/g).slice(0, 3).map(each => {
      const c = each / 255;
      return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const style = getComputedStyle(element);
  const [low, high] = [light(style.color), light(style.backgroundColor)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}
"""
SMALL_TARGETS = """
all => all.filter(each => each.offsetParent && each.getBoundingClientRect().height < 48)
  .map(each => each.outerHTML)
"""


@dataclass
class Looking:
    """The site of the specimens and a browser to open it with."""

    site: SpecimenSite
    home: str
    browser: Browser
    complaints: Complaints
    requests: list[str] = field(default_factory=list)

    def new_page(self, size: tuple[int, int] = PHONE, **options: object) -> Page:
        """An empty page in a context of its own, as a phone of somebody who wants no motion."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce", **options
        )
        page = context.new_page()
        self.complaints.listen(page)
        page.on("request", lambda request: self.requests.append(request.url))
        return page

    def go(self, page: Page, what: str, code: str = "vi") -> Page:
        """Open a path, or the answer of a headline, as somebody who has not been here before."""
        session = page.context.new_cdp_session(page)
        session.send("Storage.clearDataForOrigin", {"origin": self.home, "storageTypes": "all"})
        session.detach()
        self.requests.clear()
        page.goto(f"{self.home}/{code}{self.site.paths.get(what, what)}")
        return page

    def open(self, what: str, **options: object) -> Page:
        """Open it in a context of its own."""
        return self.go(self.new_page(**options), what)


@pytest.fixture(scope="module")
def looking(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Looking]:
    """The site on a free port. What the browser complained of is in ``complaints``."""
    with running_specimens(tmp_path_factory.mktemp("specimens")) as site, serving(site.app) as home:
        yield Looking(site, home, browser, Complaints(home))


@pytest.fixture
def look(looking: Looking) -> Iterator[Looking]:
    """Opens pages for one test, and fails it for what the browser complained of."""
    before = set(looking.browser.contexts)
    yield looking
    for context in set(looking.browser.contexts) - before:
        context.close()
    assert looking.complaints.found == []


# A new context costs a second of computing and another page in it a tenth: who only looks shares one.


@pytest.fixture(scope="module")
def phone(looking: Looking) -> Page:
    """The page in which everything is shown."""
    return looking.new_page()


@pytest.fixture(scope="module")
def phone_without_javascript(looking: Looking) -> Page:
    """A page that runs no script."""
    return looking.new_page(java_script_enabled=False)


@pytest.fixture(scope="module")
def desk_at_night(looking: Looking) -> Page:
    """A wide and dark page."""
    return looking.new_page(DESK, color_scheme="dark")


@pytest.fixture(
    scope="module",
    params=[(what, code) for what in HEADLINES for code in ("vi", "en")] + [(what, "vi") for what in PAGES],
    ids="-".join,
)
def shown(looking: Looking, phone: Page, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Every answer in both languages and every page, opened once for the tests that only look."""
    yield looking.go(phone, *request.param)
    assert looking.complaints.found == []


@pytest.fixture(autouse=True)
def by_day_on_a_phone(request: pytest.FixtureRequest) -> None:
    """A page that several tests look at is as it was opened, but for what they unfolded."""
    if "shown" in request.fixturenames:
        page: Page = request.getfixturevalue("shown")
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        page.emulate_media(color_scheme="light")


def bottom(page: Page, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["y"] + box["height"]


# --- every answer and every page ----------------------------------------------------------------------


def test_state_product_and_advice_stand_above_the_fold(shown):
    if shown.locator(".advice").count():
        assert bottom(shown, ".verdict") < bottom(shown, ".advice") <= PHONE[1]


def test_what_is_touched_is_large_enough(shown):
    targets = ".button, summary, .brand, .tongue, .foot nav a, input"
    assert shown.eval_on_selector_all(targets, SMALL_TARGETS) == []


def test_nothing_keeps_anybody_out(shown):
    """axe-core finds nothing, with everything unfolded."""
    shown.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert axe_violations(shown) == []


@pytest.mark.parametrize("what", ["in_force", "forged", "/", "/products/6", "/-/patterns"])
def test_nothing_keeps_anybody_out_at_a_desk_at_night(look, desk_at_night, what):
    assert axe_violations(look.go(desk_at_night, what, "en")) == []


def test_the_state_can_be_read_in_the_sun_and_at_night(shown):
    """Seven to one, the enhanced contrast of WCAG 1.4.6."""
    for scheme in ("light", "dark"):
        shown.emulate_media(color_scheme=scheme)
        for state in shown.locator(".verdict, .state, .note, .states > div").all():
            assert state.evaluate(CONTRAST) >= 7


def test_nobody_scrolls_sideways_at_320_pixels(shown):
    """Which is also 200 % zoom of a screen of 640."""
    shown.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    assert overflow(shown) == 0


def test_letters_of_twice_the_size_still_fit(shown):
    shown.evaluate("document.documentElement.style.fontSize = '225%'")
    wider = overflow(shown)
    shown.evaluate("document.documentElement.style.fontSize = ''")
    assert wider == 0


# --- single things ------------------------------------------------------------------------------------


@pytest.mark.parametrize("headline", HEADLINES)
def test_an_answer_is_one_request_and_needs_no_javascript(look, phone_without_javascript, headline):
    page = look.go(phone_without_javascript, headline)
    assert len(look.requests) == 1
    assert page.locator(".word").is_visible()
    assert page.locator("[data-share]:visible").count() == 0


@pytest.mark.parametrize(("what", "product"), [("in_force", 1), ("/products/3", 3)])
def test_sharing_copies_the_product_page_where_there_is_no_sheet(look, what, product):
    page = look.open(what, permissions=["clipboard-read", "clipboard-write"])
    page.locator("[data-share]").click()
    page.get_by_text("Đã chép địa chỉ").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == f"https://ocop.vn/products/{product}"


def test_on_paper_the_state_stays_and_the_buttons_go(look):
    page = look.open("revoked")
    page.emulate_media(media="print")
    assert page.locator(".word").is_visible()
    assert page.locator(".facts").is_visible()
    assert page.locator(".verdict").evaluate("each => getComputedStyle(each).borderTopWidth") != "0px"
    assert page.locator(".actions").is_hidden()


def test_the_keyboard_reaches_the_content_first_and_shows_where_it_is(look):
    page = look.open("in_force")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.get_attribute("href") == "#main"
    assert focused.evaluate("each => parseFloat(getComputedStyle(each).outlineWidth)") >= 3
    assert bottom(page, ":focus") > 0


def test_a_typed_code_leads_to_its_answer(look):
    page = look.open("/")
    digits = look.site.typed["expiring"].removeprefix("/code/")
    page.get_by_label("Nhập mã trên tem").fill(f" {digits[:3]} {digits[3:9]} {digits[9:]}")
    page.get_by_role("button", name="Kiểm tra").click()
    page.locator(".verdict[data-verdict=expiring]").wait_for()
    assert "/vi/" in page.url


def test_a_product_is_found_by_a_name_without_accents(look):
    page = look.open("/")
    page.get_by_label("Tìm sản phẩm theo tên").fill("mat ong rung")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Mật ong hoa cà phê Rừng Xanh").click()
    page.locator(".verdict[data-verdict=expired]").wait_for()
