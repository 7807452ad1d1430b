"""What a person's table would do to the registry, as a value that can be kept and shown again.

A report is made once, when the file is read, and holds all that its page shows; the page costs no second
reading. ``fingerprint`` says what would be written: when it is another one later, somebody else has written
to the registry since, and the difference is shown anew before anything happens.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from ocop_verify.domain.errors import N_
from ocop_verify.domain.places import PROVINCES
from ocop_verify.registry.comparing import Change, Difference
from ocop_verify.registry.drafts import CertificationDraft
from ocop_verify.registry.fates import revocations
from ocop_verify.registry.importing import Plan, plan_import
from ocop_verify.tabular.annotating import annotated_xlsx
from ocop_verify.tabular.cells import excerpt
from ocop_verify.tabular.problems import Note, Problem
from ocop_verify.tabular.reading import Progress
from ocop_verify.tabular.refusals import FileProblem
from ocop_verify.tabular.table import in_order

# More rows than this nobody reads on a page; the counts are of all, and the marked copy has all.
MAX_ROWS_SHOWN = 100
NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"


class Sentence(msgspec.Struct, frozen=True):
    """A message and its values, to be said in the reader's language."""

    message: str
    values: dict[str, Any] = {}


class Fault(msgspec.Struct, frozen=True):
    """What is wrong at a cell, or in a row (``column`` "")."""

    row: int
    column: str
    cell: str
    heading: str
    sentence: Sentence


class ShownRow(msgspec.Struct, frozen=True):
    """A row of the person's own table: its number, its cells, what it does, and its faults by column."""

    number: int
    cells: list[str]
    does: str = ""
    faults: list[Fault] = []


class Corrected(msgspec.Struct, frozen=True):
    """A registered record that would change: which facts, from what to what."""

    kind: str
    name: str
    facts: list[tuple[str, str, str]]


class Report(msgspec.Struct, frozen=True):
    """All that is shown of a file before it is written. ``letters`` and ``headings`` are of its columns.

    ``has_moved``: it is another one than was shown before.
    """

    sheet: str
    row_count: int
    problem_count: int
    new: int
    changed: int
    unchanged: int
    letters: list[str]
    headings: list[str]
    rows: list[ShownRow]
    faults: list[Fault]
    corrections: list[Corrected]
    notes: list[Sentence]
    decisions: list[str]
    fingerprint: str
    refusal: Sentence | None = None
    has_moved: bool = False

    @property
    def changes_nothing(self) -> bool:
        """Whether everything in the file is registered already."""
        return not (self.problem_count or self.new or self.changed)


class Judged(msgspec.Struct, frozen=True):
    """A plan with the problems of place among its own, and the report of it."""

    plan: Plan
    report: Report

    def marked(self, tell: Any) -> bytes:
        """The person's table with every problem in its cell."""
        return annotated_xlsx(self.plan.table, self.plan.problems, tell)


def judge(
    session: Session,
    data: bytes,
    filename: str,
    provinces: Collection[str] | None,
    *,
    now: datetime,
    on_progress: Progress | None = None,
    two_persons: bool = False,
) -> Judged:
    """Read a file as an officer of these provinces (None: of the nation). Raises ``FileProblem``.

    ``two_persons``: no file revokes, as a second officer must confirm each revocation.
    """
    plan = plan_import(session, data, filename, now=now, on_progress=on_progress)
    refused = list(_elsewhere(plan, provinces)) if provinces is not None else []
    refused += _alone(plan) if two_persons else []
    plan.problems = in_order([*plan.problems, *refused])
    plan.problem_count += len(refused)
    return Judged(plan, report_of(plan))


def refused(problem: FileProblem) -> Report:
    """The report of a file that is no table of ours."""
    return Report("", 0, 0, 0, 0, 0, [], [], [], [], [], [], [], "", _sentence(problem))


def _elsewhere(plan: Plan, provinces: Collection[str]) -> Iterator[Problem]:
    """A province's officer brings in what its own bodies decided of its own producers, row by row.

    Decisions of the ministry are brought in by those who work for the nation; once one is registered,
    a province may add its own products to it.
    """
    for draft in plan.difference.stated:
        number = plan.numbers[draft.index]
        producer, authority = draft.product.producer.province, draft.decision.authority
        if producer not in provinces:
            there = PROVINCES[producer].name if producer else "–"
            yield plan.table.problem(number, "province", "other_province", OTHER_PROVINCE, province=there)
        elif authority.province not in provinces and (authority.province or not draft.decision.id):
            yield plan.table.problem(
                number, "issuing_authority", "other_authority", OTHER_AUTHORITY, authority=authority.name
            )


def _alone(plan: Plan) -> Iterator[Problem]:
    for event in revocations(plan.difference.events):
        number = plan.numbers[event.certification.index]
        yield plan.table.problem(number, "revoked_on", "two_persons", SECOND_PERSON)


