"""The group of the registry's commands, and what they are given."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from ocop_verify.tabular.dates import day
from ocop_verify.tabular.problems import Unreadable
from ocop_verify.web.commands import CommandGroup
from ocop_verify.web.language import translate

registry = CommandGroup("registry", help="The registry: import, export, find, suspend, lift, revoke, extend.")

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUTPUT = click.Path(dir_okay=False, path_type=Path)


class Day(click.ParamType[date]):
    """A day as an officer writes it: 30/06/2025 or 2025-06-30."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a usage error that says how to write one."""
        try:
            return day(value)
        except Unreadable as problem:
            self.fail(translate(problem), param, ctx)
