"""The form of a product's story: at ``/my`` for its producer, at ``/registry`` for officers of its place."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import Place, actor, require
from ocop_verify.domain.errors import OcopError
from ocop_verify.pictures import ACCEPTED_TYPES, MAX_BYTES, PictureRefused
from ocop_verify.registry.models import ProductRow
from ocop_verify.stories.models import StoryPhotoRow
from ocop_verify.stories.telling import (
    MAX_PHOTOS,
    MAX_TEXT,
    StoryRefused,
    Teller,
    add_photo,
    describe_photo,
    files_of,
    forget_files,
    make_files,
    photo_rows,
    put_first,
    remove_photo,
    story_row,
    tell,
    tidy_alt,
)
from ocop_verify.stories.views.photos import library
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext, translate

blueprint = Blueprint("stories", __name__, url_prefix="/<any(my, registry):desk>/products/<int:key>/story")


def place_of_story(desk: str, key: int) -> Place | None:
    """A story belongs where its product does: to its producer, and to its province."""
    row = database().get(ProductRow, key)
    return Place(province=row.producer.province, producer_id=row.producer_id) if row else None


def place_of_photo(desk: str, key: int, photo: int) -> Place | None:
    """So does a photo of it."""
    row = database().get(StoryPhotoRow, photo)
    return place_of_story(desk, key) if row and row.product_id == key else None


@blueprint.get("")
@require(Permission.TELL_STORIES, place=place_of_story)
def form(desk: str, key: int) -> AnyResponse:
    """The words and the photos as they are."""
    row = story_row(database(), key)
    return _page(desk, key, row.text if row else "", {})


@blueprint.post("")
@require(Permission.TELL_STORIES, place=place_of_story)
def save(desk: str, key: int) -> AnyResponse:
    """Keep the words."""
    text = request.form.get("text", "")
    try:
        with transaction() as session:
            tell(session, library(), key, text, _teller(key), actor=actor().name, now=moment())
    except StoryRefused as refusal:
        return _page(desk, key, text, {"text": translate(refusal)})
    return _done(desk, key, gettext("Đã lưu lời giới thiệu."))


@blueprint.post("/photos")
@require(Permission.TELL_STORIES, place=place_of_story)
def add(desk: str, key: int) -> AnyResponse:
    """Keep a photo."""
    sent, alt = request.files.get("photo"), request.form.get("alt", "")
    content = sent.read(MAX_BYTES + 1) if sent else b""
    row = story_row(database(), key)
    text = row.text if row else ""
    if not content:
        return _page(desk, key, text, {"photo": gettext("Hãy chọn một ảnh.")}, alt)
    try:
        tidy_alt(alt)
        digest, files = make_files(library(), content)
        with transaction() as session:
            who, now = actor().name, moment()
            add_photo(session, library(), key, digest, files, alt, _teller(key), actor=who, now=now)
    except OcopError as refusal:
        field = "photo" if isinstance(refusal, PictureRefused) else "alt"
        return _page(desk, key, text, {field: translate(refusal)}, alt)
    return _done(desk, key, gettext("Đã thêm ảnh."))


@blueprint.post("/photos/<int:photo>")
@require(Permission.TELL_STORIES, place=place_of_photo)
def change(desk: str, key: int, photo: int) -> AnyResponse:
    """Say anew what a photo shows, put it first, or take it away."""
    who, now, gone = actor().name, moment(), list[str]()
    try:
        with transaction() as session:
            match request.form.get("do"):
                case "describe":
                    alt = request.form.get(f"alt-{photo}", "")
                    describe_photo(session, library(), photo, alt, actor=who, now=now)
                case "first":
                    put_first(session, library(), photo, actor=who, now=now)
                case "remove":
                    gone = remove_photo(session, library(), photo, actor=who, now=now)
                case _:
                    abort(HTTPStatus.BAD_REQUEST)
    except StoryRefused as refusal:
        row = story_row(database(), key)
        return _page(desk, key, row.text if row else "", {f"alt-{photo}": translate(refusal)})
    forget_files(library(), gone)
    return _done(desk, key, gettext("Đã lưu ảnh."))


def _teller(key: int) -> Teller:
    row = database().get_one(ProductRow, key)
    return Teller.PRODUCER if row.producer_id in actor().producers else Teller.OFFICE


def _done(desk: str, key: int, words: str) -> AnyResponse:
    flash(words)
    return redirect(at(f"/{desk}/products/{key}/story"), HTTPStatus.SEE_OTHER)


def _page(desk: str, key: int, text: str, faults: dict[str, str], alt: str = "") -> AnyResponse:
    page = render_template(
        "stories/edit.html",
        desk=desk,
        product=database().get_one(ProductRow, key),
        text=text,
        alt=alt,
        photos=[(row, files_of(row)) for row in photo_rows(database(), key)],
        faults=faults,
        most_photos=MAX_PHOTOS,
        most_text=MAX_TEXT,
        accepted=ACCEPTED_TYPES,
    )
    return Response(page, HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK)
