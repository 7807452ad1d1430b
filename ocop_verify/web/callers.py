"""Who may see figures about the server: callers from addresses that the settings name."""

from collections.abc import Collection
from ipaddress import ip_address, ip_network

from flask import Request

FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via")


class Insiders:
    """The callers that are told what others are not."""

    def __init__(self, networks: Collection[str], trusted_proxies: int) -> None:
        self._networks = [ip_network(network) for network in networks]
        self._behind_proxy = trusted_proxies > 0

    def include(self, request: Request) -> bool:
        """Whether this caller is one of them.

        What came through a proxy that is not trusted has the proxy's address, which is mostly this machine's
        own; nobody knows who sent it, so it counts as a stranger's.
        """
        if not self._behind_proxy and any(name in request.headers for name in FORWARDED):
            return False
        try:
            address = ip_address(request.remote_addr or "")
        except ValueError:
            return False
        return any(address in network for network in self._networks)
