"""The policies by hand: what an actor may do, see and read, decided in Python row by row.

Written from the table of roles and the plugins' own descriptions; nothing here asks the policy engine.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from caseload_gql.policy.actor import Actor
from tests.differential.picture import Picture

_ALL: Final = frozenset({"CEO", "ADMIN", "SUPPORT_STAFF"})
_READS: Final = ("caseload:read", "plan:read")
_TEAM_WRITES: Final = ("caseload:assign", "caseload:undo", "caseload:override", "client:write", "provider:write")
_SUPPORT: Final = (
    *_READS,
    "caseload:assign",
    "caseload:undo",
    "client:write",
    "provider:write",
    "provider:manage",
)
_EVERYTHING: Final = (
    *_SUPPORT,
    "caseload:override",
    "audit:read",
    "access:explain",
    "plugins:read",
    "graphiql:use",
    "practice:write",
    "users:manage",
    "data:exchange",
)


class Sight:
    """What one actor may see of a practice, with the shipped policies alone or with the example plugins too."""

    def __init__(self, picture: Picture, actor: Actor, *, plugins: bool) -> None:
        self.picture = picture
        self.actor = actor
        self.plugins = plugins
        self._leads = "supervisor" in actor.company_roles and bool(actor.team_ids)
        self._reads_all = actor.account_role in _ALL or "qmhp" in actor.company_roles
        self._own = (
            actor.provider_id
            if plugins and actor.account_role == "STAFF" and not self._leads and "qmhp" not in actor.company_roles
            else None
        )

    def actions(self) -> list[str]:
        """Every action held, sorted."""
        held: set[str] = set()
        if self.actor.account_role in {"CEO", "ADMIN"}:
            held |= set(_EVERYTHING)
        if self.actor.account_role == "SUPPORT_STAFF":
            held |= set(_SUPPORT)
        if "qmhp" in self.actor.company_roles:
            held |= set(_READS)
        if self._leads:
            held |= {*_READS, *(_TEAM_WRITES if self.picture.practice.supervisor_access == "WRITE" else ())}
        if self._own is not None:
            held.add("caseload:read")
        return sorted(held)

    def holds(self, action: str) -> bool:
        return action in self.actions()

    def sees(self, kind: str, row: Any) -> bool:
        """Whether a row may be seen."""
        if kind == "Viewer":
            return bool(row.id == self.actor.user_id)
        return self.granted(kind, row) and not self._is_kept_from(kind, row)

    def hides(self, kind: str, row: Any, attribute: str) -> bool:
        """Whether a field of a row that may be seen is hidden."""
        if not self.plugins or self.actor.account_role == "CEO":
            return False
        rules = _HIDDEN.get(kind, {})
        # Of a row as it was on another day, what is hidden is told by the row as it is.
        it = getattr(row, "now", row)
        return any(attribute in names and rule(self.picture, it) for names, rule in rules.items())

    @property
    def writes_all(self) -> bool:
        """Whether what the actor may change is every row."""
        return self.actor.account_role in _ALL

    def granted(self, kind: str, row: Any) -> bool:
        """Whether a row would be seen but for what restricts."""
        if kind == "User":
            return self.actor.account_role in {"CEO", "ADMIN"}
        if self._reads_all:
            return True
        if kind in {"Practice", "Location"}:
            return self._leads or self._own is not None
        return (self._leads and self.of_teams(kind, row)) or (self._own is not None and self._is_own(kind, row))

    def of_teams(self, kind: str, row: Any) -> bool:
        """Whether a row belongs to a team that the actor leads."""
        teams, picture = self.actor.team_ids, self.picture
        match kind:
            case "Team":
                return row.id in teams
            case "Provider" | "PoolEntry":
                return row.team_id in teams
            case "Client":
                active, stay = picture.active(row), picture.open_stay(row)
                served = active is not None and picture.get("Provider", active.provider_id).team_id in teams
                return served or (stay is not None and stay.team_id in teams)
            case _:
                of_provider = picture.get("Provider", row.provider_id).team_id in teams
                return of_provider or self.of_teams("Client", picture.get("Client", row.client_id))

    def _is_own(self, kind: str, row: Any) -> bool:
        match kind:
            case "Team":
                return any(each.team_id == row.id for each in [self.picture.get("Provider", self._own)])
            case "Provider":
                return bool(row.id == self._own)
            case "Client":
                active = self.picture.active(row)
                return active is not None and active.provider_id == self._own
            case "PoolEntry":
                return self._is_own("Client", self.picture.get("Client", row.client_id))
            case _:
                return bool(row.provider_id == self._own)

    def _is_kept_from(self, kind: str, row: Any) -> bool:
        """A client marked vip is seen by the ceo alone."""
        if not self.plugins or self.actor.account_role == "CEO":
            return False
        if kind in {"PoolEntry", "Assignment"}:
            row = self.picture.get("Client", row.client_id)
        elif kind != "Client":
            return False
        return isinstance(row.attributes, dict) and row.attributes.get("vip") is True


Hidden = Callable[[Picture, Any], bool]
_HIDDEN: Final[Mapping[str, Mapping[tuple[str, ...], Hidden]]] = {
    "Client": {
        ("name", "date_of_birth", "location"): lambda _, row: row.insurance_status == "PENDING",
        ("payer", "service_requirements", "languages"): lambda _, row: row.payer in {None, "Aetna", "AETNA"},
        ("availability", "preferred_provider", "do_not_match"): lambda _, row: row.telehealth_ok,
        ("insurance_status", "attributes", "name"): lambda picture, row: any(
            each.ended_at is not None for each in picture.assignments_of_client[row.id]
        ),
        ("external_id",): lambda _, __: True,
    },
    "Provider": {
        ("team", "credential"): lambda _, row: row.capacity == 0,
        ("minimum_age", "maximum_age"): lambda _, row: row.maximum_age is None or row.maximum_age > 100,
    },
    "PoolEntry": {("team", "note", "previous_provider"): lambda _, row: row.priority == "URGENT"},
    "Assignment": {
        ("assigned_by", "match_score"): lambda _, row: row.ended_at is not None,
        ("override_reason",): lambda _, __: True,
    },
}
