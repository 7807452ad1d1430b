"""What is noted of a request that our own scanner makes, after it has answered by itself."""

from pathlib import Path

import pytest

from ocop_verify.config import Settings
from ocop_verify.domain.circulation import Source
from ocop_verify.verification.check import Method
from ocop_verify.verification.views.noting import Noting


@pytest.mark.parametrize(
    ("scanned_by", "source"),
    [
        ("camera", Source.CAMERA),
        ("field", Source.CAMERA),
        ("upload", Source.UPLOAD),
        ("address", Source.DIRECT),
        ("inspection", Source.MACHINE),  # nobody makes an inspector of himself
        ("", Source.MACHINE),
    ],
)
def test_our_own_scanner_says_how_a_code_was_read(scanned_by: str, source: Source, tmp_path: Path) -> None:
    noting = Noting(Settings(data_dir=tmp_path))
    environ = {"HTTP_OCOP_SCANNED_BY": scanned_by}
    assert noting._source(environ, Method.SIGNATURE, "a phone", machine=True) is source
