"""What the desk's doors share: the catalogue as the registry is now, the day, and where things belong."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import cast
from urllib.parse import urlencode

from flask import current_app
from sqlalchemy import Select, select

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import Place, actor
from ocop_verify.approvals.models import ApprovalRow
from ocop_verify.audit import journal
from ocop_verify.catalog.holding import Holder
from ocop_verify.catalog.lines import Line
from ocop_verify.desk.work_list import Lines, within
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.errors import N_
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.validity import local_day
from ocop_verify.registry.models import AuthorityRow, CertificationRow, DecisionRow, ProducerRow, ProductRow
from ocop_verify.web.language import at, gettext


def catalogue_now() -> Catalogue:
    """The catalogue, with everything that is committed: who has just acted must see what came of it."""
    holder = cast(Holder, current_app.extensions["catalogue"])
    held = holder.held
    if held.catalogue.version < journal.version(database()):
        holder.refresh()
        held = holder.held
    return held.catalogue


def today() -> date:
    """The day of this request, in Vietnam."""
    return local_day(moment())


def own_lines(permission: Permission) -> list[Line]:
    """The products of the provinces in which who is looking has this permission."""
    lines = cast(Lines, current_app.extensions["desk_lines"]).of(catalogue_now(), today())
    return within(lines, actor().provinces(permission))


def place_of_product(key: int) -> Place | None:
    """Where a product belongs; None where there is none. Rights are asked of the registry itself."""
    return _in_province(select(ProducerRow.province).join(ProductRow).where(ProductRow.id == key))


def place_of_certification(key: int) -> Place | None:
    """Where a certification belongs."""
    of_product = select(ProducerRow.province).join(ProductRow).join(CertificationRow)
    return _in_province(of_product.where(CertificationRow.id == key))


def place_of_decision(key: int) -> Place | None:
    """A decision belongs to the province of its authority; a ministry's to those who work for the nation."""
    return _in_province(select(AuthorityRow.province).join(DecisionRow).where(DecisionRow.id == key))


def place_of_approval(key: int) -> Place | None:
    """Where an act belongs that waits for a second person."""
    return _in_province(select(ApprovalRow.province).where(ApprovalRow.id == key))


def address_of(path: str, query: Mapping[str, str]) -> str:
    """An address with what is asked for."""
    return at(path) + ("?" + urlencode(query) if query else "")


def province_options(own: Collection[str] | None) -> list[tuple[str, str]]:
    """The provinces that a filter offers; None: all."""
    mine = ((p.code, p.name) for p in PROVINCES.values() if own is None or p.code in own)
    return [("", gettext("Tất cả")), *mine]


def _in_province(statement: Select[str]) -> Place | None:
    province = database().scalar(statement)
    return None if province is None else Place(province=province)


DRAFT_WORDS: Mapping[str, str] = {
    "reading": N_("Chưa đọc xong"),
    "refused": N_("Không đọc được: hãy gửi tệp khác"),
    "faulty": N_("Có vấn đề cần sửa"),
    "ready": N_("Chờ bạn xác nhận"),
    "writing": N_("Đang ghi vào sổ"),
    "written": N_("Đã ghi vào sổ"),
    "dropped": N_("Đã bỏ bản nháp"),
    "undone": N_("Đã rút lại"),
}


def draft_words() -> Mapping[str, str]:
    """What is left to do with a table that was brought in, in the reader's language."""
    return {state: gettext(words) for state, words in DRAFT_WORDS.items()}
