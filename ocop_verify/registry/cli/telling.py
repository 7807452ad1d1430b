"""A plan in lines of text: its problems as a table, or what it would change."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from ocop_verify.domain.errors import N_
from ocop_verify.domain.validity import written
from ocop_verify.registry.comparing import Change
from ocop_verify.registry.importing import Plan
from ocop_verify.web.language import gettext, translate

LONGEST_VALUE = 30
CHANGES_SHOWN = 200

WORDS: Mapping[str, str] = {
    "certification": N_("Công nhận"),
    "product": N_("Sản phẩm"),
    "producer": N_("Chủ thể"),
    "stars": N_("hạng sao"),
    "score": N_("điểm"),
    "printed_until": N_("hiệu lực đến"),
    "product_set": N_("bộ sản phẩm"),
    "gtin": N_("mã vạch"),
    "type": N_("loại hình"),
    "address": N_("địa chỉ"),
    "commune": N_("xã, phường"),
}


def note_lines(plan: Plan) -> Iterator[str]:
    """What a person should know of how the file was read."""
    for note in plan.notes:
        yield gettext("Lưu ý: %(note)s", note=translate(note))


def problem_lines(plan: Plan) -> Iterator[str]:
    """Every problem by row, column and value, in columns that line up."""
    head = tuple(map(gettext, (N_("dòng"), N_("cột"), N_("giá trị"), N_("vấn đề"))))
    rows = [
        (str(each.row), _column(each.column, each.heading), _short(each.found), translate(each))
        for each in plan.problems
    ]
    yield from _aligned([head, *rows])
    yield gettext("Tệp có %(count)s vấn đề; chưa ghi gì vào sổ.", count=plan.problem_count)


def difference_lines(plan: Plan) -> Iterator[str]:
    """What would be added and corrected."""
    new = plan.difference
    yield gettext(
        "%(rows)s dòng: %(certifications)s công nhận mới, %(events)s gia hạn, đình chỉ hoặc thu hồi mới, "
        "%(changes)s chỗ sửa, %(unchanged)s không đổi.",
        rows=len(plan.table),
        certifications=len(new.certifications),
        events=len(new.events),
        changes=len(new.changes),
        unchanged=new.unchanged,
    )
    if new.certifications:
        yield gettext(
            "Mới: %(products)s sản phẩm, %(producers)s chủ thể, %(decisions)s quyết định, "
            "%(authorities)s cơ quan.",
            products=len(new.products),
            producers=len(new.producers),
            decisions=len(new.decisions),
            authorities=len(new.authorities),
        )
    for change in new.changes[:CHANGES_SHOWN]:
        yield _change_line(change)
    if len(new.changes) > CHANGES_SHOWN:
        yield gettext("… và %(count)s chỗ sửa nữa.", count=len(new.changes) - CHANGES_SHOWN)


def _change_line(change: Change) -> str:
    differences = "; ".join(
        f"{gettext(WORDS[name])}: {_value(change.before[name])} → {_value(change.after[name])}"
        for name in change.after
    )
    return gettext(
        "Sửa %(kind)s số %(id)s “%(name)s”: %(differences)s",
        kind=gettext(WORDS[change.subject_type]).lower(),
        id=change.subject_id,
        name=change.name,
        differences=differences,
    )


def _value(value: Any) -> str:
    if isinstance(value, date):
        return written(value)
    return str(value) if value not in (None, "") else "∅"


def _column(letters: str, heading: str) -> str:
    return f"{letters} {heading}".strip()


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows whose columns, but the last, are padded to the widest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for *cells, last in rows:
        padded = [cell.ljust(width) for cell, width in zip(cells, widths, strict=False)]
        yield "  ".join([*padded, last])
