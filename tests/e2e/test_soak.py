"""Four processes write at random to the same few clients and providers: nothing deadlocks, and all still holds."""

import asyncio
import os
import random
import time
from collections import Counter
from typing import Final

import pytest

from caseload_gql.db.engine import open_database
from caseload_gql.errors import UserErrorCode
from tests.e2e.clerks import Result, at_once, clerks
from tests.e2e.pairs import STEPS, Situation, situation
from tests.services.practice import NOW, SmallPractice
from tests.stateful.rows import check_invariants, read

#: Seconds of load on each database; the soak takes ten minutes.
SECONDS: Final = int(os.environ.get("CASELOAD_SOAK_SECONDS", "10"))
WORKERS: Final = 4
#: Steps until the ids of entries and assignments are read again.
ROUNDS: Final = 20


@pytest.mark.timeout(0)
def test_random_load_over_four_processes_deadlocks_nowhere_and_leaves_no_half_change(database_url: str) -> None:
    drawn = random.Random(int(os.environ.get("CASELOAD_SOAK_SEED", "1")))  # noqa: S311  # no secret
    with asyncio.Runner() as runner, clerks(database_url, WORKERS) as workers:
        practice = SmallPractice(open_database(database_url))
        for name in ("north", "south"):
            runner.run(practice.team(name))
        actor = runner.run(practice.person("ADMIN"))
        told: Counter[Result] = Counter()
        ends = time.monotonic() + SECONDS
        number = 0
        while time.monotonic() < ends:
            stand = drawn.choice(["WAITING", "ACTIVE", "MOVING", "TAKEN_BACK"])
            it = runner.run(situation(practice, actor, str(number), stand))
            for _ in range(ROUNDS):
                steps = [(STEPS[drawn.choice(list(STEPS))](it), actor) for _ in workers]
                told.update(at_once(workers, steps, NOW))
            runner.run(_holds(practice, it))
            number += 1
        runner.run(practice.database.close())
    known = {each.value for each in UserErrorCode}
    assert all(isinstance(each, tuple) and {code.value for code in each} <= known for each in told), told
    assert told[()], "nothing was ever done"


async def _holds(practice: SmallPractice, it: Situation) -> None:
    rows = await read(practice.database, [it.bo, it.cy], [it.ana, it.sam])
    check_invariants(rows, NOW)
