"""Who may do what, and how far it reaches."""

import pytest

from ocop_verify.accounts.permissions import (
    NATION,
    NEEDS_SECOND_FACTOR,
    PLACED,
    ROLE_NAMES,
    TABLE,
    Actor,
    Grant,
    Permission,
    Role,
    Scope,
    has,
    may,
)


def make_actor(*grants: Grant) -> Actor:
    return Actor(12, "Lan", frozenset(grants))


ADMINISTRATOR = make_actor(Grant(Role.ADMINISTRATOR))
OF_LAM_DONG = make_actor(Grant(Role.OFFICER, "68"))
OF_TWO = make_actor(Grant(Role.OFFICER, "68"), Grant(Role.OFFICER, "92"))
OF_THE_NATION = make_actor(Grant(Role.OFFICER, NATION))
INSPECTOR = make_actor(Grant(Role.INSPECTOR, "68"))
ORGANIZER = make_actor(Grant(Role.ORGANIZER))
PRODUCER = make_actor(Grant(Role.PRODUCER, producer_id=7))
NOBODY = make_actor()


def test_every_permission_has_a_line_in_the_table():
    assert TABLE.keys() == set(Permission)


def test_every_role_has_a_name_and_something_to_do():
    assert ROLE_NAMES.keys() == set(Role)
    assert {
        role for line in TABLE.values() for role in line if line is not TABLE[Permission.USE_ACCOUNT]
    } == set(Role)


def test_a_place_is_the_scope_of_those_who_have_one():
    """A role without a place would reach nowhere, or (were it overlooked) everywhere."""
    scopes = {(role, scope) for line in TABLE.values() for role, scope in line.items()}
    assert {role for role, scope in scopes if scope == Scope.PLACE} == PLACED
    assert {role for role, scope in scopes if scope == Scope.EVERYWHERE} == {Role.ADMINISTRATOR}


def test_who_changes_the_registry_has_a_second_factor():
    changing = {
        Permission.RECOGNISE,
        Permission.CHANGE_STANDING,
        Permission.ISSUE_LABELS,
        Permission.DECIDE_FLAGS,
    }
    assert {role for permission in changing for role in TABLE[permission]} <= NEEDS_SECOND_FACTOR


@pytest.mark.parametrize(
    ("actor", "permission", "where", "allowed"),
    [
        (OF_LAM_DONG, Permission.RECOGNISE, {"province": "68"}, True),
        (OF_LAM_DONG, Permission.RECOGNISE, {"province": "92"}, False),
        (OF_LAM_DONG, Permission.RECOGNISE, {}, False),  # a thing of no province
        (OF_LAM_DONG, Permission.RECOGNISE, {"province": ""}, False),
        (OF_LAM_DONG, Permission.RECOGNISE, {"province": NATION}, False),
        (OF_TWO, Permission.RECOGNISE, {"province": "92"}, True),
        (OF_TWO, Permission.RECOGNISE, {"province": "01"}, False),
        (OF_THE_NATION, Permission.RECOGNISE, {"province": "92"}, True),
        (OF_THE_NATION, Permission.RECOGNISE, {}, True),
        (OF_THE_NATION, Permission.MANAGE_KEYS, {}, False),  # the nation is a place, not every right
        (ADMINISTRATOR, Permission.MANAGE_KEYS, {}, True),
        (ADMINISTRATOR, Permission.READ_REGISTRY, {"province": "68"}, True),
        (ADMINISTRATOR, Permission.RECOGNISE, {"province": "68"}, False),
        (ADMINISTRATOR, Permission.ISSUE_LABELS, {"province": "68"}, False),
        (INSPECTOR, Permission.WORK_ON_FLAGS, {"province": "68"}, True),
        (INSPECTOR, Permission.WORK_ON_FLAGS, {"province": "01"}, False),
        (INSPECTOR, Permission.CHANGE_STANDING, {"province": "68"}, False),
        (PRODUCER, Permission.DOWNLOAD_LABELS, {"producer_id": 7, "province": "68"}, True),
        (PRODUCER, Permission.DOWNLOAD_LABELS, {"producer_id": 8, "province": "68"}, False),
        (PRODUCER, Permission.DOWNLOAD_LABELS, {"province": "68"}, False),
        (PRODUCER, Permission.READ_REGISTRY, {"producer_id": 7}, False),
        (ORGANIZER, Permission.RUN_FAIRS, {"owner_id": 12}, True),
        (ORGANIZER, Permission.RUN_FAIRS, {"owner_id": 13}, False),
        (ORGANIZER, Permission.RUN_FAIRS, {"province": "68"}, False),
        (INSPECTOR, Permission.CHECK_STALLS, {"owner_id": 12, "province": "01"}, False),  # not by ownership
        (NOBODY, Permission.READ_REGISTRY, {"province": "68"}, False),
    ],
)
def test_a_permission_reaches_as_far_as_its_grant(actor, permission, where, allowed):
    assert may(actor, permission, **where) is allowed


@pytest.mark.parametrize(
    ("actor", "provinces"),
    [
        (OF_LAM_DONG, {"68"}),
        (OF_TWO, {"68", "92"}),
        (OF_THE_NATION, None),
        (ADMINISTRATOR, None),
        (PRODUCER, set()),
        (NOBODY, set()),
    ],
)
def test_queries_are_told_the_provinces(actor, provinces):
    assert actor.provinces(Permission.READ_REGISTRY) == provinces


def test_the_nation_of_one_role_is_not_the_nation_of_another():
    both = make_actor(Grant(Role.INSPECTOR, NATION), Grant(Role.OFFICER, "68"))
    assert both.provinces(Permission.RECOGNISE) == {"68"}
    assert both.provinces(Permission.READ_REGISTRY) is None
    assert not may(both, Permission.RECOGNISE, province="92")


def test_the_own_account_is_open_to_who_has_no_role():
    assert has(NOBODY, Permission.USE_ACCOUNT)
    assert not has(NOBODY, Permission.READ_REGISTRY)


def test_the_journal_gets_a_number_and_no_name():
    assert OF_LAM_DONG.name == "user:12"


def test_an_actor_knows_its_producers_and_roles():
    assert PRODUCER.producers == {7}
    assert OF_TWO.roles == {Role.OFFICER}
