"""A server that is told to end has written down who read what before it is gone."""

import asyncio
import signal
from collections.abc import Sequence

import httpx
import pytest
from sqlalchemy import text

from caseload_gql.db.engine import open_database
from tests.e2e.watched import AT_MOST, watched
from tests.support import Demo

READ = "query Read%d { clients(first: 5) { nodes { id } } }"


def written(url: str) -> set[tuple[str, str]]:
    """Which operations read which clients, as the database knows."""

    async def look() -> Sequence[tuple[str, str]]:
        database = open_database(url)
        try:
            rows = await database.rows(text("SELECT operation, client_id FROM client_read"))
            return [(row.operation, row.client_id) for row in rows]
        finally:
            await database.close()

    return set(asyncio.run(look()))


def forget(url: str) -> None:
    """Empty the access log."""

    async def empty() -> None:
        database = open_database(url)
        try:
            await database.write(lambda unit: unit.session.execute(text("DELETE FROM client_read")))
        finally:
            await database.close()

    asyncio.run(empty())


@pytest.mark.timeout(300)
def test_nothing_that_was_answered_is_missing_after_an_orderly_stop(copy: Demo) -> None:
    answered: set[tuple[str, str]] = set()
    # Other tests may have read in the practice that was copied.
    forget(copy.url)
    with (
        watched(copy.url, "--workers", "2") as server,
        httpx.Client(timeout=AT_MOST, headers={"Authorization": f"Bearer {copy.tokens['ceo']}"}) as client,
    ):
        for number in range(40):
            done = client.post(f"{server.address}/graphql", json={"query": READ % number}).json()
            answered |= {(f"Read{number}", each["id"]) for each in done["data"]["clients"]["nodes"]}
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(AT_MOST) == 0
    assert len(answered) == 200
    assert written(copy.url) == answered
