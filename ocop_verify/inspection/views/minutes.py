"""The doors to minutes: a case or a visit as a paper, and the public page that checks one."""

from collections.abc import Mapping
from http import HTTPStatus
from io import BytesIO
from typing import cast

from flask import Blueprint, Response, abort, current_app, render_template
from PIL import Image

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import public, require
from ocop_verify.catalog.recognition import place_of
from ocop_verify.desk.views.request import catalogue_now
from ocop_verify.domain.cases import LAW_BY_CODE, Consequence, number_of
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.reports import LabelNumbers
from ocop_verify.domain.validity import written
from ocop_verify.domain.visits import VisitResult, checks_for
from ocop_verify.inspection.casework import story_of_flag
from ocop_verify.inspection.evidence import evidence_of_flag
from ocop_verify.inspection.models import FlagRow, VisitRow
from ocop_verify.inspection.paper import minutes_pdf
from ocop_verify.inspection.seals import (
    FLAG,
    VISIT,
    Kept,
    KeptOf,
    Seal,
    Seals,
    Told,
    check_of_flag,
    check_of_visit,
)
from ocop_verify.inspection.sections import Minutes, Section
from ocop_verify.inspection.views.context import number_of_flag, place_of_flag
from ocop_verify.inspection.views.files import kept_evidence
from ocop_verify.inspection.views.flags import StoryLine, case_kind_words, case_state_words, story_lines
from ocop_verify.inspection.views.visits import place_of_visit
from ocop_verify.inspection.visiting import answers_of
from ocop_verify.inspection.words import ANSWERS, CONSEQUENCES, RESULTS
from ocop_verify.web.formats import moment as written_moment
from ocop_verify.web.headers import keep_private
from ocop_verify.web.language import gettext, language

blueprint = Blueprint("minutes", __name__)


@blueprint.get("/inspection/flags/<int:key>/minutes.pdf")
@require(Permission.READ_FLAGS, place=place_of_flag)
def of_flag(key: int) -> Response:
    """A case for the file: every number, date and photo."""
    row = database().get_one(FlagRow, key)
    told = _told(row)
    seal = Seal(FLAG, key, told.story[-1].id if told.story else 0, check_of_flag(told), moment())
    title, signers = gettext("Biên bản hồ sơ kiểm tra"), [gettext("Cán bộ kiểm tra")]
    sections = [_section(line) for line in story_lines(row)]
    return _paper(title, number_of_flag(row), _facts_of_flag(row), sections, signers, seal)


@blueprint.get("/inspection/visits/<int:key>/minutes.pdf")
@require(Permission.READ_FLAGS, place=place_of_visit)
def of_visit(key: int) -> Response:
    """A visit that was made, to be signed by both sides."""
    row = database().get_one(VisitRow, key)
    if row.visited_at is None:
        abort(HTTPStatus.NOT_FOUND)
    product = catalogue_now().products[row.product_id]
    answers = answers_of(row)
    checks = [
        f"{gettext(line.words)}: {gettext(ANSWERS[answers[line.code]])}"
        for line in checks_for(product.product_set)
        if line.code in answers
    ]
    image = _picture(row.shown)
    photos = [(image, f"SHA-256 {row.photo}")] if image else []
    sections = [
        Section(gettext("Điều đã xem"), checks),
        Section(gettext("Nhận xét"), [row.words or "–"], photos),
    ]
    signers = [gettext("Đại diện đoàn kiểm tra"), gettext("Đại diện chủ thể")]
    seal = Seal(VISIT, key, 0, check_of_visit(row), moment())
    title = gettext("Biên bản kiểm tra sau công nhận")
    return _paper(title, number_of_visit(row), _facts_of_visit(row), sections, signers, seal)


@blueprint.get("/minutes/<seal>")
@public
def verify(seal: str) -> Response:
    """Whether a paper is ours and what is kept is still what it tells; nothing else of the case."""
    read = seals().read(seal)
    if read is None:
        abort(HTTPStatus.NOT_FOUND)
    known: Mapping[str, KeptOf] = current_app.extensions["sealed_papers"]
    kept = known[read.kind](read) if read.kind in known else None
    number, check, more = (kept.number, kept.check, kept.more) if kept else ("", "", False)
    page = render_template(
        "inspection/checked.html", seal=read, number=number, matches=check == read.check, more=more
    )
    return keep_private(Response(page))


def seals() -> Seals:
    """What seals papers."""
    return cast(Seals, current_app.extensions["paper_seals"])


def kept_of_flag(seal: Seal) -> Kept | None:
    """What is kept of a case."""
    row = database().get(FlagRow, seal.key)
    if row is None:
        return None
    told = _told(row)
    more = any(each.id > seal.last for each in told.story)
    return Kept(number_of_flag(row), check_of_flag(told.up_to(seal.last)), more)


