"""What accounts write by e-mail: an invitation, a way back, and word of something that changed.

In the language of who reads it. The last kind carries no link: whoever did not do it goes to the site by
hand.
"""

from flask import current_app

from ocop_verify.accounts.models import AccountRow
from ocop_verify.accounts.views.context import accounts
from ocop_verify.config import Settings
from ocop_verify.mailing import Letter
from ocop_verify.web.language import DEFAULT, gettext, speaking


def address_of(path: str, language: str) -> str:
    """The whole address of a page, from the settings and never from the request."""
    settings: Settings = current_app.extensions["settings"]
    return settings.public_url.rstrip("/") + ("" if language == DEFAULT else f"/{language}") + path


def invitation_address(account: AccountRow, link: str) -> str:
    """Where an invited person chooses a password."""
    return address_of(f"/account/invitation/{link}", account.language)


def post_invitation(account: AccountRow, link: str) -> None:
    """Invite somebody."""
    with speaking(account.language):
        _post(
            account,
            gettext("Lời mời dùng OCOP Verify"),
            gettext(
                "Bạn được mời dùng OCOP Verify. Hãy mở liên kết dưới đây để chọn mật khẩu. Liên kết dùng "
                "được một lần, trong 7 ngày."
            ),
            invitation_address(account, link),
        )


def post_reset(account: AccountRow, link: str, *, send: bool) -> None:
    """Show somebody the way back in. The letter is written in any case, and only then sent or not."""
    with speaking(account.language):
        letter = _letter(
            account,
            gettext("Đặt lại mật khẩu OCOP Verify"),
            gettext(
                "Có người, có lẽ là bạn, xin đặt lại mật khẩu của tài khoản này. Hãy mở liên kết dưới đây. "
                "Liên kết dùng được một lần, trong 1 giờ. Nếu không phải bạn, hãy bỏ qua thư này; mật khẩu "
                "chưa đổi."
            ),
            address_of(f"/account/reset/{link}", account.language),
        )
    if send:
        accounts().postman.post(letter)


def post_word(account: AccountRow, what: str) -> None:
    """Tell somebody what has changed on the account; ``what`` is a sentence marked for translation."""
    with speaking(account.language):
        _post(
            account,
            gettext("Tài khoản OCOP Verify của bạn vừa thay đổi"),
            gettext(what),
            gettext("Nếu không phải bạn làm, hãy báo ngay cho người quản trị."),
        )


def _post(account: AccountRow, subject: str, *paragraphs: str) -> None:
    accounts().postman.post(_letter(account, subject, *paragraphs))


def _letter(account: AccountRow, subject: str, *paragraphs: str) -> Letter:
    greeting = gettext("Chào %(name)s,", name=account.name)
    ending = gettext("Thư này được gửi tự động. OCOP Verify không bao giờ hỏi mật khẩu của bạn qua thư.")
    text = "\n\n".join([greeting, *paragraphs, ending]) + "\n"
    return Letter(account.email, subject, text)
