"""A server that is killed while four callers write: every acknowledged change is there, once, and none by half."""

import asyncio
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Final

import pytest

from caseload_gql.db.engine import open_database
from caseload_gql.db.models import Assignment, Client, EventRow, IdempotencyKey, PluginDelivery, PluginValue, Provider
from tests.e2e.killed import Caller, kill_now_and_then, mortal
from tests.e2e.race import token_of_an_administrator
from tests.services.practice import NOW, SmallPractice
from tests.stateful.rows import check_invariants, read

CALLERS: Final = 4
#: Of five mutations each: a thousand in all.
STORIES: Final = 50
KILLS: Final = int(os.environ.get("CASELOAD_KILLS", "6"))
PROVIDERS: Final = ("prv_ana", "prv_sam")


@pytest.mark.timeout(900)
async def test_a_server_killed_at_random_loses_nothing_it_acknowledged_and_leaves_nothing_half_done(
    database_url: str, tmp_path: Path
) -> None:
    database = open_database(database_url)
    practice = SmallPractice(database)
    await practice.team("north")
    for name in ("ana", "sam"):
        await practice.provider(name, capacity=10_000)
    token = await asyncio.to_thread(token_of_an_administrator, database_url)
    answered: asyncio.Queue[None] = asyncio.Queue()
    async with mortal(database_url, tmp_path, seed=1) as server:
        callers = [Caller(server, token, f"caller-{at}", answered) for at in range(CALLERS)]
        await asyncio.gather(
            kill_now_and_then(server, answered, KILLS, range(60, 140)),
            *(each.tell(STORIES, PROVIDERS) for each in callers),
        )
        assert server.starts == KILLS + 1
    await _all_there_once(practice, [pair for each in callers for pair in each.acknowledged])
    await _told_or_to_be_told(practice)
    await database.close()
    verified = [sys.executable, "-m", "caseload_gql", "audit", "verify", "--database-url", database_url]
    done = await asyncio.to_thread(subprocess.run, verified, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


async def _all_there_once(practice: SmallPractice, acknowledged: list[tuple[str, dict[str, Any]]]) -> None:
    """Each acknowledged change made its rows and one event, and nothing else made any."""
    assert len(acknowledged) == CALLERS * STORIES * 5
    clients = {each["id"] for each in await practice.rows(Client)}
    assert clients == {payload["client"]["id"] for name, payload in acknowledged if name == "admitClient"}
    held = {each["id"] for each in await practice.rows(Assignment)}
    assert held == {payload["assignment"]["id"] for name, payload in acknowledged if name == "assignClient"}
    kinds = {
        "admitClient": "CLIENT_ADMITTED",
        "assignClient": "CLIENT_ASSIGNED",
        "returnClientToPool": "CLIENT_RETURNED_TO_POOL",
        "dischargeClient": "CLIENT_DISCHARGED",
    }
    events = Counter(each["type"] for each in await practice.rows(EventRow))
    assert {name: events[name] for name in kinds.values()} == Counter(kinds[name] for name, _ in acknowledged)
    assert len(await practice.rows(IdempotencyKey)) == len(acknowledged)
    rows = await read(practice.database, sorted(clients), [each["id"] for each in await practice.rows(Provider)])
    check_invariants(rows, max(each["at"] for each in rows.events) if rows.events else NOW)


async def _told_or_to_be_told(practice: SmallPractice) -> None:
    """Each assignment was told to the plugin, or still will be."""
    events = {each["id"]: each["number"] for each in await practice.rows(EventRow, type="CLIENT_ASSIGNED")}
    waiting = {events[each["event_id"]] for each in await practice.rows(PluginDelivery)}
    told = {int(each["key"].removeprefix("event-")) for each in await practice.rows(PluginValue, plugin="listener")}
    assert waiting | told == set(events.values())
    assert told
