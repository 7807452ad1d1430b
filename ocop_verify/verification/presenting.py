"""The answer to a scan as a page shows it: pure values, no words of a language yet, nothing of one label.

What changes from label to label of a batch (serial, typed code) is kept out, in ``label_line``, so that a
door can keep the rest of a page as long as ``key_of`` stays the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ocop_verify.catalog.recognition import Recognition, place_of, recognition_on
from ocop_verify.catalog.words import WORDS, Message, Words
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.errors import N_
from ocop_verify.domain.label import Label
from ocop_verify.domain.records import LabelKind, Producer, Product
from ocop_verify.domain.token import Authenticity
from ocop_verify.domain.typed_code import format_code
from ocop_verify.domain.validity import days_left, local_day, written
from ocop_verify.domain.verdict import STARRED, Circulation, Headline, Standing, Verdict
from ocop_verify.verification.check import Check, Method
from ocop_verify.verification.words import LABEL_LINES, TYPED_CODE


@dataclass(frozen=True, slots=True)
class Printed:
    """What the label says, where that is no longer true."""

    stars: int
    until: date


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was checked, as a statement. ``holds`` None: it was not reached."""

    statement: str
    holds: bool | None


@dataclass(frozen=True, slots=True)
class Answer:
    """All that the page shows; ``shown`` is the recognition that counts, or the label's own where none does.

    ``own`` is the recognition that the label was issued for. Both are None, with product and producer,
    when the label is not one that we know.
    """

    headline: Headline
    words: Words
    values: Mapping[str, object]
    day: date
    method: Method
    steps: tuple[Step, ...]
    reason: Message | None = None
    seen_often: bool = False
    is_unit: bool = False
    product: Product | None = None
    producer: Producer | None = None
    place: str = ""
    own: Recognition | None = None
    shown: Recognition | None = None
    printed: Printed | None = None
    history: tuple[Recognition, ...] = ()

    @property
    def stars(self) -> int | None:
        """The stars to draw: only those that count today."""
        return self.shown.stars if self.shown and self.headline in STARRED else None

    @property
    def band(self) -> Message | None:
        """The line under the state word."""
        return Message(self.words.band, self.values) if self.words.band and self.values else None

    @property
    def days_left(self) -> int | None:
        """How many days follow today, where the end is near; 0 on the last day."""
        expiring = self.shown and self.shown.standing is Standing.EXPIRING
        return days_left(self.shown.valid_until, self.day) if self.shown and expiring else None


def present(check: Check, catalogue: Catalogue) -> Answer:
    """Everything that a page says about a check, on the day of its verdict."""
    verdict, day = check.verdict, local_day(check.verdict.as_of)
    words = WORDS[verdict.headline]
    certification = verdict.certification
    if certification is None:
        problem = check.problem
        return Answer(
            verdict.headline,
            words,
            {},
            day,
            check.method,
            steps_of(check, None, day),
            reason=Message(problem.message, problem.values) if problem else None,
        )
    own = recognition_on(certification, catalogue, day)
    shown = recognition_on(verdict.newer, catalogue, day) if verdict.newer else own
    product = catalogue.products[certification.product_id]
    producer = catalogue.producers[product.producer_id]
    return Answer(
        verdict.headline,
        words,
        values_of(shown),
        day,
        check.method,
        steps_of(check, own, day),
        is_unit=verdict.label is not None and verdict.label.kind is LabelKind.UNIT,
        seen_often=verdict.circulation is Circulation.SEEN_UNUSUALLY_OFTEN,
        product=product,
        producer=producer,
        place=place_of(producer),
        own=own,
        shown=shown,
        printed=_printed(verdict.label, shown),
        history=history_of(product.id, shown, catalogue, day),
    )


def key_of(check: Check) -> tuple[object, ...]:
    """What ``present`` depends on besides the catalogue and the day. Equal keys: equal answers."""
    verdict, label = check.verdict, check.verdict.label
    if verdict.certification is None or label is None:
        return (verdict.headline, check.method, str(check.problem or ""))
    said = (label.certification_id, label.printed_stars, label.printed_until)
    return (verdict.headline, check.method, verdict.circulation, *said)


