"""What one statement says by itself: whose decision it is, whether that body could decide so, and where."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from ocop_verify.domain.authorities import DidNotExist, NotCompetent, check_recognition, check_stars
from ocop_verify.domain.authority_names import parse_authority
from ocop_verify.domain.criteria import check_star_matches_score, read_score
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.places import find_place, place_of_address
from ocop_verify.domain.text import fold, words
from ocop_verify.domain.validity import check_printed_until, written
from ocop_verify.registry.bodies import Bodies, Body, DistrictNowhere
from ocop_verify.registry.decision_numbers import DecisionNumber, read_number
from ocop_verify.registry.recognition import Recognition
from ocop_verify.registry.remembering import Memo
from ocop_verify.registry.wording import DayInFuture

# What a commune's name may begin with. A file may say "xã Nam Dong" or "Nam Dong" and mean one place.
_COMMUNE_KINDS = ("xa ", "phuong ", "thi tran ", "dac khu ", "x ", "p ", "tt ")


class UnknownProvince(OcopError):
    """A province that is none, neither of today nor of before the merger."""


class Fault(msgspec.Struct, frozen=True):
    """Why a statement cannot be true, and which of its fields to look at. ``index`` is the statement's."""

    index: int
    field: str
    error: OcopError


class Claim(msgspec.Struct, frozen=True, gc=False):
    """A statement that can be true, with everything that it is compared by.

    ``province`` is the producer's: as said, or as its address or its authority tells; "" when none does.
    """

    index: int
    said: Recognition
    body: Body
    number: DecisionNumber
    province: str
    producer_key: str
    commune_key: str
    product_key: str


class Examined(msgspec.Struct, frozen=True):
    """What statements say by themselves: those that can be true, and why the others cannot."""

    claims: list[Claim]
    faults: list[Fault]


def examine_all(said: Iterable[Recognition], today: date) -> Examined:
    """Examine statements, which are numbered from 0."""
    examiner = Examiner(today)
    claims = [claim for index, each in enumerate(said) if (claim := examiner.examine(index, each))]
    return Examined(claims, examiner.faults)


class Examiner:
    """Examines statements one by one; ``faults`` gathers what cannot be true."""

    def __init__(self, today: date) -> None:
        self.faults: list[Fault] = []
        self._today = today
        self._bodies = Bodies()
        self._provinces = Memo(_province_code)
        self._addresses = Memo(_address_code)
        self._numbers = Memo(lambda question: read_number(question[0], question[1].official))
        self._decisions = Memo(self._check_decision)
        self._stars = Memo(check_stars)
        self._ends = Memo(_check_end)
        self._scores = Memo(_check_score)
        self._producer_keys = Memo(fold)
        self._commune_keys = Memo(commune_key)

    def examine(self, index: int, said: Recognition) -> Claim | None:
        """The claim that a statement makes, or None when it has faults."""
        body = self._bodies.find(said)
        if isinstance(body, OcopError):
            self._blame(index, "province" if isinstance(body, DistrictNowhere) else "authority", body)
            self._blame(index, "stars", self._stars[said.stars])
            self._examine_rest(index, said)
            return None
        number = self._numbers[said.decision_number, body]
        refused = self._decisions[body, said.stars, said.decided_on, said.checked]
        if refused or isinstance(number, OcopError):
            self._blame(index, "decision_number", number)
            self._blame(index, *(refused or ("", None)))
            self._examine_rest(index, said)
            return None
        if not self._examine_rest(index, said):
            return None
        return Claim(
            index,
            said,
            body,
            number,
            self._provinces[said.province] or self._addresses[said.address] or body.province,
            self._producer_keys[said.producer],
            self._commune_keys[said.commune],
            fold(said.product),
        )

    def _examine_rest(self, index: int, said: Recognition) -> bool:
        """Whether everything beside the decision itself can be true."""
        province = self._provinces[said.province]
        end = said.printed_until and self._ends[said.decided_on, said.printed_until]
        score = said.score and self._scores[said.stars, said.score]
        if isinstance(province, str) and not end and not score:
            return True
        self._blame(index, "province", province)
        self._blame(index, "printed_until", end)
        self._blame(index, "score", score)
        return False

    def _blame(self, index: int, field: str, answer: object) -> None:
        if isinstance(answer, OcopError):
            self.faults.append(Fault(index, field, answer))

    def _check_decision(self, question: tuple[Body, int, date, bool]) -> tuple[str, OcopError] | None:
        """None for a decision that could be made; else the field to look at, and why."""
        body, stars, decided_on, checked = question
        if decided_on > self._today and not checked:
            return "decided_on", _in_future(decided_on, self._today)
        try:
            check_recognition(body.official, stars, decided_on)
        except (DidNotExist, NotCompetent) as refusal:
            return "authority", refusal
        except OcopError as refusal:
            return "stars", refusal
        return None


def examine_incomplete(said: Mapping[str, Any]) -> Iterator[tuple[str, OcopError]]:
    """What is wrong with a row of which some cells could not be read: each field that can be judged alone."""
    if said["authority"]:
        try:
            parse_authority(said["authority"], said["decided_on"])
        except OcopError as refusal:
            yield "authority", refusal
    if said["province"]:
        try:
            _province_code(said["province"])
        except OcopError as refusal:
            yield "province", refusal


def commune_key(name: str) -> str:
    """A commune's name as it is compared, without its kind."""
    key = words(name)
    return next((key[len(kind) :] for kind in _COMMUNE_KINDS if key.startswith(kind)), key)


def _in_future(day: date, today: date) -> DayInFuture:
    """Mostly a mistyped year; a decision may also be signed before the day from which it counts."""
    return DayInFuture(
        N_(
            "Ngày quyết định %(day)s chưa đến; hôm nay là %(today)s. Hãy kiểm tra lại ngày; nếu đúng là "
            "quyết định có hiệu lực về sau, hãy ghi “x” ở cột “Đã đối chiếu”."
        ),
        day=written(day),
        today=written(today),
    )


def _province_code(name: str) -> str:
    """The code of today's province, "" when none is named."""
    place = find_place(name)
    if place is None and name:
        raise UnknownProvince(
            N_("Không có tỉnh, thành phố nào tên là “%(name)s”. Hãy kiểm tra lại tên tỉnh."), name=name
        )
    return place.province.code if place else ""


def _address_code(address: str) -> str:
    """The code of today's province, "" when the address names none."""
    place = place_of_address(address)
    return place.province.code if place else ""


def _check_end(question: tuple[date, date]) -> None:
    check_printed_until(*question)


def _check_score(question: tuple[int, str]) -> None:
    stars, text = question
    check_star_matches_score(stars, read_score(text))
