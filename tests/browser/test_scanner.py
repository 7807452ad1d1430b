"""The scanner in a browser: what reads a code, and what it answers with a network, without, and between."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bench.photographs import Sight, video
from ocop_verify.catalog.words import WORDS
from ocop_verify.domain.verdict import Headline
from tests.browser.chromium import FLAGS, find_chromium
from tests.browser.conftest import NewContext
from tests.browser.looking import Complaints, axe_violations, overflow
from tests.browser.phones import enter, serving
from tests.browser.test_look import SMALL_TARGETS
from tests.specimens import SpecimenSite, running_specimens

IN_FORCE = Headline.IN_FORCE.value
# What a phone answers by itself must be what the server's page says.
KNOWN = [each.value for each in Headline]


# Which version a phone keeps; with True, what it keeps is called version 5 from then on.
STORED_VERSION = """
five => new Promise(done => {
  const opening = indexedDB.open("ocop");
  opening.onsuccess = () => {
    const {result: database} = opening;
    const transaction = database.transaction("catalogue", "readwrite");
    const store = transaction.objectStore("catalogue");
    let version;
    store.get("newest").onsuccess = ({target: {result: kept}}) => {
      version = kept.version;
      if (five) store.put({...kept, version: 5}, "newest");
    };
    transaction.oncomplete = () => { database.close(); done(version); };
  };
})
"""


@dataclass
class Phone:
    """A browser's profile, as one phone has it, and the server of the specimens."""

    site: SpecimenSite
    home: str
    context: BrowserContext
    complaints: Complaints

    def open(self, path: str = "/vi/scan", now: datetime | None = None) -> Page:
        """Open a page; ``now`` is what the phone's clock says."""
        page = self.context.new_page()
        if now:
            page.clock.set_fixed_time(now)
        page.goto(self.home + path)
        page.wait_for_selector("main[data-ready]")
        return page

    def prepared(self) -> Page:
        """The scanner with everything on the phone."""
        page = self.open()
        page.click("[data-do=fetch]")
        page.wait_for_selector("[data-say=ready]:not([hidden])")
        return page

    def go_offline(self) -> None:
        """Cut the network, for pages and for the service worker."""
        self.context.set_offline(True)


def wipe(page: Page) -> None:
    """Delete the catalogue, as a browser does that wants the room."""
    page.evaluate("new Promise(done => indexedDB.deleteDatabase('ocop').onsuccess = done)")


def answered(page: Page, headline: str) -> str:
    """Wait for an answer, and give all that it says."""
    page.wait_for_selector(f"#answer [data-verdict={headline}]")
    return page.inner_text("#answer")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SpecimenSite, str]]:
    """The site of the specimens, and its address."""
    with running_specimens(tmp_path_factory.mktemp("scanner")) as site, serving(site.app) as home:
        yield site, home


@pytest.fixture
def phone(served: tuple[SpecimenSite, str], new_context: NewContext, complaints: Complaints) -> Phone:
    """A phone that was never here."""
    site, complaints.home = served
    return Phone(site, complaints.home, new_context(), complaints)


def token_of(phone: Phone, headline: str) -> str:
    return phone.site.paths[headline].removeprefix("/")


# --- without a network --------------------------------------------------------------------------------


@pytest.mark.slow
def test_in_flight_mode_a_phone_answers_every_label_in_the_servers_words(phone):
    """From a cold start: the page itself is opened without a network."""
    phone.prepared().close()
    phone.go_offline()
    page = phone.open()
    for headline in KNOWN:
        enter(page, token_of(phone, headline))
        text = answered(page, headline)
        words = WORDS[Headline(headline)]
        assert words.state in text
        assert words.sentence in text
        assert words.advice[0] in text
        if headline != Headline.MALFORMED:
            assert "theo dữ liệu lúc" in text
    assert axe_violations(page) == []
    assert overflow(page) == 0


def test_a_labels_address_opened_without_a_network_is_answered_by_the_phone(phone):
    phone.prepared().close()
    phone.go_offline()
    page = phone.open("/en" + phone.site.paths[IN_FORCE])
    text = answered(page, IN_FORCE)
    assert "Recognised" in text or "recognised" in text
    assert "Checked on this phone" in text


