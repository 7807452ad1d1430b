"""What can be set, run or opened is documented, and what is documented is there."""

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest

from ocop_verify.config import PREFIX, Settings

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
DOCUMENTS = [README, *sorted((ROOT / "docs").rglob("*.md"))]
TARGETS = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def text() -> str:
    """All documents in one."""
    return "\n".join(path.read_text("utf-8") for path in DOCUMENTS)


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_of_make_is_documented(target):
    assert f"make {target}" in text()


@pytest.mark.parametrize("setting", [PREFIX + each.name.upper() for each in fields(Settings)])
def test_every_setting_is_in_the_readme(setting):
    assert f"`{setting}`" in README.read_text("utf-8")


def test_every_setting_that_is_documented_exists():
    known = {PREFIX + each.name.upper() for each in fields(Settings)}
    named = set(re.findall(rf"{PREFIX}[A-Z_]+", text()))
    assert {name for name in named if not name.startswith(PREFIX + "TEST_")} - known == set()


def test_every_command_is_documented(app):
    known = text()
    ours = (name for name, command in app.cli.commands.items() if "ocop_verify" in module_of(command))
    commands = [full for name in ours for full in full_names(app.cli.commands[name], name)]
    assert [each for each in commands if f"flask {each}" not in known] == []


def module_of(command: click.Command) -> str:
    """Where a command was written; a group says it by what it holds."""
    inner = list(command.commands.values()) if isinstance(command, click.Group) else [command]
    return inner[0].callback.__module__ if inner and inner[0].callback else ""


def full_names(command: click.Command, name: str) -> Iterator[str]:
    """The names of a command or of all commands in a group."""
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            yield from full_names(inner, f"{name} {inner.name}")
    else:
        yield name


def test_every_page_is_documented(app):
    known = text()
    rules = {re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"<\1>", rule.rule) for rule in app.url_map.iter_rules()}
    assert (
        sorted(rule for rule in rules if f"`{rule}`" not in known and not rule.startswith("/static/")) == []
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_between_documents_leads_somewhere(document):
    broken = [
        target
        for target in LINK.findall(document.read_text("utf-8"))
        if not (document.parent / target).exists()
    ]
    assert broken == []
