"""When a unit label is seen unusually often, and what explains it without a copy."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop_verify.domain.circulation import (
    PICTURES,
    THRESHOLDS,
    UNCLEAR,
    WORDS,
    CirculationReading,
    ReasonCode,
    RecentScan,
    ScanDay,
    ScanSummary,
    Source,
    may_be_suspicious,
    read_circulation,
)
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.travel import CENTRES, kilometres_between, least_hours_between
from ocop_verify.domain.validity import local_day
from ocop_verify.domain.verdict import Circulation

# Eight in the morning in Vietnam.
MORNING = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
LATER = MORNING + timedelta(days=60)

HANOI, HUE, DA_NANG, NHA_TRANG, SAIGON, CAN_THO, CA_MAU = "01", "46", "48", "56", "79", "92", "96"

# One scan: hours after MORNING, who, and whatever else matters.
Scan = tuple[float, int, Source, str | None]


def scan(hours: float, person: int, source: Source = Source.DIRECT, place: str | None = None) -> Scan:
    return hours, person, source, place


def summary_of(scans: Iterable[Scan], printed_until: date | None = None) -> ScanSummary:
    """What the recorder would remember of these scans."""
    ordered = sorted(scans, key=lambda each: each[0])
    recent = [RecentScan(MORNING + timedelta(hours=h), source, place) for h, _, source, place in ordered]
    days = []
    for day in sorted({local_day(each.at) for each in recent}):
        of_day = [each for each in ordered if local_day(MORNING + timedelta(hours=each[0])) == day]
        devices = len({person for _, person, _, _ in of_day})
        pictures = sum(source in PICTURES for _, _, source, _ in of_day)
        unclear = sum(source in UNCLEAR for _, _, source, _ in of_day)
        days.append(ScanDay(day, len(of_day), devices, pictures, unclear))
    return ScanSummary(
        len(recent), recent[0].at, recent[-1].at, tuple(days), tuple(recent), printed_until=printed_until
    )


def reasons(scans: Iterable[Scan], printed_until: date | None = None) -> set[ReasonCode]:
    reading = read_circulation(summary_of(scans, printed_until), LATER)
    assert (reading.code is Circulation.NORMAL) == (not reading.reasons)
    return {reason.code for reason in reading.reasons}


def strangers(per_day: int, days: int, **more: object) -> list[Scan]:
    """Other people every day, spread over the hours in which people are awake."""
    return [
        scan(24 * day + 14 * number / per_day, 100 * day + number, **more)  # type: ignore[arg-type]
        for day in range(days)
        for number in range(per_day)
    ]


# --- what one package explains ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("why", "scans"),
    [
        ("bought, opened, shown", [scan(0, 1), scan(0.1, 1), scan(30, 1), scan(31, 2), scan(90, 1)]),
        ("one phone that looks a hundred times in ten days", [scan(2.4 * n, 1) for n in range(100)]),
        ("a family at the table", [scan(0.1 * n, n) for n in range(8)]),
        ("a family, once more the next day", [scan(24 * d + 0.1 * n, n) for d in range(2) for n in range(4)]),
        ("a gift from the other end of the country", [scan(0, 1, place=HANOI), scan(72, 2, place=CA_MAU)]),
        ("a shelf, and then a buyer", [*strangers(1, 12), scan(300, 999)]),
        ("a feast of twenty on one day", [scan(0.3 * n, n) for n in range(20)]),
        ("a stall for four days", strangers(60, 4, place=DA_NANG)),
        ("a stall whose place nobody knows", strangers(60, 4)),
        ("a stall that begins slowly", strangers(4, 1) + [scan(24 + n / 5, 500 + n) for n in range(60)]),
    ],
)
def test_it_is_normal(why, scans):
    assert reasons(scans) == set(), why


def test_a_phone_network_that_places_a_family_elsewhere_twice_raises_nothing():
    scans = [scan(0.2 * n, n, place=HUE) for n in range(12)]
    scans[3], scans[6] = scan(0.6, 3, place=HANOI), scan(1.2, 6, place=SAIGON)
    assert reasons(scans) == set()


# --- copies -----------------------------------------------------------------------------------------------


def test_strangers_on_many_days_are_more_than_one_package_explains():
    assert reasons(strangers(5, 3)) == {ReasonCode.MANY_SCANS}


def test_strangers_over_months_are_too_when_single_scans_are_long_forgotten():
    days = tuple(ScanDay(date(2026, 3, 1) + timedelta(days=9 * n), 1, 1) for n in range(14))
    summary = ScanSummary(14, MORNING - timedelta(days=200), MORNING, days)
    assert [each.code for each in read_circulation(summary, MORNING).reasons] == [ReasonCode.MANY_SCANS]


def test_many_provinces_are_noticed_before_many_people_are():
    places = (HANOI, HUE, DA_NANG, NHA_TRANG, SAIGON, CAN_THO)
    scans = [scan(30 * n, n, place=places[n % 6]) for n in range(9)]
    assert reasons(scans) == {ReasonCode.MANY_PLACES}


def test_a_package_cannot_be_in_hanoi_and_in_saigon_within_the_hour():
    scans = [scan(n, n, place=(HANOI, SAIGON, DA_NANG)[n % 3]) for n in range(9)]
    assert reasons(scans) == {ReasonCode.TOO_FAR_TOO_SOON}


def test_neighbouring_provinces_are_never_too_far():
    assert reasons([scan(n / 4, n, place=("01", "33", "24")[n % 3]) for n in range(9)]) == set()


def test_a_crowd_again_and_again_is_not_a_fair():
    crowds = [scan(24 * 14 * fair + n / 4, 1000 * fair + n) for fair in range(3) for n in range(40)]
    assert reasons(crowds) == {ReasonCode.MANY_CROWDS}


def test_a_crowd_in_many_places_at_once_is_not_a_stall():
    places = (HANOI, HUE, DA_NANG, NHA_TRANG, SAIGON, CAN_THO)
    scans = [scan(14 * n / 30, n, place=places[n % 6]) for n in range(30)]
    assert ReasonCode.MANY_PLACES in reasons(scans)


def test_it_is_still_scanned_long_after_the_end_that_it_prints():
    scans = [scan(24 * n, n) for n in range(4)]
    assert reasons(scans, printed_until=local_day(MORNING) - timedelta(days=366)) == {
        ReasonCode.LONG_AFTER_SALE
    }


@pytest.mark.parametrize("ended", [0, 30, 300])
def test_stock_that_is_sold_after_the_end_is_no_surprise(ended):
    scans = [scan(24 * n, n) for n in range(4)]
    assert reasons(scans, printed_until=local_day(MORNING) - timedelta(days=ended)) == set()


def test_one_old_jar_in_a_cupboard_is_no_surprise():
    assert reasons([scan(0, 1), scan(48, 1)], printed_until=date(2023, 1, 1)) == set()


# --- pictures ---------------------------------------------------------------------------------------------


def mixed(sources: str) -> list[Scan]:
    """One stranger every five hours; D: direct, A: in an app, U: upload, L: link."""
    by_letter = {"D": Source.DIRECT, "A": Source.IN_APP, "U": Source.UPLOAD, "L": Source.LINK}
    return [
        scan(5 * n, n, by_letter[letter], place=tuple(CENTRES)[n % 34]) for n, letter in enumerate(sources)
    ]


def test_a_picture_in_a_listing_explains_scans_from_everywhere():
    assert reasons(mixed("ALAUDALAUA" * 8)) == set()


def test_the_same_scans_without_links_and_uploads_are_unusual():
    assert ReasonCode.MANY_SCANS in reasons(mixed("AAADDAADAA" * 8))


def test_a_stray_link_does_not_make_it_a_picture():
    assert ReasonCode.MANY_SCANS in reasons(mixed("AADAADADAL" + "AAADDAADAA" * 7))


def test_links_do_not_hide_many_packages_in_hand():
    """Whoever sells copies could post the label somewhere; most scans still have a package in hand."""
    assert ReasonCode.MANY_SCANS in reasons(mixed("DDDDLDDDLD" * 8))


def test_a_post_in_a_chat_explains_a_burst_and_what_trickles_after_it():
    burst = [scan(n / 12, n, Source.IN_APP, place=tuple(CENTRES)[n % 34]) for n in range(30)]
    trickle = [scan(24 * day + 3, 100 + day, Source.IN_APP) for day in range(1, 7)]
    assert reasons(burst + trickle) == set()


# --- the reading ------------------------------------------------------------------------------------------


def test_no_scans_known_is_normal_and_says_so():
    reading = CirculationReading()
    assert (reading.code, reading.reasons, reading.scans) == (Circulation.NORMAL, (), None)


def test_it_says_how_many_scans_there_were_and_since_when():
    reading = read_circulation(summary_of(strangers(5, 3)), LATER)
    assert (reading.scans, reading.first_at) == (15, MORNING)


def test_every_reason_has_words_that_its_figures_fill_in():
    places = tuple(CENTRES)
    late = date(2024, 1, 1)
    scans = [scan(2.4 * n, n, place=places[17 * n % 34 + n % 5]) for n in range(60)]
    crowds = [scan(24 * 30 * fair + n / 4, 1000 * fair + n) for fair in range(3) for n in range(40)]
    found = [*read_circulation(summary_of(scans, late), LATER).reasons]
    found += read_circulation(summary_of(crowds), LATER).reasons
    assert {reason.code for reason in found} == set(ReasonCode)
    for reason in found:
        assert "%(" not in reason.message % reason.figures
        assert all(str(figure) in reason.message % reason.figures for figure in reason.figures.values())


@pytest.mark.parametrize("word", ["giả", "nhái", "vi phạm", "lừa", "sao chép"])
def test_no_reason_accuses_anybody(word):
    assert not any(word in message for message in WORDS.values())


@given(
    st.lists(
        st.tuples(
            st.floats(0, 24 * 50),
            st.integers(0, 3),
            st.sampled_from(Source),
            st.sampled_from([None, *CENTRES]),
        ),
        min_size=1,
        max_size=60,
    )
)
def test_four_phones_of_one_home_are_never_too_many_however_they_scan(scans):
    """Fewer people than a household, on two days: nothing else about them matters."""
    two_days = [(hours % 30, *rest) for hours, *rest in scans]
    assert reasons(two_days) == set()  # type: ignore[arg-type]


def test_so_few_scans_that_nobody_needs_to_look():
    assert not may_be_suspicious(THRESHOLDS.late_devices - 1)
    assert may_be_suspicious(THRESHOLDS.household)


# --- travel -----------------------------------------------------------------------------------------------


def test_every_province_of_today_has_a_centre():
    assert set(CENTRES) == set(PROVINCES)


@pytest.mark.parametrize(
    ("here", "there", "kilometres"),
    [(HANOI, SAIGON, 1140), (HANOI, DA_NANG, 600), (SAIGON, CAN_THO, 130), (HANOI, HANOI, 0)],
)
def test_distances_are_about_right(here, there, kilometres):
    assert kilometres_between(here, there) == pytest.approx(kilometres, abs=30)


def test_a_plane_from_hanoi_to_saigon_takes_three_hours_at_least():
    assert 3 < least_hours_between(HANOI, SAIGON) < 3.5


@pytest.mark.parametrize("there", ["", "99", "02"])
def test_a_place_that_is_not_known_is_never_far(there):
    assert least_hours_between(HANOI, there) == 0
