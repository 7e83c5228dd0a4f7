"""The use cases bound to who asks: each runs in one transaction and answers with an outcome."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol

from caseload_gql.db.engine import Database
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.wait import local_date
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.policy.actions import ASSIGN
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.policy.practice import PracticeFacts
from caseload_gql.services import commands
from caseload_gql.services.admit_client import admit_client
from caseload_gql.services.assign_client import assign_client
from caseload_gql.services.discharge_client import discharge_client
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.readmit_client import readmit_client
from caseload_gql.services.reassign_client import reassign_client
from caseload_gql.services.record_first_session import record_first_session
from caseload_gql.services.refusal import Overtaken, Refused
from caseload_gql.services.return_client_to_pool import return_client_to_pool
from caseload_gql.services.route_pool_entry import route_pool_entry
from caseload_gql.services.set_provider_capacity import set_provider_capacity
from caseload_gql.services.undo_assignment import undo_assignment
from caseload_gql.services.update_client import update_client
from caseload_gql.services.withdraw_transfer import withdraw_transfer
from caseload_gql.services.write import PLUGIN_SECONDS, Write, begin, could_be_id

#: How often a use case is run again because the client changed hands before the locks were had.
RUNS = 8


class Identified(Protocol):
    """Who asks, as of one access epoch."""

    @property
    def actor(self) -> Actor:
        """The person or program."""
        ...

    @property
    def practice(self) -> PracticeFacts:
        """What policies know of the practice."""
        ...

    @property
    def epoch(self) -> int:
        """The access epoch at which this was read."""
        ...


class PairScorer(Protocol):
    """Says how well a provider fits a client."""

    async def pair_score(
        self, actor: Actor, practice: PracticeFacts, today: date, client_id: str, provider_id: str
    ) -> int | None:
        """The fit in ten-thousandths, or None where no scorer has an opinion. Scorers that fail are left out."""
        ...


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Desk:
    """The use cases of one practice. `clock` tells the instant, aware."""

    database: Database
    policy: PolicyEngine
    ranker: PairScorer
    clock: Callable[[], datetime] = _utc_now
    #: The plugins whose rules are asked before anybody is assigned.
    rules: Sequence[LoadedPlugin] = ()
    #: How long one of them may take to answer while a transaction waits for it.
    plugin_seconds: float = PLUGIN_SECONDS

    def for_actor(self, identified: Identified) -> "ActorDesk":
        """The use cases for somebody who was identified."""
        return ActorDesk(self, identified, self.policy.at(identified.practice))


@dataclass(frozen=True, slots=True)
class ActorDesk:
    """What one actor can ask for.

    Each method raises `Forbidden` where the actor holds no grant for the action at all, and `StaleAccess` where
    access changed since the actor was identified. Problems with the input come back in the outcome, and then nothing
    was changed.
    """

    desk: Desk
    identified: Identified
    policy: PolicyEngine

    async def assign_client(self, command: commands.AssignClient) -> Outcome:
        """Assign a client of the pool."""
        score = await self._score(command.client_id, command.provider_id)
        return await self._run(lambda write: assign_client(write, command, score))

    async def reassign_client(self, command: commands.ReassignClient) -> Outcome:
        """Move an active client."""
        score = await self._score(command.client_id, command.provider_id)
        return await self._run(lambda write: reassign_client(write, command, score))

    async def return_client_to_pool(self, command: commands.ReturnClientToPool) -> Outcome:
        """Send an active client back to the pool."""
        return await self._run(lambda write: return_client_to_pool(write, command))

    async def undo_assignment(self, command: commands.UndoAssignment) -> Outcome:
        """Take back the latest assignment."""
        return await self._run(lambda write: undo_assignment(write, command))

    async def discharge_client(self, command: commands.DischargeClient) -> Outcome:
        """End a client's care."""
        return await self._run(lambda write: discharge_client(write, command))

    async def readmit_client(self, command: commands.ReadmitClient) -> Outcome:
        """Let a discharged client wait anew."""
        return await self._run(lambda write: readmit_client(write, command))

    async def record_first_session(self, command: commands.RecordFirstSession) -> Outcome:
        """Record or correct the first session."""
        return await self._run(lambda write: record_first_session(write, command))

    async def withdraw_transfer(self, command: commands.WithdrawTransfer) -> Outcome:
        """Let a client stay who waits to be moved."""
        return await self._run(lambda write: withdraw_transfer(write, command))

    async def route_pool_entry(self, command: commands.RoutePoolEntry) -> Outcome:
        """Send a pool entry to a team."""
        return await self._run(lambda write: route_pool_entry(write, command))

    async def admit_client(self, command: commands.AdmitClient) -> Outcome:
        """Record a new client."""
        return await self._run(lambda write: admit_client(write, command))

    async def update_client(self, command: commands.UpdateClient) -> Outcome:
        """Change what is recorded of a client."""
        return await self._run(lambda write: update_client(write, command))

    async def set_provider_capacity(self, command: commands.SetProviderCapacity) -> Outcome:
        """Set a provider's capacity."""
        return await self._run(lambda write: set_provider_capacity(write, command))

    async def _score(self, client_id: str, provider_id: str) -> int | None:
        """The fit of the pair in ten-thousandths; read before the transaction, so that no lock waits for plugins."""
        self.policy.require(self.identified.actor, ASSIGN)
        if not (could_be_id(client_id) and could_be_id(provider_id)):
            return None
        practice = self.identified.practice
        today = local_date(self.desk.clock(), practice.time_zone)
        return await self.desk.ranker.pair_score(self.identified.actor, practice, today, client_id, provider_id)

    async def _run(self, use_case: Callable[[Write], Awaitable[Outcome]]) -> Outcome:
        for _ in range(RUNS - 1):
            try:
                return await self._once(use_case)
            except Overtaken:
                continue
        return await self._once(use_case)

    async def _once(self, use_case: Callable[[Write], Awaitable[Outcome]]) -> Outcome:
        async def work(unit: UnitOfWork) -> Outcome:
            identified, desk = self.identified, self.desk
            begun = await begin(
                unit,
                identified.actor,
                self.policy,
                identified.epoch,
                desk.clock,
                desk.rules,
                desk.plugin_seconds,
            )
            return await use_case(begun)

        try:
            return await self.desk.database.write(work)
        except Refused as refusal:
            return refusal.outcome
