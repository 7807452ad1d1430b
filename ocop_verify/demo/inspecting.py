"""A morning at the inspectors' desk: signals of every source, cases in every state, visits made and planned.

Everything is written by the room's own acts, told the day as ``now``, so it stands as if it had come about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ocop_verify.catalog.compiling import compile_catalogue
from ocop_verify.catalog.lines import Line, lines_of
from ocop_verify.demo.photographs import photograph_of
from ocop_verify.demo.scanning import scan_widely
from ocop_verify.domain.cases import CaseKind, CaseState, Consequence
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.matching.claims import Finding
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.reports import ReportKind
from ocop_verify.domain.validity import local_day
from ocop_verify.domain.visits import Answer, VisitResult, checks_for
from ocop_verify.inspection.casework import Form, Raised, assign_flag, move_flag, open_flag
from ocop_verify.inspection.evidence import add_evidence, answer_flag
from ocop_verify.inspection.gathering import gather
from ocop_verify.inspection.noting import Claimed, note_claim
from ocop_verify.inspection.reporting import Told, take_report
from ocop_verify.inspection.subject import Subject
from ocop_verify.inspection.upholding import Decided, uphold_flag
from ocop_verify.inspection.views.files import keep_evidence
from ocop_verify.inspection.views.photos import keep_photo
from ocop_verify.inspection.visiting import Found, Planned, plan_visit, record_visit

S, K = CaseState, CaseKind


@dataclass(frozen=True, slots=True)
class Case:
    """What a case is about, how many days ago it was opened, and what was said at each of its moves."""

    kind: CaseKind
    where: str
    days_ago: int
    words: str
    law: tuple[str, ...] = ()
    moves: tuple[tuple[CaseState, str], ...] = ()
    answer: str = ""


ASKED = Case(
    K.AFTER_THE_END,
    "Cửa hàng Quà Quê, đường Trần Phú",
    6,
    "Hộp in sao, mua sáng nay tại quầy.",
    ("26/2026", "1162"),
    ((S.ASSIGNED, ""), (S.ASKED, "Lô hàng này in bao bì khi nào, còn bao nhiêu hộp chưa bán?")),
    "Chúng tôi in bao bì từ năm ngoái, còn khoảng 200 hộp và sẽ dán che phần sao trong tuần này.",
)
CASES = (
    Case(K.OTHER_STARS, "Siêu thị Bến Xưa, tầng 1", 0, "Bảng giá ghi 5 sao.", ("1162",)),
    Case(
        K.OTHER_PRODUCT,
        "Chợ trung tâm, dãy C",
        9,
        "Tem của sản phẩm này dán trên túi hàng khác cùng nhà.",
        ("1162",),
        ((S.ASSIGNED, ""), (S.VISITED, "Đã đến quầy, thấy 14 túi, đã chụp ảnh.")),
    ),
    Case(K.COMMITMENTS, "Xưởng của chủ thể", 24, "Đổi nơi làm so với hồ sơ.", (), ((S.ASSIGNED, ""),)),
    Case(
        K.COMMITMENTS,
        "Xưởng của chủ thể",
        40,
        "Nguyên liệu khác với hồ sơ được công nhận.",
        ("26/2026", "37/2026"),
        ((S.ASSIGNED, ""), (S.VISITED, "Đã xem kho và sổ mua nguyên liệu."), (S.UPHELD, ""), (S.CLOSED, "")),
    ),
    Case(
        K.OTHER,
        "Trang bán hàng của chủ thể",
        30,
        "Người mua hỏi về hạn của công nhận.",
        (),
        ((S.DISMISSED, "Trang bán hàng ghi đúng thời hạn."), (S.CLOSED, "")),
    ),
)
SIGNED = "Vũ Thị Hòa"
CONCLUSION = "Nguyên liệu khác hồ sơ; tạm dừng đến khi khắc phục"


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose desk it is: the inspector, the province, the products made there, and the moment."""

    session: Session
    catalogue: Catalogue
    inspector: int
    province: str
    now: datetime

    @property
    def actor(self) -> str:
        """The inspector, as the journal names people."""
        return f"user:{self.inspector}"

    @property
    def place(self) -> str:
        """The province, as people write it after a market."""
        return PROVINCES[self.province].name

    def lines(self, *, counting: bool) -> list[Line]:
        """Products that are made in the province and whose stars (do not) count today."""
        made = [
            each
            for each in self.catalogue.products.values()
            if self.catalogue.producers[each.producer_id].province == self.province
        ]
        lines = lines_of(made, self.catalogue, local_day(self.now))
        return [each for each in lines if each.counts == counting]

    def ago(self, days: float) -> datetime:
        """So many days before this moment."""
        return self.now - timedelta(days=days)


