"""Entries of the journal as plain sentences."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from ocop_verify.catalog.words import GROUNDS, Message
from ocop_verify.desk.story import Told
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.errors import N_
from ocop_verify.domain.records import RevocationGround

FACTS: Mapping[str, str] = {
    "address": N_("Địa chỉ"),
    "commune": N_("Xã/phường"),
    "gtin": N_("Mã vạch"),
    "issued_on": N_("Ngày quyết định"),
    "name": N_("Tên"),
    "number": N_("Số quyết định"),
    "printed_until": N_("Hiệu lực đến"),
    "product_set": N_("Bộ sản phẩm"),
    "province": N_("Tỉnh/thành"),
    "score": N_("Điểm"),
    "stars": N_("Hạng sao"),
    "type": N_("Loại hình"),
}

# What each act is called, for lists and filters.
ACTIONS: Mapping[str, str] = {
    "register": N_("Đăng ký"),
    "recognise": N_("Công nhận"),
    "correct": N_("Sửa thông tin"),
    "suspend": N_("Tạm đình chỉ"),
    "lift": N_("Gỡ đình chỉ"),
    "revoke": N_("Thu hồi"),
    "extend": N_("Gia hạn"),
    "correct_suspend": N_("Sửa lỗi ghi: tạm đình chỉ"),
    "correct_lift": N_("Sửa lỗi ghi: gỡ đình chỉ"),
    "correct_revoke": N_("Sửa lỗi ghi: thu hồi"),
    "correct_extend": N_("Sửa lỗi ghi: gia hạn"),
    "withdraw_register": N_("Rút lại việc đăng ký"),
    "withdraw_recognise": N_("Rút lại việc công nhận đã ghi nhầm"),
    "withdraw_correct": N_("Rút lại việc sửa thông tin"),
    "withdraw_suspend": N_("Rút lại việc ghi nhầm: tạm đình chỉ"),
    "withdraw_lift": N_("Rút lại việc ghi nhầm: gỡ đình chỉ"),
    "withdraw_revoke": N_("Rút lại việc ghi nhầm: thu hồi"),
    "withdraw_extend": N_("Rút lại việc ghi nhầm: gia hạn"),
    "undo_import": N_("Rút lại một lần nhập tệp"),
    "ask_approval": N_("Đề nghị người thứ hai xác nhận"),
    "confirm_approval": N_("Xác nhận việc đồng nghiệp đề nghị"),
    "confirm_revoke": N_("Xác nhận việc thu hồi, là người thứ hai"),
    "confirm_create_key": N_("Xác nhận việc tạo khóa ký, là người thứ hai"),
    "confirm_retire_key": N_("Xác nhận việc thôi dùng khóa ký, là người thứ hai"),
    "confirm_distrust_key": N_("Xác nhận việc không tin khóa ký, là người thứ hai"),
    "decline_approval": N_("Từ chối việc đồng nghiệp đề nghị"),
    "take_back_approval": N_("Rút lại đề nghị xác nhận"),
    "attach_file": N_("Lưu bản ký của quyết định"),
    "publish_file": N_("Công bố bản ký của quyết định"),
    "withhold_file": N_("Thôi công bố bản ký của quyết định"),
    "issue_batch": N_("Phát hành tem"),
    "void_labels": N_("Hủy tem"),
    "print_again": N_("In lại tem"),
    "download_sheet": N_("Tải tệp in tem"),
    "release_sheet": N_("Giao tệp in cho chủ thể"),
    "take_back_sheet": N_("Thu lại tệp in đã giao"),
    "export_codes": N_("Xuất danh sách mã"),
    "download_code": N_("Tải mã QR"),
    "ask_for_labels": N_("Đề nghị cấp tem"),
    "answer_request": N_("Trả lời đề nghị cấp tem"),
    "change_contact": N_("Đổi thông tin liên hệ"),
    "tell_story": N_("Sửa lời giới thiệu hoặc ảnh"),
    "move_report": N_("Xem xét phản ánh"),
    "open_flag": N_("Lập hồ sơ kiểm tra"),
    "assign_flag": N_("Giao hồ sơ kiểm tra"),
    "move_flag": N_("Chuyển trạng thái hồ sơ kiểm tra"),
    "plan_visit": N_("Lên lịch kiểm tra sau công nhận"),
    "enrol_phone": N_("Kết nối điện thoại đi kiểm tra"),
    "shut_out_phone": N_("Ngắt điện thoại đi kiểm tra"),
    "record_visit": N_("Ghi kết quả kiểm tra sau công nhận"),
    "add_evidence": N_("Thêm bằng chứng vào hồ sơ kiểm tra"),
    "open_fair": N_("Mở hội chợ"),
    "change_fair": N_("Sửa thông tin hội chợ"),
    "call_off_fair": N_("Báo hủy hội chợ"),
    "call_on_fair": N_("Tổ chức hội chợ trở lại"),
    "renew_fair_code": N_("Tạo mã tham gia mới cho hội chợ"),
    "take_stalls": N_("Nhập danh sách gian hàng"),
    "set_suspicion_aside": N_("Gác một nghi vấn"),
    "create_key": N_("Tạo khóa ký"),
    "retire_key": N_("Thôi dùng khóa ký"),
    "distrust_key": N_("Không tin khóa ký từ một ngày"),
    "account_created": N_("Tạo tài khoản"),
    "account_invited": N_("Gửi lời mời"),
    "account_granted": N_("Giao vai trò"),
    "account_grant_taken_back": N_("Thu lại vai trò"),
    "account_disabled": N_("Khóa tài khoản"),
    "account_enabled": N_("Mở lại tài khoản"),
    "account_factors_removed": N_("Xóa cách đăng nhập"),
    "recovery_codes_made": N_("Tạo mã khôi phục"),
    "password_changed": N_("Đổi mật khẩu"),
}
SUBJECTS: Mapping[str, str] = {
    "authority": N_("Cơ quan"),
    "producer": N_("Chủ thể"),
    "product": N_("Sản phẩm"),
    "decision": N_("Quyết định"),
    "certification": N_("Lần công nhận"),
    "batch": N_("Lô tem"),
    "label_key": N_("Khóa ký"),
    "story": N_("Lời giới thiệu"),
    "report": N_("Phản ánh"),
    "flag": N_("Hồ sơ"),
    "visit": N_("Lần kiểm tra"),
    "fair": N_("Hội chợ"),
    "account": N_("Tài khoản"),
    "label_request": N_("Đề nghị cấp tem"),
    "upload": N_("Tệp đã nhập"),
    "approval": N_("Việc chờ xác nhận"),
    "producer_contact": N_("Liên hệ của chủ thể"),
}


def sentence_of(entry: Told, catalogue: Catalogue, say: Callable[[str], str]) -> Message:
    """What an entry says, in one sentence; ``say`` gives the words that stand inside it."""
    teller = _TELLERS.get(entry.action)
    if teller is not None:
        try:
            return teller(entry, catalogue, say)
        except (KeyError, TypeError, ValueError):  # an entry of another time, told in another shape
            pass
    return Message(say(ACTIONS[entry.action]) + "." if entry.action in ACTIONS else entry.action)


def _registered(entry: Told, _catalogue: Catalogue, say: Callable[[str], str]) -> Message:
    values = {
        "kind": say(SUBJECTS[entry.subject_type]),
        "name": entry.after.get("name") or entry.after["number"],
    }
    return Message(N_("Ghi vào sổ: %(kind)s %(name)s."), values)


def _recognised(entry: Told, catalogue: Catalogue, _say: Callable[[str], str]) -> Message:
    decision = catalogue.decisions[entry.after["decision_id"]]
    values = {
        "stars": entry.after["stars"],
        "number": decision.number,
        "day": _vi(decision.issued_on),
        "authority": catalogue.authorities[decision.authority_id].name,
    }
    return Message(
        N_("Công nhận %(stars)s sao theo quyết định %(number)s ngày %(day)s của %(authority)s."), values
    )


def _corrected(entry: Told, _catalogue: Catalogue, say: Callable[[str], str]) -> Message:
    changes = ", ".join(
        f"{say(FACTS[name]) if name in FACTS else name}: {_fact(entry.before.get(name))} → {_fact(value)}"
        for name, value in entry.after.items()
    )
    return Message(N_("Sửa thông tin. %(changes)s."), {"changes": changes})


def _suspended(entry: Told, _catalogue: Catalogue, _say: Callable[[str], str]) -> Message:
    it = entry.after["suspension"]
    values = {"day": _day(it["from_day"]), "reason": _bare(it["reason"]), "decision": it["decision"] or "–"}
    return Message(N_("Tạm đình chỉ từ %(day)s. Lý do: %(reason)s. Quyết định: %(decision)s."), values)


def _lifted(entry: Told, _catalogue: Catalogue, _say: Callable[[str], str]) -> Message:
    it = entry.after["suspension"]
    values = {"day": _day(it["lifted_on"]), "reason": _bare(it["lift_reason"])}
    return Message(N_("Gỡ đình chỉ từ %(day)s. Lý do: %(reason)s."), values)


def _revoked(entry: Told, _catalogue: Catalogue, say: Callable[[str], str]) -> Message:
    it = entry.after["revocation"]
    values = {
        "day": _day(it["on"]),
        "ground": say(GROUNDS[RevocationGround(it["ground"])]),
        "decision": it["decision"],
    }
    return Message(N_("Thu hồi từ %(day)s theo %(decision)s. Lý do: %(ground)s."), values)


def _extended(entry: Told, _catalogue: Catalogue, _say: Callable[[str], str]) -> Message:
    values = {"until": _day(entry.after["valid_until"]), "basis": _bare(entry.after["basis"])}
    return Message(N_("Gia hạn đến hết %(until)s. Căn cứ: %(basis)s."), values)


def _mended(teller: Callable[..., Message]) -> Callable[..., Message]:
    """A correction of an act: the act as it is told now."""

    def tell(entry: Told, catalogue: Catalogue, say: Callable[[str], str]) -> Message:
        meant = teller(entry, catalogue, say)
        return Message(
            N_("Sửa lỗi ghi. Nay là: %(sentence)s"), {"sentence": say(meant.message) % meant.values}
        )

    return tell


def _taken_back(teller: Callable[..., Message]) -> Callable[..., Message]:
    """An act that was undone: the act as it had been told."""

    def tell(entry: Told, catalogue: Catalogue, say: Callable[[str], str]) -> Message:
        was = teller(replace(entry, before=entry.after, after=entry.before), catalogue, say)
        return Message(N_("Rút lại việc ghi nhầm: %(sentence)s"), {"sentence": say(was.message) % was.values})

    return tell


def _undone(entry: Told, _catalogue: Catalogue, _say: Callable[[str], str]) -> Message:
    values = {"name": entry.after["filename"], "reason": _bare(entry.after["reason"])}
    return Message(N_("Rút lại mọi việc đã ghi từ tệp %(name)s. Lý do: %(reason)s."), values)


def _answered(words: str) -> Callable[..., Message]:
    """What became of an act that waits for a second person: the act that was asked for."""

    def tell(entry: Told, _catalogue: Catalogue, say: Callable[[str], str]) -> Message:
        return Message(words, {"act": say(ACTIONS[entry.after["kind"]])})

    return tell


def _issued(entry: Told, _catalogue: Catalogue, _say: Callable[[str], str]) -> Message:
    values = {"count": entry.after["count"], "batch": entry.subject_id}
    return Message(N_("Phát hành %(count)s tem, lô %(batch)s."), values)


def _printed_again(entry: Told, _catalogue: Catalogue, _say: Callable[[str], str]) -> Message:
    values = {"time": entry.after["time"], "batch": entry.subject_id, "sheet": entry.after["sheet"]}
    return Message(N_("In lại lần thứ %(time)s, lô %(batch)s, khổ %(sheet)s."), values)


def _voided(entry: Told, _catalogue: Catalogue, _say: Callable[[str], str]) -> Message:
    reason = {"batch": entry.subject_id, "reason": _bare(entry.after["reason"])}
    if not entry.after["first"]:
        return Message(N_("Hủy tem chung, lô %(batch)s. Lý do: %(reason)s."), reason)
    values = reason | {"first": entry.after["first"], "last": entry.after["last"]}
    return Message(N_("Hủy tem số %(first)s đến %(last)s, lô %(batch)s. Lý do: %(reason)s."), values)


def _of_file(sentence: str) -> Callable[[Told, Catalogue, Callable[[str], str]], Message]:
    """What was done with a decision's document, by its name."""

    def tell(entry: Told, _catalogue: Catalogue, _say: Callable[[str], str]) -> Message:
        return Message(sentence, {"name": entry.after["filename"]})

    return tell


