"""What a worker does beside its answers goes on, whatever goes wrong with it once."""

import asyncio
import logging
from collections.abc import Callable

import pytest
from sqlalchemy.exc import OperationalError

from caseload_gql.errors import StorageFull
from caseload_gql.live.rounds import Rounds, attempt
from tests.live.listening import Listening

FAILURES: list[Callable[[], BaseException]] = [
    StorageFull,
    lambda: OperationalError("SELECT 'Eve'", {}, ValueError("Eve")),
    lambda: KeyError("Eve"),
    lambda: TimeoutError("Eve"),
    lambda: asyncio.CancelledError("Eve"),
]


@pytest.mark.parametrize("failure", FAILURES, ids=range(len(FAILURES)))
async def test_a_round_that_fails_is_told_of_by_its_type_and_the_next_one_comes(
    failure: Callable[[], BaseException], caplog: pytest.LogCaptureFixture
) -> None:
    again, rounds = asyncio.Event(), 0

    async def work() -> None:
        nonlocal rounds
        rounds += 1
        if rounds == 1:
            raise failure()
        again.set()

    going = Rounds(work, 0.001, "the work failed")
    with caplog.at_level(logging.ERROR, "caseload_gql.live"):
        await going.start()
        await asyncio.wait_for(again.wait(), 30)
        await going.stop()
    assert caplog.messages == [f"the work failed: {type(failure()).__name__}"]
    assert "Eve" not in caplog.text


async def test_there_is_no_pause_while_there_is_more_to_do_and_none_before_the_end() -> None:
    left, done = 3, asyncio.Event()

    async def work() -> bool:
        nonlocal left
        left -= 1
        if not left:
            done.set()
        return left > 0

    going = Rounds(work, 0.05, "the work failed")
    await going.start()
    await asyncio.wait_for(done.wait(), 30)
    slow = Rounds(work, 3_600, "the work failed")
    await slow.start()
    await asyncio.wait_for(asyncio.gather(going.stop(), slow.stop()), 30)
    assert left == 0


async def test_a_round_that_has_begun_is_finished_before_the_stop_and_one_more_is_done_where_it_is_wanted() -> None:
    begun, told, steps = asyncio.Event(), asyncio.Event(), []

    async def work() -> bool:
        begun.set()
        await told.wait()
        steps.append("done")
        return True

    going = Rounds(work, 0.001, "the work failed", once_more=True)
    await going.start()
    await asyncio.wait_for(begun.wait(), 30)
    stopping = asyncio.create_task(going.stop())
    await asyncio.sleep(0)
    assert steps == []
    told.set()
    await asyncio.wait_for(stopping, 30)
    assert steps == ["done", "done"]
    unbegun = Rounds(work, 0.001, "the work failed", once_more=True)
    await unbegun.stop()
    assert len(steps) == 3


async def test_who_is_cancelled_itself_is_told_so() -> None:
    async def waits() -> None:
        await asyncio.Event().wait()

    log = Listening()
    with log.on("caseload_gql.live"):
        task = asyncio.create_task(attempt(waits, "the work failed"))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert log.text == ""
