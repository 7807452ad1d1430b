"""Accounts from the terminal and from the pages of administrators; invitations and forgotten passwords."""

import email
import email.policy
import re

import pytest

from ocop_verify.accounts.models import AccountRow
from ocop_verify.accounts.permissions import Grant, Role
from ocop_verify.audit.models import JournalEntry
from ocop_verify.db import db
from tests.accounts.conftest import OFFICER, PASSWORD, set_account, tools
from tests.desk import make_account, sit_down, stranger
from tests.registry.products import register

LINK = re.compile(r"https://ocop\.vn(/\S+)")


def letters(app):
    """Every letter that was sent, the oldest first."""
    tools(app).postman.flush()
    paths = sorted(app.extensions["settings"].mail_folder.glob("*.eml"))
    return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in paths]


def last_link(app):
    """The link in the newest letter that has one."""
    found = [LINK.search(letter.get_content()) for letter in letters(app)]
    return [each[1] for each in found if each][-1]


@pytest.fixture
def administrator(fresh_app):
    return sit_down(fresh_app, Grant(Role.ADMINISTRATOR), email="admin@example.vn")


def run(app, *arguments):
    """A command of the terminal."""
    return app.test_cli_runner().invoke(args=["accounts", *arguments])


# --- from the terminal --------------------------------------------------------------------------------


def test_a_command_makes_an_account_and_prints_its_link(fresh_app):
    options = ("--name", "Lan", "--role", "officer", "--province", "68")
    said = run(fresh_app, "create", "lan@example.vn", *options)
    assert said.exit_code == 0
    accepted = stranger(fresh_app).send(LINK.match(said.output)[1], password=PASSWORD)
    assert accepted.location == "/account/set-up"
    listed = run(fresh_app, "list").output
    assert listed.split("\t")[1:] == ["active", "-", "lan@example.vn", "Lan", "officer:68\n"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["create", "lan@example.vn", "--name", "Lan", "--role", "officer"], 2),  # no place
        (["create", "lan@example.vn", "--name", "Lan", "--role", "officer", "--province", "99"], 1),
        (["create", "lan@example.vn", "--name", "Lan", "--role", "king"], 2),
        (["create", "lan", "--name", "Lan", "--role", "organizer"], 1),
        (["create", "lan@example.vn", "--name", "Lan", "--role", "producer", "--producer", "7"], 1),
        (["grant", "nobody@example.vn", "--role", "organizer"], 1),
        (["disable", "nobody@example.vn"], 1),
    ],
)
def test_a_command_that_makes_no_sense_changes_nothing_and_says_why(fresh_app, arguments, code):
    said = run(fresh_app, *arguments)
    assert (said.exit_code, "Traceback" in said.output) == (code, False)
    assert run(fresh_app, "list").output == ""


def test_roles_are_given_taken_back_and_accounts_disabled_from_the_terminal(fresh_app):
    make_account(fresh_app, OFFICER, email="lan@example.vn")
    run(fresh_app, "grant", "lan@example.vn", "--role", "inspector", "--province", "vn")
    assert "officer:68 inspector:VN" in run(fresh_app, "list").output
    run(fresh_app, "grant", "lan@example.vn", "--role", "officer", "--province", "68", "--take-back")
    assert "officer" not in run(fresh_app, "list").output
    run(fresh_app, "disable", "lan@example.vn")
    assert "disabled" in run(fresh_app, "list").output
    run(fresh_app, "disable", "lan@example.vn", "--undo")
    assert "invited" in run(fresh_app, "list").output


# --- invitations --------------------------------------------------------------------------------------


def test_an_invitation_goes_by_letter_and_works_once(fresh_app, administrator):
    sent = administrator.send(
        "/account/people/new",
        email="lan@example.vn",
        name="Lan",
        role="officer",
        province="68",
        language="vi",
    )
    assert sent.status_code == 303
    link = last_link(fresh_app)
    assert stranger(fresh_app).get(link).status_code == 200  # a program that reads mail looks first
    browser = stranger(fresh_app)
    assert browser.send(link, password=PASSWORD).location == "/account/set-up"
    assert stranger(fresh_app).get(link).status_code == 410
    with fresh_app.app_context():
        actions = [entry.action for entry in db.session.query(JournalEntry).order_by(JournalEntry.sequence)]
    assert actions[-4:] == ["account_created", "account_granted", "account_invited", "invitation_accepted"]


