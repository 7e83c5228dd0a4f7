"""Takes away what is kept for a set time only: each worker looks now and then, in a transaction of its own."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Final

from caseload_gql.db.engine import Database
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.live.rounds import Rounds, attempt

#: Seconds between two rounds of one worker.
PAUSE_SECONDS: Final = 600.0

Chore = Callable[[UnitOfWork, datetime], Awaitable[None]]

_FAILING: Final = "a chore failed"


class Housekeeping:
    """The chores of one worker."""

    def __init__(
        self,
        database: Database,
        chores: Sequence[Chore],
        *,
        pause_seconds: float = PAUSE_SECONDS,
        once_more: bool = False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Each of `chores` is one transaction; one that fails leaves the others to be done.

        With `once_more`, they are done at the stop, too.
        """
        self._database = database
        self._chores = chores
        self._rounds = Rounds(self.do_all, pause_seconds, _FAILING, once_more=once_more)
        self._now = now

    async def start(self) -> None:
        """Do the chores after each pause, until stopped."""
        await self._rounds.start()

    async def stop(self) -> None:
        """Start no more chores; one that has begun is finished first."""
        await self._rounds.stop()

    async def do_all(self) -> None:
        """Do every chore once."""
        for chore in self._chores:
            await attempt(partial(self._do, chore), _FAILING)

    async def _do(self, chore: Chore) -> None:
        await self._database.write(lambda unit: chore(unit, self._now()))