@pytest.mark.slow
def test_a_typed_code_waits_for_the_network_and_says_why(phone):
    phone.prepared()
    phone.go_offline()
    page = phone.open()
    enter(page, phone.site.typed[IN_FORCE].removeprefix("/code/"))
    expect(page.locator("[data-say=online-only]")).to_be_visible()
    assert page.locator("#answer [data-verdict]").count() == 0


@pytest.mark.slow
def test_a_phone_without_data_says_so_and_gives_no_verdict(phone):
    page = phone.open()
    phone.go_offline()
    enter(page, token_of(phone, IN_FORCE))
    expect(page.locator("[data-say=no-data]")).to_be_visible()
    assert page.locator("#answer [data-verdict]").count() == 0


def test_a_code_of_somebody_else_is_shown_and_not_followed(phone):
    page = phone.prepared()
    enter(page, "https://evil.example/win?x=1")
    text = answered(page, "malformed")
    assert "Không phải mã của chúng tôi" in text
    assert "https://evil.example/win?x=1" in text
    assert page.locator("#answer a[href*=evil]").count() == 0
    assert page.url == f"{phone.home}/vi/scan"


@pytest.mark.slow
def test_a_true_label_under_another_host_is_judged_and_the_host_is_named(phone):
    page = phone.prepared()
    enter(page, f"https://look-alike.example/{token_of(phone, IN_FORCE)}")
    assert "look-alike.example, không phải ocop.vn" in answered(page, IN_FORCE)


# --- age and clock ------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("later", "headline", "said"),
    [
        (timedelta(hours=2), IN_FORCE, "2 giờ trước"),
        (timedelta(hours=25), IN_FORCE, "hơn 24 giờ"),
        (timedelta(days=8), "unconfirmed", "chưa xác nhận từ"),
        (timedelta(days=-2), "unconfirmed", "Đồng hồ của máy chậm hơn"),
    ],
    ids=["two hours old", "a day old", "past its trust", "clock behind"],
)
def test_the_age_of_the_data_decides_what_may_be_said(phone, later, headline, said):
    phone.prepared().close()
    phone.go_offline()
    page = phone.open(now=datetime.now(UTC) + later)
    enter(page, token_of(phone, IN_FORCE))
    text = answered(page, headline)
    assert said in text
    assert "Mắm nêm Cô Sáu" in text


@pytest.mark.slow
def test_past_its_trust_the_data_accuses_nobody_and_praises_nobody(phone):
    phone.prepared().close()
    phone.go_offline()
    page = phone.open(now=datetime.now(UTC) + timedelta(days=8))
    for headline in KNOWN:
        if headline != Headline.MALFORMED:
            enter(page, token_of(phone, headline))
            page.wait_for_function(
                "n => document.querySelectorAll('#recent li').length === n", arg=KNOWN.index(headline)
            )
            assert page.get_attribute("#answer [data-verdict]", "data-verdict") == "unconfirmed"


@pytest.mark.slow
def test_where_the_clock_is_far_ahead_the_server_has_the_last_word(phone):
    """Fresh data looks old to such a phone, which cannot know better by itself."""
    phone.prepared().close()
    page = phone.open(now=datetime.now(UTC) + timedelta(days=30))
    enter(page, token_of(phone, IN_FORCE))
    assert "Máy chủ xác nhận" in answered(page, IN_FORCE)


# --- a network that comes and goes --------------------------------------------------------------------


@pytest.mark.slow
def test_with_a_network_the_server_confirms_the_phones_answer(phone):
    page = phone.prepared()
    enter(page, token_of(phone, IN_FORCE))
    expect(page.locator("#answer")).to_contain_text("Máy chủ xác nhận")


@pytest.mark.slow
def test_a_network_cut_in_the_middle_of_a_check_leaves_the_phones_answer(phone):
    page = phone.prepared()
    asked = []

    def cut(route):
        asked.append(route.request.url)
        answered(page, IN_FORCE)  # the phone has spoken while the server has not
        route.abort("internetdisconnected")

    page.route(re.compile(r"/vi/[0-9A-Z]{124}$"), cut)
    with page.expect_event("requestfailed"):
        page.fill("input[name=code]", token_of(phone, IN_FORCE))
        page.evaluate("document.querySelector('input[name=code]').form.requestSubmit()")
    assert "Kiểm tra trên máy này" in answered(page, IN_FORCE)
    assert len(asked) == 1
    phone.go_offline()