SECOND_PERSON = N_(
    "Quy tắc hai người đang bật: việc thu hồi phải làm trên trang của sản phẩm, để một đồng nghiệp xác nhận. "
    "Hãy để trống các cột về thu hồi."
)
OTHER_PROVINCE = N_(
    "Dòng này thuộc địa bàn khác (%(province)s). Bạn chỉ nhập được sản phẩm của địa bàn mình phụ trách."
)
OTHER_AUTHORITY = N_(
    "Quyết định này của %(authority)s, ngoài địa bàn bạn phụ trách. Hãy chuyển dòng này cho cán bộ cấp trung "
    "ương hoặc cán bộ của tỉnh đó."
)


def report_of(plan: Plan) -> Report:
    """Everything about a plan that is shown."""
    difference, table = plan.difference, plan.table
    does = dict(_does(plan))
    faults = [_fault(problem) for problem in plan.problems]
    counts = {kind: sum(each == kind for each in does.values()) for kind in (NEW, CHANGED, UNCHANGED)}
    numbers = [draft.decision for draft in difference.stated]
    return Report(
        sheet=table.sheet,
        row_count=len(table),
        problem_count=plan.problem_count,
        new=counts[NEW],
        changed=counts[CHANGED],
        unchanged=counts[UNCHANGED],
        letters=[heading.letters for heading in table.headings.found.values()],
        headings=[heading.text for heading in table.headings.found.values()],
        rows=_rows(plan, does, faults),
        faults=faults[:MAX_ROWS_SHOWN],
        corrections=[_corrected(change) for change in difference.changes[:MAX_ROWS_SHOWN]],
        notes=[_sentence(note) for note in plan.notes],
        decisions=sorted(
            {f"{each.number}, {_say(each.issued_on)}, {each.authority.name}" for each in numbers}
        ),
        fingerprint=_fingerprint(difference),
    )


def _does(plan: Plan) -> Iterator[tuple[int, str]]:
    """What each row would do. A correction of a producer shows at every row of that producer."""
    difference = plan.difference
    changed = {(change.subject_type, change.subject_id) for change in difference.changes}
    befallen = {id(event.certification) for event in difference.events}
    for draft in difference.stated:
        about = {
            ("certification", draft.id),
            ("product", draft.product.id),
            ("producer", draft.product.producer.id),
        }
        kind = NEW if not draft.id else CHANGED if about & changed or id(draft) in befallen else UNCHANGED
        yield plan.numbers[draft.index], kind


def _rows(plan: Plan, does: Mapping[int, str], faults: Iterable[Fault]) -> list[ShownRow]:
    """Rows with faults, or else those that would change something, or else the first ones."""
    by_row: defaultdict[int, list[Fault]] = defaultdict(list)
    for fault in faults:
        by_row[fault.row].append(fault)
    numbers = plan.table.numbers
    wanted = [n for n in numbers if n in by_row]
    wanted = wanted or [n for n in numbers if does.get(n) in (NEW, CHANGED)] or numbers
    columns = [plan.table.grid[heading.index] for heading in plan.table.headings.found.values()]
    return [
        ShownRow(n, [excerpt(column[n - 1]) for column in columns], does.get(n, ""), by_row.get(n, []))
        for n in wanted[:MAX_ROWS_SHOWN]
    ]


def _fault(problem: Problem) -> Fault:
    return Fault(problem.row, problem.column, problem.cell, problem.heading, _sentence(problem))


def _sentence(problem: Problem | FileProblem | Note) -> Sentence:
    """Numbers stay numbers: messages write them as such."""
    return Sentence(problem.message, {name: _say(value) for name, value in problem.values.items()})


def _corrected(change: Change) -> Corrected:
    facts = [(name, str(_say(change.before.get(name))), str(_say(new))) for name, new in change.after.items()]
    return Corrected(change.subject_type, change.name, facts)


def _say(value: Any) -> Any:
    if isinstance(value, date):
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    return value if isinstance(value, (int, str)) else "" if value is None else str(value)


def _fingerprint(difference: Difference) -> str:
    """What would be written, apart from the numbers that new records will get."""
    told = [
        [_told(draft) for draft in difference.certifications],
        [(c.subject_type, c.subject_id, c.before, c.after) for c in difference.changes],
        [(_told(event.certification), repr(event.what), event.lifts) for event in difference.events],
    ]
    return sha256(msgspec.json.encode(told, enc_hook=str, order="sorted")).hexdigest()


def _told(draft: CertificationDraft) -> list[Any]:
    product, decision = draft.product, draft.decision
    return [
        draft.id,
        *(product.id, product.key, product.producer.id, product.producer.key, product.producer.province),
        *(decision.id, decision.key, decision.issued_on, decision.authority.key),
        *(draft.stars, draft.score, draft.printed_until),
    ]
