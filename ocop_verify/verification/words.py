"""What is said of one label: which it is, and the digits printed beside its QR code.

What is said of recognitions stands in ``catalog.words``.
"""

from collections.abc import Mapping

from ocop_verify.domain.errors import N_
from ocop_verify.domain.records import LabelKind

LABEL_LINES: Mapping[LabelKind, str] = {
    LabelKind.UNIT: N_("số %(serial)s, lô %(batch)s"),
    LabelKind.PRODUCT: N_("lô %(batch)s, giống nhau trên mọi gói"),
}
TYPED_CODE = N_("Mã gõ tay: %(code)s")
