"""How long a package needs at least from one province to another.

Coarse on purpose: a province is known, never a street. Centres are those of the administrative centre of
each of today's 34 provinces (202/2025/QH15), to a tenth of a degree, about 10 km.
"""

from collections.abc import Mapping
from math import asin, cos, radians, sin, sqrt
from typing import Final

# Latitude and longitude of each province's administrative centre, by province code.
CENTRES: Final[Mapping[str, tuple[float, float]]] = {
    "01": (21.0, 105.8), "04": (22.7, 106.3), "08": (21.8, 105.2), "11": (21.4, 103.0), "12": (22.4, 103.5),
    "14": (21.3, 103.9), "15": (21.7, 104.9), "19": (21.6, 105.8), "20": (21.9, 106.8), "22": (21.0, 107.1),
    "24": (21.3, 106.2), "25": (21.3, 105.4), "31": (20.9, 106.7), "33": (20.6, 106.1), "37": (20.3, 106.0),
    "38": (19.8, 105.8), "40": (18.7, 105.7), "42": (18.3, 105.9), "44": (17.5, 106.6), "46": (16.5, 107.6),
    "48": (16.1, 108.2), "51": (15.1, 108.8), "52": (13.8, 109.2), "56": (12.2, 109.2), "66": (12.7, 108.0),
    "68": (11.9, 108.4), "75": (10.9, 106.8), "79": (10.8, 106.7), "80": (10.5, 106.4), "82": (10.4, 106.4),
    "86": (10.3, 106.0), "91": (10.0, 105.1), "92": (10.0, 105.8), "96": (9.2, 105.2),
}  # fmt: skip

# Since the merger of 2025 a province can be 200 km across, so its border may be that much nearer.
PROVINCE_KM: Final = 200
# Hà Nội to Thành phố Hồ Chí Minh, 1,140 km, takes some three and a half hours from door to door by plane.
FASTEST_KM_PER_HOUR: Final = 300
_EARTH_KM: Final = 6371


def kilometres_between(here: str, there: str) -> float:
    """The distance of two provinces' centres as the crow flies."""
    (lat_a, lon_a), (lat_b, lon_b) = CENTRES[here], CENTRES[there]
    north, east = radians(lat_b - lat_a) / 2, radians(lon_b - lon_a) / 2
    chord = sin(north) ** 2 + cos(radians(lat_a)) * cos(radians(lat_b)) * sin(east) ** 2
    return 2 * _EARTH_KM * asin(sqrt(chord))


def least_hours_between(here: str, there: str) -> float:
    """The fewest hours in which a package gets from one province to another; 0 for neighbours.

    Provinces that are not known (an old code, a mistake) are never far from anywhere.
    """
    if here == there or here not in CENTRES or there not in CENTRES:
        return 0.0
    return _LEAST_HOURS[here, there]


_LEAST_HOURS: Final = {
    (here, there): max(0.0, kilometres_between(here, there) - PROVINCE_KM) / FASTEST_KM_PER_HOUR
    for here in CENTRES
    for there in CENTRES
}
