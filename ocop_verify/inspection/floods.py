"""How much is taken in an hour: forms from one client, photos about one product and place, photos in all.

Counts lie in the memory of one process and nowhere else, so nobody's address is kept. Words are always
taken from a client that has not sent much: somebody who floods a product with reports cannot keep others from
being heard, only their photos wait.
"""

from limits import RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from ocop_verify.domain.networks import network_of

PHOTOS_OF_A_HEAP = RateLimitItemPerHour(60)
PHOTOS_IN_ALL = RateLimitItemPerHour(1_000)


class Floods:
    """What was sent in the last hour."""

    def __init__(self, forms_per_hour: int) -> None:
        self._forms = RateLimitItemPerHour(forms_per_hour)
        self._seen = MovingWindowRateLimiter(MemoryStorage())

    def may_send(self, address: str) -> bool:
        """Whether this client may send a form now; counts it."""
        return self._seen.hit(self._forms, "form", network_of(address))

    def may_send_photo(self, heap: str) -> bool:
        """Whether another photo about this product and place is taken; counts it."""
        return self._seen.hit(PHOTOS_OF_A_HEAP, "heap", heap) and self._seen.hit(PHOTOS_IN_ALL, "photo")
