"""The words of the field that names are made of, by what they do in a name.

A name says what a thing is (nước mắm), of what (cá cơm), whose or which (Seagull, Phú Quốc), and often how
it is packed (chai 500 ml). Only the catalogue knows whose; the rest are common words, listed here. A word
that is missing costs little: it then counts as a word like any other.
"""

from collections.abc import Iterator
from typing import Final

from ocop_verify.domain.matching.spelling import Word, read_words

Phrase = tuple[Word, ...]


def _phrases(text: str) -> Iterator[Phrase]:
    for line in text.strip().splitlines():
        for phrase in line.split("|"):
            if words := read_words(phrase):
                yield words


# Kinds of product. A longer kind is another thing than a shorter one in it: fish sauce is no fermented fish.
KINDS: Final = frozenset(
    _phrases(
        """
    nước mắm | mắm | mắm nêm | mắm tôm | mắm ruốc | mắm tép | mắm cái | mắm thái | mắm đồng | nước mắm nhỉ
    tương | tương ớt | tương đen | tương cà | nước tương | xì dầu | sốt | nước sốt | xốt | sa tế
    nước chấm | giấm | dấm | muối | muối tôm | muối ớt | muối vừng | muối mè | muối chấm | bột canh
    hạt nêm | gia vị | dầu | dầu lạc | dầu mè | dầu dừa | dầu gấc | dầu phộng | dầu ăn | dầu gội | dầu gió
    dầu xoa | tinh dầu | bột | tinh bột | viên | viên hoàn | viên nang | viên nén | cao | cao lỏng
    cao đặc | siro | cốt | nước cốt | rượu | rượu vang | rượu cần | cơm rượu | vang | bia | nước ép
    nước uống | nước khoáng | nước giải khát | cà phê hạt | cà phê bột | nước | nước yến | nước dừa
    nước đông trùng | nước hồng sâm | trà | hồng trà | bạch trà | lục trà | trà sữa | trà xanh | trà đen
    kombucha | cà phê | ca cao | socola | sữa | sữa chua | sữa đặc | sữa bột | sữa tươi | sữa hạt
    phô mai | bơ | kem | thạch | rau câu | mật | mật ong | mật mía | mật hoa | mật dừa | sữa ong chúa
    phấn hoa | sáp ong | yến | yến sào | yến chưng | tổ yến | đường | đường phèn | đường thốt nốt | mứt
    kẹo | bánh | bánh tráng | bánh đa | bánh đa nem | bánh phở | bánh hỏi | bánh pía | bánh chưng
    bánh tét | bánh giầy | bánh dày | bánh gai | bánh ít | bánh cáy | bánh in | bánh khảo | bánh phồng
    bánh phồng tôm | bánh đậu xanh | bánh gạo | bánh quy | bánh mì | bánh nướng | bánh tẻ | bánh cuốn
    bánh khô | bánh kẹo | bánh trung thu | bánh nếp | bánh cốm | cốm | xôi | cháo | cơm | cơm cháy
    cơm lam | cơm nắm | gạo | gạo nếp | gạo lứt | gạo tẻ | nếp | phở | phở khô | bún | bún khô | miến
    miến dong | mì | mì gạo | mì chũ | hủ tiếu | nui | ngũ cốc | giò | chả | chả lụa | chả giò | chả mực
    chả cá | chả ram | ram | nem | nem chua | nem nướng | lạp xưởng | xúc xích | pate | chà bông | ruốc
    khô | khô cá | khô bò | khô gà | khô mực | cá khô | tôm khô | mực khô | thịt | thịt chua | thịt sấy
    thịt hun khói | thịt gác bếp | giăm bông | trứng | trứng muối | trứng gà | trứng vịt | kim chi | dưa
    dưa cải | dưa chua | dưa món | đồ hộp | ăn liền | thực phẩm chức năng | xà phòng | xà bông | sữa tắm
    nước rửa | nước rửa chén | nước rửa bát | nước lau sàn | nước giặt | nước hoa | nước súc miệng
    kem dưỡng | mặt nạ | son | serum | nến | hương | nhang | trầm | trầm hương | hương trầm | thuốc
    thuốc nam | thuốc tắm | lá tắm | lá xông | túi chườm | gối | giỏ | túi | nón | nón lá | chiếu | thảm
    khăn | áo | áo dài | váy | vải | lụa | thổ cẩm | đèn | lồng đèn | tranh | tranh thêu | tranh đá | gốm
    gốm sứ | bình | lục bình | tượng | vòng | vòng tay | trang sức | đồ gỗ | ghế | bàn | đũa | khay | chén
    ấm | ly | mô hình | trống | đàn | dao | chổi | rổ | lẵng | hoa lụa | hoa giấy | du lịch | khu du lịch
    điểm du lịch | tham quan | nghỉ dưỡng | homestay | farmstay | làng nghề | làng du lịch | cây
    cây cảnh | cây giống | bon sai | lan | phong lan | mai | đào cảnh | quất cảnh | cá cảnh | chim
    """
    )
)
# What things are made of, and what tells the sorts of one maker apart. A slip of the finger that gives
# another of these words is no slip: kẹo dừa is not kẹo dứa.
THINGS: Final = frozenset(
    _phrases(
        """
    cá | tôm | mực | cua | ghẹ | ốc | hàu | sò | nghêu | ngao | rươi | cáy | tép | moi | lươn | ếch | sứa
    rong | tảo | cá cơm | cá thu | cá nục | cá trích | cá lóc | cá sặc | cá linh | cá tra | cá ngừ
    cá hồi | cá tầm | cá rô | cá chép | bò | trâu | heo | lợn | dê | gà | vịt | ngan | ngỗng | chim | thỏ
    nai | ngựa | ong | dế | sâu chít | lúa | ngô | bắp | khoai | khoai lang | khoai môn | khoai sọ
    khoai dẻo | sắn | sắn dây | dong | dong riềng | củ mài | đậu | đậu xanh | đậu đen | đậu đỏ | đậu nành
    đậu tương | đậu phộng | lạc | mè | vừng | mắc ca | điều | óc chó | sen | hạt sen | tâm sen | củ sen
    hạnh nhân | hạt dẻ | dẻ | hướng dương | hồi | quế | gấc | ý dĩ | diêm mạch | yến mạch | cam | chanh
    quýt | bưởi | quất | tắc | xoài | ổi | mít | na | mãng cầu | chuối | dừa | dứa | thơm | khóm | đu đủ
    thanh long | sầu riêng | chôm chôm | nhãn | vải | vú sữa | măng cụt | bơ | mận | mơ | đào | lê | táo
    nho | dâu | dâu tằm | dâu tây | việt quất | sim | me | sấu | trám | khế | cóc | chùm ruột | lựu | hồng
    hồng giòn | hồng treo gió | dưa hấu | dưa lưới | dưa leo | dưa gang | bí | bí đao | bí đỏ | bầu | mướp
    mướp đắng | khổ qua | cà chua | cà tím | cà rốt | củ cải | cải | súp lơ | rau | rau má | rau muống
    rau ngót | chùm ngây | diếp cá | tía tô | lá lốt | hành | hành tăm | hành tím | tỏi | tỏi đen | ớt
    tiêu | gừng | nghệ | sả | riềng | kiệu | măng | nấm | nấm mối | nấm rơm | nấm hương | nấm linh chi
    linh chi | mộc nhĩ | đông trùng hạ thảo | sâm | hồng sâm | đinh lăng | tam thất | hà thủ ô | ba kích
    đẳng sâm | đương quy | cà gai leo | xạ đen | giảo cổ lam | dây thìa canh | atiso | lạc tiên | kim ngân
    cúc | hoa cúc | hoa hồng | hoa nhài | hoa đậu biếc | đậu biếc | hoa vàng | hoa hòe | lá vối | nụ vối
    vối | lá sen | trà hoa | nhàu | cỏ ngọt | cam thảo | thảo quả | mắc khén | dổi | hạt dổi | sachi
    tràm | bạc hà | ngải cứu | bồ kết | hương nhu | cao su | tre | trúc | mây | cói | lục bình | gỗ | đá
    đồng | bạc | sừng | vỏ ốc | xơ dừa | bẹ chuối | sơn mài | shan tuyết | ô long | thảo mộc | vỏ bưởi
    hoa bưởi | hoa nhãn | hoa vải | hoa rừng | hoa cà phê | tôm chua | cà pháo | đỏ | đen | trắng | xanh
    vàng | tím | hồng | nâu | tươi | khô | sấy | sấy dẻo | sấy giòn | sấy khô | sấy lạnh | thăng hoa
    giòn | dẻo | mềm | cay | ngọt | chua | mặn | đắng | nhạt | non | chín | sống | lạnh | nướng | rang
    luộc | kho | hấp | chiên | ngâm | ủ | lên men | muối chua | một nắng | gác bếp | hun khói | tẩm | rim
    xào | nghiền | xay | rang xay | hòa tan | phin | phin giấy | túi lọc | nguyên hạt | nguyên con
    nguyên trái | phi lê | cắt lát | thái lát | lát | sợi | miếng | que | lụa | tẻ | lứt | huyết rồng
    gạo lứt | không đường | ít đường | mật ong | gia truyền | truyền thống | nam | nữ | trẻ em | người lớn
    natural | honey | washed | arabica | robusta | culi | moka | premium | fresh | gold | đặc biệt
    cao cấp | thượng hạng | hảo hạng | hữu cơ | organic | mini
    """
    )
)
# Words that say nothing about which product it is.
EMPTY: Final = frozenset(
    _phrases(
        """
    sản phẩm | ocop | đặc sản | chính hiệu | chính hãng | chính gốc | ngon | thơm ngon | ngon tuyệt
    siêu ngon | hàng | mỗi xã một sản phẩm | chương trình | chuẩn | đạt chuẩn | đạt | chứng nhận
    được chứng nhận | công nhận | hạng | uy tín | chất lượng | chất lượng cao | giá rẻ | loại ngon
    nhãn hiệu | thương hiệu | hiệu | made in | mới | hot | cấp tỉnh | cấp huyện | cấp quốc gia
    ocop quốc gia | ocop quốc tế | tiềm năng | ocop tiềm năng | xếp hạng | phân hạng | quà biếu | quà tặng
    làm quà | date mới | chuẩn vị | nổi tiếng | gọi là | loại
    """
    )
)
# Words that seldom tell two products apart.
FAINT: Final = frozenset(
    _phrases(
        """
    nguyên chất | tự nhiên | sạch | an toàn | 100 | vị | hương vị | việt nam | vn | vùng | miền | quê
    nhà | làm | thủ công | và | với | của | từ | cho | có | các | những | bằng | trong | the | and | of
    with | x | hạt | quả | trái | củ | lá | cây | con | cái | thực phẩm | bổ dưỡng | thiên nhiên
    dinh dưỡng | n | độ | vietnam
    """
    )
)
# Words for things that are people's and houses' names as well: "Chả lụa Mai Hương" by the house of Mai Hương.
ALSO_NAMES: Final = frozenset(
    word.fold
    for phrase in _phrases(
        """
    mai | lan | hương | hồng | bình | đào | cúc | sen | nam | sim | mận | mơ | lê | thảo | quế | trúc | mây
    yến | kim | đồng | bạc | tre | vàng | gold | xanh | tím | hồi | chim | phong lan | ong | bơ | nhãn | hoa
    gỗ | đá | ngọt | non | mía | cao | sachi | viên | cam | na | hội | an | đen | đỏ | trắng | cua | nai
    tươi
    """
    )
    for word in phrase
)

