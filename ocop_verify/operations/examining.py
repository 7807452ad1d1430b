"""``flask doctor``'s rules: what must hold for a site to do its work, and what to do where it does not.

Each check is a value. ``fail``: something does not work; ``warn``: it works, and somebody should look.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from ocop_verify.audit import journal
from ocop_verify.audit.models import JournalEntry
from ocop_verify.catalog.health import (
    CLOCK_SLACK,
    MIN_FREE_BYTES,
    Migrations,
    database_health,
    free_bytes,
    sqlite_health,
)
from ocop_verify.catalog.publishing import RENEW_AFTER, Shelf
from ocop_verify.domain.errors import OcopError
from ocop_verify.jobs.models import JobRow
from ocop_verify.labels.keyring import KeyRing, PrivateKeyMissing
from ocop_verify.labels.layouts import LAYOUTS, print_size
from ocop_verify.labels.reading import read_keys
from ocop_verify.labels.signing_keys import signing_key_ids
from ocop_verify.labels.symbols import maker_for
from ocop_verify.operations.kept_files import lost_files

# The worker looks every minute for what waits, and asks for daily work once a day.
TOO_LONG: Final = timedelta(minutes=5)
A_DAY: Final = timedelta(hours=26)
# Lost files that are named one by one.
LOST_SHOWN: Final = 5


class State(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


class Check(msgspec.Struct, frozen=True):
    """One thing that was looked at."""

    name: str
    state: State
    words: str


def worst(checks: Iterable[Check]) -> State:
    """The state of the whole."""
    order = list(State)
    return max((each.state for each in checks), key=order.index, default=State.OK)


def check_database(engine: Engine, migrations_dir: Path) -> Iterator[Check]:
    """Does it answer, are its tables those of this version, is its library safe?"""
    found = database_health(engine, migrations_dir)
    if not found.reachable:
        yield Check("database", State.FAIL, "Cơ sở dữ liệu không trả lời, hoặc chưa được tạo.")
        return
    yield Check("database", State.OK, f"Cơ sở dữ liệu {found.backend} trả lời.")
    if found.migrations is Migrations.HEAD:
        yield Check("migrations", State.OK, "Các bảng đúng phiên bản.")
    else:
        yield Check("migrations", State.FAIL, "Các bảng chưa đúng phiên bản: chạy `flask db upgrade`.")
    if found.backend == "sqlite":
        version, safe = sqlite_health()
        words = f"Thư viện SQLite {version}" + ("." if safe else " có lỗi làm mất dữ liệu: hãy nâng cấp.")
        yield Check("sqlite", State.OK if safe else State.FAIL, words)


def check_disk(data_dir: Path) -> Check:
    """Is there room, and may this process write there?"""
    free = free_bytes(data_dir)
    words = f"Còn {free // 2**20} MB ở {data_dir}."
    if not os.access(data_dir, os.W_OK):
        return Check("disk", State.FAIL, f"Không được ghi vào {data_dir}.")
    return Check("disk", State.OK if free >= MIN_FREE_BYTES else State.FAIL, words)


def check_owner(data_dir: Path, keys_dir: Path) -> Check:
    """Can nobody else read what is secret?"""
    secret = [path for path in (data_dir / "secret.key", keys_dir, *keys_dir.glob("*.key")) if path.exists()]
    open_to_others = [str(path) for path in secret if stat.S_IMODE(path.stat().st_mode) & 0o077]
    if open_to_others:
        return Check("owner", State.FAIL, f"Người khác đọc được: {', '.join(open_to_others)}.")
    unreadable = [str(path) for path in secret if not os.access(path, os.R_OK)]
    if unreadable:
        return Check("owner", State.FAIL, f"Tài khoản này không đọc được: {', '.join(unreadable)}.")
    if stat.S_IMODE(data_dir.stat().st_mode) & 0o007:
        return Check("owner", State.WARN, f"Mọi tài khoản trên máy vào được {data_dir}: nên `chmod 700`.")
    return Check("owner", State.OK, "Khóa và bí mật chỉ chủ sở hữu đọc được.")


def check_keys(session: Session, ring: KeyRing) -> Check:
    """Is there a key that signs, here, the same as the registry knows?"""
    known = {key.id: key for key in read_keys(session)}
    for key_id in ring.ids():
        try:
            private = ring.private(key_id)
        except PrivateKeyMissing as problem:
            return Check("keys", State.FAIL, f"Khóa số {key_id} không đọc được: {problem}")
        if key_id not in known:
            return Check("keys", State.WARN, f"Khóa số {key_id} ở đây mà sổ không biết: bản sao cũ hơn khóa?")
        if known[key_id].public != private.public:
            return Check("keys", State.FAIL, f"Khóa số {key_id} ở đây không phải khóa mà sổ biết.")
    signing = signing_key_ids(session)
    if not signing:
        return Check("keys", State.WARN, "Chưa có khóa nào ký: chạy `flask keys new`.")
    if signing[-1] not in ring.ids():
        return Check("keys", State.FAIL, f"Khóa đang ký, số {signing[-1]}, không có trên máy này.")
    return Check("keys", State.OK, f"Khóa số {signing[-1]} đang ký.")


def check_catalogue(session: Session, shelf: Shelf, now: datetime) -> Check:
    """Is the signed copy that of the registry, and does somebody keep it fresh?"""
    header = shelf.header()
    version = journal.version(session)
    if header is None:
        return Check(
            "catalogue", State.FAIL, "Chưa có bản danh mục đã ký nào đọc được: máy chủ có chạy không?"
        )
    words = f"Bản danh mục đã ký: phiên bản {header.version}, sổ: {version}."
    if header.version > version:
        return Check("catalogue", State.FAIL, f"{words} Sổ cũ hơn danh mục: đã phục hồi bản sao cũ?")
    stale = header.version < version or now - header.compiled_at > RENEW_AFTER * 2
    return Check(
        "catalogue", State.WARN if stale else State.OK, words + (" Máy chủ có chạy không?" if stale else "")
    )


def check_copy(shelf: Shelf, now: datetime) -> Check:
    """On a mirror: is there a copy of the other site's catalogue, and is it a recent one?"""
    header = shelf.header()
    if header is None:
        return Check("catalogue", State.FAIL, "Chưa có bản danh mục nào: trang gốc có trả lời không?")
    stale = now - header.compiled_at > A_DAY
    return Check(
        "catalogue",
        State.WARN if stale else State.OK,
        f"Bản sao: phiên bản {header.version}, ký lúc {header.compiled_at.isoformat(timespec='seconds')}.",
    )


