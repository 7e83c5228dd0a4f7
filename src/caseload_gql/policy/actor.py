"""Who asks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person or program: one account role, any company roles and teams, the door they came in by."""

    user_id: str
    name: str
    email: str
    account_role: str
    company_roles: frozenset[str] = frozenset()
    team_ids: frozenset[str] = frozenset()
    provider_id: str | None = None
    door: str = "api"
