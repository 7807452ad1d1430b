"""What each word does in the name of a product, and what is a maker's own."""

import pytest

from ocop_verify.domain.matching.maker_names import read_maker_name
from ocop_verify.domain.matching.product_names import MAX_WORDS, SILENT, Role, read_product_name


def silent(text: str) -> str:
    """The words of a name that say nothing about which product it is."""
    name = read_product_name(text)
    return " ".join(w.shown for w, role in zip(name.words, name.roles, strict=True) if role in SILENT)


def head(text: str) -> str:
    """What the thing is."""
    name = read_product_name(text)
    return " ".join(name.words[place].shown for place in name.head)


@pytest.mark.parametrize(
    ("text", "packing"),
    [
        ("Mắm nêm Thuyền Nan chai 500ml", "chai 500ml"),
        ("Cà phê bột Suối Mơ gói 500 g", "gói 500 g"),
        ("Trà túi lọc Mây hộp 20 gói x 3g", "hộp 20 gói x 3g"),
        ("Mật ong Đồi Gió (hộp quà)", "hộp quà"),
        ("Mật ong Đồi Gió 1kg", "1kg"),
        ("Hũ thủy tinh 250gr tương ớt Bà Tư", "hũ thủy tinh 250gr"),
        ("NUOC MAM CHAI 500ML", "chai 500ml"),
    ],
)
def test_packing_says_nothing_about_the_product(text, packing):
    assert silent(text) == packing


@pytest.mark.parametrize(
    ("text", "praise"),
    [
        ("Đặc sản mắm nêm Thuyền Nan", "đặc sản"),
        ("Sản phẩm OCOP mắm nêm Thuyền Nan chính hiệu", "sản phẩm ocop chính hiệu"),
        ("Mắm nêm thơm ngon Thuyền Nan", "thơm ngon"),
    ],
)
def test_praise_and_the_programmes_words_say_nothing_either(text, praise):
    assert silent(text) == praise


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Trà thảo mộc 7 vị", id="a number that is part of the name"),
        pytest.param("Nước mắm 40 độ đạm", id="degrees"),
        pytest.param("Gạo ST25", id="a sort"),
        pytest.param("Bình gốm men lam", id="a vase is no container here"),
        pytest.param("Túi cói Cô Mận", id="nor is a bag"),
    ],
)
def test_what_only_looks_like_packing_counts(text):
    assert silent(text) == ""


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("Nước mắm cá cơm Thuyền Nan", "nước mắm"),
        ("Mắm cá cơm Thuyền Nan", "mắm"),
        ("Tinh bột nghệ", "tinh bột"),
        ("tinh bot nghe", "tinh bot"),
        ("Mộc Đế Vương", ""),
        ("Thuyền Nan Mắm nêm", "mắm nêm"),
    ],
)
def test_the_longest_kind_says_what_the_thing_is(text, thing):
    assert head(text) == thing


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Macca Thuyền Nan", "Mắc ca Thuyền Nan"),
        ("Coffee Suối Mơ", "Cà phê Suối Mơ"),
        ("Cafe Suối Mơ", "Cà phê Suối Mơ"),
        ("Cao Actiso Mây", "Cao atisô Mây"),
        ("Chè shan Mây Trắng", "Trà shan Mây Trắng"),
        ("THỊT HEO MUỐI", "Thịt lợn muối"),
        ("Mắm nêm Thuyền Nan 500ml", "Thuyền Nan - Mắm Nêm"),
    ],
)
def test_two_spellings_of_one_thing_have_one_key(one, other):
    assert read_product_name(one).key == read_product_name(other).key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kẹo dừa Cô Lụa", "Kẹo dừa Cô Lan"),
        ("Nước mắm cá cơm", "Mắm cá cơm"),
        ("Gạo ST25", "Gạo ST24"),
        ("Trà thảo mộc 7 vị", "Trà thảo mộc 9 vị"),
    ],
)
def test_two_things_have_two_keys(one, other):
    assert read_product_name(one).key != read_product_name(other).key


def test_a_pasted_page_keeps_nobody_busy():
    assert len(read_product_name("nước mắm " * 5_000).words) == MAX_WORDS
    assert len(read_maker_name("công ty tên dài " * 5_000).own) <= MAX_WORDS


def test_a_slip_in_a_foreign_name_is_mended_only_where_no_name_has_the_word():
    spoilt = read_product_name("Cofffee Suối Mơ", is_word=lambda _: False)
    assert spoilt.roles[0] is Role.KIND
    kept = read_product_name("Cofffee Suối Mơ", is_word=lambda _: True)
    assert kept.roles[0] is Role.PLAIN


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Công ty TNHH Thuyền Nan", "thuyền nan"),
        ("CT TNHH Thuyền Nan", "thuyền nan"),
        ("Cty CP TM XNK Thuyền Nan", "thuyền nan"),
        ("CTCP Thực phẩm Thuyền Nan", "thuyền nan"),
        ("HTX NN & DV Suối Mơ", "suối mơ"),
        ("Hợp tác xã Nông nghiệp và Dịch vụ Suối Mơ", "suối mơ"),
        ("THT Đồi Gió", "đồi gió"),
        ("CSSX Hải Hòa", "hải hòa"),
        ("Cơ sở chế biến Hải Hòa", "hải hòa"),
        ("HKD Trần Thị Lụa", "trần thị lụa"),
        ("Hộ kinh doanh Trần Thị Lụa", "trần thị lụa"),
        ("Hộ Trần Thị Lụa", "trần thị lụa"),
        ("DNTN Bến Đá", "bến đá"),
        ("Doanh nghiệp tư nhân Bến Đá", "bến đá"),
        ("Chi nhánh Công ty TNHH Nông Nghiệp Thuyền Nan", "thuyền nan"),
    ],
)
def test_legal_form_and_trade_are_not_the_makers_own(text, own):
    assert " ".join(word.shown for word in read_maker_name(text).own) == own


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("HTX Suối Mơ", "cooperative"),
        ("CT TNHH Thuyền Nan", "company"),
        ("Hộ Trần Thị Lụa", "household"),
        ("CSSX Hải Hòa", "establishment"),
        ("THT Đồi Gió", "group"),
        ("DNTN Bến Đá", "private"),
        pytest.param("Hồ Thị Lụa", "", id="a family is no household"),
        pytest.param("Lò Văn Bến", "", id="nor a kiln"),
    ],
)
def test_the_legal_form_is_known_by_its_abbreviations(text, form):
    assert read_maker_name(text).form == form


@pytest.mark.parametrize(
    "text",
    [
        "Cửa hàng đặc sản Lan",
        "Siêu thị Co.opmart Đồng Xoài",
        "Shop OCOP Minh Tâm",
        "Bách hóa Xanh",
        "WinMart",
        "TikTok Shop",
    ],
)
def test_a_shop_is_a_seller_and_no_maker(text):
    assert read_maker_name(text).is_seller


@pytest.mark.parametrize(
    "text", ["CiNG TY TNHH Thuyền Nan", "Cogn ty TNHH Thuyền Nan", "Hopj tác xã Thuyền Nan", "HXT Thuyền Nan"]
)
def test_slips_in_the_legal_form_are_mended(text):
    assert " ".join(word.shown for word in read_maker_name(text, mend=True).own) == "thuyền nan"
