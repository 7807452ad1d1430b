"""Several who log in, come back or give rights at the same moment: each thing happens once."""

from datetime import UTC, datetime

from sqlalchemy import select

from ocop_verify.accounts import logging_in, managing, own_account, waiting
from ocop_verify.accounts.links import LinkNotValid, Purpose
from ocop_verify.accounts.managing import LastAdministrator
from ocop_verify.accounts.models import AccountRow, WaitRow
from ocop_verify.accounts.permissions import Grant, Role
from ocop_verify.db import db
from tests.accounts.conftest import OFFICER, code, tools
from tests.cast import NOW
from tests.desk import make_account
from tests.racing import AT_ONCE, at_once


def test_of_several_who_use_one_code_at_once_one_gets_in(fresh_app, lan):
    with fresh_app.app_context():
        vault, shown, now = tools(fresh_app).vault, code(), datetime.now(UTC)

        def act(session):
            account = session.get_one(AccountRow, lan)
            assert account.one_time_codes  # read before, as by a page that was open
            logging_in.hold(session, account)
            return logging_in.check_one_time_code(account, vault, shown, now=now)

        assert sorted(at_once(db.engine, act)) == [False, False, False, True]


def test_several_wrong_tries_at_once_are_counted_one_by_one(fresh_app):
    with fresh_app.app_context():
        patience = waiting.for_password(tools(fresh_app).vault, "lan@example.vn", "203.0.113.0/24", None)

        def act(session):
            return waiting.count_try(session, patience, now=NOW)

        at_once(db.engine, act)
        counts = db.session.scalars(select(WaitRow.failures)).all()
        assert counts == [AT_ONCE, AT_ONCE]


def test_of_several_who_use_one_link_at_once_one_chooses_the_password(fresh_app, lan):
    with fresh_app.app_context():
        links, now = tools(fresh_app).links, datetime.now(UTC)
        link = links.make(db.session.get_one(AccountRow, lan), Purpose.RESET, now=now)

        def act(session):
            session.get_one(AccountRow, lan)  # read before, as by the page with the form
            account = links.hold(session, link, Purpose.RESET, now=now)
            own_account.choose_password(session, account, "hash", "password_reset", now=now)

        refused = [each for each in at_once(db.engine, act) if isinstance(each, LinkNotValid)]
        assert len(refused) == AT_ONCE - 1


def test_administrators_who_disable_each_other_at_once_leave_one(fresh_app):
    keys = [make_account(fresh_app, Grant(Role.ADMINISTRATOR)) for _ in range(AT_ONCE)]
    make_account(fresh_app, OFFICER)
    with fresh_app.app_context():
        remaining = iter(keys)

        def act(session):
            managing.disable(session, session.get_one(AccountRow, next(remaining)), actor="user:1", now=NOW)

        refused = [each for each in at_once(db.engine, act) if isinstance(each, LastAdministrator)]
        assert len(refused) == 1
