"""Public pages of fairs that a process holds: one question for many visitors, and no end of memory."""

from ocop_verify.fairs.views.held import HeldFairs
from tests.desk import stranger
from tests.fairs.hall import make_hall


def test_a_fair_is_asked_for_once_in_a_while():
    held, asked = HeldFairs(seconds=3600), []
    for _ in range(3):
        assert held.stamp(7, lambda: asked.append(7) or "as it is") == "as it is"
    assert held.stamp(8, lambda: "another") == "another"
    assert asked == [7]
    held.seconds = 0
    assert held.stamp(7, lambda: "as it is now") == "as it is now"


def test_a_page_is_made_once_for_each_state():
    held = HeldFairs()
    assert [held.page("/fairs/7 a", lambda: "một"), held.page("/fairs/7 a", lambda: "hai")] == [
        "một".encode()
    ] * 2
    assert held.page("/fairs/7 b", lambda: b"ba") == b"ba"


def test_the_pages_that_nobody_asks_for_make_room():
    held = HeldFairs(most_bytes=25)
    for name in ("a", "b", "a", "c"):
        held.page(name, lambda: "0123456789")
    assert held.page("a", lambda: "new") == b"0123456789"  # used last before "c" came
    assert held.page("b", lambda: "new") == b"new"
    assert held.page("huge", lambda: "x" * 100) == b"x" * 100
    assert held.page("huge", lambda: "new") == b"new"  # what does not fit is made each time


def test_two_fairs_and_their_two_languages_never_take_each_others_page(fresh_app):
    make_hall(fresh_app)
    fresh_app.extensions["held_fairs"].seconds = 3600
    visitor = stranger(fresh_app)
    for _ in range(2):
        assert 'lang="vi"' in visitor.get("/vi/fairs/1").text
        assert 'lang="en"' in visitor.get("/en/fairs/1").text
        assert visitor.get("/fairs/1.json").json["fair"]["name"] == "Phiên chợ OCOP"
        assert "Gian A2" in visitor.get("/vi/fairs/1/at/1").text
        assert "Gian A10" in visitor.get("/vi/fairs/1/at/2").text
        assert visitor.get("/vi/fairs/2").status_code == 404
        assert "Không tìm thấy gian hàng nào" in visitor.get("/vi/fairs/1?q=xyz").text