# --- packing ------------------------------------------------------------------------------------------
CONTAINERS: Final = frozenset(
    phrase[0].marked
    for phrase in _phrases(
        """
    gói | hộp | chai | hũ | hủ | lọ | túi | bịch | lon | can | thùng | bao | bình | keo | vỉ | khay | lốc
    set | combo | cốc | thố | ống | tuýp | cặp | bộ | tô | cây | viên | miếng | cái | chiếc | bó | quả | trứng
    """
    )
)
# What is packed and counted: a number before one of these is no part of a name.
COUNTED: Final = frozenset(
    phrase[0].marked
    for phrase in _phrases(
        """
    gói | hộp | chai | hũ | lọ | túi | lon | viên | miếng | cái | chiếc | quả | trứng | que | ống | vỉ | bịch
    """
    )
)
# Words that only say which part of a plant is meant, where the plant follows: "hạt điều", "lá vối".
CLASSIFIERS: Final = frozenset(
    phrase[0].marked for phrase in _phrases("hạt | quả | trái | củ | lá | cây | con | cái | nhân")
)
# Those that are nothing else when their marks are lost.
PLAIN_CONTAINERS: Final = frozenset(
    (
        "goi",
        "hop",
        "chai",
        "hu",
        "tui",
        "bich",
        "thung",
        "tuyp",
        "vien",
        "set",
        "combo",
        "lon",
        "lo",
        "bao",
        "binh",
    )
)
PACKING: Final = frozenset(
    tuple(word.fold for word in phrase)
    for phrase in _phrases(
        """
    hộp quà | giỏ quà | hộp quà tặng | túi zip | túi giấy | hộp giấy | hộp thiếc | hộp nhựa | hũ thủy tinh
    lọ thủy tinh | chai thủy tinh | chai nhựa | hũ nhựa | hũ sành | bao bì | quy cách | đóng gói
    đóng chai | đóng hũ | hút chân không | khối lượng tịnh | khối lượng | trọng lượng | dung tích
    gói nhỏ | gói lớn | gói to | hộp lớn | hộp nhỏ | chai lớn | chai nhỏ | túi nhỏ | túi lớn
    thể tích thực | net weight | hộp cao cấp | hộp sang trọng | túi hút chân không | hộp gỗ | hộp sắt
    lon thiếc | túi bạc | túi kraft | hũ sứ | bình sứ | chai pet | hạn sử dụng | mẫu mới | bao bì mới
    """
    )
)

