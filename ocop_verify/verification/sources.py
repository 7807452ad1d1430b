"""How somebody came to the page of a label, as far as the headers of the request tell.

They are looked at once and not kept. Programs that fetch a page to preview or index it are no scans; other
programs are, but nobody needs to have a package for theirs.
"""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from ocop_verify.domain.circulation import Source

# What chats and networks fetch when somebody shares a link, and what search engines fetch.
_PREVIEWS: Final = re.compile(
    r"bot\b|bot/|crawl|spider|preview|externalhit|facebookcatalog|slurp|archiver", re.I
)
_PROGRAMS: Final = re.compile(r"^$|python|curl/|wget/|okhttp|go-http-client|java/|libwww|node", re.I)
# Web views inside chats and networks: Zalo, Facebook, Messenger, Instagram, TikTok, Line, Viber, WeChat, and
# any web view of Android, which says "wv".
_IN_APP: Final = re.compile(
    r"zalo|fban|fbav|fb_iab|messenger|instagram|tiktok|musical_ly|bytedance|line/|viber|micromessenger"
    r"|; wv\)",
    re.I,
)
MAX_AGENT: Final = 400


def source_of(user_agent: str, referrer: str, own_hosts: Collection[str]) -> Source | None:
    """The source of a scan that came as a page request; None for a preview, which is not to be recorded."""
    source = _of_agent(user_agent[:MAX_AGENT])
    if source in {None, Source.MACHINE} or not referrer:
        return source
    return source if _host(referrer) in own_hosts else Source.LINK


# Few kinds of phones make most of the scans.
@lru_cache(maxsize=1_024)
def _of_agent(user_agent: str) -> Source | None:
    if _PREVIEWS.search(user_agent):
        return None
    if _PROGRAMS.search(user_agent):
        return Source.MACHINE
    return Source.IN_APP if _IN_APP.search(user_agent) else Source.DIRECT


def _host(referrer: str) -> str:
    try:
        return urlsplit(referrer).hostname or ""
    except ValueError:  # brackets that hold no address
        return ""
