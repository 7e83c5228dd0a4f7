"""Plugins are told of assignments after they were committed: at least once, by one worker at a time."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from sqlalchemy import select, text

from caseload_gql.db.deliveries import given_up, try_again
from caseload_gql.db.engine import Database, open_database
from caseload_gql.db.models import PluginDelivery, PluginValue
from caseload_gql.live.outbox import ATTEMPTS, BATCH, FIRST_WAIT, LEASE, LONGEST_WAIT, Outbox
from caseload_gql.plugins import AfterAssignmentRequest, Plugin, Veto
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.services.commands import AssignClient, ReassignClient, UndoAssignment
from caseload_gql.services.desk import ActorDesk
from tests.live.listening import Listening
from tests.services.practice import SmallPractice, codes

Hook = Callable[[AfterAssignmentRequest], Awaitable[None]]
MINUTE: Final = timedelta(minutes=1)


@pytest.fixture
async def practice(database_url: str) -> AsyncIterator[SmallPractice]:
    """Providers ana and sam, and bo who waits."""
    database = open_database(database_url)
    small = SmallPractice(database)
    await small.team("north")
    await small.provider("ana")
    await small.provider("sam")
    await small.waiting("bo")
    yield small
    await database.close()


class Told:
    """A plugin that keeps what it is told, and fails as long as a test says so."""

    def __init__(self, name: str = "word", hook: Hook | None = None) -> None:
        self.requests: list[AfterAssignmentRequest] = []
        self.fails = False
        self._hook = hook
        self.plugin = LoadedPlugin(Plugin(name, ">=1"), "0", {"after_assignment": self.hear})

    async def hear(self, request: AfterAssignmentRequest) -> None:
        self.requests.append(request)
        if self._hook is not None:
            await self._hook(request)
        if self.fails:
            raise ValueError(request.client_id)


class Clock:
    """The instant, as a test says."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC) + MINUTE

    def __call__(self) -> datetime:
        return self.now


async def deliveries(database: Database) -> list[Any]:
    async with database.read() as connection:
        return list(await connection.execute(select(*PluginDelivery.__table__.columns)))


async def desk_with(practice: SmallPractice, *told: Told) -> ActorDesk:
    return await practice.desk(rules=[each.plugin for each in told])


async def assigned(practice: SmallPractice, *told: Told) -> str:
    done = await (await desk_with(practice, *told)).do(AssignClient("cli_bo", "prv_ana"))
    assert codes(done) == []
    return str(done.ids["assignment"])


async def test_a_plugin_is_told_of_each_assignment_once(practice: SmallPractice) -> None:
    told, clock = Told(), Clock()
    desk = await desk_with(practice, told)
    first = await desk.do(AssignClient("cli_bo", "prv_ana"))
    second = await desk.do(ReassignClient("cli_bo", "prv_sam"))
    await desk.do(UndoAssignment(str(second.ids["assignment"])))
    outbox = Outbox(practice.database, [told.plugin], now=clock)
    assert await outbox.deliver_due() == 3
    assert await outbox.deliver_due() == 0
    heard = sorted(told.requests, key=lambda request: request.event_number)
    assert [(each.type, each.assignment_id, each.provider_id, each.previous_provider_id) for each in heard] == [
        ("CLIENT_ASSIGNED", first.ids["assignment"], "prv_ana", None),
        ("CLIENT_REASSIGNED", second.ids["assignment"], "prv_sam", "prv_ana"),
        ("ASSIGNMENT_UNDONE", second.ids["assignment"], "prv_sam", "prv_ana"),
    ]
    assert {(each.client_id, each.attempt, each.plugin.name) for each in heard} == {("cli_bo", 1, "word")}
    assert len({each.idempotency_key for each in heard}) == 3
    assert await deliveries(practice.database) == []


async def test_nothing_is_told_of_what_was_refused_or_vetoed(practice: SmallPractice) -> None:
    async def veto(request: Any) -> list[Veto]:
        return [Veto(each.client.id, "No.") for each in request.assignments]

    told = Told()
    vetoing = LoadedPlugin(Plugin("veto", ">=1"), "0", {"before_assignment": veto})
    desk = await practice.desk(rules=[told.plugin, vetoing])
    assert codes(await desk.do(AssignClient("cli_bo", "prv_ana"))) != []
    assert await deliveries(practice.database) == []


