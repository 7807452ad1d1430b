"""What is said of a product: from the form to the catalogue and the page, with and without the database."""

from io import BytesIO

import pytest
from flask import Flask
from PIL import Image

from ocop_verify.accounts.permissions import Grant, Role
from ocop_verify.db import db
from ocop_verify.pictures import Form
from ocop_verify.stories.documents import Library, Photo, PhotoFile
from ocop_verify.stories.models import StoryPhotoRow, StoryRow
from ocop_verify.stories.telling import MAX_PHOTOS, MAX_TEXT, StoryRefused, Teller, add_photo, tell
from tests.cast import NOW, OFFICER
from tests.conftest import running
from tests.desk import Browser, sit_down, stranger
from tests.labels.desk import LAN, House, make_house
from tests.labels.store import store_product
from tests.pages import Page
from tests.racing import AT_ONCE, at_once
from tests.test_pictures import with_gps

WORDS = "Cà phê hái chín, phơi trên giàn.\n\nRang mẻ nhỏ mỗi tuần."


@pytest.fixture
def house(fresh_app: Flask) -> House:
    return make_house(fresh_app)


@pytest.fixture
def maker(fresh_app: Flask, house: House) -> Browser:
    return sit_down(fresh_app, Grant(Role.PRODUCER, producer_id=house.producer))


@pytest.fixture
def lan(fresh_app: Flask, house: House) -> Browser:
    return sit_down(fresh_app, LAN)


def public_page(app: Flask, path: str = "/products/1") -> str:
    app.extensions["catalogue"].refresh()
    return stranger(app).get(path).text


def send_photo(browser: Browser, alt: str = "Gói cà phê 500 g", content: bytes = b"", desk: str = "my"):
    form = f"/{desk}/products/1/story"
    token, sent = browser.token(form), (BytesIO(content or with_gps()), "IMG_1.jpg")
    return browser.post(f"{form}/photos", token, photo=sent, alt=alt, content_type="multipart/form-data")


def file_of(letter: str) -> PhotoFile:
    return PhotoFile(Form.JPEG, 10, 10, letter * 64)


# --- the form and the page -----------------------------------------------------------------------------


def test_what_a_producer_says_stands_on_the_public_page_apart_from_the_decision(fresh_app, maker):
    assert "Chủ thể tự giới thiệu" not in public_page(fresh_app)
    assert maker.send("/my/products/1/story", text=WORDS).status_code == 303
    page = public_page(fresh_app)
    told = page[page.index('class="told"') :]
    assert "Chủ thể tự giới thiệu" in told
    assert "không nằm trong quyết định" in told
    assert "<p>Cà phê hái chín, phơi trên giàn.</p>\n<p>Rang mẻ nhỏ mỗi tuần.</p>" in told


def test_what_the_office_says_is_told_as_the_offices(fresh_app, lan):
    lan.send("/registry/products/1/story", text=WORDS)
    assert "Cơ quan quản lý giới thiệu" in public_page(fresh_app)


def test_it_is_read_while_the_database_is_away_and_after_a_restart_without_it(new_registry):
    settings = new_registry()
    if settings.database_url:
        pytest.skip("the file of the database is moved away")
    with running(settings) as app:
        house = make_house(app)
        browser = sit_down(app, Grant(Role.PRODUCER, producer_id=house.producer))
        browser.send("/my/products/1/story", text=WORDS)
        assert "phơi trên giàn" in public_page(app)
    (settings.data_dir / "ocop.sqlite3").unlink()
    with running(settings) as app:
        assert "phơi trên giàn" in stranger(app).get("/products/1").text


def test_a_photo_comes_in_sizes_and_forms_with_its_words_and_without_its_place(fresh_app, maker):
    assert send_photo(maker).status_code == 303
    page = Page(public_page(fresh_app))
    [image] = page.all("img")
    assert image.attributes["alt"] == "Gói cà phê 500 g"
    assert (int(image.attributes["width"]), int(image.attributes["height"])) == (80, 120)
    assert [source.attributes["type"] for source in page.all("source")] == ["image/avif", "image/webp"]
    for path in [image.attributes["src"], *(s.attributes["srcset"].split()[0] for s in page.all("source"))]:
        answer = stranger(fresh_app).get(path)
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.mimetype == f"image/{path.rpartition('.')[2]}"
        assert dict(Image.open(BytesIO(answer.data)).getexif()) == {}


def test_the_first_photo_is_what_a_chat_shows_beside_the_state(fresh_app, maker):
    send_photo(maker)
    pictures = [
        meta.attributes["content"]
        for meta in Page(public_page(fresh_app)).all("meta")
        if meta.attributes.get("property") == "og:image"
    ]
    assert pictures[0].startswith("https://ocop.vn/photos/")
    assert "in_force" in pictures[1]


def test_photos_are_described_anew_put_first_and_taken_away_with_their_files(fresh_app, maker):
    send_photo(maker, "Gói cà phê")
    send_photo(maker, "Giàn phơi", content=_other_photo())
    form = "/my/products/1/story"
    maker.post(f"{form}/photos/2", maker.token(form), do="first")
    maker.post(f"{form}/photos/1", maker.token(form), do="describe", **{"alt-1": "Gói cà phê 250 g"})
    alts = [image.attributes["alt"] for image in Page(public_page(fresh_app)).all("img")]
    assert alts == ["Giàn phơi", "Gói cà phê 250 g"]
    shown = Page(public_page(fresh_app)).all("img")[0].attributes["src"]
    maker.post(f"{form}/photos/2", maker.token(form), do="remove")
    assert "Giàn phơi" not in public_page(fresh_app)
    assert stranger(fresh_app).get(shown).status_code == 404