def fill_desk(session: Session, inspector: int, province: str, *, now: datetime) -> None:
    """Give the inspector of a province something to look at."""
    desk = Desk(session, compile_catalogue(session, now=now), inspector, province, now)
    live, ended = desk.lines(counting=True), desk.lines(counting=False)
    scan_widely(session, desk.catalogue, province, now=now)
    _claim(desk, ended)
    for line in live[:1]:
        _report(desk, line)
    for line in ended[:1]:
        _tell(desk, line, ASKED)
    for line, case in zip(live[1:], CASES, strict=False):
        _tell(desk, line, case)
    _visit(desk, live[-3:])
    gather(session, compile_catalogue(session, now=now), now=now)


def _report(desk: Desk, line: Line) -> None:
    """What three shoppers saw, one of them with a photo."""
    photo = keep_photo(photograph_of(line))
    known = Subject(line.product, line.producer)
    seen = (
        (3, known, Told(ReportKind.OTHER_STARS, "", f"Quầy đặc sản ở ga, {desk.place}", photo=photo)),
        (1.2, known, Told(ReportKind.OTHER_STARS, "", f"Chợ đầu mối, {desk.place}", "Hộp ghi 5 sao.")),
        (0.1, Subject(), Told(ReportKind.UNRECOGNISED, "Chè búp Hồng Sương", f"Chợ đêm, {desk.place}")),
    )
    for number, (days, subject, told) in enumerate(seen):
        take_report(desk.session, told, subject, f"demo report {number}", now=desk.ago(days))


def _claim(desk: Desk, ended: Sequence[Line]) -> None:
    """What a web shop says of goods that it sells in the province."""
    claims = [Claimed(Finding.IMPOSSIBLE_CLAIM, "Mật ong OCOP quốc tế 4 sao", "shop.invalid", desk.province)]
    for line in ended[1:3]:
        product = line.product
        claims.append(Claimed(Finding.EXPIRED, product.name, "shop.invalid", desk.province, product.id))
    for number, claim in enumerate(claims):
        note_claim(desk.session, claim, f"demo claim {number}", actor=desk.actor, now=desk.ago(2))


def _tell(desk: Desk, line: Line, case: Case) -> None:
    """Open a case and carry it as far as it has come, with a photo where somebody went to look."""
    session, name = desk.session, f"demo case {line.product.id}"
    raised = Raised(
        case.kind,
        line.product.name,
        case.where,
        desk.province,
        line.product.id,
        law=case.law,
        words=case.words,
    )
    opened = desk.ago(case.days_ago + 0.1)
    row = open_flag(session, raised, name, actor=desk.actor, now=opened)
    for day, (to, words) in enumerate(case.moves, 1):
        form, then = Form(f"{name} {to}", row.version), opened + timedelta(days=day)
        if to is S.ASSIGNED:
            assign_flag(session, row.id, form, desk.inspector, actor=desk.actor, now=then)
        elif to is S.UPHELD:
            decided = Decided(Consequence.SUSPEND, CONCLUSION, "", line.recognition.id)
            uphold_flag(session, row.id, form, decided, actor=desk.actor, now=then)
        else:
            move_flag(session, row.id, form, to, words, actor=desk.actor, now=then)
        if to is S.VISITED:
            photo = keep_evidence(photograph_of(line), taken_at=then, place=case.where)
            about, noted = "Bao bì nhìn từ mặt trước", Form(f"{name} photo", 0)
            add_evidence(session, row.id, noted, photo, about, actor=desk.actor, now=then)
    if case.answer:
        answer_flag(session, row.id, f"{name} answer", case.answer, None, now=desk.ago(1))


def _visit(desk: Desk, lines: Sequence[Line]) -> None:
    """One visit that found all in order, one that found something to mend, one that is still to be made."""
    for number, (line, result) in enumerate(zip(lines, (*VisitResult, None), strict=False)):
        made = result in (VisitResult.KEPT, VisitResult.TO_MEND)
        day = desk.ago(12 - number) if made else desk.now
        on = local_day(day) if made else local_day(day) + timedelta(days=6)
        planned = Planned(line.product.id, desk.province, on, "Theo kế hoạch kiểm tra năm")
        row = plan_visit(desk.session, planned, f"demo visit {number}", actor=desk.actor, now=day)
        if not made or result is None:
            continue
        checks = {each.code: Answer.YES for each in checks_for(line.product.product_set)}
        found = Found(result, checks, "Mọi điều đúng như hồ sơ.", SIGNED)
        if result is VisitResult.TO_MEND:
            again = local_day(desk.now) + timedelta(days=20)
            words = "Sổ ghi sản lượng thiếu ba tháng gần đây."
            found = Found(result, checks | {"records": Answer.NO}, words, SIGNED, follow_up_on=again)
        record_visit(desk.session, row.id, found, actor=desk.actor, now=day)
