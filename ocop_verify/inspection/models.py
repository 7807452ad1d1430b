"""What the public reports and what claims say, as it was told; heaps that inspectors work from; their cases.

What is written on a case and what is kept as evidence is added and never changed or removed: the database
refuses it, whoever asks.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ocop_verify.db import Base, UtcTime
from ocop_verify.domain.cases import CaseState
from ocop_verify.domain.reports import ReportState
from ocop_verify.domain.visits import VisitResult

STATES = tuple(state.value for state in ReportState)
CASE_STATES = tuple(state.value for state in CaseState)
RESULTS = ("", *(result.value for result in VisitResult))


class ReportRow(Base):
    """One report. Only ``state`` changes; everything else stays as it came.

    What was not told is empty, or None where it is a number.
    ``request`` is the form that it came with: the same form sent twice is one report. ``province`` (today's
    code) is where it was seen, or else where the product is made; "" where nobody knows. ``heap`` gathers
    reports of one product and province. ``headline`` is the answer that the reporter had seen. ``photo`` is
    the hash of a file in the data folder.
    """

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index("ix_report_province_state", "province", "state"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    receipt: Mapped[str] = mapped_column(String(12), unique=True)
    request: Mapped[str] = mapped_column(String(64), unique=True)
    received_at: Mapped[datetime] = mapped_column(UtcTime)
    state: Mapped[str] = mapped_column(String(20))
    changed_at: Mapped[datetime] = mapped_column(UtcTime)
    kind: Mapped[str] = mapped_column(String(20))
    about: Mapped[str] = mapped_column(String(300))
    seen_where: Mapped[str] = mapped_column(String(300))
    more: Mapped[str] = mapped_column(Text)
    contact: Mapped[str] = mapped_column(String(200))
    photo: Mapped[str | None] = mapped_column(String(64))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id", ondelete="RESTRICT"), index=True)
    label: Mapped[str] = mapped_column(String(30))
    headline: Mapped[str] = mapped_column(String(20))
    province: Mapped[str] = mapped_column(String(2))
    heap: Mapped[str] = mapped_column(String(64), index=True)


class ClaimRow(Base):
    """A claim that was checked and does not hold, with what was found. ``request``: sent twice, it is one."""

    __tablename__ = "noted_claim"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    request: Mapped[str] = mapped_column(String(80), unique=True)
    noted_at: Mapped[datetime] = mapped_column(UtcTime)
    noted_by: Mapped[str] = mapped_column(String(200))
    finding: Mapped[str] = mapped_column(String(30))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id", ondelete="RESTRICT"), index=True)
    about: Mapped[str] = mapped_column(String(300))
    seen_where: Mapped[str] = mapped_column(String(300))
    province: Mapped[str] = mapped_column(String(2))
    heap: Mapped[str] = mapped_column(String(64), index=True)


class HeapRow(Base):
    """All signals of one product and province, as the queue shows them: a reading, made anew at any time.

    ``key`` is ``subject.heap_key``. ``rank`` is ``domain.signals.rank``, 0 for what has no signals.
    ``product_id`` needs no foreign key, as with scans. A heap whose case is closed was ``settled_at`` then,
    and comes back when something is heard after it.
    """

    __tablename__ = "heap"
    __table_args__ = (
        Index("ix_heap_rank", "rank", "key"),
        Index("ix_heap_province_rank", "province", "rank", "key"),
    )

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    product_id: Mapped[int | None] = mapped_column(index=True)
    about: Mapped[str] = mapped_column(String(300))
    province: Mapped[str] = mapped_column(String(2))
    points: Mapped[int] = mapped_column(default=0)
    rank: Mapped[int] = mapped_column(default=0)
    settled_at: Mapped[datetime | None] = mapped_column(UtcTime)


class SignalRow(Base):
    """How often one source speaks of a heap, and when last; made anew with each gathering."""

    __tablename__ = "signal"

    heap: Mapped[str] = mapped_column(String(64), primary_key=True)
    source: Mapped[str] = mapped_column(String(20), primary_key=True)
    count: Mapped[int]
    photos: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcTime)
    gathered_at: Mapped[datetime] = mapped_column(UtcTime)


class FlagRow(Base):
    """A case. ``request`` is the form that opened it; ``version`` moves on with every act on it.

    ``province`` is whose inspectors work on it ("": the nation's). ``label`` are the numbers of the label it
    is about, as in a report, and ``heap`` the signals it was raised from; "" without. ``law`` are codes of
    ``domain.cases.LAW``, by commas. ``outcome`` is what upholding it did, "" before. ``due_on`` None: nothing
    is awaited.
    """

    __tablename__ = "flag"
    __table_args__ = (
        CheckConstraint(f"state IN {CASE_STATES}", name="state"),
        Index("ix_flag_province_state", "province", "state"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request: Mapped[str] = mapped_column(String(64), unique=True)
    version: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    about: Mapped[str] = mapped_column(String(300))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id", ondelete="RESTRICT"), index=True)
    label: Mapped[str] = mapped_column(String(30))
    province: Mapped[str] = mapped_column(String(2))
    seen_where: Mapped[str] = mapped_column(String(300))
    law: Mapped[str] = mapped_column(String(200))
    heap: Mapped[str] = mapped_column(String(64), index=True)
    opened_at: Mapped[datetime] = mapped_column(UtcTime)
    opened_by: Mapped[str] = mapped_column(String(200))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), index=True)
    due_on: Mapped[date | None] = mapped_column(index=True)
    outcome: Mapped[str] = mapped_column(String(10))
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)


class FlagEntryRow(Base):
    """Something that was done on a case, and the words that were said of it.

    ``to_state`` is "" where it was no move. ``request`` is the form that it came with: sent twice, it is one.
    """

    __tablename__ = "flag_entry"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    flag_id: Mapped[int] = mapped_column(ForeignKey("flag.id", ondelete="RESTRICT"), index=True)
    request: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
    actor: Mapped[str] = mapped_column(String(200))
    what: Mapped[str] = mapped_column(String(20))
    to_state: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text)


class FlagLetterRow(Base):
    """A letter that puts a question to one address of the producer; kept until it has gone out.

    Who sends it first moves ``try_after`` ahead: until then nobody else takes it up. ``sent_at`` None: it
    waits, or was given up after so many ``attempts``. ``problem`` is the sort of failure, never its words.
    """

    __tablename__ = "flag_letter"
    __table_args__ = (UniqueConstraint("entry_id", "receiver"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    flag_id: Mapped[int] = mapped_column(ForeignKey("flag.id", ondelete="RESTRICT"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("flag_entry.id", ondelete="RESTRICT"))
    receiver: Mapped[str] = mapped_column(String(300))
    try_after: Mapped[datetime] = mapped_column(UtcTime, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UtcTime)
    problem: Mapped[str] = mapped_column(String(100), default="")


class FlagEvidenceRow(Base):
    """A photo or file that belongs to a case. ``sha256`` is of the file as it came, byte by byte.

    ``shown`` is the hash of the same picture painted anew, to look at; None for a file that is no picture.
    ``taken_at`` and ``place`` are what the inspector says of it, if anything.
    """

    __tablename__ = "flag_evidence"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    flag_id: Mapped[int] = mapped_column(ForeignKey("flag.id", ondelete="RESTRICT"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("flag_entry.id", ondelete="RESTRICT"), unique=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    shown: Mapped[str | None] = mapped_column(String(64))
    taken_at: Mapped[datetime | None] = mapped_column(UtcTime)
    place: Mapped[str] = mapped_column(String(300))


class VisitRow(Base):
    """A visit after recognition: planned, then what was found. That stays: the database sees to it.

    ``visited_at`` None: it has not been made; ``result`` is "" until then. ``checks`` is JSON, a
    ``domain.visits.Answer`` by the code of its line. ``signed_by`` is who signed for the producer, and
    ``photo`` and ``shown`` are kept as evidence is. ``follow_up_on`` None: nothing is left to look at.
    """

    __tablename__ = "visit"
    __table_args__ = (
        CheckConstraint(f"result IN {RESULTS}", name="result"),
        CheckConstraint("(visited_at IS NULL) = (result = '')", name="visited"),
        Index("ix_visit_province_planned_on", "province", "planned_on"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request: Mapped[str] = mapped_column(String(64), unique=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id", ondelete="RESTRICT"), index=True)
    province: Mapped[str] = mapped_column(String(2))
    planned_on: Mapped[date]
    planned_by: Mapped[str] = mapped_column(String(200))
    why: Mapped[str] = mapped_column(String(500))
    visited_at: Mapped[datetime | None] = mapped_column(UtcTime)
    visited_by: Mapped[str] = mapped_column(String(200))
    result: Mapped[str] = mapped_column(String(10))
    checks: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    signed_by: Mapped[str] = mapped_column(String(200))
    photo: Mapped[str | None] = mapped_column(String(64))
    shown: Mapped[str | None] = mapped_column(String(64))
    follow_up_on: Mapped[date | None]
