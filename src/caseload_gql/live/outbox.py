"""Tells plugins of assignments after they were committed: at least once, by whichever worker takes it first."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from caseload_gql.db.deliveries import Delivery, give_up, is_any_due, is_still_held, put_off, strike, take
from caseload_gql.db.engine import Database
from caseload_gql.db.plugin_store import PluginValues
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.live.rounds import Rounds
from caseload_gql.plugins.after_assignment import AFTER_ASSIGNMENT, AfterAssignmentRequest
from caseload_gql.plugins.deadline import within
from caseload_gql.plugins.installed import LoadedPlugin

#: Seconds between two looks for what is due.
PAUSE_SECONDS: Final = 1.0
#: Deliveries that a worker takes at a time, and makes side by side.
BATCH: Final = 10
#: How long nobody else takes what a worker has taken, beyond what its plugins may take.
LEASE: Final = timedelta(seconds=30)
#: Attempts until a delivery is given up.
ATTEMPTS: Final = 12
#: The wait after the first failure; it doubles with each further one.
FIRST_WAIT: Final = timedelta(seconds=5)
LONGEST_WAIT: Final = timedelta(hours=1)

logger = logging.getLogger("caseload_gql.live")


class Outbox:
    """The deliveries of one worker."""

    def __init__(
        self,
        database: Database,
        plugins: Sequence[LoadedPlugin],
        plugin_seconds: float = 2.0,
        *,
        pause_seconds: float = PAUSE_SECONDS,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`plugin_seconds` is how long a plugin may take for one delivery."""
        self._database = database
        self._plugins = {each.name: each for each in plugins if AFTER_ASSIGNMENT in each.hooks}
        self._plugin_seconds = plugin_seconds
        self._rounds = Rounds(self._go_round, pause_seconds, "the outbox could not be read")
        self._now = now

    async def start(self) -> None:
        """Deliver from now on, if any plugin is to be told of anything."""
        if self._plugins:
            await self._rounds.start()

    async def stop(self) -> None:
        """Deliver no more; what was taken is finished first. What is left is for another worker, or the next start."""
        await self._rounds.stop()

    async def deliver_due(self) -> int:
        """Make the deliveries that are due, up to `BATCH` of them; says how many there were."""
        now = self._now()
        until = now + timedelta(seconds=self._plugin_seconds) + LEASE
        names = list(self._plugins)
        async with self._database.read() as connection:
            if not await is_any_due(connection, names, now):
                return 0
        taken = await self._database.write(lambda unit: take(unit, names, now, until, BATCH))
        for outcome in await asyncio.gather(*(self._make(each) for each in taken), return_exceptions=True):
            if outcome is not None:
                raise outcome
        return len(taken)

    async def _go_round(self) -> bool:
        return await self.deliver_due() == BATCH

    async def _make(self, delivery: Delivery) -> None:
        plugin = self._plugins[delivery.plugin]
        store = PluginValues(self._database.rows, plugin.name, self._now())
        try:
            await within(self._plugin_seconds, plugin.call_async(AFTER_ASSIGNMENT, _request(delivery, store)))
            told = True
        except Exception as error:  # noqa: BLE001  # a plugin may raise anything
            told = False
            self._blame(delivery, error)
        finally:
            await store.settle()
        await self._database.write(lambda unit: self._settled(unit, delivery, store if told else None))

    async def _settled(self, unit: UnitOfWork, delivery: Delivery, store: PluginValues | None) -> None:
        if not await is_still_held(unit, delivery):
            return
        now = self._now()
        if store is not None:
            await store.keep(unit.session)
            await strike(unit, delivery)
        elif delivery.attempt >= ATTEMPTS:
            await give_up(unit, delivery, now)
        else:
            await put_off(unit, delivery, now + min(FIRST_WAIT * 2 ** (delivery.attempt - 1), LONGEST_WAIT))

    def _blame(self, delivery: Delivery, error: Exception) -> None:
        then = "it is given up" if delivery.attempt >= ATTEMPTS else "it is tried again"
        logger.error(
            "after_assignment of plugin %r failed at attempt %d for event %d: %s; %s",
            delivery.plugin,
            delivery.attempt,
            delivery.event_number,
            type(error).__name__,
            then,
        )


def _request(delivery: Delivery, store: PluginValues) -> AfterAssignmentRequest:
    return AfterAssignmentRequest(
        idempotency_key=delivery.id,
        event_number=delivery.event_number,
        type=delivery.type,
        at=delivery.at,
        assignment_id=delivery.assignment_id,
        client_id=delivery.client_id,
        provider_id=delivery.provider_id,
        previous_provider_id=delivery.previous_provider_id,
        attempt=delivery.attempt,
        store=store,
    )
