"""The house keeps its shape: nothing imports upward, rules stay pure, only doors know Flask and commit.

Everything is read from the source with ``ast``; nothing is imported but in the one test about loading.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "ocop_verify"

# From the ground up. What stands on one line may not import each other.
GROUND = "domain"
TOOLS = ("tabular", "durable", "mailing", "pictures")
FOUNDATION = ("config", "db")
SHELL = "web"
ROOMS = (
    "audit",
    "accounts",
    # What one person asks for and another confirms: rooms with such acts stand above it.
    "approvals",
    # Background work knows who asked for it and nothing of what it is: rooms with slow work stand above it.
    "jobs",
    "registry",
    # What producers say of their products goes into the catalogue as a reference to a published file.
    "stories",
    "labels",
    "catalog",
    "search",
    "verification",
    # How to read labels and answers, for people who have none in hand.
    "guide",
    # The officers' pages write to the registry and show what the public will read, in the answer's words.
    "desk",
    # The producer sees labels that were released to it, and how often they are scanned.
    "producers",
    # Notices go to the contacts that producers keep.
    "notices",
    "inspection",
    "fairs",
    "opendata",
    "offline",
    # What machines may ask of the rooms below, described in one place.
    "api",
    # Whoever runs a site looks into every room.
    "operations",
)
ROOF = ("factory", "demo")

DOORS = {"views", "cli", "__init__"}
WEB_FRAMEWORK = ("flask", "werkzeug", "jinja2", "click")
# These rules are about signatures and cannot be told without them.
CRYPTOGRAPHY_IN = {"label", "token", "typed_code"}


@dataclass(frozen=True)
class Module:
    """One source file: its dotted name inside the package, split, and its syntax tree."""

    parts: tuple[str, ...]
    tree: ast.Module

    @property
    def name(self) -> str:
        return ".".join(self.parts)

    @property
    def place(self) -> str:
        """The part of the house that it belongs to; "" for the package's own ``__init__``."""
        return "" if self.parts == ("__init__",) else self.parts[0]

    @property
    def is_door(self) -> bool:
        """In a room: what a request or a command comes in by, as a module or as a folder of modules."""
        return self.place in ROOMS and self.parts[1] in DOORS

    def imports(self) -> Iterator[str]:
        """The dotted name of everything that the module imports, wherever in it."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.name} has a relative import; write the whole name"
                yield from (f"{node.module}.{alias.name}" for alias in node.names)

    def inner_imports(self) -> Iterator[tuple[str, ...]]:
        """What it imports of this package, as split names without the package's own."""
        for name in self.imports():
            package, *parts = name.split(".")
            if package == PACKAGE:
                yield tuple(parts)

    def outer_imports(self) -> Iterator[str]:
        """The packages that it imports besides this one."""
        yield from (name.split(".")[0] for name in self.imports() if not name.startswith(PACKAGE + "."))


def read_modules() -> dict[str, Module]:
    """Every module of the package by its name."""
    folder = ROOT / PACKAGE
    modules = (
        Module(path.relative_to(folder).with_suffix("").parts, ast.parse(path.read_bytes()))
        for path in sorted(folder.rglob("*.py"))
    )
    return {module.name: module for module in modules}


MODULES = read_modules()


def each(which: Callable[[Module], bool]) -> pytest.MarkDecorator:
    """Run a test for each module that a rule is about."""
    chosen = [module for module in MODULES.values() if which(module)]
    return pytest.mark.parametrize("module", chosen, ids=[module.name for module in chosen])


def is_ground(module: Module) -> bool:
    return module.place == GROUND


def is_inside_a_room(module: Module) -> bool:
    return module.place in ROOMS and not module.is_door


def knows_no_request(module: Module) -> bool:
    """Rules, tools and acts. The database and the shell are built on Flask; doors and roof use it."""
    return not module.is_door and module.place not in {"db", SHELL, *ROOF}


