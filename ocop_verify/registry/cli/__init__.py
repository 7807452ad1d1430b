"""``flask registry``: spreadsheets in and out, and the acts on one recognition."""

from ocop_verify.registry.cli.acts import ACTS
from ocop_verify.registry.cli.files import FILES
from ocop_verify.web.commands import CommandGroup

registry = CommandGroup("registry", help="The registry: import, export, find, suspend, lift, revoke, extend.")
for command in (*FILES, *ACTS):
    registry.add_command(command)
