"""The doors for people without a code in hand: home, search, and what the register says of each thing."""

from http import HTTPStatus
from typing import TypeVar

from flask import Blueprint, abort, current_app, render_template, request

from ocop_verify.catalog.lines import lines_of
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.validity import local_day
from ocop_verify.search.finding import Index
from ocop_verify.verification import specimens
from ocop_verify.verification.pages import decision_page, producer_page, product_page, states
from ocop_verify.verification.presenting import present
from ocop_verify.verification.views.request import held_catalogue, moment_of_request

blueprint = Blueprint("pages", __name__)

RESULTS = 50
MAX_QUERY = 200

Page = TypeVar("Page")


@blueprint.get("/")
def home() -> str:
    """Type a code, find a product, learn what a real label looks like."""
    return render_template("home.html", states=states())


@blueprint.get("/about")
def about() -> str:
    """How it works, and what it proves and does not."""
    return render_template("about.html", states=states())


@blueprint.get("/search")
def search() -> str:
    """Products by name, producer, place or decision number."""
    query = request.args.get("q", "")[:MAX_QUERY].strip()
    catalogue = held_catalogue().catalogue
    found = _index(catalogue).find(query, RESULTS)
    lines = lines_of(found.products, catalogue, local_day(moment_of_request()))
    return render_template("search.html", query=query, lines=lines, total=found.total)


@blueprint.get("/products/<int:key>")
def product(key: int) -> str:
    """One product: what is recognised today, and what was before."""
    catalogue = held_catalogue().catalogue
    page = _or_404(product_page(key, catalogue, local_day(moment_of_request())))
    return render_template("product.html", page=page, fresh=held_catalogue().confirmed_at)


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
    return render_template("decision.html", page=page)


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


def _or_404(page: Page | None) -> Page:
    if page is None:
        abort(HTTPStatus.NOT_FOUND)
    return page


def _index(catalogue: Catalogue) -> Index:
    """The search index of this catalogue, made again when the version moves."""
    index: Index | None = current_app.extensions.get("search_index")
    if index is None or index.version != catalogue.version:
        index = current_app.extensions["search_index"] = Index(catalogue)
    return index
