"""A picture of a printed trial label: does it read, is it printed large enough, is it one's own?"""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image, ImageFilter

from ocop_verify.accounts.permissions import Grant, Role
from tests.desk import sit_down
from tests.labels.desk import LAN, make_house, request_of

MODULES = 41
WIDTH = 49  # with four light modules on each side
GOOD = "Đọc tốt: in được"
DOUBTFUL = "Đọc được, nhưng chưa chắc"


@pytest.fixture(scope="module")
def shop(new_registry):
    """A producer whose shared label was issued, its code, and the maker of something else."""
    from tests.conftest import running  # noqa: PLC0415

    with running(new_registry()) as app:
        house = make_house(app)
        lan = sit_down(app, LAN)
        path = f"/labels/new/{house.certification}"
        typed = {"kind": "product", "count": "1", "layout": "a4-24", "first": "1", "release": "1"}
        lan.send(path, step="issue", request=request_of(lan.get(path).text), **typed)
        maker = sit_down(app, Grant(Role.PRODUCER, producer_id=house.producer))
        other = sit_down(app, Grant(Role.PRODUCER, producer_id=house.stranger))
        app.extensions["catalogue"].refresh()
        code = Image.open(BytesIO(maker.post("/my/products/1/code/png").data)).convert("L")
        yield maker, other, code


def sent(browser, picture: Image.Image, form: str = "PNG", **options) -> str:
    file = BytesIO()
    picture.save(file, form, **options)
    answer = browser.send("/my/trial", picture=(BytesIO(file.getvalue()), f"tem.{form.lower()}"))
    assert answer.status_code == 200
    return answer.text


def scanned(code: Image.Image, module: float, dpi: int = 600) -> Image.Image:
    """The code printed with modules so wide (mm), on a larger paper, under a scanner."""
    side = round(WIDTH * module / 25.4 * dpi)
    paper = Image.new("L", (side * 2, side * 2), 245)
    paper.paste(code.resize((side, side), Image.Resampling.BOX), (side // 2, side // 3))
    return paper


def test_a_label_that_reads_well_may_be_printed(shop):
    maker, _, code = shop
    page = sent(maker, scanned(code, 0.51), dpi=(600, 600))
    assert GOOD in page
    assert "Cà phê bột Suối Mơ" in page
    assert "0,51 mm" in page


@pytest.mark.parametrize(
    ("make", "options", "words"),
    [
        (lambda code: scanned(code, 0.3), {"dpi": (600, 600)}, "in nhỏ quá"),
        (lambda code: scanned(code, 0.42, 150), {"dpi": (150, 150)}, "Ảnh thô quá"),
    ],
)
def test_what_is_doubtful_is_told_with_its_reason(shop, make, options, words):
    maker, _, code = shop
    page = sent(maker, make(code), **options)
    assert DOUBTFUL in page
    assert words in page


def test_a_photo_does_not_say_how_large_it_was_printed(shop):
    maker, _, code = shop
    page = sent(maker, scanned(code, 0.51).rotate(8, fillcolor=245), "JPEG", quality=80, dpi=(72, 72))
    assert GOOD in page
    assert "Ảnh chụp không cho biết" in page


@pytest.mark.parametrize(
    "spoil",
    [
        lambda code: code.filter(ImageFilter.GaussianBlur(40)),
        lambda code: code.point(lambda dot: 120 + dot // 50),  # grey on grey
        lambda code: code.crop((0, 0, code.width // 2, code.height)),
    ],
)
def test_what_cannot_be_read_is_told_with_what_to_do(shop, spoil: Callable[[Image.Image], Image.Image]):
    maker, _, code = shop
    assert "Không đọc được mã nào" in sent(maker, spoil(code))


def test_somebody_elses_label_is_not_ones_own(shop):
    _, other, code = shop
    page = sent(other, scanned(code, 0.51), dpi=(600, 600))
    assert "Mã này không phải tem của bạn" in page
    assert "Cà phê" not in page


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 not a picture", b"\x89PNG\r\n\x1a\n broken"])
def test_a_file_that_is_no_picture_is_told_at_its_field(shop, content):
    maker, _, _ = shop
    answer = maker.send("/my/trial", picture=(BytesIO(content), "tem.png"))
    assert answer.status_code == 422
    assert '<a href="#picture">' in answer.text


def test_without_a_picture_one_is_asked_for(shop):
    maker, _, _ = shop
    assert maker.send("/my/trial").status_code == 422
