"""The access log of one worker: reads are noted at once, and written down after they were answered."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

from caseload_gql.db.access_log import Read, keep_reads
from caseload_gql.db.engine import Database
from caseload_gql.errors import StorageFull
from caseload_gql.live.rounds import Rounds
from caseload_gql.planner.whose import clients_in
from caseload_gql.policy.actor import Actor

#: Seconds between two writings: what a worker has noted for so long is lost where it is killed.
PAUSE_SECONDS: Final = 1.0
#: Bytes of answers that wait to be looked through, and reads that could not be written yet; beyond, readers wait.
BYTES_AT_MOST: Final = 8_388_608
READS_AT_MOST: Final = 50_000
#: Reads that are remembered as written, so that they are not written again within their minute.
KNOWN_AT_MOST: Final = 200_000
#: Answers that are remembered, so that the same one is not looked through again, and how long they may be.
ANSWERS_AT_MOST: Final = 32
ANSWER_BYTES_AT_MOST: Final = 524_288
#: Reads written by one statement.
CHUNK: Final = 2_000
OPERATION_CHARACTERS: Final = 120
#: What is said to whoever reads while it cannot be recorded.
UNRECORDED: Final = "no record can be made of who reads what, and nothing is read without"

logger = logging.getLogger("caseload_gql.live")


class _Reader(NamedTuple):
    """Who reads, within which minute, by what."""

    at: datetime
    actor_id: str
    actor: str
    operation: str
    door: str


class AccessLog:
    """What one worker's people read of clients."""

    def __init__(
        self,
        database: Database,
        *,
        pause_seconds: float = PAUSE_SECONDS,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Nothing is written before `start`, but what `write_all` is asked to write."""
        self._database = database
        self._rounds = Rounds(self.write_all, pause_seconds, "the access log could not be written", once_more=True)
        self._now = now
        self._minute: datetime | None = None
        self._answers: dict[_Reader, Sequence[bytes]] = {}
        self._known: set[tuple[_Reader, str]] = set()
        self._noted: list[tuple[_Reader, Sequence[bytes]]] = []
        self._bytes = 0
        self._unwritten: set[tuple[_Reader, str]] = set()
        self._writing = asyncio.Lock()

    async def start(self) -> None:
        """Write from now on, after each pause."""
        await self._rounds.start()

    async def stop(self) -> None:
        """Write what was noted, and no more; called after the last answer. What still cannot be written is lost."""
        await self._rounds.stop()
        if self._unwritten:
            logger.error("%d entries of the access log are lost", len(self._unwritten))

    async def make_room(self) -> None:
        """Write first where too much waits to be written: before a change, and before what was read is noted.

        Raises ``StorageFull`` or ``DBAPIError`` where that cannot be: what cannot be recorded is not to be read.
        """
        if self._bytes > BYTES_AT_MOST or len(self._unwritten) > READS_AT_MOST:
            try:
                await self.write_all()
            except StorageFull:
                raise StorageFull(UNRECORDED) from None

    def note(self, actor: Actor, operation: str, read: Sequence[bytes]) -> None:
        """Note what was read, before it is answered."""
        minute = self._now().replace(second=0, microsecond=0)
        if minute != self._minute:
            self._minute = minute
            self._answers.clear()
            self._known.clear()
        reader = _Reader(minute, actor.user_id, actor.name, operation[:OPERATION_CHARACTERS], actor.door)
        if self._answers.get(reader) == read:
            return
        size = sum(map(len, read))
        self._remember(reader, read, size)
        self._noted.append((reader, read))
        self._bytes += size

    async def write_all(self) -> None:
        """Write everything that was noted.

        Raises ``StorageFull`` or ``DBAPIError`` where it cannot be; it is kept then.
        """
        async with self._writing:
            await self._look_through()
            while self._unwritten:
                some = [pair for pair, _ in zip(self._unwritten, range(CHUNK), strict=False)]
                reads = [_read(reader, client_id) for reader, client_id in some]
                await self._database.write(lambda unit, reads=reads: keep_reads(unit, reads))  # type: ignore[misc]  # bound now
                self._unwritten.difference_update(some)
                self._remember_written(some)

    def _remember(self, reader: _Reader, read: Sequence[bytes], size: int) -> None:
        if len(self._answers) >= ANSWERS_AT_MOST:
            self._answers.pop(next(iter(self._answers)))
        if size <= ANSWER_BYTES_AT_MOST:
            self._answers[reader] = read

    def _remember_written(self, some: Sequence[tuple[_Reader, str]]) -> None:
        if len(self._known) + len(some) > KNOWN_AT_MOST:
            self._known.clear()
        self._known.update(some)

    async def _look_through(self) -> None:
        while self._noted:
            reader, read = self._noted.pop(0)
            for text in read:
                self._bytes -= len(text)
                self._unwritten |= {(reader, each) for each in clients_in(text)} - self._known
            # Others are answered in between.
            await asyncio.sleep(0)


def _read(reader: _Reader, client_id: str) -> Read:
    return Read(client_id, reader.at, reader.actor_id, reader.operation, reader.door, reader.actor)
