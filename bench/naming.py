"""Fictional makers and products with names as untidy as real ones, for measuring search and matching.

The demo's names are too regular for that. Lists of recognitions have makers that are people, brands in two
languages and places; products in several sorts that differ by one word; the same plain name from dozens of
makers; brackets, numbers, capital letters, sizes in the name. The shapes are those of published lists, the
names are invented: parts are drawn and put together, and whatever is real among them is chance.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from random import Random

from ocop_verify.domain.catalogue import Catalogue, Record
from ocop_verify.domain.places import OLD_PROVINCES, PROVINCES, Province
from ocop_verify.domain.records import (
    Authority,
    Certification,
    Decision,
    Level,
    Producer,
    ProducerType,
    Product,
    Revocation,
    RevocationGround,
)

TODAY = date(2026, 11, 24)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.replace("\n", " ").split("|") if word.strip())


FAMILIES = _listed(
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Chu|Đinh|Lò|Vàng|Giàng|Y|Lâm"
    "|Thạch"
)
MIDDLES = _listed(
    "Thị|Văn|Thị|Văn|Đức|Ngọc|Thanh|Minh|Quang|Hữu|Thị Kim|Thị Ngọc|Xuân|Công|Thị Thu|Bá|Đình|Mỹ|Hoàng|Thế"
)
GIVEN = _listed(
    "Lan|Loan|Hoa|Hòa|Hoài|Anh|Ánh|Hùng|Hưng|Dung|Dũng|Thủy|Thúy|Thảo|Hạnh|Hằng|Nga|Ngà|Nguyệt|Tâm|Tân|Tuấn"
    "|Tú|Sơn|Long|Lộc"
    "|Phúc|Phước|Phát|Bình|Bích|Cường|Chiến|Hải|Hà|Hương|Hường|Liên|Liễu|Mai|Nam|Năm|Oanh|Quyên|Sang|Sáu"
    "|Tám|Út|Vân|Xuân|Yến|Kiều|Đông"
)
PARTS = _listed(
    "Minh|Phát|Phú|Thịnh|An|Bình|Đức|Long|Việt|Hưng|Hoàng|Gia|Bảo|Thiên|Ân|Lộc|Tâm|Tín|Nghĩa|Thành|Đạt|Kim"
    "|Ngọc|Quang|Vinh|Hải|Sơn|Thanh"
    "|Tùng|Nhật|Nguyên|Khang|Thái|Hòa|Phong|Linh|Trường|Tiến|Đại|Nam|Bắc|Đông|Tây|Xanh|Vàng|Hồng|Phương|Lâm"
    "|Khánh|Duy|Anh|Tân|Mỹ|Châu|Hiệp"
)
FOREIGN = _listed(
    "Greenfarm|Seabird|Highfarm|Vinafruit|Solano|Bluehill|Nutiva|Meko|Kafe Lab|Biovie|Sunrice|Agrimex"
    "|Dafood|Bemo|Tropica|Honeco|Linhfarm|Orgaviet"
    "|Zanya|Mộc Farm|The Hill|Lumi|Ecovina|Namafood|Puratea|Goldbean|Rivi|Sento|Vigreen|Akafood|Cocomama"
    "|Halofarm|Trami|Oceanka|Fivina|Heka"
)
COMMUNES = _listed(
    "Tân Lập|Hòa Bình|Phú Mỹ|Long Hải|Vĩnh Thạnh|Đông Sơn|An Phú|Bình Minh|Thạnh Lợi|Nà Hẩu|Sơn Thủy"
    "|Quảng Phú|Xuân Lộc|Mỹ Đức|Thanh Tùng|Yên Bài"
    "|Cư Pui|Ea Nam|Krông Ana|Đắk Sôr|Ia Lâu|Nậm Tin|Bản Phố|Tà Nung|Suối Cao|Phước Hậu|Thuận Hòa|Lương Sơn"
    "|Đồng Tiến|Cát Tường|Trường Xuân|Vân Hội"
)
HAMLETS = _listed("Thôn|Ấp|Bản|Khu phố|Tổ dân phố|Buôn|Xóm|Khóm")


@dataclass(frozen=True)
class Line:
    """What a maker makes: ways to call it, and the words by which its sorts differ."""

    kinds: tuple[str, ...]
    sorts: tuple[str, ...]
    set_name: str = ""


def _line(kinds: str, sorts: str, set_name: str = "") -> Line:
    return Line(_listed(kinds), _listed(sorts), set_name)


_DRY = "sấy dẻo|sấy giòn|sấy thăng hoa|sấy lạnh"
LINES = (
    _line(
        "Nước mắm|Mắm",
        "cá cơm|cá cơm than|nhỉ|ruốc|cá nục|40 độ đạm|35 độ đạm|truyền thống|cốt|tép",
        "Tương, nước mắm, gia vị dạng lỏng khác",
    ),
    _line(
        "Mắm nêm|Mắm tôm|Mắm ruốc|Mắm cá linh|Mắm thái",
        "|chua ngọt|pha sẵn|nguyên con",
        "Tương, nước mắm, gia vị dạng lỏng khác",
    ),
    _line(
        "Trà|Chè|Hồng trà|Bạch trà",
        "Shan tuyết|ô long|xanh|hoa vàng|móc câu|đinh|ướp sen|ướp nhài|cổ thụ|tôm nõn",
        "Chè tươi, chế biến",
    ),
    _line(
        "Trà|Cao|Trà túi lọc",
        "gừng|cà gai leo|dây thìa canh|atiso|hoa cúc|đinh lăng|xạ đen|lá vối|giảo cổ lam|thảo mộc 7 vị"
        "|khổ qua rừng|bí đao",
        "Sản phẩm chè từ thực vật khác",
    ),
    _line(
        "Cà phê|Cafe|Coffee",
        "bột|rang xay|Robusta|Arabica|Robusta Honey|Natural|phin giấy|hòa tan 3in1|hòa tan|đặc biệt"
        "|truyền thống|Culi|nguyên hạt",
        "Cà phê, ca cao",
    ),
    _line(
        "Gạo|Gạo nếp|Gạo lứt",
        "ST25|ST24|tám thơm|Séng cù|nàng thơm|huyết rồng|cái hoa vàng|nương|Khẩu ký|đen|đỏ",
        "Gạo, ngũ cốc, hạt sơ chế khác",
    ),
    _line(
        "Mật ong",
        "hoa nhãn|hoa cà phê|hoa bạc hà|hoa rừng|hoa vải|nghệ|chanh đào|lên men|nguyên tổ|hoa xuyến chi",
        "Mật ong, mật khác và nông sản thực phẩm khác",
    ),
    _line(
        "Tinh bột nghệ|Bột nghệ|Viên nghệ mật ong|Tinh bột",
        "|đỏ|vàng|đen|nano|gừng",
        "Thực phẩm chức năng, thuốc dược liệu, thuốc cổ truyền",
    ),
    _line("Mít|Xoài|Chuối|Thanh long|Trái cây|Khoai lang|Dứa|Hồng", _DRY, "Chế biến từ rau, củ, quả, hạt"),
    _line(
        "Hạt điều|Mắc ca|Hạt macca|Đậu phộng|Hạt sen",
        "rang muối|vỏ lụa|mật ong|nứt vỏ|nhân|sấy|tỏi ớt|wasabi",
        "Chế biến từ rau, củ, quả, hạt",
    ),
    _line(
        "Miến dong|Bún khô|Phở khô|Bánh tráng|Bánh đa|Mì",
        "|trắng|gạo lứt|gấc|chùm ngây|ngũ sắc|khoai lang tím|rong biển|mè|dừa|sữa",
        "Chế biến từ gạo, ngũ cốc",
    ),
    _line(
        "Bánh pía|Bánh in|Bánh gai|Bánh khảo|Bánh cáy|Kẹo dừa|Kẹo lạc|Bánh ít",
        "|đậu xanh|sầu riêng|lá dứa|khoai môn|trứng muối|mè đen|gừng",
        "Chế biến từ gạo, ngũ cốc",
    ),
    _line(
        "Chả cá|Chả mực|Chả lụa|Giò bò|Nem chua|Lạp xưởng|Chả ram",
        "|tôm đất|thu|thác lác|tươi|bò|heo|truyền thống|cay|nướng",
        "Chế biến từ thịt, trứng, sữa, thủy sản",
    ),
    _line(
        "Khô cá|Cá khô|Tôm khô|Khô",
        "lóc|sặc rằn|chỉ vàng|đuối|dứa một nắng|bò|mực|loại 1|sọc|nhái|cơm",
        "Chế biến từ thịt, trứng, sữa, thủy sản",
    ),
    _line(
        "Rượu|Rượu vang|Rượu nếp",
        "mơ|men lá|sim|nho|táo mèo|29 độ|40 độ|39 độ|đinh lăng|cẩm|Bàu Sen|ba kích|chuối hột",
        "Rượu trắng",
    ),
    _line(
        "Tinh dầu|Dầu gội|Xà phòng|Nước rửa chén|Dầu dừa",
        "sả|tràm|bưởi|bồ kết|hương nhu|quế|vỏ cam|tinh khiết|ép lạnh",
        "Tinh dầu và dược liệu khác",
    ),
    _line(
        "Hồ tiêu|Tiêu|Muối|Bột|Ớt",
        "đen|sọ|đỏ|xanh ngâm giấm|tôm Tây Ninh|ớt|chẩm chéo|tía tô|mắc khén|hột",
        "Gia vị khác (muối, hành, tỏi, tiêu)",
    ),
    _line(
        "Cam|Bưởi|Ổi|Nhãn|Vải thiều|Na|Xoài|Sầu riêng|Bơ|Dưa lưới",
        "sành|da xanh|Diễn|lê|lồng|bở|cát|Ri6|034|Cao Phong|ruột đỏ|năm roi|xuồng cơm vàng",
        "Rau, củ, quả, hạt tươi",
    ),
    _line(
        "Nấm|Đông trùng hạ thảo|Nấm linh chi|Sâm",
        "tươi|sấy thăng hoa|khô|mối|rơm|bào ngư|ngâm mật ong|nguyên con|thái lát|bột",
        "Thực phẩm chức năng, thuốc dược liệu, thuốc cổ truyền",
    ),
    _line(
        "Nón lá|Giỏ cói|Túi lục bình|Khăn thổ cẩm|Tranh tre|Chiếu|Tượng gỗ|Bình gốm",
        "|thêu tay|quai da|hoa sen|lớn|nhỏ|vuông|tròn|bài thơ|men lam",
        "Thủ công mỹ nghệ gia dụng, trang trí",
    ),
    _line(
        "Điểm du lịch cộng đồng|Khu du lịch sinh thái|Homestay|Làng du lịch",
        "bản Hin|thác Mây|vườn cò|hồ Sen|suối Đá|đồi chè|rừng tràm",
        "Dịch vụ du lịch cộng đồng, du lịch sinh thái và điểm du lịch",
    ),
    _line(
        "Sữa chua|Phô mai|Thạch|Nước ép|Nước cốt|Sirô|Giấm",
        "dê|nha đam|chanh leo|dâu tằm|gấc|trái giác|bần|mía|sơ ri|mãng cầu|táo",
        "Đồ uống không cồn",
    ),
    _line(
        "Trứng gà|Trứng vịt muối|Thịt trâu gác bếp|Thịt chua|Gà ủ muối|Vịt|Lươn",
        "|Ai Cập|thảo dược|biển|H'Mông|đồng|nguyên con|hun khói|không xương",
        "Thịt, thủy sản, trứng, sữa tươi",
    ),
)  # fmt: skip


@dataclass
class Maker:
    """A fictional maker. ``brand`` is what its products are called after; "" where they bear none."""

    id: int
    name: str
    type: ProducerType
    brand: str
    province: Province
    commune: str
    address: str
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Made:
    """A fictional product: its name, whose it is, and what the name is made of."""

    id: int
    maker: Maker
    name: str
    kind: str
    sort: str
    line: Line
    certified: bool = True


class Fiction:
    """Draws makers and products; the same seed draws the same."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self._provinces = list(PROVINCES.values())

    def world(self, products: int, held_out: int = 0) -> list[Made]:
        """So many certified products, and some that their makers never had certified."""
        made: list[Made] = []
        seen: set[tuple[int, str]] = set()
        maker_id = 0
        while sum(each.certified for each in made) < products:
            maker_id += 1
            maker = self.maker(maker_id)
            count = self.random.choices((1, 2, 3, 4, 6, 9), (58, 20, 10, 6, 4, 2))[0]
            for number in range(count):
                name, kind, sort, line = self.product(maker)
                thing = f"{kind} {sort}".casefold()
                for one, other in SAME_THINGS:
                    thing = thing.replace(one, other)
                if (maker_id, thing) not in seen:
                    seen.add((maker_id, thing))
                    out = held_out > 0 and number > 0 and self.random.random() < 0.25
                    held_out -= out
                    made.append(Made(len(made) + 1, maker, name, kind, sort, line, not out))
        return made

    # --- makers ---------------------------------------------------------------------------------------

    def person(self) -> str:
        """Family, middle and given name."""
        return f"{self.random.choice(FAMILIES)} {self.random.choice(MIDDLES)} {self.random.choice(GIVEN)}"

    def brand(self) -> str:
        """What a house is called: two words, a foreign one, an aunt, a place."""
        draw = self.random.random()
        if draw < 0.5:
            return " ".join(self.random.sample(PARTS, 2))
        if draw < 0.64:
            return self.random.choice(FOREIGN) + self.random.choice(
                ("", "", "", " " + self.random.choice(PARTS))
            )
        if draw < 0.76:
            return (
                f"{self.random.choice(('Cô', 'Bà', 'Ông', 'Dì', 'Chị', 'Chú'))} {self.random.choice(GIVEN)}"
            )
        if draw < 0.88:
            return f"{self.random.choice(GIVEN)} {self.random.choice(PARTS)}"
        return self.random.choice(COMMUNES)

    def maker(self, key: int) -> Maker:
        """A maker of any legal form."""
        chance, brand, province = self.random, self.brand(), self.random.choice(self._provinces)
        commune = self.random.choice(COMMUNES)
        form = chance.choices(list(_FORMS), (32, 22, 22, 20, 4))[0]
        owner = self.person()
        name = chance.choice(_FORMS[form]).format(
            brand=brand, owner=owner, commune=commune, province=province.short_name,
            good=chance.choice(_GOODS),
        )  # fmt: skip
        if chance.random() < 0.04:
            name = name.upper()
        uses_brand = brand if chance.random() < 0.7 else ""
        if "{owner}" in name or owner in name:
            uses_brand = chance.choice((brand, owner.split()[-1], owner.split(" ", 1)[1].split()[-1], ""))
        kind = chance.choice(("xã", "xã", "xã", "phường"))
        old = chance.choice([old for old in OLD_PROVINCES.values() if old.today == province.code])
        tail = (
            f"huyện {chance.choice(COMMUNES)}, {old.name[0].lower()}{old.name[1:]}"
            if chance.random() < 0.5
            else f"{province.name[0].lower()}{province.name[1:]}"
        )
        address = f"{chance.choice(HAMLETS)} {chance.randint(1, 14)}, {kind} {commune}, {tail}"
        lines = chance.sample(LINES, chance.choice((1, 1, 1, 2)))
        return Maker(key, name, form, uses_brand, province, f"{kind} {commune}", address, lines)

    # --- products -------------------------------------------------------------------------------------

    def product(self, maker: Maker) -> tuple[str, str, str, Line]:
        """A name, and the kind, the sort and the line that it is made of."""
        line = self.random.choice(maker.lines)
        kind, sort = self.random.choice(line.kinds), self.random.choice((*line.sorts, ""))
        if " " not in kind and not sort and not maker.brand:  # nobody registers a product as "Trà"
            sort = next(each for each in line.sorts if each)
        return self.named(maker, kind, sort), kind, sort, line

    def named(self, maker: Maker, kind: str, sort: str) -> str:
        """A name of this kind and sort as this maker would give it."""
        chance = self.random
        words = f"{kind} {sort}".strip()
        brand = maker.brand if chance.random() < 0.85 else ""
        draw = chance.random()
        if brand and draw < 0.08:
            name = f"{brand} {words}"
        elif brand and draw < 0.12:
            name = f"{words} - {brand}"
        elif brand:
            name = f"{words} {brand}"
        elif draw < 0.25:
            name = f"{words} {maker.commune.split(' ', 1)[1]}"
        else:
            name = words
        draw = chance.random()
        if draw < 0.03:
            name = name.upper()
        elif draw < 0.05:
            name += chance.choice((" 500g", " (hộp 250g)", " chai 500ml", " 1kg"))
        elif draw < 0.07:
            name = f"{name} ({chance.choice(('loại 1', 'hộp quà', 'túi lọc', 'nguyên chất', 'hữu cơ'))})"
        elif draw < 0.08:
            name = name.lower()
        return name