def _other_photo() -> bytes:
    file = BytesIO()
    Image.effect_noise((300, 200), 80).convert("RGB").save(file, "JPEG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"alt": ""}, "alt"),
        ({"content": b"<svg/>"}, "photo"),
        ({"alt": "x" * 201}, "alt"),
    ],
)
def test_a_photo_without_words_or_a_file_that_is_none_is_told_at_its_field(fresh_app, maker, fields, field):
    answer = send_photo(maker, **fields)
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in answer.text


def test_words_that_are_too_long_stay_in_their_field(maker):
    answer = maker.send("/my/products/1/story", text="x" * (MAX_TEXT + 1))
    assert answer.status_code == 422
    assert "x" * MAX_TEXT in answer.text


def test_nobody_tells_the_story_of_somebody_elses_product(fresh_app, house):
    other = sit_down(fresh_app, Grant(Role.PRODUCER, producer_id=house.stranger))
    neighbour = sit_down(fresh_app, Grant(Role.OFFICER, "92"))
    for browser, desk in ((other, "my"), (neighbour, "registry")):
        assert browser.get(f"/{desk}/products/1/story").status_code == 404
        assert browser.post(f"/{desk}/products/1/story", text=WORDS).status_code == 404
    minh = sit_down(fresh_app, Grant(Role.INSPECTOR, "68"))
    assert minh.get("/registry/products/1/story").status_code == 403


def test_a_photo_of_another_product_is_not_there(fresh_app, maker):
    send_photo(maker)
    assert maker.post("/my/products/2/story/photos/1", do="remove").status_code == 404


@pytest.mark.parametrize("name", ["x", "0" * 64, f"{'0' * 64}.exe", f"{'0' * 64}.webp", "..%2Fsecret.key"])
def test_what_is_no_photo_of_ours_is_not_there(fresh_app, name):
    assert stranger(fresh_app).get(f"/photos/{name}").status_code == 404


# --- the acts -------------------------------------------------------------------------------------------


@pytest.fixture
def library(tmp_path) -> Library:
    return Library(tmp_path)


def add(session, library: Library, product: int, letter: str) -> StoryPhotoRow:
    files = (file_of(letter),)
    return add_photo(
        session, library, product, letter * 64, files, "Ảnh", Teller.PRODUCER, actor=OFFICER, now=NOW
    )


def test_the_document_is_what_is_kept(session, library):
    product = store_product(session, "Cà phê")
    tell(session, library, product, WORDS, Teller.PRODUCER, actor=OFFICER, now=NOW)
    add(session, library, product, "a")
    document = library.document(session.get_one(StoryRow, product).document)
    assert document.paragraphs == ["Cà phê hái chín, phơi trên giàn.", "Rang mẻ nhỏ mỗi tuần."]
    assert document.photos == (Photo("Ảnh", "producer", (file_of("a"),)),)


def test_the_same_words_again_change_nothing(session, library):
    product = store_product(session, "Cà phê")
    told = [tell(session, library, product, WORDS, Teller.PRODUCER, actor=OFFICER, now=NOW) for _ in range(2)]
    assert told == [True, False]


def test_the_same_photo_again_is_one_photo_and_there_are_only_so_many(session, library):
    product = store_product(session, "Cà phê")
    letters = "0123456789abcdef"[:MAX_PHOTOS]
    for letter in letters * 2:
        add(session, library, product, letter)
    assert session.query(StoryPhotoRow).filter_by(product_id=product).count() == MAX_PHOTOS
    with pytest.raises(StoryRefused):
        add(session, library, product, "f")


def test_a_document_that_was_changed_on_disk_is_not_shown(session, library):
    product = store_product(session, "Cà phê")
    tell(session, library, product, WORDS, Teller.PRODUCER, actor=OFFICER, now=NOW)
    digest = session.get_one(StoryRow, product).document
    path = library.documents.path(digest)
    path.write_bytes(path.read_bytes().replace(b"producer", b"somebody"))
    assert library.document(digest) is None


def test_what_was_never_told_is_not_in_the_catalogue(fresh_app, house):
    fresh_app.extensions["catalogue"].refresh()
    assert fresh_app.extensions["catalogue"].held.catalogue.stories == {}
    with fresh_app.app_context():
        assert db.session.query(StoryRow).count() == 0


def test_photos_that_are_added_at_once_are_all_published(fresh_app, house):
    library, letters = fresh_app.extensions["library"], iter("abcd")

    def act(session):
        letter = next(letters)
        files, who = (file_of(letter),), {"actor": OFFICER, "now": NOW}
        add_photo(session, library, 1, letter * 64, files, "Gói cà phê", Teller.PRODUCER, **who)

    with fresh_app.app_context():
        assert at_once(db.engine, act) == [None] * AT_ONCE
        published = library.document(db.session.get_one(StoryRow, 1).document)
    assert {photo.plain.sha256 for photo in published.photos} == {letter * 64 for letter in "abcd"}
