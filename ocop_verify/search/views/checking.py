"""``/check``: is this OCOP? One claim in a form, or a list that is pasted or sent; nothing of it is kept."""

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, abort, render_template, request

from ocop_verify.accounts.views.forms import comes_from_here, no_token
from ocop_verify.catalog.lines import Line, lines_of
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.matching.claims import Finding
from ocop_verify.domain.places import PROVINCES
from ocop_verify.search.tables import (
    ClaimList,
    as_pasted,
    checked_sheet,
    claim_of,
    read_list,
    read_pasted,
    write_sheet,
)
from ocop_verify.search.today import Today
from ocop_verify.search.views.context import judged, reads_only, results_of, tell, today, turn
from ocop_verify.search.wording import STATES, Told, told
from ocop_verify.tabular.writing import CSV_TYPE, XLSX_TYPE
from ocop_verify.web.headers import PRIVATE
from ocop_verify.web.language import gettext, translate

blueprint = Blueprint("check", __name__)

MOST_ROWS: Final = 1_000
MOST_BYTES: Final = 2 * 1024 * 1024
SHOWN_ROWS: Final = 200
FIELDS: Final = ("product_name", "producer", "province", "star", "decision_number", "gtin", "text")
LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Checked:
    """A list that was checked, as a page shows it."""

    rows: Sequence[tuple[int, str, Told]]
    counts: Sequence[tuple[Finding, str, str, int]]
    total: int
    pasted: str


@blueprint.get("/check")
def check() -> str:
    """One claim: a name, and whatever else is known."""
    said = {name: request.args.get(name, "")[:LONGEST].strip() for name in FIELDS}
    answer: Told | None = None
    line: Line | None = None
    candidates: tuple[Line, ...] = ()
    if any(value for name, value in said.items() if name != "province"):
        index = today()
        place = PROVINCES.get(said["province"])
        claim = claim_of(said | {"province": place.name if place else ""}, index.catalogued.is_word)
        answer = told(index.catalogued.judge(claim), index)
        own = _lines([answer.product_id] if answer.product_id else [], index)
        line = own[0] if own else None
        candidates = _lines([each for each in answer.candidates if each != answer.product_id], index)
    return _page(said=said, answer=answer, line=line, candidates=candidates)


@blueprint.post("/check")
@no_token
@reads_only
def check_list() -> Response:
    """Many claims: a table that was pasted, or a file. As a page, or as a file again."""
    if not comes_from_here():
        abort(403)
    try:
        claims = _sent_list()
        with turn(len(claims)):
            index = today()
            tellings = tell(judged(claims, index), index)
    except OcopError as refusal:
        return Response(_page(fault=translate(refusal)), 422, PRIVATE)
    form = request.form.get("as", "page")
    if form in ("xlsx", "csv"):
        return _file(claims, tellings, as_csv=form == "csv")
    return Response(
        render_template("search/checked.html", checked=_checked(claims, tellings), shown=SHOWN_ROWS),
        200,
        PRIVATE,
    )


def _page(
    *,
    said: Mapping[str, str] | None = None,
    answer: Told | None = None,
    line: Line | None = None,
    candidates: Sequence[Line] = (),
    fault: str = "",
) -> str:
    """The page with both forms, and what it has to say."""
    return render_template(
        "search/check.html",
        said=said or {},
        answer=answer,
        line=line,
        candidates=candidates,
        fault=fault,
        most=MOST_ROWS,
        provinces=[("", gettext("Không rõ")), *((code, each.short_name) for code, each in PROVINCES.items())],
        stars=[
            ("", gettext("Không ghi")),
            *((str(n), gettext("%(count)s sao", count=n)) for n in range(1, 6)),
        ],
    )


def _lines(keys: Sequence[int], today: Today) -> tuple[Line, ...]:
    """Products by id, as lines."""
    catalogue = today.index.catalogue
    return lines_of((catalogue.products[key] for key in keys), catalogue, today.day)


class NothingSent(OcopError):
    """Neither a table nor a file came with the form."""


class TooLarge(OcopError):
    """The file is larger than this page takes."""


def _sent_list() -> ClaimList:
    """The list of this request: its file, or else what was pasted."""
    sent = request.files.get("file")
    if sent and sent.filename:
        with closing(sent):
            data = sent.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise TooLarge(N_("Tệp lớn hơn %(limit)s MB. Hãy chia nhỏ danh sách."), limit=MOST_BYTES >> 20)
        return read_list(data, sent.filename, MOST_ROWS)
    pasted = request.form.get("table", "")
    if not pasted.strip():
        raise NothingSent(N_("Hãy dán một bảng vào ô, hoặc chọn một tệp .xlsx hay .csv."))
    return read_pasted(pasted, MOST_ROWS)


def _checked(claims: ClaimList, tellings: Sequence[Told]) -> Checked:
    counts = Counter(each.finding for each in tellings)
    shown = zip(claims.numbers, claims.said, tellings, strict=True)
    return Checked(
        [(number, _said(said), telling) for number, said, telling in list(shown)[:SHOWN_ROWS]],
        [(finding, *STATES[finding], counts[finding]) for finding in Finding if counts[finding]],
        len(claims),
        as_pasted(claims),
    )


def _said(said: dict[str, str]) -> str:
    """A row in one line, as it was said."""
    star = said.get("star", "")
    stars = gettext("%(count)s sao", count=star) if star.isdigit() else star
    parts = (*(said.get(name, "") for name in ("product_name", "text", "producer")), stars)
    return " · ".join(part for part in parts if part)


def _file(claims: ClaimList, tellings: Sequence[Told], *, as_csv: bool) -> Response:
    target = io.BytesIO()
    write_sheet(target, checked_sheet(claims, results_of(tellings), gettext("Kết quả")), as_csv=as_csv)
    name = "ocop-check.csv" if as_csv else "ocop-check.xlsx"
    headers = {**PRIVATE, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(target.getvalue(), headers=headers, content_type=CSV_TYPE if as_csv else XLSX_TYPE)
