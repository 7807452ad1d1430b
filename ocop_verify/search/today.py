"""What an index is on a day: which stars each product has, and whether they count."""

from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ocop_verify.domain.speaking import speaking_for
from ocop_verify.domain.verdict import Standing
from ocop_verify.search.candidates import Catalogued
from ocop_verify.search.index import Index

STANDINGS: Final = tuple(Standing)
_NUMBER_OF: Final = {standing: number for number, standing in enumerate(STANDINGS)}
NEVER: Final = -1


class Today:
    """The stars and the standing of every row of an index on one day; ``NEVER``: never recognised."""

    def __init__(self, index: Index, day: date) -> None:
        self.index = index
        self.day = day
        size = len(index)
        self.stars: NDArray[np.int8] = np.zeros(size, np.int8)
        self.standings: NDArray[np.int8] = np.full(size, NEVER, np.int8)
        for row, key in enumerate(index.products):
            speaking = speaking_for(key, index.catalogue, day)
            if speaking:
                self.stars[row] = speaking[0].stars
                self.standings[row] = _NUMBER_OF[speaking[1].standing]
        counting = [_NUMBER_OF[Standing.IN_FORCE], _NUMBER_OF[Standing.EXPIRING]]
        self.counting: NDArray[np.bool_] = np.isin(self.standings, counting)
        self.catalogued = Catalogued(index, day)
