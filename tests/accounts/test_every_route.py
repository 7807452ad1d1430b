"""Every route, for every role, at home and elsewhere, compared with the one table of permissions.

The world of this test holds two of everything: what has the number 1 belongs to Lâm Đồng, producer 1 and
account 1; what has the number 2 to Cần Thơ, producer 2 and account 2. It is filled by the shape of the
tables, so a new room comes in by itself. Behind each guard stands a page that only says that somebody got in.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, Response
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError
from werkzeug.routing import IntegerConverter

from ocop_verify.accounts.permissions import NATION, Actor, Grant, Permission, Role, has, may
from ocop_verify.accounts.views.guard import Declared, Place, declared
from ocop_verify.db import db
from tests.desk import Browser, make_account, sit_down, stranger
from tests.test_migrations import SPECIAL

HOME, ELSEWHERE = 1, 2
WORLD = {
    HOME: Place(province="68", producer_id=1, owner_id=1),
    ELSEWHERE: Place(province="92", producer_id=2, owner_id=2),
}
SAFE = {"HEAD", "OPTIONS"}
# The numbers of accounts: what belongs to somebody belongs to account 1 or 2.
PEOPLE: dict[str, tuple[Grant, ...]] = {
    "organizer": (Grant(Role.ORGANIZER),),
    "other organizer": (Grant(Role.ORGANIZER),),
    "administrator": (Grant(Role.ADMINISTRATOR),),
    "officer": (Grant(Role.OFFICER, "68"),),
    "other officer": (Grant(Role.OFFICER, "92"),),
    "officer of the nation": (Grant(Role.OFFICER, NATION),),
    "officer of two provinces": (Grant(Role.OFFICER, "01"), Grant(Role.OFFICER, "68")),
    "inspector": (Grant(Role.INSPECTOR, "68"),),
    "other inspector": (Grant(Role.INSPECTOR, "92"),),
    "inspector of the nation": (Grant(Role.INSPECTOR, NATION),),
    "producer": (Grant(Role.PRODUCER, producer_id=1),),
    "other producer": (Grant(Role.PRODUCER, producer_id=2),),
    "nobody in particular": (),
}
# What a column holds in row 1 and in row 2, beside what its type says.
BY_NAME = {"province": ("68", "92"), "owner": ("user:1", "user:2"), "token_hash": (b"1" * 32, b"2" * 32)}
# Arguments of routes that do not name a row: the first file of a sheet, the format of a picture.
WORDS = {"number": 1, "form": "svg", "kind": "xlsx", "desk": "my"}
NOT_FILLED = {"alembic_version", "account", "account_grant", "account_session", "journal", "journal_head"}


def value_of(table: sa.Table, column: sa.Column[Any], number: int) -> Any:
    """What stands in this column of row 1 or 2."""
    if column.name in BY_NAME:
        return BY_NAME[column.name][number - 1]
    if (table.name, column.name) in SPECIAL:
        return SPECIAL[table.name, column.name]
    kind = column.type.python_type
    names_a_row = column.primary_key or column.foreign_keys or column.name.endswith("_id")
    plain = {
        int: number if names_a_row else 1,
        str: str(number),
        bytes: bytes([number]) * 32,
        bool: True,
        float: 1.0,
        date: date(2026, 11, number),
        datetime: datetime(2026, 11, number, tzinfo=UTC),
    }
    return plain[kind]


def fill(numbers: tuple[int, ...] = (HOME, ELSEWHERE)) -> None:
    """Two rows in each table, each belonging to those of its own number."""
    tables = sa.MetaData()
    with db.engine.connect() as connection:
        tables.reflect(connection)
        for table in tables.sorted_tables:
            if table.name in NOT_FILLED:
                continue
            for number in numbers:
                row = {column.name: value_of(table, column, number) for column in table.columns}
                try:
                    with connection.begin_nested():
                        connection.execute(table.insert().values(row))
                except IntegrityError:  # a table that takes one row only; who needs two of it says so below
                    continue
        connection.commit()


@pytest.fixture(scope="module")
def world(new_registry) -> Iterator[Flask]:
    """The application with everybody and two of everything, and harmless pages behind the guards."""
    from tests.conftest import running  # noqa: PLC0415

    with running(new_registry()) as app:
        with app.app_context():
            db.session.execute(sa.text("DELETE FROM account"))
            db.session.commit()
        for number, (name, grants) in enumerate(PEOPLE.items(), start=1):
            if grants and grants[0].producer_id:
                grants = ()  # producers are there only after everything is filled  # noqa: PLW2901
            assert make_account(app, *grants, email=f"{number}@example.vn", name=name) == number
        with app.app_context():
            fill()
            for number, grants in enumerate(PEOPLE.values(), start=1):
                for grant in grants:
                    if grant.producer_id:
                        db.session.execute(
                            sa.text(
                                "INSERT INTO account_grant (account_id, role, province, producer_id) "
                                "VALUES (:account, 'producer', '', :producer)"
                            ),
                            {"account": number, "producer": grant.producer_id},
                        )
            db.session.commit()
        with pytest.MonkeyPatch.context() as patch:  # views serve the applications of other tests too
            for view in app.view_functions.values():
                if hasattr(view, "declared") and hasattr(view, "__wrapped__"):
                    patch.setattr(view, "__wrapped__", let_in)
            yield app


def let_in(*_: Any, **__: Any) -> Response:
    """What stands behind every guard here."""
    return Response("let in", mimetype="text/plain")


@pytest.fixture(scope="module")
def people(world: Flask) -> dict[str, Browser]:
    """Everybody's browser, logged in."""
    return {name: sit_down(world, account_id=number) for number, name in enumerate(PEOPLE, start=1)}