def label_line(label: Label) -> Message:
    """Which label it is, to compare with the one in the hand."""
    return Message(LABEL_LINES[label.kind], {"batch": label.batch_id, "serial": label.serial})


def code_line(digits: str) -> Message:
    """The typed code, in the groups that are printed beside the QR code."""
    return Message(TYPED_CODE, {"code": format_code(digits)})


def values_of(recognition: Recognition) -> Mapping[str, object]:
    """The values that the words of a headline may name."""
    values: dict[str, object] = {
        "stars": recognition.stars,
        "since": written(recognition.valid_from),
        "until": written(recognition.valid_until),
    }
    if recognition.revocation:
        values["on"] = written(recognition.revocation.on)
    elif recognition.suspension:
        values["on"] = written(recognition.suspension.from_day)
    return values


def history_of(
    product_id: int, shown: Recognition, catalogue: Catalogue, day: date
) -> tuple[Recognition, ...]:
    """The product's other recognitions, the newest first."""
    return tuple(
        recognition_on(certification, catalogue, day)
        for certification in catalogue.history_of(product_id)
        if certification.id != shown.id
    )


def _printed(label: Label | None, shown: Recognition) -> Printed | None:
    if label is None or (label.printed_stars, label.printed_until) == (shown.stars, shown.valid_until):
        return None
    return Printed(label.printed_stars, label.printed_until)


# --- why we know --------------------------------------------------------------------------------------

READABLE = {
    Method.SIGNATURE: N_("Mã đủ ký tự và đúng dạng."),
    Method.TYPED_CODE: N_("Dãy số đủ chữ số và không thấy gõ sai."),
}
SIGNED = N_("Chữ ký số khớp với khóa của bên phát hành.")
ISSUED = N_("Tem nằm trong một lô đã phát hành cho sản phẩm này.")
NOT_VOIDED = N_("Tem chưa bị hủy.")
NOT_REVOKED = N_("Công nhận không bị thu hồi.")
NOT_SUSPENDED = N_("Công nhận không bị tạm dừng.")
BEGUN = N_("Đã đến ngày hiệu lực.")
NOT_ENDED = N_("Chưa qua ngày cuối của thời hạn.")
NOT_SUPERSEDED = N_("Chưa có lần công nhận mới thay thế.")


def steps_of(check: Check, own: Recognition | None, day: date) -> tuple[Step, ...]:
    """The checks in the order in which they are made.

    Nothing follows a check on the label that fails; what is true of a recognition is told in full, since
    one that was revoked may have ended as well.
    """
    verdict = check.verdict
    steps = list(_until_first_failure(_of_the_label(verdict, check.method)))
    known = own is not None
    steps += [
        Step(NOT_REVOKED, own.revocation is None if own else None),
        Step(NOT_SUSPENDED, own.suspension is None if own else None),
        Step(BEGUN, own.valid_from <= day if own else None),
        Step(NOT_ENDED, day <= own.valid_until if own else None),
        Step(NOT_SUPERSEDED, verdict.newer is None if known else None),
    ]
    return tuple(steps)


def _of_the_label(verdict: Verdict, method: Method) -> Iterable[tuple[str, bool]]:
    yield READABLE[method], verdict.authenticity is not Authenticity.MALFORMED
    if method is Method.SIGNATURE:
        yield SIGNED, verdict.authenticity is Authenticity.SIGNATURE_VALID
    yield ISSUED, verdict.certification is not None
    yield NOT_VOIDED, verdict.headline is not Headline.LABEL_VOIDED


def _until_first_failure(statements: Iterable[tuple[str, bool]]) -> Iterable[Step]:
    failed = False
    for statement, holds in statements:
        yield Step(statement, None if failed else holds)
        failed = failed or not holds