def check_clock(session: Session, shelf: Shelf, now: datetime) -> Check:
    """Does the clock say a time that has passed?"""
    header = shelf.header()
    newest = session.scalar(select(JournalEntry.at).order_by(JournalEntry.sequence.desc()).limit(1))
    passed = [each for each in (newest, header.compiled_at if header else None) if each]
    if any(now < each - CLOCK_SLACK for each in passed):
        words = f"Đồng hồ chỉ {now.isoformat(timespec='seconds')}, trước một thời điểm đã qua."
        return Check("clock", State.FAIL, words)
    return Check("clock", State.OK, f"Đồng hồ: {now.isoformat(timespec='seconds')}.")


def check_queue(session: Session, daily: Iterable[str], now: datetime) -> Check:
    """Does somebody do the background work?"""
    waiting = session.scalars(select(JobRow).where(JobRow.state == "waiting").order_by(JobRow.id)).all()
    if waiting and now - waiting[0].created_at > TOO_LONG:
        words = f"{len(waiting)} việc chờ quá lâu: `flask jobs work` có chạy không?"
        return Check("queue", State.FAIL, words)
    asked = select(JobRow.created_at).where(JobRow.kind.in_(list(daily))).order_by(JobRow.id.desc()).limit(1)
    last = session.scalar(asked)
    if last is None or now - last > A_DAY:
        return Check("queue", State.WARN, "Hơn một ngày chưa thấy máy xử lý nền làm việc hằng ngày.")
    return Check("queue", State.OK, f"Máy xử lý nền làm việc; {len(waiting)} việc đang chờ.")


def check_files(session: Session, data_dir: Path) -> Check:
    """Is every file that people gave still what it was?"""
    lost = sorted({str(path) for path in lost_files(session, data_dir)})
    if not lost:
        return Check("files", State.OK, "Mọi tệp đã giữ còn nguyên từng byte.")
    more = "" if len(lost) <= LOST_SHOWN else f" và {len(lost) - LOST_SHOWN} tệp nữa"
    words = f"{len(lost)} tệp đã mất hoặc hỏng, hãy lấy lại từ bản sao lưu: "
    return Check("files", State.FAIL, f"{words}{', '.join(lost[:LOST_SHOWN])}{more}.")


def check_settings(public_url: str, trusted_proxies: int, smtp_url: str) -> Iterator[Check]:
    """Do the settings suit a site that the public uses?"""
    parts, found = urlsplit(public_url), []
    if parts.scheme != "https":
        found.append("OCOP_PUBLIC_URL không phải https: tem in ra sẽ mang địa chỉ này.")
    elif not trusted_proxies:
        found.append("OCOP_TRUSTED_PROXIES là 0: mọi người đều như đến từ proxy.")
    if not smtp_url:
        found.append("OCOP_SMTP_URL trống: thư chỉ được ghi thành tệp.")
    size = maker_for(public_url).size
    for layout in LAYOUTS.values():
        try:
            print_size(layout, size)
        except OcopError:
            found.append(f"Địa chỉ quá dài cho khổ tem {layout.name}.")
    yield from (Check("settings", State.WARN, each) for each in found)
    if not found:
        yield Check("settings", State.OK, "Các thiết đặt hợp với một trang công khai.")


def check_pause(mark: Path) -> Iterator[Check]:
    """Has somebody forgotten to let people write again?"""
    if mark.exists():
        yield Check("read_only", State.WARN, f"Chỉ đọc: xóa {mark} khi bảo trì xong.")