def routes(app: Flask) -> list[tuple[str, str, Declared, Any]]:
    """Every guarded route and method."""
    return [
        (rule.endpoint, method, found, rule)
        for rule in app.url_map.iter_rules()
        if (found := declared(app, rule.endpoint)) is not None and found.permission is not None
        for method in sorted(rule.methods - SAFE)
    ]


def values_of(rule: Any, number: int) -> dict[str, Any]:
    """What the address of the thing with this number is made of."""
    return {
        name: WORDS[name] if name in WORDS else number if is_number(rule, name) else str(number)
        for name in rule.arguments
    }


def is_number(rule: Any, name: str) -> bool:
    """Whether an argument of a route is a whole number."""
    return isinstance(rule._converters.get(name), IntegerConverter)


def path_of(app: Flask, rule: Any, method: str, number: int) -> str:
    """The address of the thing with this number."""
    with app.test_request_context():
        return app.url_map.bind("ocop.vn").build(rule.endpoint, values_of(rule, number), method=method)


def place_of(app: Flask, found: Declared, rule: Any, number: int) -> Place | None:
    """Where the guard says that the thing belongs."""
    if found.place is None:
        return None
    with app.test_request_context():
        return found.place(**values_of(rule, number))


def outcome(browser: Browser, path: str, method: str, token: str) -> str:
    """What became of a request, in one word."""
    headers = {"X-CSRF-Token": token}
    # Thousands of refusals, all by the same two pages, are not read as pages.
    answer = FlaskClient.open(
        browser.client, path, method=method, base_url="https://ocop.vn", headers=headers
    )
    if answer.status_code == 303 and (answer.location or "").startswith("/account/log-in"):
        return "sent to log in"
    return {403: "forbidden", 404: "hidden", 200: "let in"}.get(answer.status_code, str(answer.status_code))


def expected(actor: Actor, found: Declared, where: Place | None) -> str:
    """What the table says."""
    permission = found.permission or Permission.USE_ACCOUNT
    if not has(actor, permission):
        return "forbidden"
    if found.place is None:
        return "let in"
    if where is None:
        return "hidden"
    allowed = may(
        actor,
        permission,
        province=where.province,
        producer_id=where.producer_id,
        owner_id=where.owner_id,
    )
    return "let in" if allowed else "hidden"


def test_every_route_says_who_may_open_it(world):
    silent = {rule.rule for rule in world.url_map.iter_rules() if declared(world, rule.endpoint) is None}
    assert silent == set(), "use @require(…), @public, or open_to_all(app, blueprint)"


def test_every_guard_knows_where_things_belong(world):
    """A route with a place finds one at home and one elsewhere, and says of each what is true of it."""
    wrong = []
    for endpoint, _, found, rule in routes(world):
        for number, true in WORLD.items() if found.place else ():
            told = place_of(world, found, rule, number)
            facts = (told.province, told.producer_id, told.owner_id) if told else ()
            truth = (true.province, true.producer_id, true.owner_id)
            if not any(facts) or any(
                fact not in (None, each) for fact, each in zip(facts, truth, strict=True)
            ):
                wrong.append((endpoint, number, told))
    assert wrong == []


def test_every_route_for_every_role_at_home_and_elsewhere(world, people):
    """The whole matrix; each cell is what the table says, and nothing else."""
    wrong, cells = [], 0
    csrf = {name: token_of(world, browser) for name, browser in people.items()}
    for _endpoint, method, found, rule in routes(world):
        for number in WORLD if found.place or rule.arguments else (HOME,):
            path, where = path_of(world, rule, method, number), place_of(world, found, rule, number)
            for account, (name, grants) in enumerate(PEOPLE.items(), start=1):
                cells += 1
                actor = Actor(account, name, frozenset(grants))
                got = outcome(people[name], path, method, csrf[name])
                want = expected(actor, found, where)
                if got != want:
                    wrong.append(f"{method} {path}: {name} is {got}, should be {want}")
    assert wrong == []
    print(f"{cells} of {cells} cells")


def test_no_guarded_route_opens_for_a_stranger(world):
    wrong = []
    for _endpoint, method, _found, rule in routes(world):
        path, browser = path_of(world, rule, method, HOME), stranger(world)
        token = browser.token("/account/forgotten")
        if outcome(browser, path, method, token) != "sent to log in":
            wrong.append(f"{method} {path}")
    assert wrong == []


def test_no_public_page_sends_anybody_to_log_in(fresh_app):
    """Shoppers are never asked who they are."""
    for rule in fresh_app.url_map.iter_rules():
        found = declared(fresh_app, rule.endpoint)
        if found is not None and found.permission is None and "GET" in rule.methods and not rule.arguments:
            answer = stranger(fresh_app).get(rule.rule)
            assert "log-in" not in (answer.location or ""), rule.rule
            # Phones in the field show a token instead, and are told where it is none.
            asks = {"Bearer"} if rule.endpoint.startswith("field") else set()
            assert {*answer.headers.getlist("WWW-Authenticate")} <= asks, rule.rule
            assert asks or answer.status_code != 401, rule.rule


def token_of(app: Flask, browser: Browser) -> str:
    """The token of a session, made as the forms make it (there are no forms behind these guards)."""
    token: str = app.extensions["accounts"].vault.hash(browser.number, "csrf").hex()
    return token
