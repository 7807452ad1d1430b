"""What administrators do with accounts, and what the journal and the outside learn of it."""

import json

import pytest
from sqlalchemy import select

from ocop_verify.accounts import links, managing, sessions
from ocop_verify.accounts.demo_people import SECRET, NotADemo, demo_people, make_demo_people
from ocop_verify.accounts.links import LIFETIMES, LinkMaker, LinkNotValid, Purpose
from ocop_verify.accounts.models import AccountRow
from ocop_verify.accounts.permissions import NATION, Grant, Role
from ocop_verify.accounts.sealing import Vault
from ocop_verify.audit.models import JournalEntry
from tests.cast import NOW

ADMINISTRATOR = Grant(Role.ADMINISTRATOR)
OFFICER = Grant(Role.OFFICER, "68")
LINKS = LinkMaker("secret key of the tests")
WHO = {"actor": "user:1", "now": NOW}


def create(session, email="lan@example.vn", *grants, name="Nguyễn Thị Lan"):
    return managing.create_account(session, email, name, grants or (OFFICER,), **WHO)


def journal(session):
    """What was written down, in order."""
    return [
        (entry.action, entry.subject_id, json.loads(entry.after or "{}"))
        for entry in session.scalars(select(JournalEntry).order_by(JournalEntry.sequence))
    ]


# --- making -------------------------------------------------------------------------------------------


def test_an_account_begins_invited_with_its_roles(session):
    account = create(session, " Lan@Example.VN ", OFFICER, Grant(Role.INSPECTOR, NATION))
    told = (account.email, account.email_key, account.password_hash)
    assert told == ("Lan@Example.VN", "lan@example.vn", None)
    assert sessions.grants_of(account) == [OFFICER, Grant(Role.INSPECTOR, NATION)]


def test_an_address_has_one_account_however_it_is_written(session):
    create(session)
    with pytest.raises(managing.AccountExists):
        create(session, "LAN@example.vn")


@pytest.mark.parametrize(
    "email", ["", "lan", "lan@", "@example.vn", "lan@example", "lan @example.vn", "a@b@c.vn",
    "lan@example.vn\nx", "<a@b.vn>"]
)  # fmt: skip
def test_what_is_no_address_is_refused(session, email):
    with pytest.raises(managing.NotAnEmail):
        create(session, email)


@pytest.mark.parametrize(
    "grant",
    [
        Grant(Role.OFFICER),  # a forgotten place must not become every place
        Grant(Role.INSPECTOR, "00"),
        Grant(Role.OFFICER, "60"),  # Bình Thuận, which is in Lâm Đồng (68) now
        Grant(Role.ADMINISTRATOR, "68"),
        Grant(Role.ORGANIZER, "68"),
        Grant(Role.PRODUCER),
        Grant(Role.OFFICER, "68", producer_id=1),
    ],
    ids=str,
)
def test_a_role_that_is_not_placed_as_it_must_be_is_refused(session, grant):
    with pytest.raises(managing.BadGrant):
        create(session, "lan@example.vn", grant)


def test_a_role_is_given_once(session):
    account = create(session)
    assert not managing.grant_role(session, account, OFFICER, **WHO)
    assert len(account.grants) == 1


def test_a_role_is_taken_back(session):
    account = create(session, "lan@example.vn", OFFICER, Grant(Role.OFFICER, "92"))
    assert managing.take_back(session, account, OFFICER, **WHO)
    assert sessions.grants_of(account) == [Grant(Role.OFFICER, "92")]
    assert not managing.take_back(session, account, OFFICER, **WHO)


def test_somebody_is_left_who_can_manage_accounts(session):
    first = create(session, "mot@example.vn", ADMINISTRATOR)
    with pytest.raises(managing.LastAdministrator):
        managing.disable(session, first, **WHO)
    with pytest.raises(managing.LastAdministrator):
        managing.take_back(session, first, ADMINISTRATOR, **WHO)
    second = create(session, "hai@example.vn", ADMINISTRATOR)
    managing.disable(session, first, **WHO)
    with pytest.raises(managing.LastAdministrator):
        managing.disable(session, second, **WHO)


def test_disabled_and_enabled_again(session):
    create(session, "admin@example.vn", ADMINISTRATOR)
    account = create(session)
    managing.disable(session, account, **WHO)
    managing.disable(session, account, **WHO)  # twice is once
    managing.enable(session, account, **WHO)
    assert account.disabled_at is None
    assert [action for action, *_ in journal(session)].count("account_disabled") == 1


# --- what is written down -----------------------------------------------------------------------------