def kept_of_visit(seal: Seal) -> Kept | None:
    """What is kept of a visit."""
    row = database().get(VisitRow, seal.key)
    return Kept(number_of_visit(row), check_of_visit(row)) if row else None


def number_of_visit(row: VisitRow) -> str:
    """The number of a visit's minutes."""
    return number_of(row.planned_on, row.province, row.id) + "-K"


def _told(row: FlagRow) -> Told:
    return Told(row, story_of_flag(database(), row.id), evidence_of_flag(database(), row.id))


def _paper(
    title: str,
    number: str,
    facts: list[tuple[str, str]],
    sections: list[Section],
    signers: list[str],
    seal: Seal,
) -> Response:
    url = current_app.extensions["settings"].public_url + "minutes/" + seals().make(seal)
    foot = gettext(
        "Quét mã QR ở trang đầu để biết giấy này có khớp với hồ sơ đang giữ hay không. Lập lúc %(at)s.",
        at=written_moment(seal.made_at),
    )
    check = gettext("Mã đối chiếu %(check)s", check=seal.written)
    minutes = Minutes(language(), title, number, facts, sections, signers, check, url, foot)
    response = Response(minutes_pdf(minutes), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    return response


def _facts_of_flag(row: FlagRow) -> list[tuple[str, str]]:
    label = LabelNumbers.read(row.label)
    facts = [
        (gettext("Trạng thái"), case_state_words()[row.state]),
        (gettext("Kết luận"), gettext(CONSEQUENCES[Consequence(row.outcome)]) if row.outcome else ""),
        *_facts_of_product(row.product_id, row.about),
        (gettext("Loại việc"), case_kind_words()[row.kind]),
        (gettext("Nơi thấy"), row.seen_where),
        (gettext("Tỉnh, thành phố"), PROVINCES[row.province].name if row.province in PROVINCES else ""),
        (gettext("Lập lúc"), written_moment(row.opened_at)),
        (gettext("Đóng lúc"), written_moment(row.closed_at) if row.closed_at else ""),
        (gettext("Căn cứ"), "\n".join(LAW_BY_CODE[c].text for c in row.law.split(",") if c in LAW_BY_CODE)),
    ]
    if label:
        told = gettext("lô %(batch)s, số %(serial)s", batch=label.batch_id, serial=label.serial)
        facts.insert(4, (gettext("Tem"), told))
    return facts


def _facts_of_visit(row: VisitRow) -> list[tuple[str, str]]:
    return [
        *_facts_of_product(row.product_id, ""),
        (gettext("Ngày đến"), written(row.planned_on)),
        (gettext("Vì sao đến"), row.why),
        (gettext("Ghi lúc"), written_moment(row.visited_at) if row.visited_at else ""),
        (gettext("Kết quả"), gettext(RESULTS[VisitResult(row.result)])),
        (gettext("Người ký phía chủ thể"), row.signed_by),
        (gettext("Kiểm tra lại"), written(row.follow_up_on) if row.follow_up_on else ""),
    ]


def _facts_of_product(key: int | None, about: str) -> list[tuple[str, str]]:
    catalogue = catalogue_now()
    product = catalogue.products.get(key or 0)
    if product is None:
        return [(gettext("Sản phẩm"), about)]
    producer = catalogue.producers[product.producer_id]
    return [
        (gettext("Sản phẩm"), product.name),
        (gettext("Chủ thể"), f"{producer.name}, {place_of(producer)}"),
        *(
            (
                gettext("Lần công nhận"),
                gettext(
                    "%(stars)s sao, quyết định %(number)s ngày %(day)s",
                    stars=each.stars,
                    number=catalogue.decisions[each.decision_id].number,
                    day=written(catalogue.decisions[each.decision_id].issued_on),
                ),
            )
            for each in catalogue.history_of(product.id)
        ),
    ]


def _section(line: StoryLine) -> Section:
    """A line of the story with its evidence."""
    heading = f"{written_moment(line.row.at)}, {line.who}: {line.what}"
    paragraphs = [line.row.words] if line.row.words else []
    if line.evidence is None:
        return Section(heading, paragraphs)
    kept = line.evidence
    whole = gettext("tệp còn nguyên") if line.whole else gettext("tệp không còn như khi được giữ")
    taken = gettext("Chụp lúc %(at)s.", at=written_moment(kept.taken_at)) if kept.taken_at else ""
    words = " ".join(filter(None, (taken, kept.place, f"SHA-256 {kept.sha256} ({whole})")))
    image = _picture(kept.shown)
    return Section(heading, paragraphs if image else [*paragraphs, words], [(image, words)] if image else ())


def _picture(digest: str | None) -> Image.Image | None:
    """The picture of a piece of evidence; None where there is none, or it is gone."""
    content = kept_evidence().find(digest) if digest else None
    return Image.open(BytesIO(content)).convert("RGB") if content else None
