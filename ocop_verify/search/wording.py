"""What is said of a claim: the finding in a few words, why, what the recognition is today, what to do now.

The words accuse nobody: that a name is not found, or is like another, is said as it is. ``told`` gives whole
sentences with their values; doors translate them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ocop_verify.catalog.recognition import Recognition, recognition_on
from ocop_verify.catalog.words import Message
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.errors import N_
from ocop_verify.domain.matching.claims import Finding, Judgement, Match, Reason
from ocop_verify.domain.matching.star_claims import Impossible
from ocop_verify.domain.validity import written
from ocop_verify.search.lookalikes import Resemblance
from ocop_verify.search.today import Today

# The finding as a state; the second is whose shape and colour it bears.
STATES: Final[Mapping[Finding, tuple[str, str]]] = {
    Finding.IN_FORCE: (N_("Đang được công nhận"), "in_force"),
    Finding.EXPIRING: (N_("Sắp hết hạn công nhận"), "expiring"),
    Finding.OTHER_STARS: (N_("Hạng sao khác"), "superseded"),
    Finding.EXPIRED: (N_("Đã hết hạn công nhận"), "expired"),
    Finding.SUSPENDED: (N_("Đang tạm dừng công nhận"), "suspended"),
    Finding.REVOKED: (N_("Đã bị thu hồi"), "revoked"),
    Finding.SAME_PRODUCER_OTHER_PRODUCT: (N_("Sản phẩm khác của cùng chủ thể"), "other_product"),
    Finding.SIMILAR_NAME_ONLY: (N_("Chỉ giống tên"), "similar"),
    Finding.AMBIGUOUS: (N_("Chưa đủ để phân biệt"), "unknown"),
    Finding.NOT_FOUND: (N_("Không tìm thấy"), "unknown"),
    Finding.IMPOSSIBLE_CLAIM: (N_("Không có hạng như vậy"), "forged"),
}
ADVICE: Final[Mapping[Finding, str]] = {
    Finding.IN_FORCE: N_("So tên sản phẩm, chủ thể và số sao trên bao bì với trang của sản phẩm."),
    Finding.EXPIRING: N_("Hạng sao vẫn đúng đến hết ngày ghi ở trên. Lần sau hãy kiểm tra lại."),
    Finding.OTHER_STARS: N_("Lấy số sao và thời hạn ở đây; bao bì có thể in theo lần công nhận khác."),
    Finding.EXPIRED: N_("Hiện sản phẩm không có hạng sao. Hãy hỏi người bán về việc công nhận lại."),
    Finding.SUSPENDED: N_("Lúc này chưa thể dựa vào hạng sao. Hãy kiểm tra lại sau ít lâu."),
    Finding.REVOKED: N_("Hiện sản phẩm không có hạng sao."),
    Finding.SAME_PRODUCER_OTHER_PRODUCT: N_(
        "Hạng sao thuộc về đúng một sản phẩm, không thuộc về mọi sản phẩm của chủ thể."
    ),
    Finding.SIMILAR_NAME_ONLY: N_("So từng chữ của tên và chủ thể trên bao bì với sản phẩm được công nhận."),
    Finding.AMBIGUOUS: N_("Thêm chủ thể, tỉnh, số quyết định hoặc mã vạch để biết chính xác."),
    Finding.NOT_FOUND: N_(
        "Không tìm thấy chưa phải là hàng giả: tên có thể ghi khác, hoặc quyết định chưa được nhập."
    ),
    Finding.IMPOSSIBLE_CLAIM: N_("Chỉ có 3, 4 và 5 sao được công nhận bằng quyết định."),
}

_THIS: Final = {
    Reason.NAME_AND_MAKER: N_("Tên và chủ thể khớp với “%(product)s” của %(producer)s."),
    Reason.NAME_ALONE: N_(
        "Chỉ có một sản phẩm được công nhận mang tên này: “%(product)s” của %(producer)s; "
        "hãy so chủ thể trên bao bì."
    ),
    Reason.NAME_AND_NUMBER: N_("Tên và số quyết định khớp với “%(product)s” của %(producer)s."),
    Reason.NAME_AND_SELLER: N_(
        "Tên khớp với “%(product)s” của %(producer)s; nơi được ghi là nơi bán, hãy so chủ thể trên bao bì."
    ),
    Reason.BARCODE: N_("Mã vạch là của “%(product)s”, %(producer)s."),
}
_SAME_MAKER: Final = {
    Reason.OTHER_KIND: N_("%(producer)s được công nhận “%(product)s”, là loại sản phẩm khác."),
    Reason.OTHER_SORT: N_("%(producer)s được công nhận “%(product)s”; tên được hỏi khác ở %(words)s."),
    Reason.SAYS_MORE: N_("%(producer)s được công nhận “%(product)s”; tên được hỏi có thêm %(words)s."),
    Reason.SAYS_LESS: N_("%(producer)s được công nhận “%(product)s”; tên được hỏi thiếu %(words)s."),
}
_OTHER_PRODUCT: Final = N_("%(producer)s không có sản phẩm được công nhận mang tên này.")
_SIMILAR: Final = {
    Reason.OTHER_MAKER: N_("“%(product)s” được công nhận cho %(producer)s, không phải cho chủ thể được hỏi."),
    Reason.OTHER_PLACE: N_("“%(product)s” được công nhận cho %(producer)s, ở %(place)s."),
    Reason.NEARLY_THE_NAME: N_("Tên gần giống “%(product)s” của %(producer)s, nhưng không đúng từng chữ."),
    Reason.NEARLY_THE_MAKER: N_(
        "Tên khớp với “%(product)s”, nhưng chủ thể được hỏi chỉ gần giống hoặc thiếu chữ so với %(producer)s."
    ),
    Reason.OTHER_KIND: N_("Giống “%(product)s” của %(producer)s, nhưng là loại sản phẩm khác."),
    Reason.OTHER_SORT: N_("Giống “%(product)s” của %(producer)s, nhưng tên khác ở %(words)s."),
    Reason.SAYS_MORE: N_("Giống “%(product)s” của %(producer)s, nhưng tên được hỏi có thêm %(words)s."),
    Reason.SAYS_LESS: N_("Giống “%(product)s” của %(producer)s, nhưng tên được hỏi thiếu %(words)s."),
}
_AMBIGUOUS: Final = {
    Reason.SEVERAL_MAKERS: N_("Nhiều chủ thể có sản phẩm mang tên này, như “%(product)s” của %(producer)s."),
    Reason.SEVERAL_PRODUCTS: N_("Nhiều sản phẩm có tên như vậy, như “%(product)s” của %(producer)s."),
    Reason.SAYS_LESS: N_("Tên được hỏi ngắn hơn “%(product)s” của %(producer)s: thiếu %(words)s."),
    Reason.NEARLY_THE_NAME: N_(
        "Tên chỉ khác “%(product)s” của %(producer)s một chữ: gõ sai, hoặc là tên khác."
    ),
    Reason.BARCODE_OF_ANOTHER: N_("Mã vạch là của “%(product)s”, %(producer)s, nhưng tên được hỏi khác hẳn."),
}
_OTHERWISE: Final = {
    Reason.NOT_YET_VALID: N_("“%(product)s” của %(producer)s chỉ được công nhận từ ngày %(since)s."),
    Reason.NOTHING_ALIKE: N_("Không có sản phẩm được công nhận nào mang tên như vậy."),
    Reason.NOTHING_SAID: N_("Chưa có tên sản phẩm để tìm."),
}
_IMPOSSIBLE: Final[Mapping[Impossible, str]] = {
    Impossible.NO_SUCH_STAR: N_("Không có quyết định nào công nhận %(claimed)s sao: chỉ có 3, 4 và 5 sao."),
    Impossible.HALF_STAR: N_("Không có hạng nửa sao."),
    Impossible.POTENTIAL: N_(
        "“Tiềm năng 5 sao” không phải là một hạng: đó là sản phẩm 4 sao được đề nghị lên trung ương."
    ),
    Impossible.INTERNATIONAL: N_("OCOP không có hạng quốc tế."),
    Impossible.NATIONAL_BELOW_FIVE: N_("Cấp quốc gia chỉ công nhận 5 sao."),
    Impossible.PROVINCE_FIVE: N_("Cấp tỉnh không công nhận 5 sao; chỉ bộ công nhận hạng này."),
    Impossible.DISTRICT_ABOVE_THREE: N_("Cấp huyện không công nhận quá 3 sao."),
}
# What the recognition is today.
_TODAY: Final[Mapping[Finding, str]] = {
    Finding.IN_FORCE: N_("%(stars)d sao, đến hết %(until)s, quyết định %(number)s."),
    Finding.EXPIRING: N_("%(stars)d sao, chỉ còn đến hết %(until)s, quyết định %(number)s."),
    Finding.OTHER_STARS: N_(
        "Hiện nay là %(stars)d sao, không phải %(claimed)s; đến hết %(until)s, quyết định %(number)s."
    ),
    Finding.EXPIRED: N_("Công nhận %(stars)d sao đã hết hạn ngày %(until)s."),
    Finding.SUSPENDED: N_("Công nhận %(stars)d sao đang tạm dừng."),
    Finding.REVOKED: N_("Công nhận %(stars)d sao đã bị thu hồi."),
}
RESEMBLANCES: Final[Mapping[Resemblance, str]] = {
    Resemblance.SAME_NAME: N_("Cùng tên, chủ thể khác"),
    Resemblance.NEARLY_THE_NAME: N_("Tên chỉ khác một chữ hoặc một dấu"),
    Resemblance.SAME_MAKER_NOT_RECOGNISED: N_("Cùng chủ thể, hiện không còn được công nhận"),
    Resemblance.OTHER_KIND: N_("Cùng nhãn hiệu, loại sản phẩm khác"),
    Resemblance.SAME_MAKER_OTHER_SORT: N_("Cùng chủ thể, loại khác"),
    Resemblance.LONGER_NAME: N_("Tên dài hoặc ngắn hơn"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A judgement in words. ``today`` is None where no recognition is the product's own.

    ``product_id`` is what it rests on, or is most like; None where there is nothing.
    """

    finding: Finding
    state: str
    look: str
    reason: Message
    today: Message | None
    advice: str
    product_id: int | None = None
    producer_id: int | None = None
    recognition: Recognition | None = None
    candidates: tuple[int, ...] = field(default=())

    @property
    def certification_id(self) -> int | None:
        """The certification that the finding rests on."""
        return self.recognition.id if self.recognition else None


