"""How a stall is told to everybody: a word, a shape and a colour that accuse nobody."""

from collections.abc import Mapping
from types import MappingProxyType

from ocop_verify.domain.errors import N_
from ocop_verify.fairs.showing import StallShown
from ocop_verify.fairs.words import Look

SHOWN_LOOKS: Mapping[StallShown, Look] = MappingProxyType(
    {
        StallShown.CHECKED: Look(N_("Đã kiểm tra"), "in_force", "in_force"),
        StallShown.PARTLY: Look(N_("Đã kiểm tra một phần"), "expiring", "expiring"),
        StallShown.NOT_CHECKED: Look(N_("Chưa kiểm tra"), "unknown", "unknown"),
        StallShown.NOT_SHOWN: Look(N_("Chưa có sản phẩm hiển thị"), "not_yet_valid", "not_yet_valid"),
    }
)
