"""The letter to a producer who is asked about a case, in Vietnamese."""

from typing import Final

from ocop_verify.inspection.answer_links import LIVES
from ocop_verify.mailing import Letter

NEVER_ASKS: Final = "OCOP Verify không bao giờ hỏi mật khẩu hay xin tiền qua thư."


def letter_to_producer(to: str, product: str, number: str, question: str, address: str) -> Letter:
    """It tells what the page behind the link tells: the question, and nothing else of the case."""
    paragraphs = (
        "Kính gửi quý vị,",
        f"Cán bộ kiểm tra cần làm rõ một việc về sản phẩm {product}, hồ sơ {number}. Việc chưa có kết luận.",
        question,
        f"Xin trả lời tại đây, không cần tài khoản, trong {LIVES.days} ngày:\n{address}",
        "Ai có liên kết này thì trả lời được: xin đừng chuyển cho người khác.",
        NEVER_ASKS,
    )
    return Letter(to, f"Hồ sơ {number}: xin quý vị trả lời", "\n\n".join(paragraphs) + "\n")
