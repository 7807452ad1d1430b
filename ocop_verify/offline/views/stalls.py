"""The pages on which helpers join a fair and check its stalls: a list of stalls, and the scanner."""

from flask import Blueprint, Response, render_template

from ocop_verify.domain.stall_checks import Said, StallFinding
from ocop_verify.fairs.words import COLOUR_LOOKS, DISPUTED, FINDING_LOOKS, FINDINGS, NOT_CHECKED, SAYINGS
from ocop_verify.offline.views.scanner import POLICY, setting, words_of_answers
from ocop_verify.offline.views.shell import CHECK, assets
from ocop_verify.verification.kept_pages import slot
from ocop_verify.web.headers import policy
from ocop_verify.web.language import address_in, other_language

blueprint = Blueprint("stalls", __name__, url_prefix="/fairs")

JOIN = "dist/js/join.js"
JOIN_POLICY = policy({"connect-src": ("'self'",)})
# What can be found of a declared good without scanning anything.
BY_EYE = (StallFinding.NO_LABEL, StallFinding.OTHER_STARS, StallFinding.ENDED, StallFinding.IN_FORCE)


@blueprint.get("/join")
def join() -> Response:
    """Where a helper joins. The QR at the desk has the code of the fair behind the ``#``: no log sees it."""
    page = render_template(
        "offline/join.html",
        slot=slot,
        script=assets().urls.get(JOIN),
        switch_url=address_in(other_language(), "/fairs/join"),
    )
    return Response(page, headers={"Content-Security-Policy": JOIN_POLICY})


@blueprint.get("/check")
def check() -> Response:
    """The list of stalls and the checking of one, for a phone that has joined."""
    return Response(page(), headers={"Content-Security-Policy": POLICY})


def page() -> str:
    """The page in the reader's language; the same for everybody: the fair is on the phone."""
    return render_template(
        "offline/check.html",
        **words_of_answers(),
        finding_looks=FINDING_LOOKS,
        findings=FINDINGS,
        colour_looks=COLOUR_LOOKS,
        not_checked=NOT_CHECKED,
        disputed=DISPUTED,
        sayings={said: words for said, words in SAYINGS.items() if said is not Said.WITHDRAWN},
        by_eye=BY_EYE,
        switch_url=address_in(other_language(), "/fairs/check"),
        setting=setting(CHECK),
    )