@pytest.mark.slow
def test_a_catalogue_that_came_in_half_or_spoilt_changes_nothing(phone):
    page = phone.prepared()
    version = page.get_attribute("#offline", "data-version")
    page.route("**/offline/catalogue", lambda route: route.fulfill(status=200, body=b'{"version":9}\nxx\n{}'))
    page.click("[data-do=fetch]")
    expect(page.locator("[data-say=failed]")).to_be_visible()
    assert page.get_attribute("#offline", "data-version") == version
    enter(page, token_of(phone, IN_FORCE))
    answered(page, IN_FORCE)


@pytest.mark.slow
def test_an_older_catalogue_never_takes_the_place_of_a_newer(phone):
    """The phone holds version 1; what it keeps is then called version 5, so that 1 is older."""
    page = phone.prepared()
    page.evaluate(STORED_VERSION, True)
    page.evaluate("fetch = (ask => (address, how) => ask(address, {...how, headers: {}}))(fetch)")
    page.click("[data-do=fetch]")
    expect(page.locator("[data-do=fetch]")).to_be_enabled()
    assert page.evaluate(STORED_VERSION, False) == 5


@pytest.mark.slow
def test_a_server_that_is_gone_while_there_is_a_network_sends_nobody_in_circles(phone):
    """The browser believes that it is online; a label's address and a typed code end on the phone."""
    with serving(phone.site.app) as phone.home:
        phone.complaints.home = phone.home
        phone.prepared().close()
    phone.complaints.server_gone = True
    page = phone.open("/vi" + phone.site.paths[IN_FORCE])
    assert "Kiểm tra trên máy này" in answered(page, IN_FORCE)
    page.goto(f"{phone.home}/vi{phone.site.typed[IN_FORCE]}")
    expect(page.locator("[data-say=online-only]")).to_be_visible()
    wipe(page)
    page.goto(f"{phone.home}/vi{phone.site.paths[IN_FORCE]}")
    expect(page.locator("[data-say=no-data]")).to_be_visible()
    assert page.url.endswith(phone.site.paths[IN_FORCE])


# --- what is kept -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_phone_whose_data_was_deleted_says_so_at_its_start(phone):
    page = phone.prepared()
    wipe(page)
    page.close()
    phone.go_offline()
    page = phone.open()
    expect(page.locator("[data-say=wiped]")).to_be_visible()
    enter(page, token_of(phone, IN_FORCE))
    expect(page.locator("[data-say=no-data]")).to_be_visible()


@pytest.mark.slow
def test_what_was_deleted_under_an_open_page_is_brought_back(phone):
    """The page still holds the data in memory, and the server has nothing newer."""
    page = phone.prepared()
    wipe(page)
    page.evaluate("caches.keys().then(all => Promise.all(all.map(each => caches.delete(each))))")
    enter(page, token_of(phone, IN_FORCE))
    answered(page, IN_FORCE)
    page.click("[data-do=fetch]")
    expect(page.locator("[data-do=fetch]")).to_be_enabled()
    page.close()
    phone.go_offline()
    page = phone.open()
    enter(page, token_of(phone, IN_FORCE))
    answered(page, IN_FORCE)


@pytest.mark.slow
def test_a_phone_without_room_says_that_nothing_was_kept(phone):
    page = phone.open()
    quota = {"origin": phone.home, "quotaSize": 1}
    phone.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", quota)
    page.click("[data-do=fetch]")
    expect(page.locator("[data-say=failed]")).to_be_visible()
    expect(page.locator("[data-say=ready]")).to_be_hidden()
    phone.complaints.found.clear()


@pytest.mark.slow
def test_an_application_that_lacks_a_file_says_so_and_is_made_whole_again(phone):
    page = phone.prepared()
    page.evaluate(
        "caches.keys().then(([name]) => caches.open(name)).then(async cache => {"
        "for (const each of await cache.keys()) if (each.url.endsWith('.wasm')) await cache.delete(each); })"
    )
    page.close()
    page = phone.open()
    expect(page.locator("[data-say=incomplete]")).to_be_visible()
    page.click("[data-do=fetch]")
    expect(page.locator("[data-say=ready]")).to_be_visible()