_GOODS = ("Nông sản", "Thực phẩm", "Dược liệu", "Thủy sản", "Nông sản sạch", "Nông nghiệp hữu cơ")
# Ways to write one thing, so that no maker has it twice.
SAME_THINGS = (
    ("cafe", "cà phê"),
    ("coffee", "cà phê"),
    ("chè", "trà"),
    ("hạt macca", "mắc ca"),
    ("cá khô", "khô cá"),
)
_FORMS = {
    ProducerType.COOPERATIVE: _listed(
        "Hợp tác xã {brand}|Hợp tác xã Nông nghiệp {brand}|HTX Nông nghiệp và Dịch vụ {commune}"
        "|Hợp tác xã {good} {commune}"
        "|HTX Dịch vụ Nông nghiệp tổng hợp {commune}|Hợp tác xã Sản xuất và Thương mại {brand}"
        "|Hợp tác xã {good} {brand} {province}"
    ),
    ProducerType.ENTERPRISE: _listed(
        "Công ty TNHH {brand}|Công ty Cổ phần {brand}|Công ty TNHH MTV {brand}|Công ty TNHH {good} {brand}"
        "|Công ty CP Thực phẩm {brand}"
        "|Công ty TNHH TM XNK {brand}|Công ty TNHH Thương mại Dịch vụ {brand} {province}"
        "|Chi nhánh Công ty TNHH {brand}|DNTN {brand}"
    ),
    ProducerType.HOUSEHOLD: _listed(
        "Hộ kinh doanh {owner}|Hộ kinh doanh {brand}|HKD {owner}|Hộ sản xuất {owner}|Hộ {owner}"
    ),
    ProducerType.ESTABLISHMENT: _listed(
        "Cơ sở sản xuất {brand}|Cơ sở {brand}|Cơ sở {owner}|CSSX {brand}|Cơ sở chế biến {good} {brand}"
        "|Cơ sở sản xuất {owner}"
    ),
    ProducerType.COOPERATIVE_GROUP: _listed(
        "Tổ hợp tác {brand}|Tổ hợp tác sản xuất {commune}|THT {good} {commune}"
    ),
}  # fmt: skip


