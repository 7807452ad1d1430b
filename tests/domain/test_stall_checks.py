"""What a check finds, and what many checks come to, in whatever order and however often they arrive."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop_verify.domain.stall_checks import (
    Colour,
    DeclaredGood,
    LabelSeen,
    Said,
    Saying,
    StallFinding,
    finding_of,
    sheet_of,
)
from ocop_verify.domain.verdict import Headline
from tests.cast import NOW

F = StallFinding
COFFEE, TEA = DeclaredGood(1, product_id=10, stars=4), DeclaredGood(2, product_id=20)
GOODS = (COFFEE, TEA)


@pytest.mark.parametrize(
    ("headline", "finding"),
    [
        (Headline.IN_FORCE, F.IN_FORCE),
        (Headline.EXPIRING, F.IN_FORCE),
        (Headline.SUPERSEDED, F.IN_FORCE),
        (Headline.EXPIRED, F.ENDED),
        (Headline.SUSPENDED, F.ENDED),
        (Headline.REVOKED, F.ENDED),
        (Headline.LABEL_VOIDED, F.ENDED),
        (Headline.NOT_YET_VALID, F.ENDED),
        (Headline.FORGED, F.FORGED),
        (Headline.MALFORMED, F.FORGED),
        (Headline.UNKNOWN, F.UNCONFIRMED),
    ],
)
def test_a_label_is_worth_what_its_answer_says(headline, finding):
    assert finding_of(LabelSeen(headline, 10, 4, 4), GOODS) is finding


@pytest.mark.parametrize(
    ("seen", "goods", "finding", "why"),
    [
        (LabelSeen(Headline.IN_FORCE, 10, 4, 4), GOODS, F.IN_FORCE, "as declared"),
        (LabelSeen(Headline.IN_FORCE, 10, 3, 3), GOODS, F.OTHER_STARS, "the stall claims four"),
        (LabelSeen(Headline.SUPERSEDED, 20, 4, 3), GOODS, F.OTHER_STARS, "the label shows the old three"),
        (LabelSeen(Headline.IN_FORCE, 20, 5, 5), GOODS, F.IN_FORCE, "no stars were claimed for it"),
        (LabelSeen(Headline.IN_FORCE, 30, 4, 4), GOODS, F.NOT_DECLARED, "of another stall, maybe"),
        (LabelSeen(Headline.IN_FORCE, 30, 4, 4), (), F.IN_FORCE, "nothing was declared here"),
        (LabelSeen(Headline.EXPIRED, 30, 4, 4), GOODS, F.ENDED, "that it ended weighs more"),
        (None, GOODS, F.UNCONFIRMED, "the data could not say"),
    ],
)
def test_a_label_is_compared_with_what_the_stall_declares(seen, goods, finding, why):
    assert finding_of(seen, goods) is finding, why


def uuid(number: int) -> str:
    return str(UUID(int=number))


def check(
    number: int, finding: StallFinding, by: str = "device:1", subject: str = "good:1", **more
) -> Saying:
    at = NOW + timedelta(seconds=number)
    return Saying(uuid(number), more.pop("said", Said.LOOKED), by, number, at, subject, finding, **more)


def withdrawn(number: int, *gone: int) -> Saying:
    about = frozenset(map(uuid, gone))
    return Saying(uuid(number), Said.WITHDRAWN, "device:1", number, NOW, about=about)


def settled(number: int, finding: StallFinding, *about: int) -> Saying:
    return check(number, finding, "user:1", said=Said.SETTLED, about=frozenset(map(uuid, about)))


def line(*sayings: Saying, subject: str = "good:1"):
    return next(each for each in sheet_of(sayings, GOODS).lines if each.subject == subject)


def test_a_stall_has_a_line_for_each_good_and_for_whatever_else_was_found():
    sheet = sheet_of([check(1, F.FORGED, subject="code:ab")], GOODS)
    assert [(each.subject, each.finding) for each in sheet.lines] == [
        ("good:1", None),
        ("good:2", None),
        ("code:ab", F.FORGED),
    ]
    assert (sheet.left, sheet.colour) == (2, Colour.RED)


def test_the_last_word_of_one_phone_counts_whatever_its_clock_says():
    first = replace(check(1, F.NO_LABEL), at=NOW + timedelta(days=1))
    assert line(first, check(2, F.IN_FORCE)).finding is F.IN_FORCE


def test_two_phones_that_agree_are_no_dispute():
    assert line(check(1, F.IN_FORCE), check(2, F.IN_FORCE, "device:2")).disputed == frozenset()


def test_two_phones_that_disagree_are_shown_until_somebody_settles_it():
    checks = check(1, F.IN_FORCE), check(2, F.ENDED, "device:2")
    open_line = line(*checks)
    assert (open_line.disputed, open_line.colour) == ({F.IN_FORCE, F.ENDED}, Colour.RED)
    closed = line(*checks, settled(3, F.IN_FORCE, 1, 2))
    assert (closed.finding, closed.disputed, closed.colour) == (F.IN_FORCE, frozenset(), Colour.GREEN)


def test_a_check_that_comes_after_the_settling_opens_the_dispute_again():
    found = line(
        check(1, F.IN_FORCE),
        check(2, F.NO_LABEL, "device:2"),
        settled(3, F.IN_FORCE, 1, 2),
        check(4, F.NO_LABEL, "device:3"),
    )
    assert (found.disputed, found.colour) == ({F.IN_FORCE, F.NO_LABEL}, Colour.AMBER)


def test_what_is_withdrawn_leaves_what_was_said_before():
    assert line(check(1, F.IN_FORCE), check(2, F.ENDED), withdrawn(3, 2)).finding is F.IN_FORCE
    assert line(check(1, F.IN_FORCE), withdrawn(2, 1)).finding is None


def test_a_withdrawal_cannot_be_withdrawn():
    assert line(check(1, F.ENDED), withdrawn(2, 1), withdrawn(3, 2)).finding is None


@pytest.mark.parametrize(
    ("sayings", "colour"),
    [
        ([], Colour.GREY),
        ([check(1, F.IN_FORCE)], Colour.GREEN),
        ([check(1, F.IN_FORCE), check(2, F.NO_LABEL, subject="good:2")], Colour.AMBER),
        ([check(1, F.IN_FORCE), check(2, F.ENDED, subject="good:2")], Colour.RED),
        ([check(1, F.IN_FORCE), check(2, F.IN_FORCE, said=Said.FINISHED, subject="")], Colour.AMBER),
    ],
)
def test_a_stall_looks_like_the_gravest_of_its_lines_and_is_not_green_with_goods_unseen(sayings, colour):
    assert sheet_of(sayings, GOODS).colour is colour


PHONES = ("device:1", "device:2", "device:3")
SUBJECTS = ("good:1", "good:2", "product:30", "code:ab")


@st.composite
def fairs(draw: st.DrawFn) -> list[Saying]:
    """What several phones and a desk may say, the later also about the earlier."""
    said: list[Saying] = []
    for number in range(draw(st.integers(1, 12))):
        kind = draw(
            st.sampled_from(
                [Said.LOOKED, Said.LOOKED, Said.WITHDRAWN, Said.SETTLED, Said.NOTED, Said.FINISHED]
            )
        )
        about = (
            draw(st.frozensets(st.sampled_from([each.id for each in said]), max_size=4))
            if said
            else frozenset()
        )
        said.append(
            Saying(
                uuid(number),
                kind,
                draw(st.sampled_from(PHONES)),
                number,
                NOW + timedelta(minutes=draw(st.integers(-90, 90))),
                draw(st.sampled_from(SUBJECTS)),
                draw(st.sampled_from(F)) if kind in (Said.LOOKED, Said.SETTLED) else None,
                about if kind in (Said.WITHDRAWN, Said.SETTLED) else frozenset(),
            )
        )
    return said


@given(fairs(), st.randoms(use_true_random=False))
def test_what_a_stall_comes_to_does_not_depend_on_the_order_or_repetition_of_what_arrives(sayings, random):
    shuffled = sayings + random.sample(sayings, k=len(sayings) // 2)
    random.shuffle(shuffled)
    assert told(sheet_of(shuffled, GOODS)) == told(sheet_of(sayings, GOODS))


@given(fairs(), st.integers(0, 12))
def test_two_phones_that_sync_in_either_order_see_the_same_stall(sayings, cut):
    one, other = sayings[:cut], sayings[cut:]
    assert told(sheet_of(one + other, GOODS)) == told(sheet_of(other + one, GOODS))


def told(sheet):
    """A sheet without the order of what stands below the declared goods, which follows the time."""
    return sheet, sheet.colour, sheet.left
