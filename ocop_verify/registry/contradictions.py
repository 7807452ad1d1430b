"""One number, two days; one decision, two issuers: what statements cannot all mean.

Where several rows disagree, the registry is believed, then the majority. Those who differ are told, each
with a row that says otherwise.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date

import msgspec

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.validity import written
from ocop_verify.registry.drafts import DecisionDraft
from ocop_verify.registry.examining import Claim, Fault
from ocop_verify.registry.holdings import Holdings


class DecisionDated(OcopError):
    """A number that its authority already used in that year, for a decision of another day."""


class IssuedByAnother(OcopError):
    """A decision of this number and day, in this province, is known to be another authority's."""


class _Usage(msgspec.Struct, frozen=True):
    """That a number was used. ``row`` is where that is said; 0: in the registry."""

    issuer: tuple[str, str]
    name: str
    level: str
    province: str
    day: date
    row: int


def contradictions(claims: Sequence[Claim], numbers: Sequence[int], held: Holdings) -> Iterator[Fault]:
    """The faults between claims, and between claims and the registry; ``numbers`` are the claims' rows."""
    registered: defaultdict[tuple[str, int], list[DecisionDraft]] = defaultdict(list)
    for (_, number, year), decision in held.decisions.items():
        registered[number, year].append(decision)
    disputed = _disputed(claims) | registered.keys()
    groups: defaultdict[tuple[str, int], list[tuple[Claim, _Usage]]] = defaultdict(list)
    for claim in claims if disputed else ():
        key = (claim.number.key, claim.said.decided_on.year)
        if key in disputed:
            groups[key].append((claim, _stated(claim, numbers[claim.index])))
    for key, said in groups.items():
        usages = [*map(_registered, registered.get(key, ())), *(usage for _, usage in said)]
        yield from _two_days(said, usages)
        yield from _two_issuers(said, usages)


def _disputed(claims: Iterable[Claim]) -> set[tuple[str, int]]:
    """The numbers and years that two claims use for decisions of another day or body. Most are not."""
    first: dict[tuple[str, int], Claim] = {}
    disputed = set()
    for claim in claims:
        day = claim.said.decided_on
        key = (claim.number.key, day.year)
        other = first.setdefault(key, claim)
        if other.body is not claim.body or other.said.decided_on != day:
            disputed.add(key)
    return disputed


def _registered(decision: DecisionDraft) -> _Usage:
    body = decision.authority
    issuer = (body.key, body.province)
    return _Usage(issuer, body.name, body.level, body.province, decision.issued_on, 0)


def _stated(claim: Claim, row: int) -> _Usage:
    body = claim.body
    issuer = (body.key, body.province)
    return _Usage(issuer, body.name, body.level.value, claim.province, claim.said.decided_on, row)


def _two_days(said: Sequence[tuple[Claim, _Usage]], usages: Sequence[_Usage]) -> Iterator[Fault]:
    """An authority has one decision of a number in a year."""
    right = _believed([(usage.issuer, usage.day, usage) for usage in usages])
    for claim, usage in said if right else ():
        other = right.get(usage.issuer, usage)
        if usage.day != other.day:
            yield Fault(claim.index, "decided_on", _dated(claim, other))


def _two_issuers(said: Sequence[tuple[Claim, _Usage]], usages: Sequence[_Usage]) -> Iterator[Fault]:
    """A number and a day name one decision among the bodies of one level in one province.

    Two districts may by chance have signed one number on one day; whoever checked that says so in the
    column for it (``checked``).
    """
    right = _believed([((usage.day, usage.level, usage.province), usage.issuer, usage) for usage in usages])
    for claim, usage in said if right else ():
        other = right.get((usage.day, usage.level, usage.province), usage)
        if usage.issuer != other.issuer and not claim.said.checked:
            yield Fault(claim.index, "authority", _issued(claim, other))


def _believed(answers: Sequence[tuple[Hashable, Hashable, _Usage]]) -> dict[Hashable, _Usage]:
    """For each question that is answered differently, the usage that is believed.

    That is the registry's, else one of the commonest answer.
    """
    first: dict[Hashable, Hashable] = {}
    open_questions = {q for q, answer, _ in answers if first.setdefault(q, answer) != answer}
    counts = Counter((q, answer) for q, answer, _ in answers if q in open_questions)
    best: dict[Hashable, tuple[int, _Usage]] = {}
    for question, answer, usage in answers if open_questions else ():
        weight = counts[question, answer] + (usage.row == 0) * len(answers)
        if question in open_questions and weight > best.get(question, (0, usage))[0]:
            best[question] = weight, usage
    return {question: usage for question, (_, usage) in best.items()}


def _dated(claim: Claim, other: _Usage) -> DecisionDated:
    values = {"number": claim.number.text, "name": other.name, "day": written(other.day), "row": other.row}
    if other.row:
        return DecisionDated(
            N_(
                "Quyết định số %(number)s của %(name)s ở dòng %(row)s ghi ngày %(day)s. "
                "Một số quyết định trong một năm chỉ có một ngày."
            ),
            **values,
        )
    return DecisionDated(
        N_("Quyết định số %(number)s của %(name)s đã có trong sổ với ngày %(day)s. Hãy kiểm tra lại."),
        **values,
    )


def _issued(claim: Claim, other: _Usage) -> IssuedByAnother:
    values = {"number": claim.number.text, "day": written(other.day), "name": other.name, "row": other.row}
    if other.row:
        return IssuedByAnother(
            N_(
                "Quyết định số %(number)s ngày %(day)s ở dòng %(row)s là của %(name)s. Hãy kiểm tra lại cơ "
                "quan ban hành; nếu đúng là hai quyết định khác nhau, hãy ghi “x” ở cột “Đã đối chiếu”."
            ),
            **values,
        )
    return IssuedByAnother(
        N_(
            "Quyết định số %(number)s ngày %(day)s đã có trong sổ, của %(name)s. Hãy kiểm tra lại cơ quan "
            "ban hành; nếu đúng là hai quyết định khác nhau, hãy ghi “x” ở cột “Đã đối chiếu”."
        ),
        **values,
    )
