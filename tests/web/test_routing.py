"""Numbers in addresses."""

import pytest
from werkzeug.exceptions import NotFound

from ocop_verify.domain.row_numbers import LARGEST


def test_a_route_takes_the_largest_number_that_a_row_can_have(app):
    assert app.url_map.bind("ocop.vn").match(f"/registry/products/{LARGEST}")[1] == {"key": LARGEST}


@pytest.mark.parametrize("digits", [str(LARGEST + 1), "9" * 30, "9" * 5_000])
def test_no_route_takes_a_larger_one(app, digits):
    with pytest.raises(NotFound):
        app.url_map.bind("ocop.vn").match(f"/registry/products/{digits}")
