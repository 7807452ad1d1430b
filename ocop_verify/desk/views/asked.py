"""What a form of an act is about: which certifications, what was typed, at which version of the registry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import abort, request

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database
from ocop_verify.accounts.views.guard import check
from ocop_verify.approvals.views import two_persons
from ocop_verify.audit import journal
from ocop_verify.desk.acting import Act, Said
from ocop_verify.desk.views.request import catalogue_now, place_of_certification
from ocop_verify.domain.records import Certification, Product, RevocationGround
from ocop_verify.domain.row_numbers import number_in
from ocop_verify.domain.validity import written
from ocop_verify.tabular.dates import day as read_day
from ocop_verify.tabular.problems import Unreadable
from ocop_verify.web.language import gettext, translate

MOST = 200
FIELDS = ("day", "reason", "decision", "ground")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request is about: an act on some certifications, as typed so far."""

    act: Act
    certifications: Sequence[Certification]
    products: Sequence[Product]
    typed: Mapping[str, str]
    corrects: bool
    seen: int

    @property
    def ids(self) -> list[int]:
        """The numbers of the certifications."""
        return [each.id for each in self.certifications]

    @property
    def subjects(self) -> dict[str, list[int]]:
        """The records whose journal tells whether somebody else was faster."""
        products = self.products
        return {"certification": self.ids, "product": [each.id for each in products]}


def back_from(asked: Asked) -> str:
    """Where one goes on afterwards: the product, or the list of several."""
    return f"/registry/products/{asked.products[0].id}" if len(asked.products) == 1 else "/registry"


def read_asked() -> Asked | None:
    """What the request is about; None when nothing was chosen. What is not one's own answers 404."""
    said = request.values
    numbers = [number for each in said.getlist("certification") if (number := number_in(each))]
    if said.get("act") not in set(Act) or len(numbers) > MOST:
        abort(HTTPStatus.BAD_REQUEST)
    for key in numbers:
        place = place_of_certification(key)
        if place is None:
            abort(HTTPStatus.NOT_FOUND)
        check(Permission.CHANGE_STANDING, place)
    if not numbers:
        return None
    catalogue = catalogue_now()
    certifications = [catalogue.certifications[key] for key in dict.fromkeys(numbers)]
    act, corrects = Act(said["act"]), bool(said.get("corrects")) and len(certifications) == 1
    if corrects and act is Act.REVOKE and two_persons():  # what two did, one does not correct
        abort(HTTPStatus.NOT_FOUND)
    asked = Asked(
        act,
        certifications,
        list(dict.fromkeys(catalogue.products[each.product_id] for each in certifications)),
        {name: said.get(name, "")[:500] for name in FIELDS} if request.method == "POST" else {},
        corrects,
        number_in(said.get("seen", "")),
    )
    if request.method == "POST":
        return asked
    typed = _as_registered(asked) if corrects else {}
    seen = journal.version(database())
    return Asked(act, certifications, asked.products, typed, corrects, seen)


def _as_registered(asked: Asked) -> dict[str, str]:
    """The act as it was told, to be mended."""
    it = asked.certifications[0]
    if asked.act is Act.REVOKE and it.revocation:
        was = it.revocation
        return {
            "day": written(was.on),
            "decision": was.decision,
            "ground": was.ground.value,
            "reason": was.note,
        }
    if asked.act is Act.EXTEND and it.extension:
        return {"day": written(it.extension.until), "decision": it.extension.basis}
    if it.suspensions:
        pause = it.suspensions[-1]
        if asked.act is Act.LIFT and pause.lifted_on:
            return {"day": written(pause.lifted_on)}
        return {"day": written(pause.from_day), "reason": pause.reason, "decision": pause.decision}
    return {}


def said_in(asked: Asked) -> tuple[Said, dict[str, str]]:
    """The form as an act, and what is missing in it."""
    typed, faults, day = asked.typed, {}, None
    if typed["day"].strip():
        try:
            day = read_day(typed["day"])
        except Unreadable as problem:
            faults["day"] = translate(problem)
    elif asked.act is Act.EXTEND:
        faults["day"] = gettext("Hãy ghi ngày cuối mới.")
    if asked.act in (Act.SUSPEND, Act.LIFT) and not typed["reason"].strip():
        faults["reason"] = gettext("Hãy ghi lý do.")
    if asked.act in (Act.REVOKE, Act.EXTEND) and not typed["decision"].strip():
        faults["decision"] = gettext("Hãy ghi số và ngày của văn bản.")
    if asked.act is Act.REVOKE and typed["ground"] not in set(RevocationGround):
        faults["ground"] = gettext("Hãy chọn một lý do.")
    ground = (
        RevocationGround.OTHER if asked.act is not Act.REVOKE or faults else RevocationGround(typed["ground"])
    )
    return Said(asked.act, day, typed["reason"], typed["decision"], ground, asked.corrects), faults