# --- spellings of one thing ---------------------------------------------------------------------------
# Each line is one thing; the first spelling stands for all. Only what is safe without marks too.
_SAME = """
    cà phê | cafe | café | caphe | cà fê | coffee | cofee | cf
    mắc ca | macca | mắcca | macadamia | mac-ca
    atiso | atisô | actiso | artiso | a ti sô | atisso | artichoke
    ca cao | cacao | cocoa
    socola | sô cô la | chocolate | sôcôla | socôla
    ô long | oolong | olong | ô-long
    thịt lợn | thịt heo
    lạp xưởng | lạp sườn | lạp xường
    sấy dẻo | sấy dẽo
    pate | pa tê | patê
    siro | si rô | sirô | xi rô | xirô | syrup
    sữa chua | yaourt | da ua | ya ua | yogurt
    giăm bông | jambon | dăm bông
    đậu phộng | đậu phụng
    xoài sấy dẻo | xoài dẻo
    nước rửa chén | nước rửa bát
    xà phòng | xà bông
    việt quất | blueberry
    linh chi | lingzhi
    đông trùng hạ thảo | cordyceps | đtht
    đắk lắk | đắc lắc | daklak | đăk lăk | dak lak | đắk lắc
    đắk nông | đắc nông | daknong | đăk nông | dak nong
    kon tum | kontum | kom tum
    bình giầy | bình dày
"""
# Only with its marks: without them these are other words as well; but a whole name without marks that begins
# so means the drink (``product_names``).
_SAME_MARKED = """
    trà | chè
    mì | mỳ
    giấm | dấm
    bánh giầy | bánh dày
"""


