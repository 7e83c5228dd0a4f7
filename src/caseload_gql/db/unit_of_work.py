"""The one place that commits: a transaction, its locks, and the events it records."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Executable, Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from caseload_gql.db.audit_key import AuditKeys
from caseload_gql.db.bulk import insert_rows
from caseload_gql.db.chain import end_seal, genesis, link, salted
from caseload_gql.db.dialect.locks import exclusive, turn, unhurried
from caseload_gql.db.ids import fresh_id
from caseload_gql.db.models import AccessEpoch, Client, EventCounter, EventRow, PluginDelivery, Provider
from caseload_gql.domain.events import Event

#: Events chained and inserted at a time.
_CHUNK: Final = 1_000

#: Events as they were recorded, not yet numbered.
Recorded = Sequence[dict[str, Any]]


@dataclass
class UnitOfWork:
    """One transaction. Locks are taken in one order: providers, clients, then (by itself) the event counter.

    They keep out whoever would change the rows, and let others point at them meanwhile.
    """

    session: AsyncSession
    #: One instant for all that happens in the transaction, UTC.
    now: datetime
    keys: AuditKeys
    _events: list[dict[str, Any]] = field(default_factory=list)
    _deliveries: list[dict[str, Any]] = field(default_factory=list)
    _access_changed: bool = False
    #: The epoch that access was last seen at, and who is asked where it has moved since.
    _watched: tuple[int, Callable[[], Awaitable[None]]] | None = None

    def record(
        self,
        event: Event,
        *,
        actor_id: str | None,
        actor_name: str,
        door: str,
        told_to: Iterable[str] = (),
        event_id: str | None = None,
    ) -> None:
        """Keep an event for the audit; it is numbered, chained and written last, just before the commit.

        `told_to` names the plugins that are to be told of it after the commit; `event_id` is a fresh one unless given.
        """
        event_id = event_id or fresh_id("evt", event.at)
        self._deliveries += (
            {"id": fresh_id("dlv", event.at), "plugin": plugin, "event_id": event_id, "attempts": 0, "due_at": self.now}
            for plugin in told_to
        )
        self._events.append(
            {
                "id": event_id,
                "type": str(event.type),
                "at": event.at,
                "actor_id": actor_id,
                "actor": actor_name,
                "door": door,
                "client_id": event.client_id,
                "provider_id": event.provider_id,
                "pool_entry_id": event.pool_entry_id,
                "assignment_id": event.assignment_id,
                "override_reason": event.override_reason,
                "changes": [
                    {"field": field, "before": before, "after": after} for field, before, after in event.changes
                ],
            }
        )

    @asynccontextmanager
    async def part(self) -> AsyncIterator[None]:
        """A part that is undone by itself, with what it recorded, when it raises; the rest stands."""
        events, deliveries, changed = len(self._events), len(self._deliveries), self._access_changed
        try:
            async with self.session.begin_nested():
                yield
        except BaseException:
            del self._events[events:], self._deliveries[deliveries:]
            self._access_changed = changed
            raise

    async def rows(self, statement: Executable) -> Sequence[Any]:
        """The rows of one statement, as they stand in the transaction."""
        return list(await self.session.execute(statement))

    def access_changed(self) -> None:
        """Say that who may see what has changed: the access epoch moves with this commit."""
        self._access_changed = True

    def watch_access(self, epoch: int, check: Callable[[], Awaitable[None]]) -> None:
        """Have `check` asked just before the commit where access has changed since `epoch`; what it raises undoes all.

        Nobody else can change access, or record anything, between that and the commit.
        """
        self._watched = epoch, check

    async def lock_providers(self, ids: Iterable[str]) -> dict[str, Provider]:
        """Lock provider rows in id order and read them anew; ids that do not exist are left out."""
        rows = await self.session.scalars(
            select(Provider)
            .where(Provider.id.in_(sorted(set(ids))))
            .order_by(Provider.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        return {row.id: row for row in rows}

    async def lock_clients(self, ids: Iterable[str]) -> dict[str, Client]:
        """Lock client rows in id order and read them anew; ids that do not exist are left out."""
        return await self._locked_clients(Client.id.in_(sorted(set(ids))))

    async def lock_clients_among(self, ids: Select[Any]) -> dict[str, Client]:
        """As `lock_clients`, for the ids that a statement finds: lock first what could change them."""
        return await self._locked_clients(Client.id.in_(ids))

    async def _locked_clients(self, where: ColumnElement[bool]) -> dict[str, Client]:
        rows = await self.session.scalars(
            select(Client)
            .where(where)
            .order_by(Client.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        return {row.id: row for row in rows}

    async def hold_clients(self) -> None:
        """Keep all others from locking clients until the end of the transaction; they can be read.

        However long that takes: what needs all clients may take longer than a statement usually may.
        """
        dialect = self.session.get_bind().dialect
        for statement in (unhurried(dialect), exclusive(dialect, Client)):
            if statement is not None:
                await self.session.execute(statement)

    async def take_turn(self, name: str) -> None:
        """Wait until no other transaction has the turn of that name, and have it until the end of this one.

        Taken before anything is locked.
        """
        wait = turn(self.session.get_bind().dialect, name)
        if wait is not None:
            await self.session.execute(wait)

    def hand_over(self) -> Recorded:
        """Take what was recorded so far, for `write_events`: more can be recorded while it is written."""
        events, self._events = self._events, []
        return events

    async def write_events(self, events: Recorded | None = None) -> None:
        """Write what was handed over, or recorded so far, where it is too much to be kept until the end.

        From here on nobody else can record a change. Whoever calls it holds all providers and clients, so that nobody
        who waits for the counter is waited for.
        """
        await self.session.flush()
        # Others move the epoch first, and then want the counter.
        await self._move_epoch()
        events = self.hand_over() if events is None else events
        if events:
            await self._write_events(events)

    async def finish(self) -> None:
        """Write what was recorded; called once, before the commit."""
        await self.session.flush()
        await self._move_epoch()
        if self._events:
            await self._write_events(self._events)
        if self._deliveries:
            await self.session.execute(insert(PluginDelivery), self._deliveries)

    async def _move_epoch(self) -> None:
        if self._access_changed:
            self._access_changed = False
            moved = update(AccessEpoch).values(epoch=AccessEpoch.epoch + 1).returning(AccessEpoch.epoch)
            await self._check_access((await self.session.execute(moved)).scalar_one() - 1)

    async def _write_events(self, events: Recorded) -> None:
        counter = EventCounter
        found = await self.session.execute(
            update(counter)
            .values(last=counter.last + len(events))
            .returning(counter.last, counter.hash, counter.key_id)
        )
        row = found.one_or_none()
        if row is None:
            message = "the event counter is missing: run 'caseload db upgrade'"
            raise LookupError(message)
        key = self.keys.known(row.key_id)
        number = row.last - len(events)
        last = row.hash or genesis(number)
        connection = await self.session.connection()
        for start in range(0, len(events), _CHUNK):
            chunk = []
            for event, salt in zip(events[start : start + _CHUNK], salted(_CHUNK), strict=False):
                number += 1
                made = {"number": number, **event, "salt": salt, "erased": None, "key_id": key.id}
                last = made["hash"] = link(key, last, made)
                chunk.append(made)
            await insert_rows(connection, EventRow.__table__, chunk)
        sealed = update(counter).values(hash=last, key_id=key.id, seal=end_seal(key, number, last))
        # A statement of its own after the counter is locked: it sees whatever was recorded before these events.
        now = (await self.session.execute(sealed.returning(select(AccessEpoch.epoch).scalar_subquery()))).scalar_one()
        await self._check_access(now)

    async def _check_access(self, now: int) -> None:
        watched, self._watched = self._watched, None
        if watched is not None and watched[0] != now:
            await watched[1]()


@asynccontextmanager
async def transaction(engine: AsyncEngine, keys: AuditKeys) -> AsyncIterator[UnitOfWork]:
    """Open a unit of work; commit when the block ends, roll back when it raises."""
    async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
        await session.connection()
        unit = UnitOfWork(session, datetime.now(UTC), keys)
        yield unit
        await unit.finish()
