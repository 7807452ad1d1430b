"""The page on which inspectors make visits and raise cases with their own phones, also without a network."""

from flask import Blueprint, Response, render_template

from ocop_verify.domain.cases import LAW
from ocop_verify.inspection.views.flags import case_kind_words
from ocop_verify.inspection.views.opening import KIND_OF_HEADLINE
from ocop_verify.inspection.words import ANSWERS, RESULTS
from ocop_verify.offline.views.scanner import POLICY, setting, words_of_answers
from ocop_verify.offline.views.shell import INSPECT
from ocop_verify.web.language import address_in, gettext, other_language

blueprint = Blueprint("inspecting", __name__, url_prefix="/inspection")


@blueprint.get("/field")
def field() -> Response:
    """What to visit, the scanner, and forms for what is found, for a phone that was let in."""
    return Response(page(), headers={"Content-Security-Policy": POLICY})


def page() -> str:
    """The page in the reader's language; the same for everybody: the visits are on the phone."""
    return render_template(
        "offline/inspect.html",
        **words_of_answers(),
        kinds=case_kind_words(),
        headlines={
            kind: " ".join(each for each, of in KIND_OF_HEADLINE.items() if of == kind)
            for kind in KIND_OF_HEADLINE.values()
        },
        laws=LAW,
        answer_words={answer.value: gettext(words) for answer, words in ANSWERS.items()},
        results={result.value: gettext(words) for result, words in RESULTS.items()},
        switch_url=address_in(other_language(), "/inspection/field"),
        setting=setting(INSPECT),
    )
