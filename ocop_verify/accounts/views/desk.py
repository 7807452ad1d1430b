"""The frame of staff pages: the rail, where one begins, and when the session ends."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from ocop_verify.accounts import sessions
from ocop_verify.accounts.permissions import Actor, Permission, has
from ocop_verify.accounts.views.context import current_login, moment
from ocop_verify.accounts.views.guard import allows, current_actor
from ocop_verify.domain.errors import N_


@dataclass(frozen=True, slots=True)
class Room:
    """A word on the rail, for who may do one of these things there. Pages ``under`` it belong to it too."""

    path: str
    word: str
    permissions: tuple[Permission, ...]
    under: tuple[str, ...] = ()

    def holds(self, path: str) -> bool:
        """Whether a page belongs to it."""
        above = tuple(f"{each}/" for each in self.under or (self.path,))
        return path == self.path or f"{path}/".startswith(above)


QUEUE = "/inspection"
# In the order of the rail. Nobody has more than five.
RAIL = (
    Room("/registry", N_("Sổ đăng ký"), (Permission.READ_REGISTRY,)),
    Room("/my", N_("Sản phẩm"), (Permission.READ_OWN_PRODUCTS,)),
    Room("/labels", N_("Tem"), (Permission.ISSUE_LABELS,), ("/labels", "/notices")),
    Room("/labels/keys", N_("Khóa ký"), (Permission.MANAGE_KEYS,)),
    Room(QUEUE, N_("Hậu kiểm"), (Permission.READ_FLAGS,)),
    Room("/fairs/mine", N_("Hội chợ"), (Permission.RUN_FAIRS, Permission.CHECK_STALLS), ("/fairs",)),
    Room("/account", N_("Tài khoản"), (Permission.USE_ACCOUNT,)),
)


def rail_of(actor: Actor) -> list[Room]:
    """What stands on somebody's rail: what they may do, and what is there."""
    is_there: Callable[[str], bool] = current_app.jinja_env.globals["has_page"]  # type: ignore[assignment]
    return [
        room
        for room in RAIL
        if any(has(actor, permission) for permission in room.permissions) and is_there(room.path)
    ]


def home_of(actor: Actor) -> str:
    """Where somebody begins to work: inspectors at what waits for them, others with the first of the rail."""
    paths = [room.path for room in rail_of(actor)]
    if has(actor, Permission.WORK_ON_FLAGS) and not has(actor, Permission.RECOGNISE) and QUEUE in paths:
        return QUEUE
    return next(iter(paths), "/account")


def rail() -> list[Room]:
    """The rail of who is looking."""
    who = current_actor()
    return rail_of(who) if who else []


def session_times() -> dict[str, str] | None:
    """Now, when the session ends if nothing is done, and when in any case, for the page's script."""
    login = current_login()
    if login is None:
        return None
    times = {"now": moment(), "idle": sessions.idle_end(login), "ends": sessions.ends_at(login)}
    return {name: time.isoformat() for name, time in times.items()}


def _template_values() -> dict[str, Any]:
    return {
        "rail": rail,
        "session_times": session_times,
        "current_actor": current_actor,
        "allows": allows,
        "Permission": Permission,
    }


def init_app(app: Flask) -> None:
    """Give templates what the frame needs."""
    app.jinja_env.globals.update(_template_values())
