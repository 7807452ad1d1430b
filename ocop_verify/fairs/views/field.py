"""The doors for phones in the field: they show a token, not a cookie, and may have been away for days."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from http import HTTPStatus
from threading import BoundedSemaphore
from typing import Any, Final, TypeVar

import msgspec
from flask import Blueprint, Response, abort, current_app, request

from ocop_verify.accounts.permissions import Permission, may
from ocop_verify.accounts.views.context import database
from ocop_verify.accounts.views.forms import no_token
from ocop_verify.catalog.views import held_catalogue
from ocop_verify.config import Settings
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.typed_code import MalformedCode, tidy_code
from ocop_verify.domain.verdict import Verdict
from ocop_verify.durable import Kept
from ocop_verify.fairs.accepting import AT_ONCE, Eyes, NotTaken, Receipt, Sender, SentSaying, accept_sayings
from ocop_verify.fairs.as_json import fair_for_phones, sayings_after, sayings_for_phones
from ocop_verify.fairs.devices import (
    CodeNotValid,
    DeviceShutOut,
    NameNeeded,
    actor_of_device,
    devices_of,
    enrol_own,
    find_device,
    join_fair,
)
from ocop_verify.fairs.models import FairRow, FieldDeviceRow
from ocop_verify.pictures import MAX_BYTES, Form, PictureRefused, read_picture, write_picture
from ocop_verify.verification.attempts import Attempts
from ocop_verify.verification.check import check_code, check_token
from ocop_verify.verification.views.request import keyring
from ocop_verify.web.commands import transaction
from ocop_verify.web.errors import answer
from ocop_verify.web.headers import PRIVATE
from ocop_verify.web.language import translate

blueprint = Blueprint("field", __name__, url_prefix="/api/v1/field")

MOST_BODY: Final = 2_000_000
# Sendings wait for each other in the database. Were all threads to wait there, shoppers would wait too.
SENDINGS_AT_ONCE: Final = 2
TRY_AGAIN_SECONDS: Final = 2


class Joining(msgspec.Struct, frozen=True):
    """What a phone sends to join: the code as it was typed, and a name."""

    code: str
    name: str


class Sending(msgspec.Struct, frozen=True):
    """What a phone sends of what was said, each to be read by itself."""

    sayings: list[msgspec.Raw]


class ManyAtOnce(OcopError):
    """So many phones send at this moment that one more would hold up everybody else."""


class NotUnderstood(OcopError):
    """A phone has sent what this version cannot read."""


Sent = TypeVar("Sent")

_joining = msgspec.json.Decoder(Joining)
sending = msgspec.json.Decoder(Sending)
_saying = msgspec.json.Decoder(SentSaying)


def fair_secret() -> bytes:
    """What the codes for joining are made with."""
    settings: Settings = current_app.extensions["settings"]
    return settings.session_secret().encode()


def kept_pictures() -> Kept:
    """Where photos and signatures of fairs lie."""
    settings: Settings = current_app.extensions["settings"]
    return Kept(settings.data_dir / "fairs")


@blueprint.post("/own")
@no_token
def enrol() -> Response:
    """Let in an own phone, by the code that its owner has been shown at the desk."""
    return _let_in(enrol_own)


@blueprint.post("/join")
@no_token
def join() -> Response:
    """Let a phone join a fair; its token is in the answer and nowhere else."""
    return _let_in(partial(join_fair, shown=token_here()))


def _let_in(enter: Callable[..., tuple[FieldDeviceRow, str]]) -> Response:
    """Let a phone in by the act that its code is for; wrong codes are counted."""
    attempts: Attempts = current_app.extensions["join_attempts"]
    client = request.remote_addr or ""
    if not attempts.may(client):
        abort(HTTPStatus.TOO_MANY_REQUESTS)
    sent = read_sent(_joining)
    try:
        with transaction() as session:
            device, token = enter(session, sent.code[:40], sent.name[:200], fair_secret(), now=now())
            told = {"token": token, "device": f"device:{device.id}", "name": device.name}
            fair = {"fair": device.fair_id} if device.fair_id else {}
    except (CodeNotValid, NameNeeded) as refusal:
        attempts.failed(client)
        return answer(HTTPStatus.UNPROCESSABLE_ENTITY, translate(refusal))
    return json_answer({**told, **fair}, HTTPStatus.CREATED)


@blueprint.get("/fairs/<int:key>")
def fair(key: int) -> Response:
    """The stalls and what they declare; the same as before is answered with 304."""
    row = _fair_of(device_here(), key)
    body = json.dumps(fair_for_phones(database(), row, held_catalogue().catalogue), ensure_ascii=False)
    response = json_answer(body)
    response.set_etag(sha256(body.encode()).hexdigest()[:24], weak=True)
    response.make_conditional(request)
    return response


@blueprint.get("/fairs/<int:key>/sayings")
def sayings(key: int) -> Response:
    """What all phones have said, in the order of arrival, after a number. ``next`` is where to go on."""
    row = _fair_of(device_here(), key)
    after = request.args.get("after", "0")
    number = int(after) if after.isascii() and after.isdecimal() and len(after) < 18 else 0
    rows = sayings_after(database(), row.id, number)
    told = sayings_for_phones(rows, devices_of(database(), row.id))
    return json_answer({"sayings": told, "next": rows[-1].number if rows else number})


@blueprint.post("/fairs/<int:key>/sayings")
@no_token
def say(key: int) -> Response:
    """Take what this phone has said: each once, whatever was taken before. Answers for each by its id."""
    _fair_of(device_here(), key)
    sent, refused = understood(read_sent(sending).sayings, _saying)
    with a_turn():
        eyes = Eyes(verdict_of, painted({each.file for each in sent if each.file}))
        with transaction() as session:
            device = find_device(session, token_here(), now=now())
            receipts = accept_sayings(session, key, sent, Sender(device), eyes, now=now())
    return json_answer({"receipts": [told_of(each) for each in (*receipts, *refused)]})


@blueprint.put("/pictures/<digest>")
@no_token
def picture(digest: str) -> Response:
    """Take a photo or a signature under its SHA-256; what was said of it may come after."""
    device_here()
    content = request.get_data()
    if len(content) > MAX_BYTES:
        abort(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if sha256(content).hexdigest() != digest:
        raise NotUnderstood(N_("Ảnh bị hỏng trên đường gửi. Máy sẽ gửi lại."))
    read_picture(content)
    kept_pictures().keep(content)
    return Response(status=HTTPStatus.NO_CONTENT, headers=PRIVATE)


@blueprint.errorhandler(DeviceShutOut)
def shut_out(refusal: DeviceShutOut) -> Response:
    """The phone keeps what it has not sent, and says that it has to join again."""
    return answer(HTTPStatus.UNAUTHORIZED, translate(refusal), {"WWW-Authenticate": "Bearer"})


@blueprint.errorhandler(ManyAtOnce)
def many_at_once(refusal: ManyAtOnce) -> Response:
    """The phone keeps what it has, and sends it again."""
    again = {"Retry-After": str(TRY_AGAIN_SECONDS)}
    return answer(HTTPStatus.SERVICE_UNAVAILABLE, translate(refusal), again)


@contextmanager
def a_turn() -> Iterator[None]:
    """One of the few sendings at a time. Raises ``ManyAtOnce``."""
    turns: BoundedSemaphore = current_app.extensions["field_turns"]
    if not turns.acquire(blocking=False):
        raise ManyAtOnce(N_("Nhiều máy đang gửi cùng lúc. Máy sẽ tự gửi lại."))
    try:
        yield
    finally:
        turns.release()


def verdict_of(text: str, at: datetime) -> Verdict:
    """What the registry answers to a token or a typed code, for a moment."""
    catalogue = held_catalogue().catalogue
    try:
        digits = tidy_code(text)
    except MalformedCode:
        return check_token(text, catalogue, at).verdict
    return check_code(digits, catalogue, keyring().code_keys(), at).verdict


def painted(digests: Iterable[str]) -> dict[str, str]:
    """Pictures that have come, each with the hash of the same painted anew; others are left out."""
    kept, shown = kept_pictures(), {}
    for digest in digests:
        content = kept.find(digest)
        if content is None:
            continue
        try:
            picture = read_picture(content)
        except PictureRefused:
            continue
        shown[digest] = kept.keep(write_picture(picture, Form.WEBP).content)
    return shown


def device_here() -> FieldDeviceRow:
    """The phone that asks. Raises ``DeviceShutOut``."""
    return find_device(database(), token_here(), now=now())


def _fair_of(device: FieldDeviceRow, key: int) -> FairRow:
    """The fair that a phone asks for; one of another fair answers like one that is not there."""
    row = database().get(FairRow, key)
    if row is None or not (device.fair_id == key or _works_at(device, row)):
        abort(HTTPStatus.NOT_FOUND)
    return row


def _works_at(device: FieldDeviceRow, row: FairRow) -> bool:
    """Whether it is the own phone of an inspector of the place."""
    who = actor_of_device(database(), device)
    return who is not None and may(who, Permission.CHECK_STALLS, province=row.province)


def token_here() -> str:
    """The token that it shows, "" where there is none."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip()[:100] if kind.casefold() == "bearer" else ""


