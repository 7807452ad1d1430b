"""How somebody came to the page of a label, as far as the headers of the request tell.

They are looked at once and not kept. Programs that fetch a page to preview or index it are no scans.
"""

import re
from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from ocop_verify.domain.circulation import Source

# What chats and networks fetch when somebody shares a link, and what search engines fetch.
_PROGRAMS: Final = re.compile(
    r"bot\b|bot/|crawl|spider|preview|externalhit|facebookcatalog|slurp|archiver|python-|curl/|wget/", re.I
)
# Web views inside chats and networks: Zalo, Facebook, Messenger, Instagram, TikTok, Line, Viber, WeChat, and
# any web view of Android, which says "wv".
_IN_APP: Final = re.compile(
    r"zalo|fban|fbav|fb_iab|messenger|instagram|tiktok|musical_ly|bytedance|line/|viber|micromessenger"
    r"|; wv\)",
    re.I,
)


def source_of(user_agent: str, referrer: str, own_hosts: Collection[str]) -> Source | None:
    """The source of a scan that came as a page request; None for a program, which is not to be recorded."""
    if not user_agent or _PROGRAMS.search(user_agent):
        return None
    if referrer and (urlsplit(referrer).hostname or "") not in own_hosts:
        return Source.LINK
    return Source.IN_APP if _IN_APP.search(user_agent) else Source.DIRECT
