"""Taking a report from the public, once however often its form is sent."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.domain.errors import N_
from ocop_verify.domain.reports import ReportKind, ReportState, make_receipt
from ocop_verify.domain.text import clean
from ocop_verify.inspection.gathering import move_heap
from ocop_verify.inspection.models import ReportRow
from ocop_verify.inspection.subject import Subject, heap_of, province_for

LONGEST = {"about": 300, "where": 300, "more": 2_000, "contact": 200}


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody told, tidied. ``photo`` is the hash of a picture that is kept; "" without one."""

    kind: str = ""
    about: str = ""
    where: str = ""
    more: str = ""
    contact: str = ""
    photo: str = ""

    @classmethod
    def typed(cls, kind: str, about: str, where: str, more: str, contact: str) -> "Told":
        """What was typed; the paragraphs of ``more`` stay."""
        paragraphs = (clean(line) for line in more.splitlines())
        return cls(kind, clean(about), clean(where), "\n".join(paragraphs).strip(), clean(contact))

    def faults(self, subject: Subject) -> dict[str, str]:
        """What is still missing or too long, by field."""
        found = {}
        if subject.product is None and not self.about:
            found["about"] = N_("Hãy ghi tên sản phẩm, hoặc dãy số trên tem.")
        if self.kind not in set(ReportKind):
            found["kind"] = N_("Hãy chọn điều bạn thấy.")
        if not self.where:
            found["where"] = N_("Hãy ghi nơi bạn thấy: tên chợ, cửa hàng hoặc trang bán hàng.")
        for name, most in LONGEST.items():
            if len(getattr(self, name)) > most:
                found[name] = N_("Nội dung này dài quá. Hãy viết ngắn lại.")
        return found


def take_report(session: Session, told: Told, subject: Subject, request: str, *, now: datetime) -> ReportRow:
    """Keep what somebody told. The same ``request`` again gives the report that it had become.

    The journal is not told: it numbers the acts of those who log in, and strangers must not move it.
    """
    known = report_of_request(session, request)
    if known is not None:
        return known
    province = province_for(told.where, subject)
    row = ReportRow(
        receipt=make_receipt(secrets.token_bytes(32)),
        request=request,
        received_at=now,
        state=ReportState.RECEIVED,
        changed_at=now,
        kind=told.kind,
        about=told.about,
        seen_where=told.where,
        more=told.more,
        contact=told.contact,
        photo=told.photo or None,
        product_id=subject.product.id if subject.product else None,
        label=str(subject.label or ""),
        headline=subject.headline or "",
        province=province,
        heap=heap_of(subject, told.about, province),
    )
    session.add(row)
    session.flush()
    move_heap(session, row.heap, now=now)
    return row


def report_of_request(session: Session, request: str) -> ReportRow | None:
    """The report that a form has become, if it was sent before."""
    return session.scalar(select(ReportRow).where(ReportRow.request == request))


def report_of_receipt(session: Session, receipt: str) -> ReportRow | None:
    """The report with this receipt number."""
    return session.scalar(select(ReportRow).where(ReportRow.receipt == receipt))
