"""Pictures of labels for people who learn to read them: painted as labels are, with invented products.

No picture holds a real token: scanned, each leads to the page that explains labels.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from qrcode import constants
from qrcode.main import QRCode

from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.verdict import Headline
from ocop_verify.labels.design import LabelFace, design, groups_of
from ocop_verify.labels.layouts import layout_of
from ocop_verify.labels.painting.svg import label_svg
from ocop_verify.verification.specimens import OF_LABEL

LAYOUT: Final = "roll-50x30"
# So many digits as a unit label's code has, and none of anybody's.
CODE: Final = "000 000 000 000 000 000"

Modules = NDArray[np.bool_]


def symbol_of(url: str) -> Modules:
    """The QR code of an address, dark modules True, without its quiet zone."""
    code = QRCode(error_correction=constants.ERROR_CORRECT_M, border=0)
    code.add_data(url)
    code.make(fit=True)
    return np.array(code.get_matrix(), dtype=np.bool_)


def sample_label(headline: Headline, catalogue: Catalogue, host: str, url: str) -> str:
    """A label that has this answer, as SVG; by eye it looks like any other. ``catalogue``: of specimens."""
    batch = catalogue.batches[OF_LABEL[headline]]
    product = catalogue.products[catalogue.certifications[batch.certification_id].product_id]
    producer = catalogue.producers[product.producer_id]
    face = LabelFace(product.name, producer.name, batch.printed_stars, batch.printed_until, host)
    drawing = design(face, layout_of(LAYOUT).form, groups_of(CODE))
    return label_svg(drawing, CODE, symbol_of(url), product.name, "")
