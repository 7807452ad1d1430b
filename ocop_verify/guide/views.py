"""The doors of the guide: how to recognise a real one, for who buys, sells, or runs a fair; and a poster."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, Flask, Response, abort, current_app, render_template

from ocop_verify.catalog.views import moment_of_request
from ocop_verify.config import Settings
from ocop_verify.domain.errors import N_
from ocop_verify.domain.verdict import Headline
from ocop_verify.guide.drawing import sample_label
from ocop_verify.guide.poster import PosterWords, poster_pdf
from ocop_verify.verification import specimens
from ocop_verify.verification.presenting import Answer, present
from ocop_verify.web.language import gettext, language

blueprint = Blueprint("guide", __name__, url_prefix="/about")

READERS = frozenset({"shoppers", "sellers", "organizers"})
SANDBOX = "sandbox; default-src 'none'"
DAY_SECONDS = 86_400

TITLE = N_("Quét trước khi mua")
LEAD = N_(
    "Sao in trên bao bì không đổi, còn công nhận thì có ngày hết. Quét mã trên tem để biết hôm nay sản phẩm "
    "có đang được công nhận OCOP không."
)
STEPS = (
    N_("Quét mã QR trên tem bằng máy ảnh của điện thoại; hoặc mở %(host)s rồi gõ dãy số cạnh mã."),
    N_("Trang mở ra phải ở đúng %(host)s. Trang ấy không bao giờ đòi đăng nhập, số điện thoại hay tiền."),
    N_("So tên sản phẩm, nơi sản xuất và số sao với bao bì. Chỉ có 3, 4 và 5 sao."),
    N_("Thấy khác, hãy bấm “Báo một nghi vấn” trên trang."),
)
FOOT = N_("OCOP Verify đọc các quyết định công nhận. Đây không phải trang của Chương trình OCOP.")


@blueprint.get("/<reader>")
def page(reader: str) -> str:
    """How to recognise a real one, for one kind of reader."""
    if reader not in READERS:
        abort(HTTPStatus.NOT_FOUND)
    return render_template(f"guide/{reader}.html", answers=_answers(), labels=specimens.OF_LABEL)


@blueprint.get("/labels/<headline>.svg")
def label(headline: str) -> Response:
    """A label with this answer, as a picture; an invented product."""
    if headline not in set(specimens.OF_LABEL):
        abort(HTTPStatus.NOT_FOUND)
    catalogue = specimens.catalogue(moment_of_request())
    picture = sample_label(Headline(headline), catalogue, _settings().host, _settings().public_url + "about")
    response = Response(picture, mimetype="image/svg+xml")
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = f"public, max-age={DAY_SECONDS}"
    return response


@blueprint.get("/poster.pdf")
def poster() -> Response:
    """One page of A4 for a stall, in the language of the address."""
    host = _settings().host
    steps = [gettext(step, host=host) if "%(host)s" in step else gettext(step) for step in STEPS]
    words = PosterWords(language(), gettext(TITLE), gettext(LEAD), steps, gettext(FOOT))
    response = Response(poster_pdf(words, _settings().public_url, host), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="ocop-{language()}.pdf"'
    response.headers["Cache-Control"] = f"public, max-age={DAY_SECONDS}"
    return response


def _answers() -> Mapping[str, Answer]:
    """One answer for every state, the commonest first."""
    now = moment_of_request()
    catalogue, checks = specimens.catalogue(now), specimens.checks(now)
    return {headline: present(checks[headline], catalogue) for headline in reversed(Headline)}


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def init_app(app: Flask) -> None:
    """Open the doors."""
    app.register_blueprint(blueprint)