def read_sent(decoder: msgspec.json.Decoder[Sent]) -> Sent:
    """The body of the request. Raises ``NotUnderstood``."""
    body = request.get_data()
    if len(body) > MOST_BODY:
        abort(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        return decoder.decode(body)
    except msgspec.DecodeError as problem:
        current_app.logger.info("not understood from the field: %s", problem)
        raise NotUnderstood(
            N_("Dữ liệu gửi lên không đúng định dạng. Hãy cập nhật ứng dụng trên máy.")
        ) from problem


def understood(
    raw: Sequence[msgspec.Raw], decoder: msgspec.json.Decoder[Sent]
) -> tuple[list[Sent], list[Receipt]]:
    """What can be read, and what cannot: one of a newer version of the application holds up no other."""
    if len(raw) > AT_ONCE:
        abort(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    read, refused = [], []
    for each in raw:
        try:
            read.append(decoder.decode(each))
        except msgspec.DecodeError:
            found = msgspec.json.decode(each)
            name = found.get("id") if isinstance(found, dict) else None
            refused.append(Receipt(str(name)[:100], NotTaken(N_("Mục này không đúng định dạng."))))
    return read, refused


def told_of(receipt: Receipt) -> dict[str, Any]:
    """A receipt as phones read it."""
    state = "refused" if receipt.refusal else "taken" if receipt.is_new else "known"
    told = {"id": receipt.id, "state": state}
    return told | ({"reason": translate(receipt.refusal)} if receipt.refusal else {})


def json_answer(body: object, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """An answer that nobody else keeps."""
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return Response(text, status, PRIVATE, mimetype="application/json")


def now() -> datetime:
    """The moment of arrival."""
    return datetime.now(UTC)