def told(judgement: Judgement, today: Today) -> Told:
    """What is to be said of a claim that was judged against this index on this day."""
    state, look = STATES[judgement.finding]
    catalogue = today.index.catalogue
    match = judgement.match
    recognition, values = None, _claimed(judgement)
    if match:
        certification = catalogue.certifications[match.certified.certification_id]
        recognition = recognition_on(certification, catalogue, today.day)
        values |= _values(judgement, match, recognition, catalogue)
    standing = _TODAY.get(judgement.finding)
    return Told(
        judgement.finding,
        state,
        look,
        Message(_reason(judgement), values),
        Message(standing, values) if standing else None,
        ADVICE[judgement.finding],
        match.certified.product_id if match else None,
        match.certified.producer_id if match else None,
        recognition,
        tuple(each.certified.product_id for each in judgement.matches),
    )


def _reason(judgement: Judgement) -> str:
    reason = judgement.reason
    if judgement.claim and judgement.claim.stars.impossible and reason is Reason.IMPOSSIBLE:
        return _IMPOSSIBLE[judgement.claim.stars.impossible]
    match judgement.finding:
        case Finding.SAME_PRODUCER_OTHER_PRODUCT:
            return _SAME_MAKER.get(reason, _OTHER_PRODUCT)
        case Finding.SIMILAR_NAME_ONLY:
            return _SIMILAR.get(reason, _SIMILAR[Reason.NEARLY_THE_NAME])
        case Finding.AMBIGUOUS:
            return _AMBIGUOUS[reason]
        case _:
            return _THIS.get(reason) or _OTHERWISE[reason]


def _claimed(judgement: Judgement) -> dict[str, object]:
    stars = judgement.claim.stars.stars if judgement.claim else None
    return {"claimed": stars if stars is not None else "?"}


def _values(
    judgement: Judgement, match: Match, recognition: Recognition, catalogue: Catalogue
) -> dict[str, object]:
    product = catalogue.products[match.certified.product_id]
    producer = catalogue.producers[product.producer_id]
    name = match.name
    differing = name.missing if judgement.reason is Reason.SAYS_LESS else name.extra or name.missing
    return {
        "product": product.name,
        "producer": producer.name,
        "place": producer.commune,
        "words": "“" + " ".join(word.shown for word in differing) + "”",
        "stars": recognition.stars,
        "until": written(recognition.valid_until),
        "since": written(recognition.valid_from),
        "number": recognition.decision.number,
    }
