"""The legal form of a producer, as files say it and as its name tells."""

import re

from ocop_verify.domain.records import ProducerType
from ocop_verify.domain.text import clean, words

# The folded beginnings of a form's name, the longer ones first: "hợp tác" begins two of them.
_BEGINNINGS = (
    (r"(lien hiep )?(hop tac xa|htx)\b", ProducerType.COOPERATIVE),
    (r"(to hop tac|tht|to hoi|to san xuat)\b", ProducerType.COOPERATIVE_GROUP),
    (
        r"(doanh nghiep|dn|dntn|cong ty|cty|chi nhanh|tap doan|tong cong ty|nha may|xi nghiep)\b",
        ProducerType.ENTERPRISE,
    ),
    (r"(co so|cs|csxs|cssx|trang trai|lo san xuat)\b", ProducerType.ESTABLISHMENT),
    (r"(ho (kinh doanh|san xuat|gia dinh|ca the|nong dan)|hkd|hsx|hgd|ca nhan)\b", ProducerType.HOUSEHOLD),
)
_CODES = frozenset(form.value for form in ProducerType)


def find_type(text: str) -> ProducerType | None:
    """The form that a text names, by its own code or in Vietnamese; None when it names none."""
    key = words(text)
    code = key.replace(" ", "_")
    if code in _CODES:
        return ProducerType(code)
    if re.match(r"hộ\b", clean(text).lower()):  # without its tone it would also be the surname Hồ
        return ProducerType.HOUSEHOLD
    return next((form for beginning, form in _BEGINNINGS if re.match(beginning, key)), None)


def type_by_name(name: str) -> ProducerType:
    """The form that a producer's own name begins with: "HTX Suối Mơ", "Công ty TNHH …"."""
    return find_type(name) or ProducerType.OTHER
