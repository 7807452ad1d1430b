"""The words of notices, in Vietnamese, and the calendar that tells the same."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Final

from ocop_verify.domain.calendars import Event, calendar_text
from ocop_verify.domain.validity import written
from ocop_verify.labels.candidates import Candidate
from ocop_verify.mailing import Attachment, Letter
from ocop_verify.notices.sending import MILESTONES, Channel, Ending, Parcel

DOSSIER: Final = (
    "Hồ sơ đánh giá lại: đơn, phương án kinh doanh, giới thiệu bộ máy, giấy đăng ký kinh doanh, phiếu "
    "kết quả kiểm nghiệm còn hạn. Hãy hỏi Ủy ban nhân dân xã, phường về lịch nhận hồ sơ."
)
NEVER_ASKS: Final = "Thư này được gửi tự động. OCOP Verify không bao giờ hỏi mật khẩu hay xin tiền qua thư."
MOST_LINES: Final = 200


def letter_of(parcel: Parcel, home: str, stop_address: str) -> Letter:
    """The letter of a parcel. ``stop_address``: the page where its receiver asks for no more."""
    days = parcel.endings[0].days
    paragraphs = ["Kính gửi quý vị,", _opening(parcel, days), _lines(parcel.endings)]
    if parcel.channel is Channel.PRODUCER:
        paragraphs += [DOSSIER, f"Xem sản phẩm và xin thêm tem: {home}my"]
    else:
        paragraphs.append(f"Xem sổ đăng ký: {home}registry")
    headers = {}
    if parcel.can_be_stopped:
        paragraphs.append(f"Không muốn nhận lời nhắc nữa: {stop_address}")
        headers = {
            "List-Unsubscribe": f"<{stop_address}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    else:
        paragraphs.append("Thông báo trước 30 ngày là nghĩa vụ theo Quyết định 148/QĐ-TTg nên luôn được gửi.")
    paragraphs.append(NEVER_ASKS)
    ics = calendar((each.certification for each in parcel.endings), home)
    return Letter(
        parcel.receiver,
        _subject(parcel, days),
        "\n\n".join(paragraphs) + "\n",
        headers,
        (Attachment("ngay-het-han.ics", ics.encode(), "text/calendar"),),
    )


def message_of(parcel: Parcel, home: str) -> bytes:
    """What a program is told, as JSON."""
    items = [
        {
            "certification_id": each.certification.id,
            "product": each.certification.product,
            "producer": each.certification.producer,
            "province": each.certification.province,
            "stars": each.certification.stars,
            "ends_on": each.ends_on.isoformat(),
            "notice_days": each.days,
        }
        for each in parcel.endings
    ]
    return json.dumps({"kind": "recognition_ends", "site": home, "items": items}, ensure_ascii=False).encode()


def calendar(certifications: Iterable[Candidate], home: str) -> str:
    """The last days as a calendar, each with its reminders before."""
    return calendar_text("Hạn công nhận OCOP", (_event(each, home) for each in certifications))


def _event(it: Candidate, home: str) -> Event:
    return Event(
        uid=f"certification-{it.id}@{home.rsplit('//', maxsplit=1)[-1].strip('/')}",
        stamp=datetime.combine(it.decided_on, time.min, UTC),
        first=it.reading.valid_until,
        last=it.reading.valid_until,
        title=f"Hết hạn công nhận OCOP: {it.product} ({it.stars} sao)",
        text=f"{it.producer}. Quyết định {it.decision}. {DOSSIER}",
        reminders=MILESTONES[:-1],
    )


def _subject(parcel: Parcel, days: int) -> str:
    what = parcel.endings[0].certification.product
    if len(parcel.endings) > 1:
        what = f"{len(parcel.endings)} sản phẩm"
    when = f"còn {days} ngày" if days else "đến ngày cuối"
    return f"Công nhận OCOP {when}: {' '.join(what.split())[:120]}"


def _opening(parcel: Parcel, days: int) -> str:
    whose = "của quý vị " if parcel.channel is Channel.PRODUCER else "thuộc địa bàn "
    if not days:
        return f"Công nhận OCOP {whose}dưới đây đến ngày cuối hoặc vừa hết hạn:"
    return f"Công nhận OCOP {whose}dưới đây sẽ hết hạn trong vòng {days} ngày tới:"


def _lines(endings: tuple[Ending, ...]) -> str:
    shown = [
        f"- {each.certification.product} ({each.certification.producer}), {each.certification.stars} sao: "
        f"đến hết ngày {written(each.ends_on)}, theo quyết định {each.certification.decision}"
        for each in endings[:MOST_LINES]
    ]
    if len(endings) > MOST_LINES:
        shown.append(f"- và {len(endings) - MOST_LINES} sản phẩm nữa")
    return "\n".join(shown)