@pytest.mark.slow
def test_a_new_version_of_the_application_waits_until_it_is_wanted(phone):
    page = phone.prepared()
    page.reload()
    page.wait_for_selector("main[data-ready]")
    templates = phone.site.app.jinja_env.globals
    before, templates["host"] = templates["host"], "moi.ocop.vn"
    try:
        page.evaluate("navigator.serviceWorker.ready.then(each => each.update())")
        expect(page.locator("[data-do=renew]")).to_be_visible()
        assert page.inner_text(".host") == "ocop.vn"
        page.click("[data-do=renew]")
        expect(page.locator(".host")).to_have_text("moi.ocop.vn")
        names = page.evaluate("caches.keys()")
        assert len(names) == 1
    finally:
        templates["host"] = before


@pytest.mark.slow
def test_a_new_version_whose_files_do_not_come_leaves_the_old_one_whole(phone):
    phone.prepared().close()
    app = phone.site.app
    templates, whole = app.jinja_env.globals, app.wsgi_app
    before, asked = templates["host"], []

    def failing(environ, start_response):
        if environ["PATH_INFO"] in ("/sw.js", "/offline/catalogue"):
            return whole(environ, start_response)
        asked.append(environ["PATH_INFO"])
        start_response("503 Service Unavailable", [])
        return []

    templates["host"], app.wsgi_app = "moi.ocop.vn", failing
    try:
        page = phone.open()
        page.evaluate("navigator.serviceWorker.ready.then(each => each.update()).catch(() => {})")
        page.wait_for_function("navigator.serviceWorker.ready.then(each => !each.installing)")
        expect(page.locator("[data-do=renew]")).to_be_hidden()
        page.close()
    finally:
        templates["host"], app.wsgi_app = before, whole
    assert asked
    phone.go_offline()
    page = phone.open()
    assert page.inner_text(".host") == "ocop.vn"
    enter(page, token_of(phone, IN_FORCE))
    answered(page, IN_FORCE)


@pytest.mark.slow
def test_nothing_is_kept_on_a_phone_that_did_not_ask_for_it(phone):
    page = phone.open()
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0


@pytest.mark.slow
def test_five_thousand_scans_leave_nothing_behind(phone):
    page = phone.prepared()
    phone.go_offline()
    devtools = phone.context.new_cdp_session(page)
    tokens = [token_of(phone, each) for each in KNOWN if each != Headline.MALFORMED]

    def scan(times: int) -> None:
        page.evaluate(
            """async ([tokens, times]) => {
              const field = document.querySelector("input[name=code]");
              for (let turn = 0; turn < times; turn++) {
                const told = new Promise(done =>
                  document.addEventListener("ocop:answer", done, {once: true}));
                field.value = tokens[turn % tokens.length];
                field.form.requestSubmit();
                await told;
              }
            }""",
            [tokens, times],
        )

    def weight() -> tuple[float, int]:
        devtools.send("HeapProfiler.collectGarbage")
        used = devtools.send("Runtime.getHeapUsage")["usedSize"] / 1e6
        return used, devtools.send("Memory.getDOMCounters")["nodes"]

    scan(200)
    megabytes, nodes = weight()
    scan(5_000)
    megabytes_after, nodes_after = weight()
    assert megabytes_after < megabytes + 1
    assert nodes_after < nodes + 200
    assert page.locator("#recent li").count() == 50


# --- what reads a code --------------------------------------------------------------------------------


# A second and a third of the film; the camera shows it again and again.
FRAMES_EACH = 40


@pytest.fixture(scope="module")
def with_camera(
    served: tuple[SpecimenSite, str], browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Page]]:
    """Opens the scanner in a browser whose camera shows a label of these headlines, one after the other."""
    site, home = served
    opened: list[Any] = []

    def open_page(*headlines: str, seen: Sequence[Sight] = ()) -> Page:
        film = tmp_path_factory.mktemp("film") / "labels.mjpeg"
        sights = seen or [Sight(symbol=230)] * len(headlines)
        labels = enumerate(zip(headlines, sights, strict=True))
        film.write_bytes(
            video((sight.frame(site.paths[each][1:], seed) for seed, (each, sight) in labels), FRAMES_EACH)
        )
        flags = (
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        )
        started = browser.browser_type.launch(executable_path=find_chromium(), args=[*FLAGS, *flags])
        opened.append(started)
        page = started.new_page(locale="vi-VN")
        page.goto(f"{home}/vi/scan")
        page.wait_for_selector("main[data-ready]")
        return page

    yield open_page
    for each in opened:
        each.close()