def _respelt(text: str) -> Iterator[tuple[Phrase, Phrase]]:
    for line in text.strip().splitlines():
        first, *others = (read_words(phrase) for phrase in line.split("|"))
        yield from ((other, first) for other in others if other != first)


SPELLINGS: Final = {tuple(w.fold for w in other): first for other, first in _respelt(_SAME)}
MARKED_SPELLINGS: Final = {tuple(w.marked for w in other): first for other, first in _respelt(_SAME_MARKED)}

# --- makers and sellers -------------------------------------------------------------------------------
# What a name says about the legal form, with abbreviations: it tells nothing of two makers but their form.
FORMS: Final = {
    words: form
    for form, text in {
        "cooperative": "hợp tác xã | htx | liên hiệp hợp tác xã | liên hiệp htx | lh htx",
        "company": "công ty | cty | c ty | ct | ctcp | cong ti | tập đoàn | doanh nghiệp | dn"
        " | chi nhánh công ty | company | co ltd | ltd | jsc | corp | tổng công ty",
        "household": "hộ kinh doanh | hkd | hộ kd | hộ sản xuất | hộ | hộ gia đình",
        "establishment": "cơ sở | cơ sở sản xuất | cssx | cs sx | cs | xưởng | cơ sở chế biến | cscb"
        " | cskd | cơ sở kinh doanh",
        "farm": "trại | trang trại | nông trại | nhà vườn",
        "group": "tổ hợp tác | tht | tổ sản xuất | tổ liên kết",
        "private": "doanh nghiệp tư nhân | dntn",
    }.items()
    for words in _phrases(text)
}
# Small houses, whose form people seldom remember.
SMALL_FORMS: Final = frozenset(("household", "establishment", "farm", "group", "private"))
# How people are called: part of a name when it is a brand ("Cô Sáu"), so it only weighs little.
TITLES: Final = frozenset(phrase[0] for phrase in _phrases("ông | bà | chị | cô | chú | bác | dì"))

