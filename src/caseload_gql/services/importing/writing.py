"""Writes some lines while the next are made ready: the database works in a thread, or a process, of its own."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import asynccontextmanager
from typing import Any, Final, TypeVar

#: Items after which the writing has a turn; each takes some ten-thousandths of a second.
_TURN: Final = 5

T = TypeVar("T")


class Writing:
    """What is on its way into the database, one piece of work at most. Until it is settled, nobody else asks there."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._task: asyncio.Task[None] | None = None

    async def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin the next piece of work, once the one before is settled. Raises what went wrong with that one."""
        try:
            await self.settled()
        except BaseException:
            work.close()
            raise
        self._task = asyncio.create_task(work)

    async def settled(self) -> None:
        """Wait until nothing is on its way. Raises what went wrong with it."""
        if self._task is not None:
            task = await self._done(self._task)
            task.result()

    async def left(self) -> None:
        """Wait as well, where something else went wrong: a transaction is not undone while it is written to."""
        if self._task is not None:
            task = await self._done(self._task)
            task.cancelled() or task.exception()

    async def _done(self, task: asyncio.Task[None]) -> asyncio.Task[None]:
        # Whoever is told to stop while they wait does not stop what they wait for.
        await asyncio.wait([task])
        self._task = None
        return task


@asynccontextmanager
async def writing() -> AsyncIterator[Writing]:
    """Everything is settled when the block ends."""
    found = Writing()
    try:
        yield found
        await found.settled()
    finally:
        await found.left()


async def in_turns(items: Iterable[T]) -> AsyncIterator[T]:
    """The items, while what is on its way goes on after some of them."""
    for number, item in enumerate(items):
        if number % _TURN == 0:
            # Once for what has come back to be taken note of, once for what waits for it to go on.
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        yield item
