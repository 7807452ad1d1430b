"""The first page of the desk: what ends and what has ended, what is half done; as a page or as a sheet."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database
from ocop_verify.accounts.views.guard import actor, require
from ocop_verify.catalog.words import WORDS
from ocop_verify.desk.bringing_in import open_uploads
from ocop_verify.desk.views.approvals import waiting_lists
from ocop_verify.desk.views.lists import other_lists
from ocop_verify.desk.views.request import address_of, draft_words, own_lines, province_options, today
from ocop_verify.desk.work_list import STARS, TERMS, Filter, choose, find
from ocop_verify.desk.work_sheet import work_sheet
from ocop_verify.domain.verdict import Headline, Standing
from ocop_verify.jobs.models import JobRow
from ocop_verify.jobs.views import jobs
from ocop_verify.jobs.working import jobs_of
from ocop_verify.tabular.writing import XLSX_TYPE
from ocop_verify.web.language import gettext

blueprint = Blueprint("desk", __name__)

# The others stand in the list of what was sent.
NEWEST_DRAFTS = 3


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A piece of background work and what it is called."""

    row: JobRow
    words: str


# What a certification can be, for the filter; the others speak of labels.
STANDINGS = [each for each in Standing if each not in {Standing.LABEL_VOIDED, Standing.UNKNOWN}]


@blueprint.get("/registry")
@require(Permission.READ_REGISTRY)
def work_list() -> str:
    """What an officer begins with."""
    asked, lines, day = Filter.of(request.args), own_lines(Permission.READ_REGISTRY), today()
    return render_template(
        "desk/work_list.html",
        asked=asked,
        found=find(lines, asked, day),
        is_empty=not lines,
        day=day,
        terms=TERMS,
        options=_options(),
        commune_options=_commune_options,
        address_of=address_of,
        jobs=_jobs(),
        drafts=open_uploads(database(), actor().id, NEWEST_DRAFTS),
        draft_words=draft_words(),
        lists=[*waiting_lists(), *other_lists()],
    )


@blueprint.get("/registry/export")
@require(Permission.EXPORT_REGISTRY)
def export() -> Response:
    """Exactly what the filter asks for, for Excel."""
    asked, day = Filter.of(request.args), today()
    lines = choose(own_lines(Permission.EXPORT_REGISTRY), asked, day)
    response = Response(work_sheet(lines, day, gettext), mimetype=XLSX_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="ocop-{day.isoformat()}.xlsx"'
    return response


def _options() -> dict[str, list[tuple[str, str]]]:
    """What the filter's fields offer."""
    own = actor().provinces(Permission.READ_REGISTRY)
    every = ("", gettext("Tất cả"))
    return {
        "province": province_options(own),
        "star": [every, *((star, gettext("%(count)s sao", count=star)) for star in STARS)],
        "standing": [every, *((s.value, gettext(WORDS[Headline(s.value)].state)) for s in STANDINGS)],
        "sort": [
            ("end", gettext("Ngày hết hạn, gần trước")),
            ("-end", gettext("Ngày hết hạn, xa trước")),
            ("name", gettext("Tên sản phẩm")),
            ("producer", gettext("Chủ thể")),
            ("place", gettext("Địa phương")),
            ("stars", gettext("Hạng sao")),
        ],
    }


def _commune_options(communes: Sequence[str]) -> list[tuple[str, str]]:
    return [("", gettext("Tất cả")), *((name, name) for name in communes)]


def _jobs() -> list[UnderWay]:
    """What who is looking has under way."""
    kinds = jobs().kinds
    return [UnderWay(row, kinds[row.kind].words) for row in jobs_of(database(), actor().name)]