def test_the_journal_says_what_was_done_to_which_number(session):
    account = create(session)
    managing.grant_role(session, account, Grant(Role.INSPECTOR, NATION), **WHO)
    managing.invite(session, account, LINKS, **WHO)
    managing.remove_factors(session, account, **WHO)
    assert journal(session) == [
        ("account_created", account.id, {}),
        ("account_granted", account.id, {"role": "officer", "province": "68"}),
        ("account_granted", account.id, {"role": "inspector", "province": "VN"}),
        ("account_invited", account.id, {}),
        ("account_factors_removed", account.id, {}),
    ]


def test_the_journal_holds_no_name_no_address_and_no_secret(session):
    account = create(session)
    link = managing.invite(session, account, LINKS, **WHO)
    text = repr([vars(entry) for entry in session.scalars(select(JournalEntry))])
    assert not [each for each in ("lan@", "example", "Nguyễn", "Lan", link) if each in text]


# --- links --------------------------------------------------------------------------------------------


def test_a_link_leads_to_its_account(session):
    account = create(session)
    link = LINKS.make(account, Purpose.INVITATION, now=NOW)
    assert LINKS.find(session, link, Purpose.INVITATION, now=NOW) is account
    assert LINKS.find(session, link, Purpose.INVITATION, now=NOW) is account  # looking does not use it up


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_link_lives_as_long_as_it_says(session, purpose):
    account = create(session)
    link, life = LINKS.make(account, purpose, now=NOW), LIFETIMES[purpose]
    assert LINKS.find(session, link, purpose, now=NOW + life)
    with pytest.raises(LinkNotValid):
        LINKS.find(session, link, purpose, now=NOW + life * 1.01)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda account, link: links.use_up(account),
        lambda account, link: LINKS.make(account, Purpose.INVITATION, now=NOW),
        lambda account, link: setattr(account, "disabled_at", NOW),
    ],
    ids=["used", "a newer one was made", "disabled"],
)
def test_a_link_dies(session, spoil):
    account = create(session)
    link = LINKS.make(account, Purpose.INVITATION, now=NOW)
    spoil(account, link)
    with pytest.raises(LinkNotValid):
        LINKS.find(session, link, Purpose.INVITATION, now=NOW)


@pytest.mark.parametrize(
    "change",
    [
        lambda link: link[:-1],
        lambda link: link + "A",
        lambda link: "",
        lambda link: "é.é.é",
        lambda link: link * 9,
    ],
)
def test_a_link_that_was_changed_leads_nowhere(session, change):
    link = LINKS.make(create(session), Purpose.INVITATION, now=NOW)
    with pytest.raises(LinkNotValid):
        LINKS.find(session, change(link), Purpose.INVITATION, now=NOW)


def test_a_stranger_who_asks_for_a_way_back_spoils_no_link(session):
    account = create(session)
    link = LINKS.make(account, Purpose.RESET, now=NOW)
    LINKS.make(account, Purpose.RESET, now=NOW)
    assert LINKS.find(session, link, Purpose.RESET, now=NOW) is account


def test_a_link_is_for_its_purpose_and_its_site(session):
    link = LINKS.make(create(session), Purpose.INVITATION, now=NOW)
    with pytest.raises(LinkNotValid):
        LINKS.find(session, link, Purpose.RESET, now=NOW)
    with pytest.raises(LinkNotValid):
        LinkMaker("another key").find(session, link, Purpose.INVITATION, now=NOW)


# --- secrets at rest ----------------------------------------------------------------------------------


def test_what_is_sealed_opens_with_its_key_for_its_purpose_only():
    vault = Vault("key")
    sealed = vault.seal(b"secret", "one")
    assert vault.open(sealed, "one") == b"secret"
    assert b"secret" not in sealed
    assert vault.open(sealed, "two") is None
    assert vault.open(b"short", "one") is None
    assert Vault("another").open(sealed, "one") is None


def test_hashes_differ_by_purpose_and_key():
    vault = Vault("key")
    assert len({vault.hash("x", "a"), vault.hash("x", "b"), Vault("other").hash("x", "a")}) == 3


# --- the demo -----------------------------------------------------------------------------------------


def test_the_demo_has_somebody_for_each_role_and_is_made_once(session):
    people = demo_people("68", ())
    for _ in range(2):
        make_demo_people(session, Vault("key"), people, public_url="http://127.0.0.1:8000/", **WHO)
    accounts = session.scalars(select(AccountRow).order_by(AccountRow.id)).all()
    assert [account.email for account in accounts] == [person.email for person in people]
    assert {grant.role for person in people for grant in person.grants} == set(Role) - {Role.PRODUCER}
    with_codes = [account.one_time_codes is not None for account in accounts]
    assert with_codes == [person.secret == SECRET for person in people]


@pytest.mark.parametrize(
    "public_url", ["https://ocop.vn/", "http://10.0.0.5:8000/", "http://localhost.evil.example/"]
)
def test_people_with_known_passwords_are_made_nowhere_else(session, public_url):
    with pytest.raises(NotADemo):
        make_demo_people(session, Vault("key"), demo_people("68", ()), public_url=public_url, **WHO)
