"""How often one client may guess codes; a code that is right never counts."""

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from ocop_verify.domain.networks import network_of


class Attempts:
    """Wrong codes by client address, kept in the memory of this process for a minute and nowhere else."""

    def __init__(self, per_minute: int) -> None:
        self._most = RateLimitItemPerMinute(per_minute)
        self._seen = MovingWindowRateLimiter(MemoryStorage())

    def may(self, address: str) -> bool:
        """Whether this client may still try."""
        return self._seen.test(self._most, network_of(address))

    def failed(self, address: str) -> None:
        """Count a wrong code."""
        self._seen.hit(self._most, network_of(address))
