"""Whose decision it is: the authority that a row names, in the province that the row tells."""

from bisect import bisect_left
from datetime import date

import msgspec

from ocop_verify.domain.authority_names import MEANINGS_UNTIL, AuthorityName, parse_authority
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.places import PROVINCES, Place, find_place, place_of_address
from ocop_verify.domain.records import Level
from ocop_verify.registry.recognition import Recognition
from ocop_verify.registry.remembering import Memo


class DistrictNowhere(OcopError):
    """A district without its province: several provinces had one of that name."""


class Body(msgspec.Struct, frozen=True, eq=False):
    """An authority as a row means it; compared by identity, as each is made once.

    ``province`` is today's code, "" for a ministry. ``unplaced``: a district whose name does not tell its
    province. ``ambiguous``: not even that is enough, as today's province had two districts of the name.
    """

    name: str
    key: str
    level: Level
    province: str
    official: AuthorityName
    unplaced: bool = False
    ambiguous: bool = False

    @classmethod
    def of(cls, official: AuthorityName) -> "Body":
        """A body by what its name says."""
        anywhere = official.located_in(Place(next(iter(PROVINCES.values()))))
        return cls(
            official.name,
            official.key,
            official.level,
            official.province.code if official.province else "",
            official,
            official.level is Level.DISTRICT and official.province is None,
            anywhere.name != official.name,
        )


class Bodies:
    """Finds the body of each row; a fault is given back as a value, for every row that has it."""

    def __init__(self) -> None:
        self._named = Memo(_named)
        self._located = Memo(self._locate)
        self._epochs = Memo(_epoch)

    def find(self, said: Recognition) -> Body | OcopError:
        """The body that a row means. The address may still name the old province, so it is asked first."""
        epoch = self._epochs[said.decided_on]
        body: Body | OcopError = self._named[said.authority, epoch]
        if isinstance(body, Body) and body.unplaced:
            address = said.address if body.ambiguous or not said.province else ""
            body = self._located[said.authority, epoch, said.province, address]
        return body

    def _locate(self, question: tuple[str, int, str, str]) -> Body:
        name, epoch, province, address = question
        body: Body = self._named[name, epoch]
        place = place_of_address(address) or find_place(province)
        if place is None:
            raise DistrictNowhere(
                N_("Không biết “%(name)s” thuộc tỉnh nào. Hãy ghi tỉnh ở cột địa chỉ hoặc cột tỉnh."),
                name=body.name,
            )
        return Body.of(body.official.located_in(place))


def _epoch(day: date) -> int:
    """Between two changes of meaning every name means one body, whatever the day."""
    return bisect_left(MEANINGS_UNTIL, day)


def _named(question: tuple[str, int]) -> Body:
    """The last day of an epoch stands for all its days."""
    name, epoch = question
    return Body.of(parse_authority(name, MEANINGS_UNTIL[epoch] if epoch < len(MEANINGS_UNTIL) else None))