TRADE: Final = frozenset(
    tuple(word.fold for word in phrase)
    for phrase in _phrases(
        """
    trách nhiệm hữu hạn | tnhh | cổ phần | cp | một thành viên | mtv | hai thành viên | tv | thành viên
    thương mại | tm | sản xuất | sx | dịch vụ | dv | tmdv | sxtm | dvtm | xuất nhập khẩu | xnk | xuất khẩu
    nhập khẩu | nông nghiệp | nn | nông sản | ns | nông lâm | nông lâm nghiệp | lâm nghiệp | thủy sản
    hải sản | thực phẩm | tp | chế biến | cb | kinh doanh | kd | đầu tư | đt | phát triển | pt | ptnt
    du lịch | dl | xây dựng | xd | tổng hợp | vận tải | chi nhánh | cn | và | dvnn | dvth | hữu cơ
    nông nghiệp hữu cơ | công nghệ cao | công nghệ | cnc | ứng dụng | sạch | nông nghiệp xanh
    nông nghiệp sạch | nông sản sạch | thực phẩm sạch | chăn nuôi | trồng trọt | dược liệu | dược phẩm
    kinh tế | nông thôn | quốc tế | group | việt nam | vn | cơ khí | tiêu thụ | bảo quản | kỹ thuật
    tiểu thủ công nghiệp | ttcn | thủ công mỹ nghệ | mỹ nghệ | đặc sản | food | foods | liên kết
    sinh học | môi trường | sxkd | sxtmdv | tmdvsx
    """
    )
)
# Abbreviations of those words, which are read as what they stand for.
ABBREVIATIONS: Final = {
    short: tuple(word.fold for word in words)
    for line in """
    nn nông nghiệp | dv dịch vụ | tm thương mại | sx sản xuất | xnk xuất nhập khẩu | ns nông sản
    tp thực phẩm | cp cổ phần | mtv một thành viên | cb chế biến | kd kinh doanh | xd xây dựng | dl du lịch
    đt đầu tư | pt phát triển | cn chi nhánh
    tmdv thương mại dịch vụ | dvtm thương mại dịch vụ | sxtm sản xuất thương mại | dvnn dịch vụ nông nghiệp
    tnhh trách nhiệm hữu hạn | ctcp cổ phần
    """.replace("\n", "|").split("|")
    if (phrase := read_words(line))
    for short, words in ((phrase[0].fold, phrase[1:]),)
}
# A name with one of these is mostly that of a shop, which says nothing about the maker.
SELLERS: Final = frozenset(
    tuple(word.fold for word in phrase)
    for phrase in _phrases(
        """
    cửa hàng | siêu thị | shop | store | mart | minimart | đại lý | nhà phân phối | phân phối | tạp hóa
    bách hóa | gian hàng | sạp | chợ | nhà bán | người bán | bán bởi | bán tại | trung tâm thương mại
    trạm dừng chân | quầy | điểm bán | nhà sách | supermarket | winmart | vinmart | coopmart | co opmart
    big c | lotte mart | aeon | mega market | bach hoa xanh | shopee | lazada | tiki | sendo | postmart
    voso | tiktok | tiktok shop | online | đặc sản ba miền | đặc sản vùng miền | siêu thị ocop
    """
    )
)

# Parts of the country that makers call themselves after, besides provinces (``domain.places``).
REGIONS: Final = frozenset(
    tuple(word.fold for word in phrase)
    for phrase in _phrases(
        """
    tây nguyên | tây bắc | đông bắc | việt bắc | miền tây | miền trung | miền bắc | miền nam | nam bộ
    tây đô | đất mũi | đà lạt | bảo lộc | sa pa | sapa | hạ long | phú quốc | côn đảo | lý sơn | cát bà
    mộc châu | mèo vạc | đồng văn | hội an | nha trang | cam ranh | phan thiết | phan rang | quy nhơn
    buôn ma thuột | bmt | pleiku | vũng tàu | mỹ tho | năm căn | cần giờ | củ chi | tam đảo | ba vì
    sơn tây | đồng tháp mười | u minh | sông hồng | cửu long | trường sơn | hoàng su phì
    """
    )
)
