"""What an officer states: that a product was recognised, by whom, when, with how many stars."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import msgspec

from ocop_verify.domain.records import Extension, ProducerType, Revocation, Suspension

# Says that a producer is known to have no commune, beside others of its name that have one.
NO_COMMUNE = "-"


class Lifted(msgspec.Struct, frozen=True):
    """A suspension with the reason why it was lifted, "" while it is open."""

    suspension: Suspension
    lift_reason: str = ""


class Fate(msgspec.Struct, frozen=True):
    """What befell a certification after it was recognised. Empty: nothing is said, and nothing changes."""

    extensions: tuple[Extension, ...] = ()
    suspensions: tuple[Lifted, ...] = ()
    revocation: Revocation | None = None


def tidied(fate: Fate, tidy: Callable[[str], str]) -> Fate:
    """The same fate with every text in it tidied."""
    revocation = fate.revocation
    return Fate(
        tuple(replace(each, basis=tidy(each.basis)) for each in fate.extensions),
        tuple(
            Lifted(
                replace(
                    each.suspension,
                    reason=tidy(each.suspension.reason),
                    decision=tidy(each.suspension.decision),
                ),
                tidy(each.lift_reason),
            )
            for each in fate.suspensions
        ),
        revocation and replace(revocation, decision=tidy(revocation.decision), note=tidy(revocation.note)),
    )


class Recognition(msgspec.Struct, frozen=True):
    """One product's recognition in words as people write them; acts find or make the records behind it.

    What is empty or None is *not said*: it never erases what the registry already knows. ``province`` is
    today's or an old name, ``commune`` today's, ``address`` as it stands in the decision. ``checked``: the
    officer has looked at the decision again, and what seems impossible about its number or day is right.
    """

    product: str
    producer: str
    stars: int
    decision_number: str
    decided_on: date
    authority: str
    printed_until: date | None = None
    score: str = ""
    producer_type: ProducerType | None = None
    product_set: str = ""
    address: str = ""
    commune: str = ""
    province: str = ""
    gtin: str = ""
    checked: bool = False
    fate: Fate | None = None
