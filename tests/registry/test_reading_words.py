"""How the words of a row are read: numbers of decisions, legal forms, communes, bodies, days."""

from datetime import timedelta

import pytest

from ocop_verify.domain.authority_names import MEANINGS_UNTIL, parse_authority
from ocop_verify.domain.records import ProducerType
from ocop_verify.registry.bodies import Bodies, Body
from ocop_verify.registry.columns import COLUMNS
from ocop_verify.registry.decision_numbers import BadDecisionNumber, read_number
from ocop_verify.registry.examining import commune_key
from ocop_verify.registry.producer_types import find_type, type_by_name
from tests.registry.statements import make_recognition

PROVINCE = parse_authority("UBND tỉnh Lâm Đồng")
MINISTRY = parse_authority("Bộ Nông nghiệp và Môi trường")

NUMBERS = [
    ("303/QĐ-UBND", "303/QĐ-UBND", "as it is printed"),
    ("Số 303/QĐ-UBND", "303/QĐ-UBND", "the word for number before it"),
    ("Quyết định số: 303/QĐ-UBND", "303/QĐ-UBND", "more words before it"),
    ("QĐ 303", "303/QĐ-UBND", "no ending: that of its authority"),
    ("303 / QĐ-UBND", "303/QĐ-UBND", "spaces"),
    ("303/QĐ - UBND", "303/QĐ-UBND", "spaces around the hyphen"),
    ("303/QĐ-UBND ngày 04/02/2020", "303/QĐ-UBND", "its date behind it"),
    ("303/QĐ-UBND, ký ngày 04/02/2020", "303/QĐ-UBND", "its date behind a comma"),
    ("303a/QĐ-UBND", "303a/QĐ-UBND", "a letter behind the number"),
    ("303-QĐ/UBND", "303-QĐ/UBND", "an older order of the signs"),
]


@pytest.mark.parametrize(("text", "shown"), [case[:2] for case in NUMBERS], ids=[case[2] for case in NUMBERS])
def test_a_decision_number_is_read_as_people_write_it(text, shown):
    assert read_number(text, PROVINCE).text == shown


def test_spellings_of_one_number_share_a_key():
    texts = ("303/QĐ-UBND", "0303/qđ-ubnd", "Số 303", "303 / QĐ–UBND", "303-QĐ/UBND")
    assert {read_number(text, PROVINCE).key for text in texts} == {"303/qdubnd"}


def test_numbers_with_another_ending_are_others():
    assert read_number("303/QĐ-CTUBND", PROVINCE).key != read_number("303/QĐ-UBND", PROVINCE).key


def test_a_bare_number_of_a_ministry_gets_the_ministry_s_ending():
    assert read_number("5", MINISTRY).text == "5/QĐ-BNNMT"
    assert read_number("5", parse_authority("Bộ NN&PTNT")).text == "5/QĐ-BNN"


def test_reading_a_number_again_changes_nothing():
    for text, *_ in NUMBERS:
        once = read_number(text, PROVINCE)
        assert read_number(once.text, PROVINCE) == once


@pytest.mark.parametrize("text", ["", "QĐ-UBND", "không số", "/QĐ-UBND", "số"])
def test_what_has_no_number_is_refused(text):
    with pytest.raises(BadDecisionNumber):
        read_number(text, PROVINCE)


FORMS = [
    ("Hợp tác xã", ProducerType.COOPERATIVE),
    ("HTX", ProducerType.COOPERATIVE),
    ("Liên hiệp HTX", ProducerType.COOPERATIVE),
    ("Tổ hợp tác", ProducerType.COOPERATIVE_GROUP),
    ("THT", ProducerType.COOPERATIVE_GROUP),
    ("Doanh nghiệp", ProducerType.ENTERPRISE),
    ("CÔNG TY TNHH", ProducerType.ENTERPRISE),
    ("Chi nhánh Công ty", ProducerType.ENTERPRISE),
    ("Cơ sở sản xuất", ProducerType.ESTABLISHMENT),
    ("Hộ kinh doanh", ProducerType.HOUSEHOLD),
    ("HKD", ProducerType.HOUSEHOLD),
    ("Hộ Trần Thị Lan", ProducerType.HOUSEHOLD),
    ("ho kinh doanh", ProducerType.HOUSEHOLD),
    ("cooperative_group", ProducerType.COOPERATIVE_GROUP),
    ("other", ProducerType.OTHER),
    ("Hội Phụ nữ", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "form"), FORMS)
def test_a_legal_form_is_read_from_words_or_codes(text, form):
    assert find_type(text) == form


def test_a_name_that_tells_no_form_is_of_another():
    assert type_by_name("Đồi Gió Farm") is ProducerType.OTHER
    assert type_by_name("Hồ Thị Lan") is ProducerType.OTHER


@pytest.mark.parametrize(
    "name", ["xã Suối Mơ", "Suối Mơ", "SUỐI MƠ", "phường Suối Mơ", "TT. Suối Mơ", "x. Suối Mơ"]
)
def test_a_commune_is_compared_without_its_kind(name):
    assert commune_key(name) == "suoi mo"


NAMES = [
    "UBND thành phố Huế",
    "UBND tỉnh Thừa Thiên Huế",
    "UBND tỉnh Đồng Nai",
    "UBND thành phố Đồng Nai",
    "UBND Đồng Nai",
    "Bộ Nông nghiệp",
    "Bộ NN&PTNT",
    "UBND tỉnh Lâm Đồng",
    "UBND huyện Đồi Gió",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_means_one_body_between_two_changes_of_meaning(name):
    """What is remembered for one day must hold for every day of its epoch."""
    bodies = Bodies()
    for until in MEANINGS_UNTIL:
        for day in (until - timedelta(30), until, until + timedelta(1), until + timedelta(30)):
            said = make_recognition(authority=name, decided_on=day, address="", province="")
            found, expected = bodies.find(said), parse_authority(name, day)
            official = found.official if isinstance(found, Body) else expected
            assert official == expected, day


def test_every_heading_means_one_column():
    spellings = [spelling for column in COLUMNS for spelling in column.spellings()]
    assert sorted(spellings) == sorted(set(spellings))
