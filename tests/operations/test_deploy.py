"""The examples for servers are read by the programs that they are for, where this machine has them."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"NOT TESTED: no {name} on this machine")
    return found


@pytest.mark.parametrize("unit", sorted(path.name for path in DEPLOY.glob("ocop*")))
def test_systemd_understands_each_unit(unit, tmp_path):
    analyze = program("systemd-analyze")
    for path in DEPLOY.glob("ocop*"):  # a timer is checked with the service that it starts
        here = path.read_text().replace("/srv/ocop/site", str(ROOT)).replace("User=ocop", "User=root")
        (tmp_path / path.name).write_text(here)
    result = subprocess.run([analyze, "verify", tmp_path / unit], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")


def test_nginx_understands_its_example(tmp_path):
    nginx, openssl = program("nginx"), program("openssl")
    key, certificate = tmp_path / "ocop.key", tmp_path / "ocop.pem"
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=ocop.vn"]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    server = (DEPLOY / "nginx.conf").read_text().replace("/etc/ssl", str(tmp_path))
    whole = tmp_path / "whole.conf"
    whole.write_text(f"pid {tmp_path}/pid; events {{}} http {{ {server} }}")
    result = subprocess.run([nginx, "-t", "-c", whole], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_caddy_understands_its_example():
    command = [program("caddy"), "validate", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_the_units_use_the_settings_that_the_manual_shows():
    manual = (ROOT / "docs" / "operating.md").read_text("utf-8")
    for path in DEPLOY.iterdir():
        assert f"../deploy/{path.name}" in manual