def catalogue_of(made: Sequence[Made], seed: int = 7, today: date = TODAY) -> Catalogue:
    """The catalogue in which the certified ones are recognised: most in force, some ended, a few revoked."""
    return Catalogue.of(
        1, datetime.combine(today, datetime.min.time(), UTC), _records(made, Random(seed), today)
    )


def _records(made: Sequence[Made], chance: Random, today: date) -> Iterator[Record]:
    authorities: dict[str, Authority] = {}
    decisions: dict[tuple[int, date], Decision] = {}
    makers: dict[int, Producer] = {}
    for each in made:
        if not each.certified:
            continue
        maker = each.maker
        if maker.id not in makers:
            makers[maker.id] = Producer(
                maker.id, maker.name, maker.type, maker.address, maker.commune, maker.province.code
            )
            yield makers[maker.id]
        code = maker.province.code
        if code not in authorities:
            name = f"UBND {maker.province.name[0].lower()}{maker.province.name[1:]}"
            authorities[code] = Authority(len(authorities) + 1, name, Level.PROVINCE, code)
            yield authorities[code]
        ended = chance.random() < 0.12
        day = date(
            chance.choice((2021, 2022)) if ended else chance.choice((2024, 2025, 2026)),
            chance.choice((6, 10)),
            chance.choice((5, 12, 26)),
        )
        decision = decisions.get((authorities[code].id, day))
        if decision is None:
            decision = Decision(
                len(decisions) + 1, authorities[code].id, f"{chance.randint(100, 4800)}/QĐ-UBND", day
            )
            decisions[authorities[code].id, day] = decision
            yield decision
        gtin = f"893{chance.randint(10**9, 10**10 - 1)}" if chance.random() < 0.2 else ""
        yield Product(each.id, maker.id, each.name, each.line.set_name, gtin)
        revoked = (
            Revocation(today, RevocationGround.GIVEN_UP, "9/QĐ-UBND") if chance.random() < 0.02 else None
        )
        stars = chance.choices((3, 4, 5), (721, 271, 8))[0]
        yield Certification(each.id, each.id, decision.id, stars, day, revocation=revoked)
