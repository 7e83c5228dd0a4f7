"""The use cases bound to who asks: each runs in one transaction and answers with an outcome."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from caseload_gql.db.engine import Database
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.wait import local_date
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.plugins.plugin_fields import PluginField
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.policy.practice import PracticeFacts
from caseload_gql.services.idempotency import once
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.plugin_change import change_by_plugin
from caseload_gql.services.refusal import Overtaken, Refused
from caseload_gql.services.surroundings import Surroundings
from caseload_gql.services.use_cases import USE_CASES, UseCase
from caseload_gql.services.write import PLUGIN_SECONDS, Write, begin, could_be_id

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

#: Hours for which an idempotency key is kept, unless the setting says otherwise.
KEY_HOURS = 24
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
    #: The plugins whose rules are asked before anybody is assigned: said by whoever wires it, as none means no vetoes.
    rules: Sequence[LoadedPlugin]
    clock: Callable[[], datetime] = _utc_now
    #: How long one of them may take to answer while a transaction waits for it.
    plugin_seconds: float = PLUGIN_SECONDS
    key_hours: int = KEY_HOURS
    surroundings: Surroundings = field(default_factory=Surroundings)

    def for_actor(self, identified: Identified) -> "ActorDesk":
        """The use cases for somebody who was identified."""
        return ActorDesk(self, identified, self.policy.at(identified.practice))


@dataclass(frozen=True, slots=True)
class ActorDesk:
    """What one actor can ask for.

    `do` raises `Forbidden` where the actor holds no grant for the action at all, and `StaleAccess` where
    access changed since the actor was identified. Problems with the input come back in the outcome, and then nothing
    was changed.
    """

    desk: Desk
    identified: Identified
    policy: PolicyEngine

    async def do(self, command: "DataclassInstance", key: str | None = None) -> Outcome:
        """Do what a command asks for; with a key that was sent before, answer as then."""
        use_case = USE_CASES[type(command)]
        self.policy.require(self.identified.actor, use_case.action)
        run = await self._bound(use_case, command)
        if key is None:
            return await self._run(run)
        kept = timedelta(hours=self.desk.key_hours)
        return await self._run(lambda write: once(write, key, kept, command, run))

    async def _bound(self, use_case: UseCase, command: Any) -> Callable[[Write], Awaitable[Outcome]]:  # noqa: ANN401  # any command
        if not use_case.scored:
            return lambda write: use_case.run(write, command)
        score = await self._score(command.client_id, command.provider_id)
        return lambda write: use_case.run(write, command, score)

    async def change_by_plugin(
        self, added: PluginField, arguments: Mapping[str, Any], check: Callable[[Any], Any]
    ) -> Any:  # noqa: ANN401  # the payload
        """Let a plugin make a change of its own; `check` passes its payload. Raises `Refused` and `PluginFault`."""
        self.policy.require(self.identified.actor, added.declared.action)
        practice = self.identified.practice

        async def work(unit: UnitOfWork) -> Any:  # noqa: ANN401  # as above
            return await change_by_plugin(await self._begin(unit), practice, added, arguments, check)

        return await self.desk.database.write(work)

    async def _score(self, client_id: str, provider_id: str) -> int | None:
        """The fit of the pair in ten-thousandths; read before the transaction, so that no lock waits for plugins."""
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
            return await use_case(await self._begin(unit))

        try:
            return await self.desk.database.write(work)
        except Refused as refusal:
            return refusal.outcome

    async def _begin(self, unit: UnitOfWork) -> Write:
        identified, desk = self.identified, self.desk
        return await begin(
            unit,
            identified.actor,
            self.policy,
            identified.epoch,
            desk.clock,
            desk.rules,
            desk.plugin_seconds,
            desk.surroundings,
        )