# What may be written of a product, and taken back again.
_FACTS: Mapping[str, Callable[[Told, Catalogue, Callable[[str], str]], Message]] = {
    "register": _registered,
    "recognise": _recognised,
    "correct": _corrected,
    "suspend": _suspended,
    "lift": _lifted,
    "revoke": _revoked,
    "extend": _extended,
}
_TELLERS: Mapping[str, Callable[[Told, Catalogue, Callable[[str], str]], Message]] = {
    **_FACTS,
    "correct_suspend": _mended(_suspended),
    "correct_lift": _mended(_lifted),
    "correct_revoke": _mended(_revoked),
    "correct_extend": _mended(_extended),
    **{f"withdraw_{name}": _taken_back(teller) for name, teller in _FACTS.items()},
    "undo_import": _undone,
    "ask_approval": _answered(N_("Đề nghị người thứ hai xác nhận: %(act)s.")),
    "confirm_approval": _answered(N_("Xác nhận việc đồng nghiệp đề nghị: %(act)s.")),
    "decline_approval": _answered(N_("Từ chối việc đồng nghiệp đề nghị: %(act)s.")),
    "take_back_approval": _answered(N_("Rút lại đề nghị: %(act)s.")),
    "issue_batch": _issued,
    "print_again": _printed_again,
    "void_labels": _voided,
    "attach_file": _of_file(N_("Lưu bản ký của quyết định: %(name)s.")),
    "publish_file": _of_file(N_("Công bố bản ký của quyết định: %(name)s.")),
    "withhold_file": _of_file(N_("Thôi công bố bản ký của quyết định: %(name)s.")),
}


def _fact(value: Any) -> str:
    return "–" if value in (None, "") else str(value)


def _bare(text: str) -> str:
    """Without the full stop that the sentence brings."""
    return text.rstrip(". ")


def _day(text: str) -> str:
    return _vi(date.fromisoformat(text))


def _vi(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year:04}"
