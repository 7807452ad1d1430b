"""What counts as one client."""

import pytest

from ocop_verify.domain.networks import network_of


@pytest.mark.parametrize(
    ("address", "bits", "network"),
    [
        ("203.0.113.7", 32, "203.0.113.7/32"),
        ("203.0.113.7", 24, "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", 32, "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", 24, "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", 24, "203.0.113.0/24"),  # else every IPv4 client would be one
        ("", 32, "unknown"),  # a socket that is a file
        ("unix:", 32, "unknown"),
    ],
)
def test_a_client_is_an_address_or_the_network_of_a_subscriber(address, bits, network):
    assert network_of(address, bits) == network
