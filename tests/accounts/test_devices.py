"""What devices are called, and how one is known again."""

import pytest

from ocop_verify.accounts.devices import DeviceMarks, describe


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36", "Chrome, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) SamsungBrowser/28 Chrome/130", "Samsung Internet, Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_device_is_called_by_browser_and_system(user_agent, name):
    assert describe(user_agent) == name


def test_a_mark_is_known_for_its_account_alone():
    marks = DeviceMarks("secret")
    mark = marks.make(12)
    assert marks.read(mark, 12)
    assert marks.read(mark, 13) is None
    assert marks.read(mark, None) is None


def test_two_devices_have_two_names():
    marks = DeviceMarks("secret")
    assert marks.read(marks.make(12), 12) != marks.read(marks.make(12), 12)


@pytest.mark.parametrize(
    "change", [lambda mark: mark[:-2], lambda mark: "x" + mark, lambda mark: "", lambda mark: "é"]
)
def test_a_mark_that_was_changed_is_none(change):
    marks = DeviceMarks("secret")
    assert marks.read(change(marks.make(12)), 12) is None
    assert DeviceMarks("another").read(marks.make(12), 12) is None
