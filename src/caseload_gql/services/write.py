"""What every use case works with: its transaction, its actor, the policy and the practice's calendar."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, case, literal, select, true

from caseload_gql.db.models import (
    AccessEpoch,
    Assignment,
    Client,
    Location,
    PoolEntry,
    Practice,
    Provider,
    Team,
    User,
)
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.events import ASSIGNING, Event
from caseload_gql.errors import StaleAccess, UserError
from caseload_gql.plugins.after_assignment import AFTER_ASSIGNMENT
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.policy.actions import READ
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.services.refusal import not_allowed, not_found
from caseload_gql.services.still_granted import still_granted
from caseload_gql.services.surroundings import Surroundings

Scoped = (
    type[Client]
    | type[Provider]
    | type[Team]
    | type[Location]
    | type[Assignment]
    | type[PoolEntry]
    | type[Practice]
    | type[User]
)

#: Seconds that a plugin may take to answer while a transaction waits for it, unless the setting says otherwise.
PLUGIN_SECONDS: Final = 2.0

_ID = re.compile(r"[0-9A-Za-z_]{1,32}")


def could_be_id(text: str) -> bool:
    """Whether the text has the form of an id; nothing else is ever shown to the database."""
    return _ID.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Write:
    """One use case in one transaction."""

    unit: UnitOfWork
    actor: Actor
    policy: PolicyEngine
    clock: Callable[[], datetime]
    zone: ZoneInfo
    gate_modes: Mapping[str, str]
    #: The plugins whose rules are asked before anybody is assigned.
    rules: Sequence[LoadedPlugin]
    #: How long one of them may take to answer.
    plugin_seconds: float
    surroundings: Surroundings

    def now(self) -> datetime:
        """The instant, UTC. Ask after locking: an instant taken before may lie before what was waited for."""
        return self.clock().astimezone(UTC)

    def day_of(self, instant: datetime) -> date:
        """The practice-local calendar date of an instant."""
        return instant.astimezone(self.zone).date()

    async def within(self, action: str, model: Scoped, row_id: str) -> bool:
        """Whether the actor may do the action to the row, as the row now stands in this transaction."""
        if not could_be_id(row_id):
            return False
        return await self.unit.session.scalar(self.row_within(action, model, row_id)) is not None

    def row_within(self, action: str, model: Scoped, row_id: str) -> Select[int]:
        """The statement that finds a row if the actor may do the action to the one of that id."""
        return select(literal(1)).select_from(model).where(model.id == row_id, self._where(action, model))

    async def among(self, action: str, model: Scoped, row_ids: Iterable[str]) -> frozenset[str]:
        """Those of the rows that the actor may do the action to, as they now stand in this transaction."""
        ids = sorted({each for each in row_ids if could_be_id(each)})
        if not ids:
            return frozenset()
        found = await self.unit.session.scalars(select(model.id).where(model.id.in_(ids), self._where(action, model)))
        return frozenset(found)

    async def out_of_scope(self, action: str, model: Scoped, row_id: str, *path: str) -> UserError | None:
        """NOT_FOUND where the actor does not see the row, NOT_ALLOWED where seeing is all the actor may do."""
        kind = "pool entry" if model is PoolEntry else model.__name__.lower()
        if not could_be_id(row_id):
            return not_found(kind, *path)
        seen = self._where(READ, model)
        may = case((self._where(action, model), literal(1)), else_=literal(0))
        found = await self.unit.session.scalar(select(may).select_from(model).where(model.id == row_id, seen))
        if found is None:
            return not_found(kind, *path)
        return None if found else not_allowed(kind, *path)

    def _where(self, action: str, model: Scoped) -> ColumnElement[bool]:
        where = self.policy.scope(self.actor, action, model).where
        return true() if where is None else where

    async def hidden(self, model: Scoped, row_id: str) -> frozenset[str]:
        """The attributes of the row, by their Python names, that a policy hides from the actor."""
        redactions = self.policy.scope(self.actor, READ, model).redactions
        if not redactions:
            return frozenset()
        found = await self.unit.session.execute(
            select(*(where.label(name) for name, where in redactions.items()))
            .select_from(model)
            .where(model.id == row_id)
        )
        return frozenset(name for name, is_hidden in found.mappings().one().items() if is_hidden)

    def record(self, event: Event) -> None:
        """Keep an event for the audit, in the actor's name; plugins that want to know are told after the commit."""
        self.unit.record(
            event,
            actor_id=self.actor.user_id or None,
            actor_name=self.actor.name,
            door=self.actor.door,
            told_to=[each.name for each in self.rules if event.type in ASSIGNING and AFTER_ASSIGNMENT in each.hooks],
        )


async def begin(
    unit: UnitOfWork,
    actor: Actor,
    policy: PolicyEngine,
    epoch: int,
    clock: Callable[[], datetime],
    rules: Sequence[LoadedPlugin],
    plugin_seconds: float,
    surroundings: Surroundings,
) -> Write:
    """Start a use case. Raises `StaleAccess` when access changed since the actor was identified at `epoch`.

    So does the commit, where what changed meanwhile was the actor's own.
    """
    found = await unit.session.execute(
        select(AccessEpoch.epoch, Practice.time_zone, Practice.gate_modes, Practice.supervisor_access).join(
            Practice, true()
        )
    )
    row = found.one()
    if row.epoch != epoch:
        raise StaleAccess
    unit.watch_access(epoch, still_granted(unit, actor, str(row.supervisor_access)))
    zone = ZoneInfo(row.time_zone)
    return Write(unit, actor, policy, clock, zone, row.gate_modes, rules, plugin_seconds, surroundings)
