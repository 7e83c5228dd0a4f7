"""The published race: fifty clients at once for the last slot, through real HTTP, four workers, twenty rounds."""

from collections import Counter

import httpx
import pytest

from caseload_gql.db.engine import open_database
from caseload_gql.db.models import Assignment, EventRow, Provider
from tests.e2e.race import PROVIDER, ask, fill, race, served, token_of_an_administrator
from tests.services.practice import SmallPractice

RIVALS = 50
ROUNDS = 20
WORKERS = 4


@pytest.mark.timeout(600)
async def test_exactly_one_of_fifty_gets_the_last_slot_in_each_of_twenty_rounds(database_url: str) -> None:
    await fill(database_url, ROUNDS, RIVALS)
    token = token_of_an_administrator(database_url)
    with served(database_url, WORKERS) as address:
        for number in range(ROUNDS):
            answers = await race(address, token, number, RIVALS)
            problems = Counter(
                (problem["code"], ".".join(problem["path"]), problem["gate"]["code"])
                for answer in answers
                for problem in answer["userErrors"]
            )
            assert problems == {("AT_CAPACITY", "input.providerId", "NO_FREE_UNITS"): RIVALS - 1}
            winners = [answer["assignment"]["id"] for answer in answers if not answer["userErrors"]]
            assert len(winners) == 1
            assert [answer["assignment"] for answer in answers if answer["userErrors"]] == [None] * (RIVALS - 1)
            async with httpx.AsyncClient(base_url=address, headers={"Authorization": f"Bearer {token}"}) as reader:
                seen = (await ask(reader, PROVIDER, {"id": f"prv_{number}"}))["provider"]
            assert seen == {
                "capacity": 1,
                "load": 1.0,
                "caseloadCount": 1,
                "loadStatus": "AT_CAPACITY",
                "openSlots": 0.0,
                "overBy": 0.0,
            }
    await _holds_one_each(database_url)


async def _holds_one_each(database_url: str) -> None:
    database = open_database(database_url)
    practice = SmallPractice(database)
    providers = await practice.rows(Provider)
    assert [each["load_hundredths"] for each in providers] == [100] * ROUNDS
    assert Counter(each["provider_id"] for each in await practice.rows(Assignment)) == {
        each["id"]: 1 for each in providers
    }
    assert len(await practice.rows(EventRow, type="CLIENT_ASSIGNED")) == ROUNDS
    await database.close()