def test_a_letter_speaks_the_language_of_its_reader(fresh_app, administrator):
    joe = {"email": "joe@example.vn", "name": "Joe", "role": "organizer", "language": "en"}
    administrator.send("/account/people/new", **joe)
    letter = letters(fresh_app)[-1]
    assert "/en/account/invitation/" in letter.get_content()
    assert "Lời mời" not in letter["Subject"]


def test_a_weak_password_is_told_and_the_link_still_works(fresh_app):
    said = run(fresh_app, "create", "lan@example.vn", "--name", "Lan", "--role", "organizer")
    link = LINK.match(said.output)[1]
    browser = stranger(fresh_app)
    assert browser.send(link, password="12345678").status_code == 422
    assert browser.send(link, password="").status_code == 422
    assert browser.send(link, password=PASSWORD).location == "/fairs/mine"


# --- forgotten passwords ------------------------------------------------------------------------------


def test_who_forgot_the_password_comes_back_but_not_past_the_second_step(fresh_app, lan):
    stranger(fresh_app).send("/account/forgotten", email="lan@example.vn")
    browser, new = stranger(fresh_app), "gạo trắng nước trong chợ Đông Ba"
    link = last_link(fresh_app)
    logged_in = sit_down(fresh_app, account_id=lan)
    assert browser.send(link, password=new).location == "/account/log-in"
    assert logged_in.get("/account").status_code == 303
    assert browser.get(link).status_code == 410
    assert browser.send("/account/log-in", email="lan@example.vn", password=PASSWORD).status_code == 422
    again = browser.send("/account/log-in", email="lan@example.vn", password=new)
    assert again.location == "/account/second-factor"


@pytest.mark.parametrize("state", ["invited", "disabled"])
def test_no_letter_goes_to_who_could_not_log_in_anyway(fresh_app, password_hash, state):
    key = make_account(fresh_app, email="lan@example.vn")
    if state == "disabled":
        set_account(fresh_app, key, password_hash=password_hash, disabled_at=db.func.now())
    stranger(fresh_app).send("/account/forgotten", email="lan@example.vn")
    assert letters(fresh_app) == []


def test_nobodys_mailbox_is_filled(fresh_app, lan):
    asked = [stranger(fresh_app).send("/account/forgotten", email="lan@example.vn") for _ in range(6)]
    assert asked[-1].status_code == 429
    assert len(letters(fresh_app)) <= 4


# --- pages of administrators --------------------------------------------------------------------------


def test_an_administrator_sees_everybody_and_changes_rights(fresh_app, administrator):
    key = make_account(fresh_app, OFFICER, email="lan@example.vn", name="Nguyễn Thị Lan")
    assert "lan@example.vn" in administrator.get("/account/people").text
    page = f"/account/people/{key}"
    administrator.post(f"{page}/grant", role="inspector", province="92")
    assert "Thành phố Cần Thơ" in administrator.get(page).text
    with fresh_app.app_context():
        grant = db.session.get_one(AccountRow, key).grants[0].id
    administrator.post(f"{page}/grants/{grant}/take-back")
    assert "Tỉnh Lâm Đồng" not in administrator.get(page).text.partition('<form class="form"')[0]
    administrator.post(f"{page}/disable")
    administrator.post(f"{page}/enable")
    administrator.post(f"{page}/invite")
    assert administrator.post(f"{page}/grant", role="officer", province="").status_code == 422
    assert administrator.post(f"{page}/grant", role="emperor").status_code == 422
    assert administrator.post("/account/people/999/disable").status_code == 404
    assert administrator.post(f"{page}/grants/999/take-back").status_code == 404


