"""How somebody came to the page of a label."""

import pytest

from ocop_verify.domain.circulation import Source
from ocop_verify.verification.sources import source_of

OURS = ("ocop.vn", "127.0.0.1")
CHROME = (
    "Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Mobile Safari/537.36"
)
WEB_VIEW = CHROME.replace("SM-A546E", "SM-A546E; wv")
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.1 Mobile/15E148 Safari/604.1"
)


@pytest.mark.parametrize(
    ("agent", "referrer", "source", "why"),
    [
        (CHROME, "", Source.DIRECT, "a phone's camera"),
        (IPHONE, "", Source.DIRECT, "another phone's camera"),
        (CHROME, "https://ocop.vn/scan", Source.DIRECT, "our own field"),
        (CHROME, "https://shop.example/item/1", Source.LINK, "a shop's listing"),
        (WEB_VIEW, "https://l.facebook.com/", Source.LINK, "a link inside an application is a link"),
        (WEB_VIEW, "", Source.IN_APP, "any web view of Android"),
        (f"{IPHONE} Zalo iOS/602 ZaloTheme/light", "", Source.IN_APP, "Zalo's scanner"),
        (f"{IPHONE} [FBAN/FBIOS;FBAV/480.0]", "", Source.IN_APP, "Facebook"),
        (CHROME, "not an address", Source.LINK, "somewhere else"),
        (CHROME, "http://[::1", Source.LINK, "no address at all"),
        ("python-requests/2.32", "", Source.MACHINE, "a program that somebody wrote"),
        ("curl/8.5.0", "https://shop.example/", Source.MACHINE, "the same, whatever it claims"),
        ("", "", Source.MACHINE, "every browser says what it is"),
    ],
)
def test_a_person_comes_from(agent, referrer, source, why):
    assert source_of(agent, referrer, OURS) is source, why


@pytest.mark.parametrize(
    "agent",
    [
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "TelegramBot (like TwitterBot)",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "WhatsApp/2.23 preview",
    ],
)
def test_a_preview_makes_no_scan(agent):
    assert source_of(agent, "", OURS) is None
