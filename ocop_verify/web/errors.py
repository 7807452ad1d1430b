"""Errors as calm pages in the reader's language, or as problem documents (RFC 9457) for machines.

Whatever happened, the page says what, and what to do now. It never shows a traceback, and never repeats what
was sent: a path may be somebody's label.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from flask import Flask, Response, current_app, render_template
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from ocop_verify.db import WritesPaused, is_away
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.durable import FileLost
from ocop_verify.web.language import gettext, language, translate
from ocop_verify.web.negotiation import is_for_machines

RETRY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Words:
    """What a status means to a person, and what to do now."""

    title: str
    advice: str


WORDS: Mapping[int, Words] = {
    400: Words(
        N_("Yêu cầu này chưa đúng"),
        N_("Hãy mở lại trang và thử lần nữa. Nếu bạn gõ địa chỉ bằng tay, hãy xem lại từng ký tự."),
    ),
    401: Words(N_("Trang này cần đăng nhập"), N_("Hãy đăng nhập rồi mở lại trang.")),
    403: Words(
        N_("Bạn không có quyền mở trang này"),
        N_("Nếu công việc của bạn cần trang này, hãy hỏi người quản trị."),
    ),
    404: Words(
        N_("Không có trang này"),
        N_("Địa chỉ có thể đã gõ thiếu. Bạn có thể nhập mã trên tem, hoặc tìm sản phẩm theo tên."),
    ),
    405: Words(N_("Trang này không nhận cách gửi đó"), N_("Hãy quay lại trang trước và dùng nút ở đó.")),
    410: Words(
        N_("Tệp này không còn nguyên như khi được giữ"),
        N_("Bạn không làm gì sai. Sự cố đã được ghi lại cho người quản trị."),
    ),
    413: Words(N_("Tệp hoặc nội dung gửi lên quá lớn"), N_("Hãy chia nhỏ tệp rồi gửi lại từng phần.")),
    422: Words(N_("Chưa làm được việc này"), N_("Hãy sửa theo lời giải thích rồi thử lại.")),
    429: Words(
        N_("Bạn thử hơi nhiều lần trong một phút"),
        N_("Hãy chờ một phút rồi thử lại. Quét mã QR trên tem thì không bị giới hạn."),
    ),
    500: Words(
        N_("Có lỗi ở phía chúng tôi"),
        N_("Lỗi đã được ghi lại. Bạn không làm gì sai; hãy thử lại sau ít phút."),
    ),
    503: Words(
        N_("Chưa kiểm tra được"),
        N_("Hệ thống đang tạm gián đoạn nên chưa thể trả lời. Hãy thử lại sau ít phút."),
    ),
}

PAUSED = Words(
    N_("Hệ thống đang bảo trì, chưa ghi được gì mới"),
    N_("Xem và quét tem vẫn như thường. Hãy quay lại trang trước và gửi lại sau ít phút."),
)

# Shown when even the error page cannot be made. It needs nothing: no template, no translation, no style.
LAST_RESORT = (
    '<!doctype html><html lang="vi"><meta charset="utf-8"><title>OCOP Verify</title>'
    "<h1>Có lỗi ở phía chúng tôi</h1><p>Hãy thử lại sau ít phút.</p>"
    '<p lang="en">Something went wrong on our side. Please try again in a few minutes.</p>'
)


def words_for(status: int) -> Words:
    """The words of a status, or of its class where it has none of its own."""
    return WORDS.get(status) or WORDS[500 if status >= 500 else 400]


def answer(
    status: int, detail: str = "", headers: Mapping[str, str] | None = None, words: Words | None = None
) -> Response:
    """The answer to a request that failed; ``detail`` says more than the status does, in words for people."""
    words = words or words_for(status)
    response = _problem(status, detail, words) if is_for_machines() else _page(status, detail, words)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    response.headers.update(headers or {})
    return response


def _problem(status: int, detail: str, words: Words) -> Response:
    document = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or f"{gettext(words.title)}. {gettext(words.advice)}",
    }
    body = json.dumps(document, ensure_ascii=False)
    response = Response(body, mimetype="application/problem+json")
    response.headers["Content-Language"] = language()
    return response


def _page(status: int, detail: str, words: Words) -> Response:
    try:
        return Response(render_template("error.html", status=status, words=words, detail=detail))
    except Exception:
        current_app.logger.exception("the error page itself failed")
        return Response(LAST_RESORT)


def on_http_error(error: HTTPException) -> Response:
    """Any status that routing, a view or a crash has led to."""
    headers = {name: value for name, value in error.get_headers() if name.lower() != "content-type"}
    return answer(error.code or 500, headers=headers)


def on_refusal(error: OcopError) -> Response:
    """Something that was asked for cannot be done; the message says why."""
    return answer(422, translate(error))


def on_lost_file(error: FileLost) -> Response:
    """A file that was kept is gone or damaged; the message says what can be done about it."""
    return answer(410, translate(error))


def on_unavailable(error: OcopError) -> Response:
    """Something that answers stand on is missing for now."""
    return answer(503, translate(error), headers={"Retry-After": str(RETRY_SECONDS)})


def on_database_error(error: DBAPIError) -> Response:
    """The database is away. Scans do without it; what needs it can be tried again."""
    if not is_away(error):
        raise error
    current_app.logger.warning("database unavailable: %s", error.orig)
    words = PAUSED if isinstance(error, WritesPaused) else None
    return answer(503, headers={"Retry-After": str(RETRY_SECONDS)}, words=words)


def init_app(app: Flask) -> None:
    """Answer every failure."""
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(OcopError, on_refusal)
    app.register_error_handler(FileLost, on_lost_file)
    app.register_error_handler(DBAPIError, on_database_error)
