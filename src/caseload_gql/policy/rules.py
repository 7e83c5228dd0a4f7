"""What a policy answers with: grants, restrictions and redactions, as SQL over the row it was handed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol, runtime_checkable

from sqlalchemy import ColumnElement

from caseload_gql.policy.actor import Actor, Fact
from caseload_gql.policy.hook import HookRequest
from caseload_gql.policy.practice import PracticeFacts


@dataclass(frozen=True, slots=True)
class Grant:
    """Lets the actor do the action to the rows where `where` is true; None: to every row of the kind.

    `code` is stable and names the rule; `reason` is one sentence for whoever asks why. From `valid_until` (with a time
    zone) on it grants nothing, and the policy is asked again.
    """

    code: str
    reason: str
    where: ColumnElement[bool] | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Restrict:
    """Takes away every row where `where` is not true, whoever granted it. NULL takes away.

    From `valid_until` (with a time zone) on the policy is asked again; it must then leave the rule out to end it.
    """

    code: str
    reason: str
    where: ColumnElement[bool]
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Redact:
    """Hides `fields` (Python names of the model) of the rows where `where` is true or NULL; None: of every row.

    `valid_until` is as for `Restrict`.
    """

    code: str
    reason: str
    fields: tuple[str, ...]
    where: ColumnElement[bool] | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class PolicyRequest(HookRequest):
    """What a policy is asked: to which rows of a kind the actor may do an action.

    `resource` names the kind (`"Client"`); `row` stands for one row of it, with its columns and relationships
    (`row.team_id`, `row.assignments.any(...)`). `now` is the instant of the question (UTC): the answer is kept for up
    to a minute, but never past a rule's `valid_until`. `facts` is what the plugin itself has told of the actor.
    """

    actor: Actor
    action: str
    resource: str
    row: Any
    practice: PracticeFacts
    now: datetime = field(default_factory=lambda: datetime.now(UTC), kw_only=True)

    @property
    def facts(self) -> Mapping[str, Fact]:
        """What this plugin's `actor_facts` told of the actor."""
        return self.actor.facts_of(self.plugin.name)


class PolicySource(Protocol):
    """Somebody who answers policy questions: one plugin."""

    @property
    def name(self) -> str:
        """The plugin's name, for the log."""
        ...

    def grants(self, request: PolicyRequest) -> Iterable[Grant]:
        """What the source allows."""
        ...

    def restrictions(self, request: PolicyRequest) -> Iterable[Restrict | Redact]:
        """What the source forbids, and hides."""
        ...


@runtime_checkable
class CountedSource(Protocol):
    """A source whose faults are counted."""

    def note_fault(self, hook: str) -> None:
        """Count an answer of the hook that cannot be used; what the hook raises is counted where it is called."""
        ...
