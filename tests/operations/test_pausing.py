"""While writing is paused, people read and scan as ever; whoever writes is told to come back."""

import pytest

from tests.desk import sit_down
from tests.labels.desk import LAN, make_house
from tests.operations.test_backup import issue, verdict


@pytest.fixture
def paused(fresh_app):
    house = make_house(fresh_app)
    lan = sit_down(fresh_app, LAN)
    form = lan.token()
    [token, *_] = issue(fresh_app, house)
    mark = fresh_app.extensions["settings"].pause_mark
    mark.touch()
    return lan, form, house, token, mark


def test_scans_and_pages_go_on(fresh_app, paused):
    lan, _, _, token, _ = paused
    assert verdict(fresh_app, token) == "in_force"
    assert lan.get("/labels").status_code == 200


def test_who_writes_is_told_to_come_back_and_nothing_is_written(fresh_app, paused):
    lan, form, _, _, mark = paused
    path = "/labels/batches/1/void"
    sent = {"what": "all", "reason": "In hỏng", "step": "void"}
    answer = lan.post(path, form, **sent)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "đang bảo trì" in answer.text
    mark.unlink()
    assert "In hỏng" not in lan.get("/labels/batches/1").text
    assert lan.post(path, form, **sent).status_code == 303
    assert "In hỏng" in lan.get("/labels/batches/1").text


def test_scans_wait_in_memory_and_are_written_afterwards(fresh_app, paused):
    _, _, _, token, mark = paused
    recorder = fresh_app.extensions["scans"]
    verdict(fresh_app, token)
    assert recorder.flush() is False
    mark.unlink()
    assert recorder.flush() is True


def test_commands_refuse_in_one_line(fresh_app, paused):
    result = fresh_app.test_cli_runner().invoke(args=["keys", "new"])
    assert result.exit_code == 1
    assert "Đang bảo trì" in result.output
    assert "Traceback" not in result.output
