"""Answers that are worked out once: ten thousand rows name few bodies and not many decisions."""

from collections.abc import Callable
from typing import Any

from ocop_verify.domain.errors import OcopError


class Memo(dict[Any, Any]):
    """Answers by question, worked out when first asked for. A refusal is an answer too."""

    def __init__(self, answer: Callable[[Any], Any]) -> None:
        super().__init__()
        self._answer = answer

    def __missing__(self, question: Any) -> Any:
        try:
            answer = self._answer(question)
        except OcopError as refusal:
            answer = refusal
        self[question] = answer
        return answer
