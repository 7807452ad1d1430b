"""What a phone says that the server never has to: that its data is too old, or that a code is not ours."""

from dataclasses import dataclass, field

from ocop_verify.catalog.words import WORDS, Message, Words
from ocop_verify.domain.errors import N_
from ocop_verify.domain.label import STARS
from ocop_verify.domain.verdict import STARRED, Headline

# The catalogue on the phone is past its trust: a good signature is still a good signature, and nothing more.
UNCONFIRMED = Words(
    N_("Chữ ký đúng, chưa rõ tình trạng"),
    N_("Chữ ký trên tem là của chúng tôi. Dữ liệu trên máy đã quá cũ để nói về công nhận hôm nay."),
    (
        N_("Hãy kết nối mạng một lần để cập nhật dữ liệu, rồi quét lại."),
        N_("Trong lúc chờ, so tên sản phẩm và nơi sản xuất trên bao bì với trang này."),
    ),
    N_("chưa xác nhận từ %(moment)s"),
)
UNDECIDED = Words(
    N_("Chưa kiểm tra được tem này"),
    N_("Dữ liệu trên máy đã quá cũ để kết luận về tem này."),
    (
        N_("Hãy kết nối mạng một lần để cập nhật dữ liệu, rồi quét lại."),
        N_("Chưa kiểm tra được thì chưa nói lên điều gì về sản phẩm."),
    ),
    N_("dữ liệu đến %(moment)s"),
)
FOREIGN = Words(
    N_("Không phải mã của chúng tôi"),
    N_("Mã QR này không phải của tem OCOP Verify. Nội dung của nó ghi ở dưới và không được mở."),
    (
        N_("Trên bao bì có thể có nhiều mã QR: hãy quét mã trên tem."),
        N_("Bạn cũng có thể tìm sản phẩm theo tên."),
    ),
)


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as a page can hold it beforehand. ``key`` is what the phone looks for; values are slots."""

    key: str
    headline: str
    words: Words
    values: dict[str, object] = field(default_factory=dict)
    stars: int | None = None

    @property
    def band(self) -> Message | None:
        """The line under the state word."""
        return Message(self.words.band, self.values) if self.words.band else None


def answers(values: dict[str, object]) -> list[Told]:
    """Every answer that a phone can give, once for each number of stars where stars are drawn."""
    told = [
        Told(headline.value, headline.value, WORDS[headline], values, stars)
        for headline in Headline
        for stars in (STARS if headline in STARRED else (None,))
    ]
    return [
        *told,
        Told("unconfirmed", "unconfirmed", UNCONFIRMED, values),
        Told("undecided", "unconfirmed", UNDECIDED, values),
        Told("foreign", Headline.MALFORMED.value, FOREIGN),
    ]
