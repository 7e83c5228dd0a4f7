"""What the access log costs: `python -m benchmarks.access_log URL`, over a database that `caseload demo` filled.

The same operations are executed in turns with the log and without it, in one process. Nothing of HTTP is in the way, so
that the share is rather more than a server's. Of an embedded database the processor time is told, all of it the
process's own; of a server's the time that passed.
"""

import asyncio
import statistics
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter, process_time
from typing import Final

from benchmarks.operations import CLINICIAN_VIEW, TINY
from caseload_gql.bootstrap import build_executor, load_plugins
from caseload_gql.db.engine import open_practice
from caseload_gql.identity.identified import Identified
from caseload_gql.identity.known import identified_as
from caseload_gql.live.access_log import AccessLog
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.schema.execute import GraphQLExecutor
from caseload_gql.settings import Settings
from caseload_gql.web.protocols import GraphQLRequest

_ROUNDS: Final = 30
_SECONDS: Final = 0.4
_CONNECTIONS: Final = 4


@dataclass(frozen=True, slots=True)
class Side:
    """One executor, for one person."""

    executor: GraphQLExecutor
    identified: Identified

    async def ask(self, query: str, variables: Mapping[str, object] | None = None) -> bytes:
        """Execute one operation."""
        done = await self.executor.execute(GraphQLRequest(query, dict(variables or {})), self.identified)
        return done.body


async def _spent(side: Side, query: str, clock: Callable[[], float]) -> float:
    """Seconds an answer."""
    until, answered = perf_counter() + _SECONDS, 0

    async def connection() -> None:
        nonlocal answered
        while perf_counter() < until:
            await side.ask(query)
            answered += 1

    began = clock()
    await asyncio.gather(*(connection() for _ in range(_CONNECTIONS)))
    return (clock() - began) / answered


async def _compared(plain: Side, logged: Side, query: str, clock: Callable[[], float]) -> float:
    """How much more an answer takes with the log: the median over rounds in turns."""
    for side in (plain, logged):
        await side.ask(query)
    shares = []
    for number in range(_ROUNDS):
        # Each goes first in turn: what the machine does besides should favour neither.
        order = (plain, logged) if number % 2 else (logged, plain)
        spent = {id(side): await _spent(side, query, clock) for side in order}
        shares.append(spent[id(logged)] / spent[id(plain)] - 1)
    return statistics.median(shares)


async def _measure(url: str) -> None:
    settings = Settings(database_url=url)
    database = open_practice(settings)
    plugins = load_plugins(settings)
    policy, log = PolicyEngine(plugins.sources, actions=plugins.actions), AccessLog(database)
    identified = await identified_as(database, "ceo@demo.example")
    plain = Side(build_executor(settings, database, plugins, policy), identified)
    logged = Side(build_executor(settings, database, plugins, policy, readings=log), identified)
    await log.start()
    clock: Callable[[], float] = process_time if database.address.is_sqlite else perf_counter
    for name, query in {"tiny": TINY.document("caseload"), "nested": CLINICIAN_VIEW.document("caseload")}.items():
        share = await _compared(plain, logged, query, clock)
        sys.stdout.write(f"{name}: {share:+.1%}\n")
    await log.stop()
    await database.close()


if __name__ == "__main__":
    asyncio.run(_measure(sys.argv[1]))
