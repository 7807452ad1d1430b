"""The doors for people without a code in hand: home, search, and what the register says of each thing."""

from http import HTTPStatus
from typing import TypeVar

from flask import Blueprint, abort, current_app, render_template

from ocop_verify.catalog.lines import Line, lines_of
from ocop_verify.config import Settings
from ocop_verify.domain.validity import local_day
from ocop_verify.search.lookalikes import Lookalike, lookalikes_of
from ocop_verify.search.views.context import today
from ocop_verify.search.wording import RESEMBLANCES
from ocop_verify.stories.views.photos import told_of
from ocop_verify.verification import specimens
from ocop_verify.verification.pages import decision_page, producer_page, product_page, states
from ocop_verify.verification.presenting import present
from ocop_verify.verification.structured import product_ld
from ocop_verify.verification.views.documents import document_of
from ocop_verify.verification.views.request import held_catalogue, moment_of_request

blueprint = Blueprint("pages", __name__)

Page = TypeVar("Page")


@blueprint.get("/")
def home() -> str:
    """Type a code, find a product, learn what a real label looks like."""
    return render_template("home.html", states=states())


@blueprint.get("/about")
def about() -> str:
    """How it works, and what it proves and does not."""
    return render_template("about.html", states=states())


@blueprint.get("/products/<int:key>")
def product(key: int) -> str:
    """One product: what is recognised today, and what was before."""
    held = held_catalogue()
    page = _or_404(product_page(key, held.catalogue, local_day(moment_of_request())))
    told = told_of(key, held.catalogue)
    pictures = [public_address(photo.plain.path) for photo in told.photos] if told else []
    return render_template(
        "product.html",
        page=page,
        told=told,
        document=document_of(page.shown.decision),
        data=product_ld(page, pictures, " ".join(told.paragraphs) if told else "", public_address),
        fresh=held.confirmed_at,
        lookalikes=_lookalikes(key),
    )


@blueprint.get("/producers/<int:key>")
def producer(key: int) -> str:
    """One producer and its products."""
    catalogue = held_catalogue().catalogue
    page = _or_404(producer_page(key, catalogue, local_day(moment_of_request())))
    return render_template("producer.html", page=page)


@blueprint.get("/decisions/<int:key>")
def decision(key: int) -> str:
    """One decision and what it recognised."""
    catalogue = held_catalogue().catalogue
    page = _or_404(decision_page(key, catalogue, local_day(moment_of_request())))
    return render_template("decision.html", page=page, document=document_of(page.decision))


@blueprint.get("/-/patterns")
def patterns() -> str:
    """Every component with invented data, for those who change them; nobody else is shown it."""
    if not (current_app.debug or current_app.testing):
        abort(HTTPStatus.NOT_FOUND)
    now = moment_of_request()
    catalogue = specimens.catalogue(now)
    answers = {name: present(check, catalogue) for name, check in specimens.checks(now).items()}
    lines = lines_of(catalogue.products.values(), catalogue, local_day(now))
    return render_template("patterns.html", answers=answers, lines=lines)


def public_address(path: str) -> str:
    """A path of ours as the world knows it, whatever language it is read in."""
    settings: Settings = current_app.extensions["settings"]
    return settings.public_url.rstrip("/") + path


def _lookalikes(key: int) -> list[tuple[Line, str]]:
    """What the product could be taken for, each with the words that say why."""
    index = today()
    found: list[Lookalike] = lookalikes_of(key, index.catalogued)
    products = [index.index.catalogue.products[each.product_id] for each in found]
    lines = lines_of(products, index.index.catalogue, index.day)
    return [(line, RESEMBLANCES[each.resemblance]) for line, each in zip(lines, found, strict=True)]


def _or_404(page: Page | None) -> Page:
    if page is None:
        abort(HTTPStatus.NOT_FOUND)
    return page