async def test_each_plugin_is_told_by_itself(practice: SmallPractice) -> None:
    one, other, clock = Told("one"), Told("other"), Clock()
    other.fails = True
    await assigned(practice, one, other)
    await Outbox(practice.database, [one.plugin, other.plugin], now=clock).deliver_due()
    assert [row.plugin for row in await deliveries(practice.database)] == ["other"]
    assert (len(one.requests), len(other.requests)) == (1, 1)


async def test_a_delivery_that_fails_is_tried_again_later_and_later_and_given_up_at_last(
    practice: SmallPractice, caplog: pytest.LogCaptureFixture
) -> None:
    told, clock = Told(), Clock()
    told.fails = True
    await assigned(practice, told)
    outbox = Outbox(practice.database, [told.plugin], now=clock)
    waits = []
    for attempt in range(1, ATTEMPTS + 1):
        assert await outbox.deliver_due() == 1
        (row,) = await deliveries(practice.database)
        assert row.attempts == attempt
        waits.append(row.due_at - clock.now)
        clock.now = row.due_at - timedelta(seconds=1)
        assert row.failed_at is not None or await outbox.deliver_due() == 0
        clock.now += timedelta(seconds=1)
    assert waits[:3] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT]
    assert waits[-2] == LONGEST_WAIT
    assert row.failed_at is not None
    clock.now += timedelta(days=1)
    assert await outbox.deliver_due() == 0
    assert {request.idempotency_key for request in told.requests} == {row.id}
    assert [request.attempt for request in told.requests] == list(range(1, ATTEMPTS + 1))
    assert "'word'" in caplog.text
    assert "given up" in caplog.text
    assert "cli_bo" not in caplog.text


async def test_a_plugin_that_is_late_counts_as_failed(practice: SmallPractice) -> None:
    async def sleep(request: AfterAssignmentRequest) -> None:
        await request.store.put("heard", 1)
        await asyncio.Event().wait()

    told, clock = Told(hook=sleep), Clock()
    await assigned(practice, told)
    await Outbox(practice.database, [told.plugin], 0.05, now=clock).deliver_due()
    (row,) = await deliveries(practice.database)
    assert (row.attempts, row.leased_until, row.due_at) == (1, None, clock.now + FIRST_WAIT)
    async with practice.database.read() as connection:
        assert await connection.scalar(select(PluginValue.key)) is None


async def test_what_the_plugin_remembers_is_kept_when_it_was_told(practice: SmallPractice) -> None:
    async def remember(request: AfterAssignmentRequest) -> None:
        await request.store.put("last", request.assignment_id)

    told = Told(hook=remember)
    assignment = await assigned(practice, told)
    await Outbox(practice.database, [told.plugin], now=Clock()).deliver_due()
    async with practice.database.read() as connection:
        assert await connection.scalar(select(PluginValue.value)) == f'"{assignment}"'


async def test_two_workers_do_not_deliver_the_same(practice: SmallPractice) -> None:
    for at in range(2 * BATCH):
        await practice.waiting(f"c{at}")
    await practice.provider("many", capacity=100)
    told, clock = Told(), Clock()
    desk = await desk_with(practice, told)
    for at in range(2 * BATCH):
        assert codes(await desk.do(AssignClient(f"cli_c{at}", "prv_many"))) == []
    workers = [Outbox(practice.database, [told.plugin], now=clock) for _ in range(4)]
    assert sum(await asyncio.gather(*(each.deliver_due() for each in workers))) == 2 * BATCH
    assert sorted(request.client_id for request in told.requests) == sorted(f"cli_c{at}" for at in range(2 * BATCH))


async def test_what_a_worker_took_and_never_finished_is_delivered_when_the_lease_has_passed(
    practice: SmallPractice,
) -> None:
    dies, clock, heard = Told(), Clock(), asyncio.Event()

    async def hang(request: AfterAssignmentRequest) -> None:
        del request
        heard.set()
        await asyncio.Event().wait()

    await assigned(practice, dies)
    dying = asyncio.create_task(Outbox(practice.database, [Told(hook=hang).plugin], 30, now=clock).deliver_due())
    await asyncio.wait_for(heard.wait(), 30)
    dying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await dying
    living = Outbox(practice.database, [dies.plugin], now=clock)
    assert await living.deliver_due() == 0
    clock.now += LEASE + MINUTE
    assert await living.deliver_due() == 1
    assert [request.attempt for request in dies.requests] == [2]


