"""Acts on keys that wait for a second administrator, where the rule of two people holds."""

from collections.abc import Mapping, Sequence
from datetime import date
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import actor, require
from ocop_verify.approvals.asking import ask, facts_of
from ocop_verify.approvals.models import ApprovalRow
from ocop_verify.approvals.views import Waiting, answer, row_of, shown, two_persons, waiting_for
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.validity import written
from ocop_verify.labels.listing import key_uses, newest_key, signed_since
from ocop_verify.labels.signing_keys import create_key, distrust_key, retire_key
from ocop_verify.labels.views.context import ring
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext, translate

blueprint = Blueprint("key_approvals", __name__, url_prefix="/labels/keys/approvals")

KINDS: Mapping[str, str] = {
    "create_key": N_("Tạo khóa ký mới"),
    "retire_key": N_("Ngừng dùng khóa số %(key)s"),
    "distrust_key": N_("Không tin khóa số %(key)s từ %(since)s"),
}
_DONE = {
    "confirmed": N_("Đã xác nhận và thực hiện."),
    "declined": N_("Đã từ chối. Không có gì thay đổi."),
    "withdrawn": N_("Đã rút lại đề nghị. Không có gì thay đổi."),
}


class NewerKey(OcopError):
    """A key was made after somebody asked for one."""


def asked_second(kind: str, **facts: Any) -> AnyResponse | None:
    """Ask a colleague, where two must act; None where one may. The very first key needs nobody."""
    if not two_persons() or newest_key(database()) is None:
        return None
    who = actor()
    with transaction() as session:
        ask(session, kind, facts, "", actor=who, now=moment())
    flash(gettext("Đã gửi đề nghị. Một quản trị viên khác phải xác nhận thì việc này mới được làm."))
    return redirect(at("/labels/keys"), HTTPStatus.SEE_OTHER)


def waiting_acts() -> Sequence[tuple[Waiting, str]]:
    """What waits, with its words."""
    return [(each, words_of(each.row)) for each in waiting_for(Permission.MANAGE_KEYS, KINDS)]


def words_of(row: ApprovalRow) -> str:
    """What is asked for, in words."""
    facts = facts_of(row)
    if "since" in facts:
        facts["since"] = written(date.fromisoformat(facts["since"]))
    return gettext(KINDS[row.kind], **facts)


@blueprint.get("/<int:key>")
@require(Permission.MANAGE_KEYS, fresh=True)
def approval(key: int) -> str:
    """One act that waits."""
    return _page(key, "")


@blueprint.post("/<int:key>")
@require(Permission.MANAGE_KEYS, fresh=True)
def answer_approval(key: int) -> AnyResponse:
    """Confirm, decline, or take back."""
    kind = row_of(key, KINDS).kind
    try:
        state = answer(
            key, Permission.MANAGE_KEYS, lambda session, facts, who: _do(session, kind, facts, who)
        )
    except OcopError as refusal:
        return Response(_page(key, translate(refusal)), HTTPStatus.CONFLICT)
    flash(gettext(_DONE[state]))
    return redirect(at("/labels/keys"), HTTPStatus.SEE_OTHER)


def _do(session: Session, kind: str, facts: Mapping[str, Any], asker: str) -> list[tuple[str, int]]:
    match kind:
        case "create_key":
            if newest_key(session) != facts["newest"]:
                raise NewerKey(N_("Sau đề nghị này đã có khóa mới hơn. Hãy từ chối đề nghị."))
            row = create_key(session, ring(), actor=asker, now=moment())
        case "retire_key":
            row = retire_key(session, facts["key"], actor=asker, now=moment())
        case _:
            since = date.fromisoformat(facts["since"])
            row = distrust_key(session, facts["key"], since, actor=asker, now=moment())
    return [("label_key", row.id)]


def _page(key: int, fault: str) -> str:
    row, lost = row_of(key, KINDS), None
    facts = facts_of(row)
    if row.kind == "distrust_key":
        lost = signed_since(database(), facts["key"], date.fromisoformat(facts["since"]))
    use = next((use for use in key_uses(database()) if use.key.id == facts.get("key")), None)
    return render_template(
        "labels/key_approval.html", it=shown(row), words=words_of(row), lost=lost, use=use, fault=fault
    )