def may_import(module: Module, target: tuple[str, ...]) -> bool:
    """Whether this module may import that one (a split name that may end in something inside it)."""
    there = target[0] if target else ""
    if module.place in ROOF:
        return True
    allowed = {GROUND}
    if module.place != GROUND:
        allowed |= {*TOOLS}
    if module.place == "db":
        allowed |= {"config"}
    if module.place == SHELL or module.is_door:
        allowed |= {*FOUNDATION, SHELL}
    if module.place in ROOMS:
        allowed |= {"db", *ROOMS[: ROOMS.index(module.place)]}
    return there in allowed or there == module.place


@each(lambda module: True)
def test_it_belongs_to_a_known_place(module):
    assert module.place in {"", GROUND, *TOOLS, *FOUNDATION, SHELL, *ROOMS, *ROOF}


@each(lambda module: True)
def test_nothing_imports_upward(module):
    assert [".".join(target) for target in module.inner_imports() if not may_import(module, target)] == []


@each(is_inside_a_room)
def test_in_a_room_models_know_no_acts_and_acts_know_no_doors(module):
    inner = [target for target in module.inner_imports() if len(target) > 1 and target[0] in ROOMS]
    doors = [target for target in inner if target[1] in DOORS]
    acts = [target for target in inner if module.parts[1] == "models" and target[1] != "models"]
    assert doors + acts == []


@each(knows_no_request)
def test_only_doors_know_the_web_framework(module):
    assert [name for name in module.outer_imports() if name.startswith(WEB_FRAMEWORK)] == []


@each(knows_no_request)
def test_only_doors_commit(module):
    lines = [
        node.lineno
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert lines == []


@each(is_ground)
def test_the_ground_needs_only_the_standard_library(module):
    allowed = set(sys.stdlib_module_names)
    if module.parts[-1] in CRYPTOGRAPHY_IN:
        allowed |= {"itsdangerous", "nacl"}
    assert sorted(set(module.outer_imports()) - allowed) == []


@each(is_ground)
def test_the_ground_reads_no_clock_and_no_files(module):
    """Rules take the time, the day and every byte they need as arguments."""
    called = {
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
    }
    assert called & {"now", "today", "utcnow", "open", "read_text", "read_bytes", "urandom"} == set()


def test_the_package_itself_imports_nothing():
    assert list(MODULES["__init__"].imports()) == []


def test_the_ground_loads_without_flask_and_without_a_database():
    names = (f"{PACKAGE}.{module.name}" for module in MODULES.values() if is_ground(module))
    ground = [name.removesuffix(".__init__") for name in names]
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); import {', '.join(ground)}; print(*sys.modules)"
    )
    answer = subprocess.run(
        [sys.executable, "-I", "-c", program], check=True, capture_output=True, text=True
    ).stdout
    loaded = {name.split(".")[0] for name in answer.split()}
    assert PACKAGE in loaded
    assert loaded & {*WEB_FRAMEWORK, "sqlalchemy", "numpy", "msgspec"} == set()


@pytest.mark.parametrize(
    ("where", "line", "allowed"),
    [
        ("registry.importing", "from ocop_verify.audit.journal import record", True),
        ("audit.journal", "from ocop_verify.registry.models import ProductRow", False),  # a later room
        ("registry.importing", "from ocop_verify.web.paging import page", False),  # the shell is for doors
        ("registry.views", "from ocop_verify.web.paging import page", True),
        ("registry.cli.importing", "from ocop_verify.config import Settings", True),  # a folder of doors
        ("domain.validity", "from ocop_verify import db", False),
        ("domain.validity", "import ocop_verify.domain.records", True),
        ("tabular.reading", "from ocop_verify.db import Base", False),
        ("web.pages", "from ocop_verify.registry.models import ProductRow", False),
        ("factory", "from ocop_verify import registry", True),
    ],
)
def test_the_rule_about_imports_bites(where, line, allowed):
    module = Module(tuple(where.split(".")), ast.parse(line))
    assert [may_import(module, target) for target in module.inner_imports()] == [allowed]


def test_the_page_on_architecture_tells_the_house_from_the_ground_up():
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    told = re.findall(r"^\| `(\w+)/` \|", page, re.MULTILINE)
    assert told == [GROUND, "tabular", SHELL, *ROOMS, "demo"]