def test_a_letter_tells_whose_rights_have_changed(fresh_app, administrator):
    key = make_account(fresh_app, OFFICER, email="lan@example.vn")
    administrator.post(f"/account/people/{key}/grant", role="inspector", province="92")
    assert letters(fresh_app)[-1]["To"] == "lan@example.vn"


def test_a_producer_is_named_by_the_address_of_its_page(fresh_app, administrator):
    key = make_account(fresh_app, OFFICER, email="lan@example.vn")
    page = f"/account/people/{key}"
    producer = register(fresh_app).id
    sent = administrator.post(f"{page}/grant", role="producer", producer_id="https://ocop.vn/vi/producers/9")
    assert sent.status_code == 422  # there is none
    address = f"https://ocop.vn/vi/producers/{producer}/"
    administrator.post(f"{page}/grant", role="producer", producer_id=address)
    link = f'href="/producers/{producer}">Hợp tác xã Nông nghiệp Suối Mơ</a>'
    assert link in administrator.get(page).text


def test_an_administrator_cannot_lock_the_house(fresh_app, administrator):
    answer = administrator.post(f"/account/people/{administrator.account_id}/disable")
    assert answer.location == "/account/people"
    assert "cuối cùng" in administrator.get("/account/people").text


def test_a_fault_stays_at_its_field_with_what_was_typed(administrator):
    page = administrator.send("/account/people/new", email="lan", name="Lan", role="officer", province="68")
    assert page.status_code == 422
    assert 'value="lan"' in page.text
    assert 'aria-describedby="email-fault"' in page.text
    page = administrator.send("/account/people/new", email="lan@example.vn", name="Lan", role="officer")
    assert "Vai trò này cần nơi làm việc" in page.text


def test_who_lost_phone_and_paper_begins_anew_with_a_link(fresh_app, administrator, lan):
    administrator.post(f"/account/people/{lan}/remove-factors")
    answer = stranger(fresh_app).send(last_link(fresh_app), password="gạo trắng nước trong chợ Đông Ba")
    assert answer.location == "/account/set-up"


# --- one's own account --------------------------------------------------------------------------------


def test_the_last_factor_stays_where_the_role_needs_one(fresh_app, lan):
    browser = sit_down(fresh_app, account_id=lan)
    browser.post("/account/codes/remove")
    page = browser.get("/account").text
    assert "Vai trò của bạn cần bước xác minh thứ hai" in page
    assert "Xóa ứng dụng tạo mã" in page


def test_new_recovery_codes_replace_the_old_and_are_shown_once(fresh_app, lan):
    browser = sit_down(fresh_app, account_id=lan)
    made = re.findall(r"<li>([\w-]{14})</li>", browser.post("/account/recovery-codes").text)
    assert len(made) == 10
    assert made[0] not in browser.get("/account/recovery-codes").text
    other = stranger(fresh_app)
    other.send("/account/log-in", email="lan@example.vn", password=PASSWORD)
    assert other.send("/account/second-factor", way="recovery", code="abcd-2345-efgh").status_code == 422
    assert other.send("/account/second-factor", way="recovery", code=made[3]).status_code == 303


def test_a_new_password_needs_the_old_one(fresh_app, lan):
    browser, new = sit_down(fresh_app, account_id=lan), "gạo trắng nước trong chợ Đông Ba"
    assert browser.send("/account/password", password="wrong", new_password=new).status_code == 422
    assert browser.send("/account/password", password=PASSWORD, new_password="ngắn").status_code == 422
    assert browser.send("/account/password", password=PASSWORD, new_password=new).status_code == 303
    assert letters(fresh_app)[-1]["To"] == "lan@example.vn"


def test_name_and_language_are_ones_own(fresh_app, lan):
    browser = sit_down(fresh_app, account_id=lan)
    assert browser.post("/account/profile", name="<b>Lan</b>", language="en").location == "/en/account"
    assert "&lt;b&gt;Lan" in browser.get("/en/account").text
    assert browser.post("/account/profile", name=" ", language="xx").location == "/account"
