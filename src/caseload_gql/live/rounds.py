"""What a worker does again and again beside its answers: nothing that fails within a round ends the rounds."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

#: Does one round, and says whether there is more to do at once.
Round = Callable[[], Awaitable[bool | None]]

logger = logging.getLogger("caseload_gql.live")


class Rounds:
    """A task that does its work after each pause, until it is stopped."""

    def __init__(self, work: Round, pause_seconds: float, failing: str, *, once_more: bool = False) -> None:
        """`failing` is what the log says of a round that fails; `once_more` does one at the stop, too."""
        self._work = work
        self._pause_seconds = pause_seconds
        self._failing = failing
        self._once_more = once_more
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin with a pause, and go on from there."""
        self._task = asyncio.create_task(self._go_on())

    async def stop(self) -> None:
        """Begin no more rounds; one that has begun is finished first."""
        self._stopping.set()
        if self._task is not None:
            await self._task
        if self._once_more:
            await attempt(self._work, self._failing)

    async def _go_on(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), self._pause_seconds)
            while not self._stopping.is_set() and await attempt(self._work, self._failing):
                pass
            if self._stopping.is_set():
                return


async def attempt(work: Round, failing: str) -> bool:
    """Do one round. Whatever it raises is told of in the log by its type alone, and there is no more to do at once.

    What ends this task itself is raised; that it is cancelled by what it waited for is a failure like any other.
    """
    try:
        return bool(await work())
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        _tell(failing, error)
    except Exception as error:  # noqa: BLE001  # the loop goes on, whatever it is
        _tell(failing, error)
    return False


def _tell(failing: str, error: BaseException) -> None:
    # A traceback could hold values.
    logger.error("%s: %s", failing, type(error).__name__)
