"""Claims as people write them: the truth about a product, and what typing, packing and selling make of it."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from bench.naming import FOREIGN, GIVEN, PARTS, SAME_THINGS, Fiction, Made
from ocop_verify.domain.text import fold

TONES = "\u0300\u0301\u0303\u0309\u0323"
_TELEX_TONE = dict(zip(TONES, "fsxrj", strict=True))
_TELEX_SIGN = {"\u0302": "", "\u0306": "w", "\u031b": "w"}
_VNI_TONE = dict(zip(TONES, "21435", strict=True))
_VNI_SIGN = {"\u0302": "6", "\u0306": "8", "\u031b": "7"}
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_ABBREVIATED = (
    ("Hợp tác xã", "HTX"), ("Công ty TNHH", "CT TNHH"), ("Công ty TNHH", "Cty TNHH"),
    ("Công ty Cổ phần", "Cty CP"),
    ("Công ty CP", "CTCP"), ("Cơ sở sản xuất", "CSSX"), ("Cơ sở", "CS"), ("Hộ kinh doanh", "HKD"),
    ("Tổ hợp tác", "THT"),
    ("Nông nghiệp", "NN"), ("Thương mại", "TM"), ("Dịch vụ", "DV"), ("Sản xuất", "SX"), (" và ", " & "),
    ("Thực phẩm", "TP"),
    ("Nông sản", "NS"), ("DNTN", "Doanh nghiệp tư nhân"),
)  # fmt: skip
_FORMS = re.compile(
    r"^(Hợp tác xã|HTX|Công ty TNHH|Công ty Cổ phần|Công ty CP|Chi nhánh Công ty TNHH|Cơ sở sản xuất"
    r"|Cơ sở chế biến|Cơ sở|CSSX|Hộ kinh doanh|Hộ sản xuất|HKD|Hộ|Tổ hợp tác sản xuất|Tổ hợp tác|THT|DNTN)"
    r"( MTV| TM XNK| Thương mại Dịch vụ)? "
)
_PACKING = (
    "gói 500g", "hộp quà", "chai 500ml", "túi zip 200 g", "hũ thủy tinh 250gr", "hộp 20 gói x 3g", "1kg",
    "lọ 350 ml", "(hộp 250g)",
    "túi 1 kg", "lon 330ml", "chai 0,5 lít", "hộp giấy", "quy cách 300g/gói",
)  # fmt: skip
_SHOPS = (
    "Cửa hàng đặc sản {}", "Siêu thị {}", "Shop OCOP {}", "Đại lý {}", "Cửa hàng nông sản sạch {}",
    "Nhà phân phối {}",
    "{} Mart", "Gian hàng {}", "Siêu thị Co.opmart {}", "Tạp hóa {}",
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A claim before it is read, and the product that is meant; None: none that is certified."""

    product: str
    maker: str = ""
    place: str = ""
    text: str = ""
    truth: Made | None = None


Change = Callable[[Random, Said], Said]


def marks_dropped(chance: Random, said: Said) -> Said:
    """ "nuoc mam ca com"."""
    return replace(said, product=_plain(said.product), maker=_plain(said.maker))


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(each for each in plain if not unicodedata.combining(each))


def tones_moved(chance: Random, said: Said) -> Said:
    """ "Hoà Bình" for "Hòa Bình", or the other way; decomposed as some programs write it."""
    form = chance.choice(("NFC", "NFD"))
    return replace(
        said,
        product=unicodedata.normalize(form, _moved(said.product)),
        maker=unicodedata.normalize(form, _moved(said.maker)),
    )


