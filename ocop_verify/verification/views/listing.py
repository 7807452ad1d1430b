"""What search engines are shown: which pages there are, in both languages, and which are not for them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from http import HTTPStatus
from itertools import chain

from flask import Blueprint, Response, abort, current_app, request

from ocop_verify.config import Settings
from ocop_verify.verification.views.request import held_catalogue

blueprint = Blueprint("listing", __name__)

ListedPages = Callable[[], Iterable[str]]

# A file may hold 50,000 addresses (sitemaps.org); each page brings two.
PAGES_PER_FILE = 20_000
# Staff pages, forms and answers about single labels. They also say so themselves.
CLOSED = tuple(
    f"/{name}"
    for name in (
        *("account", "registry", "labels", "my", "notices", "inspection", "fairs/mine"),
        *("report", "code/", "scan"),
    )
)
# Robots take the longest rule that fits, and would take this for a page of "/inspection".
OPENED = "/inspections"
OPEN = (
    *("/", "/about", "/about/shoppers", "/about/sellers", "/about/organizers"),
    *("/check", "/stats", "/data", "/fairs", OPENED),
)
XML = "application/xml"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Which pages are not for search engines, and where the list of the others is."""
    tongues = ("", "/vi", "/en")
    closed = "".join(f"Disallow: {tongue}{path}\n" for tongue in tongues for path in CLOSED)
    opened = "".join(f"Allow: {tongue}{OPENED}\n" for tongue in tongues)
    return _kept(f"User-agent: *\n{closed}{opened}Sitemap: {_site()}/sitemap.xml\n", "text/plain")


@blueprint.get("/sitemap.xml")
def index() -> Response:
    """The lists of pages."""
    count = -(-len(_paths()) // PAGES_PER_FILE)
    files = "".join(f"<sitemap><loc>{_site()}/sitemap/{n}.xml</loc></sitemap>\n" for n in range(1, count + 1))
    return _kept(f'{HEAD}<sitemapindex xmlns="{SITEMAP}">\n{files}</sitemapindex>\n', XML)


@blueprint.get("/sitemap/<int:number>.xml")
def pages(number: int) -> Response:
    """One list: every page in both languages, each naming the other."""
    paths = _paths()[(number - 1) * PAGES_PER_FILE : number * PAGES_PER_FILE] if number else []
    if not paths:
        abort(HTTPStatus.NOT_FOUND)
    open_tag = f'<urlset xmlns="{SITEMAP}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    return _kept("".join([HEAD, open_tag, *_urls(paths), "</urlset>\n"]), XML)


def _urls(paths: Sequence[str]) -> Iterator[str]:
    site = _site()
    for path in paths:
        vi, en = f"{site}/vi{path}", f"{site}/en{path}"
        links = (
            f'<xhtml:link rel="alternate" hreflang="vi" href="{vi}"/>'
            f'<xhtml:link rel="alternate" hreflang="en" href="{en}"/>'
        )
        yield f"<url><loc>{vi}</loc>{links}</url>\n<url><loc>{en}</loc>{links}</url>\n"


def _paths() -> list[str]:
    """Every page that is worth finding: products that were recognised, and their producers."""
    catalogue = held_catalogue().catalogue
    products = (f"/products/{key}" for key in sorted(catalogue.certifications_of_product))
    producers = (f"/producers/{key}" for key in sorted(catalogue.products_of_producer))
    # Rooms that come later list their own pages.
    more: Sequence[ListedPages] = current_app.extensions.get("listed_pages", ())
    served = {rule.rule for rule in current_app.url_map.iter_rules()}
    opened = (path for path in OPEN if path in served)
    return [*opened, *chain.from_iterable(pages() for pages in more), *products, *producers]


def _site() -> str:
    settings: Settings = current_app.extensions["settings"]
    return settings.public_url.rstrip("/")


def _kept(text: str, mimetype: str) -> Response:
    response = Response(text, mimetype=mimetype)
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.add_etag()
    response.make_conditional(request)
    return response
