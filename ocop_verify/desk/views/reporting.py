"""Entries of the journal as lines of a page: when, who, and a sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ocop_verify.accounts.views.context import database
from ocop_verify.desk.story import Told, names_of
from ocop_verify.desk.telling import ACTIONS, sentence_of
from ocop_verify.desk.views.request import catalogue_now
from ocop_verify.domain.errors import N_
from ocop_verify.registry.withdrawing import Obstacle
from ocop_verify.web.language import gettext


@dataclass(frozen=True, slots=True)
class StoryLine:
    """What a line of a story shows, and the entry that it tells."""

    at: datetime
    who: str
    sentence: str
    entry: Told


def lines_of_story(entries: Sequence[Told]) -> list[StoryLine]:
    """The entries in the reader's language, with the names of the people."""
    catalogue, names = catalogue_now(), names_of(database(), {entry.actor for entry in entries})
    lines = []
    for entry in entries:
        message = sentence_of(entry, catalogue, gettext)
        sentence = gettext(message.message, **message.values)
        lines.append(StoryLine(entry.at, who_words(entry.actor, names.get(entry.actor)), sentence, entry))
    return lines


def who_words(actor: str, name: str | None) -> str:
    """An actor in words: a person's name, or the machine that a command was typed on."""
    if name:
        return name
    kind, _, rest = actor.partition(":")
    return gettext("dòng lệnh (%(name)s)", name=rest) if kind == "cli" else actor


def obstacle_lines(found: Sequence[Obstacle]) -> list[str]:
    """What stands in the way of taking something back, in the reader's language."""
    return [_obstacle(each) for each in found]


def _obstacle(each: Obstacle) -> str:
    if each.what in ACTIONS:
        act = gettext(ACTIONS[each.what])
        return gettext("Đã có việc ghi sau: %(act)s (%(count)s lần).", act=act, count=each.count)
    return gettext(RESTING.get(each.what, OTHERS), count=each.count)


# What rows of a table are, where they rest on a record that shall be taken back.
RESTING: Mapping[str, str] = {
    "batch": N_("Đã phát hành %(count)s lô tem."),
    "label_request": N_("Chủ thể đã gửi %(count)s đề nghị cấp tem."),
    "decision_file": N_("Đã lưu %(count)s bản ký của quyết định."),
    "account_grant": N_("Đã có %(count)s tài khoản của chủ thể."),
    "producer_contact": N_("Chủ thể đã ghi thông tin liên hệ."),
    "report": N_("Người dân đã gửi %(count)s phản ánh."),
    "flag": N_("Đã lập %(count)s hồ sơ kiểm tra."),
    "visit": N_("Đã có %(count)s lần kiểm tra sau công nhận."),
    "noted_claim": N_("Đã ghi %(count)s lời giới thiệu không khớp."),
    "story": N_("Đã có lời giới thiệu của sản phẩm."),
    "story_photo": N_("Đã có %(count)s ảnh của sản phẩm."),
    "notice": N_("Đã gửi %(count)s thông báo hết hạn."),
    "product": N_("Đã ghi sau %(count)s sản phẩm khác của cùng chủ thể."),
    "certification": N_(
        "Đã ghi sau %(count)s lần công nhận khác theo cùng quyết định hoặc cho cùng sản phẩm."
    ),
    "decision": N_("Đã ghi sau %(count)s quyết định khác của cùng cơ quan."),
}
OTHERS = N_("Đã có %(count)s bản ghi khác dựa vào.")
