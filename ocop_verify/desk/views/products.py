"""A product at the desk: what is true of it today, what can be done, and its story in plain sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, abort, render_template

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import actor, allows, require
from ocop_verify.catalog.recognition import Recognition, recognition_on
from ocop_verify.desk.acting import Act
from ocop_verify.desk.story import story_of, subjects_of_product
from ocop_verify.desk.views.reporting import lines_of_story
from ocop_verify.desk.views.request import catalogue_now, place_of_decision, place_of_product, today
from ocop_verify.desk.views.words import ACT_WORDS
from ocop_verify.domain.records import Certification
from ocop_verify.labels.issuing import LABELLED
from ocop_verify.registry.correcting import correctable
from ocop_verify.verification.pages import product_page

blueprint = Blueprint("desk_products", __name__)


@dataclass(frozen=True, slots=True)
class Held:
    """A recognition with what may be done to it now.

    ``correctable`` is the act that may still be mended; ``opens``: its decision is one's own to open.
    """

    recognition: Recognition
    acts: Sequence[Act]
    correctable: str | None
    opens: bool


@blueprint.get("/registry/products/<int:key>")
@require(Permission.READ_REGISTRY, place=place_of_product)
def product(key: int) -> str:
    """The product's page for officers and inspectors."""
    catalogue, session = catalogue_now(), database()
    page = product_page(key, catalogue, today())
    if page is None:
        abort(HTTPStatus.NOT_FOUND)
    who, now = actor().name, moment()
    held = [
        Held(
            recognition_on(each, catalogue, today()),
            acts_on(each),
            correctable(session, each.id, actor=who, now=now),
            (there := place_of_decision(each.decision_id)) is not None
            and allows(Permission.READ_REGISTRY, there),
        )
        for each in catalogue.history_of(key)
    ]
    story = story_of(session, subjects_of_product(key, catalogue))
    return render_template(
        "desk/product.html",
        page=page,
        held=held,
        story=lines_of_story(story),
        act_words=ACT_WORDS,
        place=place_of_product(key),
        labelled=LABELLED,
    )


def acts_on(certification: Certification) -> Sequence[Act]:
    """What may be done to a recognition as it is."""
    if certification.revocation is not None:
        return ()
    is_suspended = any(each.lifted_on is None for each in certification.suspensions)
    return (Act.LIFT if is_suspended else Act.SUSPEND, Act.EXTEND, Act.REVOKE)
