"""How heaps of signals are weighed, and in what order they stand."""

from datetime import timedelta

import pytest

from ocop_verify.domain.signals import (
    AGREEMENT,
    AGREEMENT_WORDS,
    CEILING,
    FIRST,
    PHOTO,
    WORDS,
    Signal,
    SignalSource,
    rank,
    weigh,
)
from tests.cast import NOW

S = SignalSource


def signal(source: SignalSource, count: int = 1, photos: int = 0) -> Signal:
    return Signal(source, count, NOW, photos)


@pytest.mark.parametrize("source", S)
def test_one_signal_weighs_what_its_source_weighs_and_says_so(source):
    weight = weigh([signal(source)])
    assert weight.points == FIRST[source]
    assert [(part.message, part.count) for part in weight.parts] == [(WORDS[source], 1)]


@pytest.mark.parametrize(("count", "more"), [(1, 0), (2, 5), (4, 10), (16, 20)])
def test_doubling_a_number_adds_a_step(count, more):
    assert weigh([signal(S.REPORT, count)]).points == FIRST[S.REPORT] + more


def test_ten_thousand_reports_weigh_less_than_two_sources_that_agree():
    flood = weigh([signal(S.REPORT, 10_000)])
    real = weigh([signal(S.REPORT, 3, photos=1), signal(S.ENDED_SCANNED, 40)])
    assert flood.points == CEILING
    assert real.points > flood.points


def test_nothing_weighs_nothing():
    assert weigh([]).points == weigh([signal(S.REPORT, 0)]).points == 0


def test_sources_that_agree_and_photos_are_reasons_of_their_own_with_the_heaviest_first():
    weight = weigh([signal(S.REPORT, photos=2), signal(S.COPY)])
    assert weight.points == FIRST[S.REPORT] + FIRST[S.COPY] + PHOTO + AGREEMENT
    assert [part.points for part in weight.parts] == sorted((15, 30, 10, 20), reverse=True)
    assert (AGREEMENT_WORDS, 2) in [(part.message, part.count) for part in weight.parts]


@pytest.mark.parametrize(
    ("points", "days", "first"),
    [
        (40, 0, True),
        (79, 30, True),  # heavier, and a month old
        (81, 30, False),  # more than twice as heavy
        (500, 365, True),  # a year-old heap is history
    ],
)
def test_a_heap_that_is_not_heard_of_sinks_by_half_a_month(points, days, first):
    assert (rank(40, NOW) >= rank(points, NOW - timedelta(days=days))) is first
