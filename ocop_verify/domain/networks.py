"""What counts as one client, for limits: the part of an address that one subscriber is given."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

# One IPv6 subscriber is given a /64 at least (RFC 6177), and has its 2**64 addresses.
IPV6_BITS: Final = 64


def network_of(address: str, ipv4_bits: int = 32) -> str:
    """The network that counts as one client: so many bits of an IPv4 address, the /64 of an IPv6 one.

    An IPv4 address that is written as an IPv6 one is an IPv4 address: all of them share one /64.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is None:
            return str(ip_network((parsed, IPV6_BITS), strict=False))
        parsed = parsed.ipv4_mapped
    return str(ip_network((parsed, ipv4_bits), strict=False))