async def test_one_whose_lease_has_passed_settles_nothing(practice: SmallPractice) -> None:
    clock, other = Clock(), Told()

    async def outlast(request: AfterAssignmentRequest) -> None:
        await request.store.put("by", "slow")
        clock.now += LEASE + MINUTE
        assert await Outbox(practice.database, [other.plugin], now=clock).deliver_due() == 1

    slow = Told(hook=outlast)
    other.fails = True
    await assigned(practice, slow)
    await Outbox(practice.database, [slow.plugin], now=clock).deliver_due()
    (row,) = await deliveries(practice.database)
    assert row.attempts == 2
    async with practice.database.read() as connection:
        assert await connection.scalar(select(PluginValue.key)) is None


async def test_it_delivers_until_it_is_stopped(practice: SmallPractice) -> None:
    heard = asyncio.Event()

    async def note(request: AfterAssignmentRequest) -> None:
        del request
        heard.set()

    told = Told(hook=note)
    outbox = Outbox(practice.database, [told.plugin], pause_seconds=0.01)
    await outbox.start()
    await assigned(practice, told)
    await asyncio.wait_for(heard.wait(), 30)
    await outbox.stop()
    assert await deliveries(practice.database) == []


async def test_a_database_that_fails_is_told_of_and_tried_again(practice: SmallPractice) -> None:
    heard, log = asyncio.Event(), Listening()

    async def note(request: AfterAssignmentRequest) -> None:
        del request
        heard.set()

    async def rename(old: str, new: str) -> None:
        await practice.database.write(lambda unit: unit.session.execute(text(f"ALTER TABLE {old} RENAME TO {new}")))

    told = Told(hook=note)
    await assigned(practice, told)
    await rename("plugin_delivery", "elsewhere")
    outbox = Outbox(practice.database, [told.plugin], pause_seconds=0.01)
    with log.on("caseload_gql.live"):
        await outbox.start()
        await asyncio.wait_for(log.heard.wait(), 30)
    assert log.text.startswith("the outbox could not be read: ")
    await rename("elsewhere", "plugin_delivery")
    await asyncio.wait_for(heard.wait(), 30)
    await outbox.stop()


async def test_a_plugin_that_cancels_itself_has_failed_and_the_others_are_told(
    practice: SmallPractice, caplog: pytest.LogCaptureFixture
) -> None:
    async def cancels(request: AfterAssignmentRequest) -> None:
        raise asyncio.CancelledError(request.client_id)

    wild, calm = Told("wild", cancels), Told("calm")
    await assigned(practice, wild, calm)
    outbox = Outbox(practice.database, [wild.plugin, calm.plugin], now=Clock())
    with caplog.at_level(logging.ERROR, "caseload_gql.live"):
        assert await outbox.deliver_due() == 2
    assert ("'wild' failed at attempt 1" in caplog.text, "cli_bo" in caplog.text) == (True, False)
    assert [(each.plugin, each.attempts) for each in await deliveries(practice.database)] == [("wild", 1)]


async def test_without_such_a_plugin_nothing_runs(practice: SmallPractice) -> None:
    outbox = Outbox(practice.database, [LoadedPlugin(Plugin("plain", ">=1"), "0", {})])
    await outbox.start()
    await outbox.stop()


async def test_what_was_given_up_is_listed_and_can_be_tried_again(practice: SmallPractice) -> None:
    told, clock = Told(), Clock()
    told.fails = True
    await assigned(practice, told)
    outbox = Outbox(practice.database, [told.plugin], now=clock)
    for _ in range(ATTEMPTS):
        assert await outbox.deliver_due() == 1
        clock.now += LONGEST_WAIT
    async with practice.database.read() as connection:
        (listed,) = await given_up(connection)
    heard = told.requests[0]
    assert (listed.plugin, listed.event_number, listed.type, listed.attempts) == (
        "word",
        heard.event_number,
        "CLIENT_ASSIGNED",
        ATTEMPTS,
    )
    told.fails = False
    assert await practice.database.write(try_again) == 1
    assert await practice.database.write(try_again) == 0
    assert await outbox.deliver_due() == 1
    assert (told.requests[-1].attempt, told.requests[-1].idempotency_key) == (1, heard.idempotency_key)
    assert await deliveries(practice.database) == []
