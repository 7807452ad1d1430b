"""Who may do what: one table of permissions by role, and the one function that reads it.

A role says what somebody does; a grant says where. Officers and inspectors work for the nation or for
provinces (two-digit codes of today), producers for their own goods, organizers for their own fairs. A
permission that a role has within a scope never reaches beyond it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from ocop_verify.domain.errors import N_

# A grant for the whole country names it, so that a province that was forgotten never means all of them.
NATION = "VN"


class Role(StrEnum):
    """What somebody does."""

    ADMINISTRATOR = "administrator"
    OFFICER = "officer"
    INSPECTOR = "inspector"
    ORGANIZER = "organizer"
    PRODUCER = "producer"


class Scope(StrEnum):
    """How far a permission reaches."""

    EVERYWHERE = "everywhere"
    PLACE = "place"  # the nation or the provinces that the grant names
    OWN = "own"  # the producers that the grant names, or what the account itself has made


class Permission(StrEnum):
    """What can be done. One line of ``TABLE`` says who may."""

    USE_ACCOUNT = "use_account"
    MANAGE_ACCOUNTS = "manage_accounts"
    READ_JOURNAL = "read_journal"
    MANAGE_KEYS = "manage_keys"

    READ_REGISTRY = "read_registry"
    EXPORT_REGISTRY = "export_registry"
    RECOGNISE = "recognise"  # bring in decisions, renew, rate again, correct
    CHANGE_STANDING = "change_standing"  # suspend, lift, revoke, extend

    ISSUE_LABELS = "issue_labels"
    VOID_LABELS = "void_labels"
    DOWNLOAD_LABELS = "download_labels"
    REQUEST_LABELS = "request_labels"

    READ_OWN_PRODUCTS = "read_own_products"
    EDIT_OWN_CONTACT = "edit_own_contact"
    TELL_STORIES = "tell_stories"  # words and photos on the public page of a product

    READ_FLAGS = "read_flags"
    WORK_ON_FLAGS = "work_on_flags"  # answer reports, visit, find
    DECIDE_FLAGS = "decide_flags"  # uphold or dismiss: an upheld flag changes a standing

    RUN_FAIRS = "run_fairs"
    CHECK_STALLS = "check_stalls"


_EVERYBODY = dict.fromkeys(Role, Scope.OWN)

TABLE: Mapping[Permission, Mapping[Role, Scope]] = MappingProxyType(
    {
        Permission.USE_ACCOUNT: _EVERYBODY,
        Permission.MANAGE_ACCOUNTS: {Role.ADMINISTRATOR: Scope.EVERYWHERE},
        Permission.READ_JOURNAL: {Role.ADMINISTRATOR: Scope.EVERYWHERE, Role.OFFICER: Scope.PLACE},
        Permission.MANAGE_KEYS: {Role.ADMINISTRATOR: Scope.EVERYWHERE},
        Permission.READ_REGISTRY: {
            Role.ADMINISTRATOR: Scope.EVERYWHERE,
            Role.OFFICER: Scope.PLACE,
            Role.INSPECTOR: Scope.PLACE,
        },
        Permission.EXPORT_REGISTRY: {Role.ADMINISTRATOR: Scope.EVERYWHERE, Role.OFFICER: Scope.PLACE},
        # Administrators run the machine and recognise nothing: two different people answer for the two.
        Permission.RECOGNISE: {Role.OFFICER: Scope.PLACE},
        Permission.CHANGE_STANDING: {Role.OFFICER: Scope.PLACE},
        Permission.ISSUE_LABELS: {Role.OFFICER: Scope.PLACE},
        Permission.VOID_LABELS: {Role.OFFICER: Scope.PLACE},
        Permission.DOWNLOAD_LABELS: {Role.OFFICER: Scope.PLACE, Role.PRODUCER: Scope.OWN},
        Permission.REQUEST_LABELS: {Role.PRODUCER: Scope.OWN},
        Permission.READ_OWN_PRODUCTS: {Role.PRODUCER: Scope.OWN},
        Permission.EDIT_OWN_CONTACT: {Role.PRODUCER: Scope.OWN},
        Permission.TELL_STORIES: {Role.OFFICER: Scope.PLACE, Role.PRODUCER: Scope.OWN},
        Permission.READ_FLAGS: {
            Role.ADMINISTRATOR: Scope.EVERYWHERE,
            Role.OFFICER: Scope.PLACE,
            Role.INSPECTOR: Scope.PLACE,
        },
        Permission.WORK_ON_FLAGS: {Role.INSPECTOR: Scope.PLACE},
        Permission.DECIDE_FLAGS: {Role.INSPECTOR: Scope.PLACE, Role.OFFICER: Scope.PLACE},
        # Officers keep the calendar of their province, and help where an organizer cannot.
        Permission.RUN_FAIRS: {Role.ORGANIZER: Scope.OWN, Role.OFFICER: Scope.PLACE},
        Permission.CHECK_STALLS: {
            Role.ORGANIZER: Scope.OWN,
            Role.OFFICER: Scope.PLACE,
            Role.INSPECTOR: Scope.PLACE,
        },
    }
)

# Who can do harm to others logs in with two factors.
NEEDS_SECOND_FACTOR = frozenset({Role.ADMINISTRATOR, Role.OFFICER, Role.INSPECTOR})
PLACED = frozenset({Role.OFFICER, Role.INSPECTOR})

ROLE_NAMES: Mapping[Role, str] = MappingProxyType(
    {
        Role.ADMINISTRATOR: N_("Quản trị viên"),
        Role.OFFICER: N_("Cán bộ đăng ký"),
        Role.INSPECTOR: N_("Cán bộ kiểm tra"),
        Role.ORGANIZER: N_("Ban tổ chức hội chợ"),
        Role.PRODUCER: N_("Chủ thể"),
    }
)


@dataclass(frozen=True, slots=True)
class Grant:
    """A role with its place: a province or ``NATION`` for those who have one, a producer for producers."""

    role: Role
    province: str = ""
    producer_id: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account that has logged in as fully as its roles ask for."""

    id: int
    display_name: str
    grants: frozenset[Grant]

    @property
    def name(self) -> str:
        """Who acted, as the journal keeps it: a number, which says nothing to strangers."""
        return f"user:{self.id}"

    @property
    def roles(self) -> frozenset[Role]:
        """What the account does, wherever."""
        return frozenset(grant.role for grant in self.grants)

    @property
    def producers(self) -> frozenset[int]:
        """The producers whose goods are the account's own."""
        return frozenset(grant.producer_id for grant in self.grants if grant.producer_id is not None)

    def provinces(self, permission: Permission) -> frozenset[str] | None:
        """The provinces to which this permission reaches, for queries; None: all of them."""
        reach = [(_scope(permission, grant), grant) for grant in self.grants]
        if any(scope == Scope.EVERYWHERE or (scope and grant.province == NATION) for scope, grant in reach):
            return None
        return frozenset(grant.province for scope, grant in reach if scope == Scope.PLACE)


def has(actor: Actor, permission: Permission) -> bool:
    """Whether the actor may do this anywhere at all. The own account is everybody's, whatever the roles."""
    return permission == Permission.USE_ACCOUNT or any(_scope(permission, grant) for grant in actor.grants)


def may(
    actor: Actor,
    permission: Permission,
    *,
    province: str | None = None,
    producer_id: int | None = None,
    owner_id: int | None = None,
) -> bool:
    """Whether the actor may do this to a thing of this province, of this producer, made by this account.

    What is not told is not matched: a thing of no province belongs to those who work for the nation.
    """
    return any(
        _reaches(_scope(permission, grant), grant, province, producer_id)
        or (_scope(permission, grant) == Scope.OWN and owner_id == actor.id)
        for grant in actor.grants
    )


def _scope(permission: Permission, grant: Grant) -> Scope | None:
    return TABLE[permission].get(grant.role)


def _reaches(scope: Scope | None, grant: Grant, province: str | None, producer_id: int | None) -> bool:
    if scope == Scope.PLACE:
        return grant.province == NATION or (bool(province) and grant.province == province)
    if scope == Scope.OWN:
        return producer_id is not None and grant.producer_id == producer_id
    return scope == Scope.EVERYWHERE
