"""Devices are told apart for a day, and for no longer."""

import stat
from datetime import timedelta

import pytest

from ocop_verify.verification.devices import DaySalts, network_of
from tests.cast import NOW

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)"


def test_a_device_is_the_same_all_day_in_every_process(tmp_path):
    here, there = DaySalts(tmp_path), DaySalts(tmp_path)
    morning = here.device_of("113.161.22.7", PHONE, NOW)
    assert there.device_of("113.161.22.200", PHONE, NOW + timedelta(hours=5)) == morning


@pytest.mark.parametrize(
    ("address", "agent"), [("113.161.23.7", PHONE), ("113.161.22.7", PHONE + " Zalo"), ("", "")]
)
def test_another_network_or_another_phone_is_another_device(tmp_path, address, agent):
    salts = DaySalts(tmp_path)
    assert salts.device_of(address, agent, NOW) != salts.device_of("113.161.22.7", PHONE, NOW)


def test_tomorrow_it_is_another_device(tmp_path):
    salts = DaySalts(tmp_path)
    today = salts.device_of("113.161.22.7", PHONE, NOW)
    assert salts.device_of("113.161.22.7", PHONE, NOW + timedelta(days=1)) != today


def test_the_salt_is_for_the_owner_only_and_goes_with_its_day(tmp_path):
    salts = DaySalts(tmp_path)
    salts.device_of("113.161.22.7", PHONE, NOW)
    (path,) = tmp_path.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    salts.forget((NOW + timedelta(hours=2)).date())
    assert path.exists()
    salts.forget((NOW + timedelta(days=1)).date())
    assert list(tmp_path.iterdir()) == []


def test_a_number_cannot_be_found_again_once_the_salt_is_gone(tmp_path):
    salts = DaySalts(tmp_path)
    before = salts.device_of("113.161.22.7", PHONE, NOW)
    salts.forget((NOW + timedelta(days=1)).date())
    assert salts.device_of("113.161.22.7", PHONE, NOW) != before


@pytest.mark.parametrize("spoil", ["missing", "damaged"])
def test_a_salt_that_cannot_be_shared_is_made_for_this_process(tmp_path, spoil):
    folder = tmp_path / "no-such-folder"
    if spoil == "damaged":
        folder = tmp_path
        (folder / f"scan-salt-{NOW.date().isoformat()}").write_bytes(b"short")
    salts = DaySalts(folder)
    device = salts.device_of("113.161.22.7", PHONE, NOW)
    assert salts.device_of("113.161.22.7", PHONE, NOW) == device
    assert DaySalts(folder).device_of("113.161.22.7", PHONE, NOW) != device


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("113.161.22.7", "113.161.22"),
        ("2402:800:6205:1a2b:dead:beef:0:1", "2402:0800:6205:1a2b"),
        ("2402:800::1", "2402:0800:0000:0000"),
        ("::ffff:113.161.22.7", "113.161.22"),
        ("not:an:address", ""),
        ("unknown", ""),
        ("", ""),
    ],
)
def test_a_network_is_what_stays_when_a_phone_moves_on(address, network):
    assert network_of(address) == network