def _moved(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    pairs = [
        ("òa", "oà"), ("óa", "oá"), ("ỏa", "oả"), ("õa", "oã"), ("ọa", "oạ"), ("òe", "oè"), ("óe", "oé"),
        ("ùy", "uỳ"), ("úy", "uý"), ("ủy", "uỷ"), ("ụy", "uỵ"),
    ]  # fmt: skip
    for one, other in pairs:
        text = text.replace(one, "\0").replace(other, one).replace("\0", other)
    return text


def keys_shown(chance: Random, said: Said) -> Said:
    """The input method was off for a word or two: "mawms", "nuwocs", "ma8m1"."""
    signs, tones = chance.choice(
        ((_TELEX_SIGN, _TELEX_TONE), (_TELEX_SIGN, _TELEX_TONE), (_VNI_SIGN, _VNI_TONE))
    )
    return replace(said, product=_typed(chance, said.product, signs, tones))


def _typed(chance: Random, text: str, signs: dict[str, str], tones: dict[str, str]) -> str:
    words = text.split()
    marked = [place for place, word in enumerate(words) if not word.isascii()]
    for place in chance.sample(marked, min(len(marked), chance.choice((1, 1, 2)))):
        words[place] = _keys(words[place], signs, tones, "d9" if signs is _VNI_SIGN else "dd")
    return " ".join(words)


def _keys(word: str, signs: dict[str, str], tones: dict[str, str], dd: str) -> str:
    keys, tone, before = "", "", ""
    for each in unicodedata.normalize("NFD", word.lower().replace("đ", dd)):
        if each in tones:
            tone = tones[each]
        elif each in signs:
            keys += signs[each] or before
        else:
            keys += each
            before = each
    return keys + tone


def slipped(chance: Random, said: Said) -> Said:
    """One letter wrong, missing, doubled or swapped in a word of the product's name."""
    return replace(said, product=_slip(chance, said.product))


def slipped_twice(chance: Random, said: Said) -> Said:
    """A slip in the product's name and one in the maker's."""
    return replace(said, product=_slip(chance, said.product), maker=_slip(chance, said.maker))


def _slip(chance: Random, text: str) -> str:
    words = text.split()
    long = [place for place, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    if not long:
        return text
    place = chance.choice(long)
    word = words[place]
    at = chance.randrange(1, len(word) - 1)
    match chance.randrange(4):
        case 0:
            word = word[:at] + word[at + 1 :]
        case 1:
            word = word[:at] + word[at] + word[at:]
        case 2:
            word = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case _:
            word = word[:at] + _neighbour(chance, word[at]) + word[at + 1 :]
    words[place] = word
    return " ".join(words)


def _neighbour(chance: Random, letter: str) -> str:
    plain = fold(letter)
    for row in _KEYS:
        if plain in row and plain:
            place = row.index(plain)
            return chance.choice([row[max(place - 1, 0)], row[min(place + 1, len(row) - 1)]])
    return letter


def reordered(chance: Random, said: Said) -> Said:
    """The brand first, or the words in any order."""
    words = said.product.split()
    if len(words) > 3 and chance.random() < 0.6:
        cut = chance.randrange(1, len(words))
        words = words[cut:] + words[:cut]
    else:
        chance.shuffle(words)
    return replace(said, product=" ".join(words))


def abbreviated(chance: Random, said: Said) -> Said:
    """ "CT TNHH", "HTX NN & DV"; or nothing but what the maker is called."""
    if chance.random() < 0.3 and len(bare := _FORMS.sub("", said.maker).split()) > 1:
        return replace(said, maker=" ".join(bare))
    maker = said.maker
    for long, short in _ABBREVIATED:
        if chance.random() < 0.8:
            maker = maker.replace(long, short)
    return replace(said, maker=maker)


def packed(chance: Random, said: Said) -> Said:
    """ "gói 500g", "hộp quà"."""
    packing = chance.choice(_PACKING)
    return replace(
        said, product=f"{said.product} {packing}" if chance.random() < 0.85 else f"{packing} {said.product}"
    )


def praised(chance: Random, said: Said) -> Said:
    """Words that every package has: OCOP, đặc sản, sạch, the maker's place."""
    praise = chance.choice(
        ("OCOP", "đặc sản", "sản phẩm OCOP", "chính hiệu", "OCOP 3 sao", "thơm ngon", "4 sao OCOP")
    )
    return replace(
        said, product=f"{praise} {said.product}" if chance.random() < 0.4 else f"{said.product} {praise}"
    )


def sold(chance: Random, said: Said) -> Said:
    """A shop stands where the maker should."""
    return replace(said, maker=chance.choice(_SHOPS).format(" ".join(chance.sample(PARTS, 2))))


def traded(chance: Random, said: Said) -> Said:
    """A trading house stands where the maker should: nothing in its name says that it only sells."""
    return replace(
        said, maker=f"Công ty TNHH Thương mại {' '.join(chance.sample(PARTS, 2))} {chance.choice(FOREIGN)}"
    )


def unsaid(chance: Random, said: Said) -> Said:
    """The maker is missing."""
    return replace(said, maker="")


def placed(chance: Random, said: Said) -> Said:
    """The maker is missing and the place is told, by an old name or a new one."""
    assert said.truth
    maker = said.truth.maker
    return replace(
        said,
        maker="",
        place=chance.choice(
            (maker.province.name, maker.address, f"{maker.commune}, {maker.province.short_name}")
        ),
    )


def in_one_line(chance: Random, said: Said) -> Said:
    """Everything in one field, as on a package or in a shop's listing."""
    assert said.truth
    tail = chance.choice(("", f", {said.truth.maker.province.short_name}", " OCOP 3 sao"))
    return Said(
        "", text=f"{said.product}{chance.choice((' - ', ', ', ' '))}{said.maker}{tail}", truth=said.truth
    )


def untidy(chance: Random, said: Said) -> Said:
    """Two or three of these at once, as in most lists."""
    for change in chance.sample(
        (marks_dropped, slipped, abbreviated, packed, praised, reordered, tones_moved), chance.choice((2, 3))
    ):
        said = change(chance, said)
    return said


def shouted(chance: Random, said: Said) -> Said:
    """ALL CAPS."""
    return replace(said, product=said.product.upper(), maker=said.maker.upper())


POSITIVES: dict[str, Change] = {
    "as registered": lambda chance, said: said,
    "diacritics dropped": marks_dropped,
    "tone spellings moved, decomposed": tones_moved,
    "all capitals": shouted,
    "Telex and VNI keys (mawms, ma8m1)": keys_shown,
    "one slip in the name": slipped,
    "slips in name and maker": slipped_twice,
    "word order": reordered,
    "maker abbreviated": abbreviated,
    "packing words": packed,
    "praise and OCOP": praised,
    "everything in one line": in_one_line,
    "two or three of these": untidy,
}
# Only for names that one product bears: of others nobody can say which is meant.
POSITIVES_OF_ONE: dict[str, Change] = {
    "a shop instead of the maker": sold,
    "a trading house instead of the maker": traded,
    "maker missing": unsaid,
    "maker missing, place told": placed,
}

# --- what is not certified --------------------------------------------------------------------------------

# Things that share their words and are not the same.
OTHER_KINDS = (
    ("Nước mắm", "Mắm"), ("Mắm", "Nước mắm"), ("Tinh bột nghệ", "Bột nghệ"), ("Bột nghệ", "Tinh bột nghệ"),
    ("Trà", "Cao"), ("Cao", "Trà"),
    ("Trà túi lọc", "Cao"), ("Gạo", "Rượu"), ("Gạo nếp", "Rượu nếp"), ("Mật ong", "Rượu mật ong"),
    ("Cà phê", "Bánh cà phê"), ("Rượu", "Giấm"),
    ("Rượu vang", "Nước ép"), ("Tinh dầu", "Xà phòng"), ("Dầu gội", "Sữa tắm"),
    ("Miến dong", "Tinh bột dong"), ("Chả cá", "Khô cá"),
    ("Khô cá", "Chả cá"), ("Chả mực", "Khô mực"), ("Nem chua", "Giò"), ("Bưởi", "Tinh dầu bưởi"),
    ("Cam", "Mứt cam"), ("Ổi", "Nước ép ổi"),
    ("Nấm", "Trà nấm"), ("Sâm", "Rượu sâm"), ("Hạt sen", "Trà hạt sen"), ("Hạt điều", "Bánh hạt điều"),
    ("Mít", "Kẹo mít"), ("Xoài", "Mứt xoài"),
    ("Sữa chua", "Sữa"), ("Trứng vịt muối", "Bánh trứng muối"), ("Mắm tôm", "Tôm khô"),
    ("Bánh tráng", "Bánh đa"), ("Phở khô", "Bún khô"),
    ("Chuối", "Rượu chuối"), ("Khoai lang", "Bánh khoai lang"), ("Hồ tiêu", "Muối tiêu"),
    ("Lạp xưởng", "Xúc xích"), ("Kẹo dừa", "Mứt dừa"),
    ("Cà phê", "Trà vỏ cà phê"), ("Đông trùng hạ thảo", "Rượu đông trùng hạ thảo"), ("Nước cốt", "Mứt"),
    ("Hồng trà", "Kẹo hồng trà"),
)  # fmt: skip
OTHER_SORTS = (
    ("đỏ", "đen"), ("đen", "trắng"), ("vàng", "đỏ"), ("hoa nhãn", "hoa vải"), ("hoa rừng", "hoa bạc hà"),
    ("Robusta", "Arabica"), ("sấy dẻo", "sấy giòn"),
    ("sấy giòn", "sấy thăng hoa"), ("40 độ", "30 độ"), ("35 độ", "25 độ"), ("29 độ", "39 độ"),
    ("ST25", "ST24"), ("ST24", "ST25"), ("dừa", "dứa"),
    ("đậu xanh", "đậu đỏ"), ("cá cơm", "cá nục"), ("gừng", "nghệ"), ("sả", "quế"), ("bò", "heo"),
    ("lóc", "sặc"), ("tươi", "khô"), ("rang muối", "mật ong"),
    ("hòa tan", "bột"), ("bột", "hạt"), ("truyền thống", "đặc biệt"), ("sầu riêng", "khoai môn"),
    ("mơ", "mận"), ("tràm", "trám"), ("cà gai leo", "dây thìa canh"),
    ("gạo lứt", "khoai lang tím"), ("loại 1", "loại 2"), ("xanh", "vàng"), ("lớn", "nhỏ"),
    ("bạc hà", "hương nhu"), ("hoa cúc", "hoa hồng"), ("sim", "nho"),
)  # fmt: skip


def another_of_the_maker(chance: Random, made: Sequence[Made]) -> list[Said]:
    """Products that their makers make and never had certified, with the maker's right name."""
    certified = {_thing(each) for each in made if each.certified}
    return [
        Said(each.name, each.maker.name)
        for each in made
        if not each.certified and _thing(each) not in certified
    ]


def _thing(made: Made, maker: str = "", thing: str = "") -> tuple[str, str]:
    """Who makes what, whatever it is called: two houses of one name are one to whoever reads a package."""
    thing = fold(thing or f"{made.kind} {made.sort}").strip()
    for one, other in SAME_THINGS:
        thing = thing.replace(fold(one), fold(other))
    return fold(maker or made.maker.name), thing


def by_another_maker(chance: Random, made: Sequence[Made]) -> list[Said]:
    """A certified name with another maker: one of the catalogue, one nobody knows, or one letter away."""
    fiction = Fiction(chance.randrange(10**6))
    known = {_thing(each) for each in made}
    said = []
    for each in made:
        other = chance.choice(made).maker
        maker = chance.choice((other.name, fiction.maker(0).name, _one_letter_away(chance, each.maker.name)))
        if _thing(each, maker) not in known:
            said.append(Said(each.name, maker))
    return said


def _one_letter_away(chance: Random, name: str) -> str:
    """Another person or house whose name looks nearly the same: Lan and Loan, Phát and Phúc."""
    words = name.split()
    places = [place for place, word in enumerate(words) if word in GIVEN or word in PARTS]
    if not places:
        return f"{name} {chance.choice(PARTS)}"
    place = chance.choice(places)
    near = [word for word in (*GIVEN, *PARTS) if word != words[place] and word[0] == words[place][0]]
    words[place] = chance.choice(near or PARTS)
    return " ".join(words)


def of_another_kind(chance: Random, made: Sequence[Made]) -> list[Said]:
    """The same words for another thing, by the same maker."""
    return _swapped(made, OTHER_KINDS, starts=True)


def of_another_sort(chance: Random, made: Sequence[Made]) -> list[Said]:
    """Another sort of the same thing, by the same maker."""
    return _swapped(made, OTHER_SORTS, starts=False)


def _swapped(made: Sequence[Made], pairs: Sequence[tuple[str, str]], *, starts: bool) -> list[Said]:
    certified = {_thing(each) for each in made if each.certified}
    said = []
    for each in made:
        for old, new in pairs:
            at = each.kind == old if starts else re.search(rf"\b{old}\b", each.sort)
            name = re.sub(rf"\b{old}\b", new, each.name, count=1)
            thing = re.sub(rf"\b{old}\b", new, f"{each.kind} {each.sort}", count=1)
            if at and name != each.name and _thing(each, "", thing) not in certified:
                said.append(Said(name, each.maker.name))
                break
    return said


NEGATIVES: dict[str, Callable[[Random, Sequence[Made]], list[Said]]] = {
    "another product of the same maker": another_of_the_maker,
    "the same name by another maker": by_another_maker,
    "the same words for another kind": of_another_kind,
    "another sort by the same maker": of_another_sort,
}
