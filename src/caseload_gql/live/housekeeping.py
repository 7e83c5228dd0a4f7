"""Takes away what is kept for a set time only: each worker looks now and then, in a transaction of its own."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Final

from sqlalchemy.exc import DBAPIError

from caseload_gql.db.engine import Database
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.errors import StorageFull

#: Seconds between two rounds of one worker.
PAUSE_SECONDS: Final = 600.0

Chore = Callable[[UnitOfWork, datetime], Awaitable[None]]

logger = logging.getLogger("caseload_gql.live")


class Housekeeping:
    """The chores of one worker."""

    def __init__(
        self,
        database: Database,
        chores: Sequence[Chore],
        *,
        pause_seconds: float = PAUSE_SECONDS,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Each of `chores` is one transaction; one that fails leaves the others to be done."""
        self._database = database
        self._chores = chores
        self._pause_seconds = pause_seconds
        self._now = now
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Do the chores after each pause, until stopped."""
        self._task = asyncio.create_task(self._go_on())

    async def stop(self) -> None:
        """Start no more chores; one that has begun is finished first."""
        self._stopping.set()
        if self._task is not None:
            await self._task

    async def do_all(self) -> None:
        """Do every chore once."""
        for chore in self._chores:
            await self._do(chore)

    async def _do(self, chore: Chore) -> None:
        try:
            await self._database.write(lambda unit: chore(unit, self._now()))
        except (DBAPIError, OSError, StorageFull) as error:
            logger.error("a chore failed: %s", type(error).__name__)  # noqa: TRY400  # a traceback could hold values

    async def _go_on(self) -> None:
        while not await self._stopped_within(self._pause_seconds):
            await self.do_all()

    async def _stopped_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return False
        return True
