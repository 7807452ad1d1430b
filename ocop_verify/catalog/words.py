"""What each headline says to a person: a state word, one sentence, and what to do now.

The words are neutral. "Not found" is not "fake", an ended recognition is mostly a choice and no fraud, and
none of them speaks of the very package in the reader's hand. ``tests/verification/test_words.py`` holds
that all are there in both languages.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ocop_verify.domain.errors import N_
from ocop_verify.domain.records import ProducerType, RevocationGround
from ocop_verify.domain.verdict import Headline


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence with its values; a door translates the sentence and fills them in."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Words:
    """How one headline is told. ``band`` stands beside the stars, or alone where no star counts today.

    Values that may be named: ``stars``, ``until`` and ``since`` (the last and the first valid day of what
    counts today), ``on`` (the day of a revocation or suspension).
    """

    state: str
    sentence: str
    advice: tuple[str, str]
    band: str = ""


WORDS: Mapping[Headline, Words] = {
    Headline.IN_FORCE: Words(
        N_("Đang được công nhận"),
        N_("Sản phẩm này đang được công nhận OCOP."),
        (
            N_("So tên sản phẩm và nơi sản xuất trên bao bì với trang này."),
            N_("Xem cả hạn sử dụng in trên bao bì: đó là một ngày khác."),
        ),
        N_("đến hết %(until)s"),
    ),
    Headline.EXPIRING: Words(
        N_("Sắp hết hạn công nhận"),
        N_("Công nhận vẫn còn hiệu lực, nhưng sắp đến ngày cuối."),
        (
            N_("Hạng sao vẫn đúng cho đến hết ngày ghi ở trên."),
            N_("Lần mua sau hãy quét lại, để biết đã có công nhận mới chưa."),
        ),
        N_("đến hết %(until)s"),
    ),
    Headline.SUPERSEDED: Words(
        N_("Đã có công nhận mới"),
        N_("Sản phẩm đã được công nhận lại; tem này in theo lần công nhận trước."),
        (
            N_("Lấy hạng sao và thời hạn trên trang này, không lấy số in trên tem."),
            N_("So tên sản phẩm và nơi sản xuất trên bao bì với trang này."),
        ),
        N_("hiện nay, đến hết %(until)s"),
    ),
    Headline.EXPIRED: Words(
        N_("Đã hết hạn công nhận"),
        N_("Công nhận OCOP đã hết hạn và chưa có lần công nhận mới."),
        (
            N_("Hiện sản phẩm không có hạng sao OCOP; điều đó không nói hàng tốt hay xấu."),
            N_("Bao bì có thể đã in từ trước. Hãy hỏi người bán về việc công nhận lại."),
        ),
        N_("Từng đạt %(stars)s sao, đến hết %(until)s"),
    ),
    Headline.SUSPENDED: Words(
        N_("Đang tạm dừng công nhận"),
        N_("Cơ quan có thẩm quyền đang tạm dừng công nhận sản phẩm này."),
        (
            N_("Lúc này chưa thể dựa vào hạng sao trên tem."),
            N_("Hãy quét lại sau ít lâu, hoặc hỏi người bán trước khi mua."),
        ),
        N_("%(stars)s sao, tạm dừng từ %(on)s"),
    ),
    Headline.REVOKED: Words(
        N_("Đã bị thu hồi"),
        N_("Công nhận OCOP của sản phẩm này không còn giá trị."),
        (
            N_("Hiện sản phẩm không có hạng sao OCOP."),
            N_("Nếu hàng vẫn được chào bán là OCOP, hãy báo cho cơ quan quản lý tại địa phương."),
        ),
        N_("Từng đạt %(stars)s sao, thu hồi từ %(on)s"),
    ),
    Headline.NOT_YET_VALID: Words(
        N_("Chưa đến ngày hiệu lực"),
        N_("Sản phẩm đã có quyết định công nhận, nhưng chưa đến ngày hiệu lực."),
        (
            N_("Trước ngày đó, sản phẩm chưa mang hạng sao này."),
            N_("Hãy quét lại từ ngày ghi ở trên."),
        ),
        N_("%(stars)s sao, có hiệu lực từ %(since)s"),
    ),
    Headline.LABEL_VOIDED: Words(
        N_("Tem đã bị hủy"),
        N_("Chiếc tem này đã bị hủy; điều đó không nói gì về sản phẩm."),
        (
            N_("Tem hủy thường là tem in hỏng và không được dán lên hàng bán."),
            N_("Xem tình trạng của chính sản phẩm ở dưới đây."),
        ),
    ),
    Headline.UNKNOWN: Words(
        N_("Không tìm thấy mã này"),
        N_("Mã đúng dạng, nhưng không có trong sổ tem đã phát hành."),
        (
            N_("Không tìm thấy chưa phải là hàng giả. Hãy quét hoặc gõ lại mã."),
            N_("Bạn cũng có thể tìm sản phẩm theo tên."),
        ),
    ),
    Headline.MALFORMED: Words(
        N_("Không đọc được mã này"),
        N_("Mã bị thiếu hoặc sai ký tự, hoặc không phải mã của chúng tôi."),
        (
            N_("Hãy quét lại khi tem phẳng và đủ sáng, hoặc gõ dãy số in cạnh mã QR."),
            N_("Bạn cũng có thể tìm sản phẩm theo tên."),
        ),
    ),
    Headline.FORGED: Words(
        N_("Mã không hợp lệ"),
        N_("Mã này không mang chữ ký số của chúng tôi."),
        (
            N_("Hãy quét lại một lần. Nếu vẫn như vậy, đừng dựa vào hạng sao trên tem."),
            N_("Tìm sản phẩm theo tên để biết hạng sao hiện nay."),
        ),
    ),
}

# 26/2026/QĐ-TTg Art. 8, in the words of the form; wording held with low confidence, so it stands in data.
GROUNDS: Mapping[RevocationGround, str] = {
    RevocationGround.NOT_RE_EVALUATED: N_("Không đánh giá lại sau khi hết hạn"),
    RevocationGround.FAILED_RE_EVALUATION: N_("Đánh giá lại không đạt"),
    RevocationGround.FOOD_SAFETY: N_("Vi phạm an toàn thực phẩm"),
    RevocationGround.NOT_AS_RECOGNISED: N_("Không còn làm đúng như khi được công nhận"),
    RevocationGround.PRODUCTION_STOPPED: N_("Đã ngừng sản xuất"),
    RevocationGround.PRODUCER_DISSOLVED: N_("Chủ thể đã giải thể"),
    RevocationGround.MARK_MISUSED: N_("Dùng sai nhãn hiệu chứng nhận"),
    RevocationGround.GIVEN_UP: N_("Chủ thể tự nguyện thôi công nhận"),
    RevocationGround.OTHER: N_("Lý do khác"),
}

PRODUCER_TYPES: Mapping[ProducerType, str] = {
    ProducerType.COOPERATIVE: N_("Hợp tác xã"),
    ProducerType.COOPERATIVE_GROUP: N_("Tổ hợp tác"),
    ProducerType.ENTERPRISE: N_("Doanh nghiệp"),
    ProducerType.ESTABLISHMENT: N_("Cơ sở sản xuất"),
    ProducerType.HOUSEHOLD: N_("Hộ kinh doanh"),
    ProducerType.OTHER: N_("Loại hình khác"),
}

AUTHORITY_ENDED = N_("Cơ quan này hoạt động đến %(until)s.")
AUTHORITY_SUCCEEDED = N_("Cơ quan này hoạt động đến %(until)s; việc nay thuộc %(successor)s.")
