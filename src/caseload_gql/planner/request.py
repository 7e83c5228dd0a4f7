"""What a read is made for: who asks, under which policy, on which day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from sqlalchemy import ColumnElement

from caseload_gql.policy.actor import Actor
from caseload_gql.policy.practice import PracticeFacts

READ = "caseload:read"


class ScopeOf(Protocol):
    """What the policy says of the rows of one alias."""

    @property
    def where(self) -> ColumnElement[bool] | None:
        """Which rows are visible; None for every row."""
        ...

    @property
    def redactions(self) -> Mapping[str, ColumnElement[bool]]:
        """Which attributes are hidden, and in which rows."""
        ...


class Policy(Protocol):
    """The part of the policy engine that reads need."""

    def may(self, actor: Actor, action: str) -> bool:
        """Whether the actor holds the action for some row or other."""
        ...

    def scope(self, actor: Actor, action: str, row: Any) -> ScopeOf:  # noqa: ANN401  # an alias of any model
        """What the actor may see of the rows of an alias."""
        ...


class PolicyBook(Protocol):
    """Policies that can be asked under a practice's settings."""

    def at(self, practice: PracticeFacts) -> Policy:
        """The policies under these settings."""
        ...


@dataclass(frozen=True)
class Problem:
    """Something wrong with one field of the operation."""

    code: str
    message: str
    path: tuple[str, ...]


@dataclass
class Asking:
    """One read being planned."""

    actor: Actor
    policy: Policy
    #: The practice-local date.
    today: date
    #: The practice's threshold for nearing capacity, in ten-thousandths.
    nearing: int
    wait_target_days: int
    page_at_most: int = 100
    #: Rows go on to Python, which needs each row's type beside its fields.
    for_python: bool = False
    problems: list[Problem] = field(default_factory=list)
    #: Cursors that must name a visible row: the path of the field, and whether it does.
    guards: list[tuple[tuple[str, ...], ColumnElement[bool]]] = field(default_factory=list)

    def scope(self, row: Any) -> ScopeOf:  # noqa: ANN401  # an alias of any model
        """What the asker may see of the rows of an alias."""
        return self.policy.scope(self.actor, READ, row)

    def allowed(self, action: str | None, path: tuple[str, ...]) -> bool:
        """Whether the actor holds the action; a denial is noted under the field's path."""
        if action is None or self.policy.may(self.actor, action):
            return True
        self.problems.append(
            Problem(
                "FORBIDDEN",
                f"Your roles do not allow {action}. Ask an administrator of the practice for access.",
                path,
            )
        )
        return False
