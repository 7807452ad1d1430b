"""The journal, readable: who did what to which record, as a page or as a file."""

from collections.abc import Iterator
from functools import partial
from io import BytesIO
from itertools import islice
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request
from sqlalchemy import select

from ocop_verify.accounts.models import AccountRow
from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database
from ocop_verify.accounts.views.guard import actor, allows, require
from ocop_verify.desk.journal_list import PAGE_ROWS, Filter, Places, entries
from ocop_verify.desk.story import Told
from ocop_verify.desk.telling import ACTIONS, SUBJECTS
from ocop_verify.desk.views.reporting import StoryLine, lines_of_story
from ocop_verify.desk.views.request import catalogue_now
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.errors import N_
from ocop_verify.domain.text import fold
from ocop_verify.tabular.writing import CSV_TYPE, Value, write_csv
from ocop_verify.web.language import at, gettext

blueprint = Blueprint("journal", __name__)

MOST_EXPORTED = 100_000
HEADINGS = (
    N_("Số thứ tự"),
    N_("Lúc (UTC)"),
    N_("Ai"),
    N_("Việc"),
    N_("Bản ghi"),
    N_("Số bản ghi"),
    N_("Nội dung"),
)
# Where a record is seen at the desk, and what one must be allowed to see it there.
PAGES = {
    "product": ("/registry/products/%d", Permission.READ_REGISTRY),
    "decision": ("/registry/decisions/%d", Permission.READ_REGISTRY),
    "batch": ("/labels/batches/%d", Permission.ISSUE_LABELS),
    "flag": ("/inspection/flags/%d", Permission.READ_FLAGS),
    "visit": ("/inspection/visits/%d", Permission.READ_FLAGS),
    "report": ("/inspection/reports/%d", Permission.READ_FLAGS),
    "account": ("/account/people/%d", Permission.MANAGE_ACCOUNTS),
}


@blueprint.get("/registry/journal")
@require(Permission.READ_JOURNAL)
def journal() -> str:
    """The entries, the newest first."""
    asked = Filter.of(request.args)
    catalogue = catalogue_now()
    found = list(islice(_entries(asked, catalogue), PAGE_ROWS + 1))
    lines = lines_of_story(found[:PAGE_ROWS])
    every = ("", gettext("Tất cả"))
    return render_template(
        "desk/journal.html",
        asked=asked,
        lines=lines,
        older=asked.query(before=found[PAGE_ROWS - 1].sequence) if len(found) > PAGE_ROWS else None,
        actions=[every, *((name, gettext(words)) for name, words in ACTIONS.items())],
        kinds=[every, *((name, gettext(words)) for name, words in SUBJECTS.items())],
        record_of=_record_of,
        page_of=partial(_page_of, catalogue),
        address_of=lambda path, query: at(path) + ("?" + urlencode(query) if query else ""),
    )


@blueprint.get("/registry/journal/export")
@require(Permission.READ_JOURNAL)
def export() -> Response:
    """What the filter asks for, as CSV."""
    lines = lines_of_story(list(islice(_entries(Filter.of(request.args), catalogue_now()), MOST_EXPORTED)))
    target = BytesIO()
    write_csv(target, [gettext(heading) for heading in HEADINGS], _rows(lines))
    response = Response(target.getvalue(), mimetype=CSV_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="nhat-ky.csv"'
    return response


def _entries(asked: Filter, catalogue: Catalogue) -> Iterator[Told]:
    places = Places(database(), catalogue, actor().provinces(Permission.READ_JOURNAL))
    actors = _actors(asked.actor) if asked.actor else None
    return entries(database(), asked, actors, places)


def _actors(text: str) -> set[str]:
    """Whom a name means: people called so, and whoever the journal itself calls so."""
    words = fold(text).split()
    people = database().execute(select(AccountRow.id, AccountRow.name))
    return {text, *(f"user:{key}" for key, name in people if all(word in fold(name) for word in words))}


def _rows(lines: list[StoryLine]) -> Iterator[list[Value]]:
    for line in lines:
        entry = line.entry
        yield [
            entry.sequence,
            entry.at.isoformat(timespec="seconds"),
            line.who,
            gettext(ACTIONS[entry.action]) if entry.action in ACTIONS else entry.action,
            gettext(SUBJECTS[entry.subject_type]) if entry.subject_type in SUBJECTS else entry.subject_type,
            entry.subject_id,
            line.sentence,
        ]


def _record_of(entry: Told) -> str:
    """What a record is called: its kind and its number."""
    kind = SUBJECTS.get(entry.subject_type)
    return gettext(
        "%(kind)s số %(number)s", kind=gettext(kind) if kind else entry.subject_type, number=entry.subject_id
    )


def _page_of(catalogue: Catalogue, entry: Told) -> str:
    """Where the record is seen; "" where it has no page at the desk, or none for who is looking."""
    kind, number = entry.subject_type, entry.subject_id
    if kind == "certification":
        held = catalogue.certifications.get(number)
        kind, number = ("product", held.product_id) if held else ("", 0)
    path, permission = PAGES.get(kind, ("", None))
    return path % number if permission and allows(permission) else ""
