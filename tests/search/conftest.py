"""The market, in memory and as a site without a database."""

from collections.abc import Iterator
from itertools import count

import pytest
from flask import Flask

from ocop_verify.search.today import Today
from tests.search.market import market as the_market
from tests.search.market import running_market


@pytest.fixture(scope="session")
def market() -> Today:
    return the_market()


@pytest.fixture(scope="session")
def market_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with running_market(tmp_path_factory.mktemp("market")) as app:
        yield app


@pytest.fixture
def read(market_site: Flask):
    """Opens a path of the market's site."""
    return market_site.test_client().get


_addresses = count(1)


@pytest.fixture
def send(market_site: Flask):
    """Sends something to the market's site, from an address of its own."""
    client = market_site.test_client()
    client.environ_base["REMOTE_ADDR"] = f"198.51.100.{next(_addresses) % 250}"
    return client.post
