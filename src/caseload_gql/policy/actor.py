"""Who asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

Fact = str | int | bool | datetime | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What one plugin has told of the actor, by which actors differ; or that it could not."""

    plugin: str
    #: Each fact's name, the name of its type (True is no 1), and the fact.
    facts: tuple[tuple[str, str, Fact], ...] = ()
    failed: bool = False


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
    told: tuple[Told, ...] = ()

    def facts_of(self, plugin: str) -> Mapping[str, Fact]:
        """What the plugin of that name has told of the actor; nothing where it tells nothing, or could not."""
        return {name: fact for each in self.told if each.plugin == plugin for name, _, fact in each.facts}

    def is_untold_by(self, plugin: str) -> bool:
        """Whether the plugin should have told of the actor and could not: then its rules count as failed."""
        return any(each.failed for each in self.told if each.plugin == plugin)