@pytest.mark.slow
def test_the_camera_reads_label_after_label_without_a_touch(with_camera):
    page = with_camera(IN_FORCE, Headline.REVOKED.value, Headline.FORGED.value)
    page.click("[data-do=fetch]")
    page.wait_for_selector("[data-say=ready]:not([hidden])")
    page.click("[data-do=start]")
    for headline in (IN_FORCE, Headline.REVOKED.value, Headline.FORGED.value):
        page.wait_for_selector(f"#recent .is-{headline}", timeout=30_000)
    size = page.evaluate(
        "(({videoWidth, videoHeight}) => [videoWidth, videoHeight])(document.querySelector('video'))"
    )
    assert size == [1920, 1080]
    page.click("[data-do=stop]")
    expect(page.locator("[data-part=view]")).to_be_hidden()


# Clearly on this side or that of where reading ends; ``bench/phone.py`` measures what lies between.
READS = {
    "small, and so only closer": Sight(symbol=150, blur=1.2),
    "out of focus": Sight(blur=1.5),
    "tilted": Sight(tilt=0.3),
    "turned": Sight(turn=140),
    "a glare": Sight(glare=0.2),
    "a bad print": Sight(worn=0.03),
    "in the dark": Sight(noise=20, light=0.6),
}
READS_NOT = {
    "too far away": Sight(symbol=70),
    "much too blurred": Sight(blur=3.5),
    "lost in a glare": Sight(glare=0.9),
}


@pytest.mark.slow
def test_a_film_of_labels_in_trouble_shows_what_reads_and_what_does_not(with_camera):
    headlines = [each for each in KNOWN if each != Headline.MALFORMED]
    troubles = READS_NOT | READS  # all of them were shown when the last was read
    told = dict(zip(troubles, headlines, strict=True))
    page = with_camera(*headlines, seen=list(troubles.values()))
    page.click("[data-do=fetch]")
    page.wait_for_selector("[data-say=ready]:not([hidden])")
    page.click("[data-do=start]")
    for each in READS:
        page.wait_for_selector(f"#recent .is-{told[each]}", timeout=60_000)
    assert [each for each in READS_NOT if page.locator(f"#recent .is-{told[each]}").count()] == []


@pytest.mark.slow
def test_without_data_the_camera_leads_to_the_labels_page(with_camera):
    page = with_camera(IN_FORCE)
    page.click("[data-do=start]")
    page.wait_for_url(re.compile(r"/vi/[0-9A-Z]{124}$"), timeout=30_000)


@pytest.mark.slow
def test_where_the_camera_is_refused_a_photo_does(phone, tmp_path: Path):
    page = phone.prepared()
    page.click("[data-do=start]")
    expect(page.locator("[data-say=none], [data-say=refused]").locator("visible=true")).to_have_count(1)
    photo = tmp_path / "tem.jpg"
    Sight(symbol=600, blur=1.5).frame(token_of(phone, IN_FORCE)).save(photo)
    page.set_input_files("[data-part=picture]", photo)
    answered(page, IN_FORCE)
    far = tmp_path / "xa.jpg"
    Sight(symbol=150, blur=1.2).frame(token_of(phone, Headline.REVOKED)).save(far)
    page.set_input_files("[data-part=picture]", far)
    answered(page, Headline.REVOKED)
    blank = tmp_path / "blank.png"
    Sight(glare=9).frame(token_of(phone, IN_FORCE)).resize((90, 50)).save(blank)
    page.set_input_files("[data-part=picture]", blank)
    expect(page.locator("[data-say=unreadable]")).to_be_visible()


@pytest.mark.slow
def test_sound_and_vibration_can_be_switched_off_and_stay_off(phone):
    page = phone.open()
    page.click("[data-do=sound]")
    page.reload()
    expect(page.locator("[data-do=sound]")).to_have_attribute("aria-pressed", "false")


@pytest.mark.slow
def test_everything_to_touch_is_large_enough_for_one_hand(phone):
    page = phone.prepared()
    small = page.eval_on_selector_all("button, label.button, input, .offline a", SMALL_TARGETS)
    assert small == []
