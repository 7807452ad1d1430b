"""``flask registry``: spreadsheets in and out, and the acts on one recognition."""

from ocop_verify.registry.cli import acts, files  # each adds its commands to the group
from ocop_verify.registry.cli.options import registry

__all__ = ["acts", "files", "registry"]
