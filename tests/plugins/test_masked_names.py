"""The example plugin that masks names, through the door: reads, search, order, aggregates, matches, changes."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, update

from caseload_gql.db.engine import open_database
from caseload_gql.db.models import Client, PoolEntry
from caseload_gql.domain.vocabulary import AccountRole
from tests.people import hire, token_for
from tests.support import Demo, House, opened

NOTE = "Ask for Mr. Doe's brother."
SRC = Path(__file__).parents[2] / "plugins/masked_names/src"
CLIENTS = """
query($search: String, $name: OrderDirection!) {
  clients(first: 100, filter: { search: $search }, orderBy: [{ field: NAME, direction: $name }]) {
    totalCount
    nodes { id name externalId dateOfBirth attributes status intakeDate payer }
  }
}
"""
WAITING = """
{ pool { entries(first: 1) { nodes { note client { id matches(first: 1) { matches { provider { id } } } } } } } }
"""
ASSIGN = """
mutation($client: ID!, $provider: ID!) {
  assignClient(input: { clientId: $client, providerId: $provider }) { userErrors { code } }
}
"""


@pytest.fixture
async def masked(copy: Demo) -> AsyncIterator[House]:
    """The demo practice with an intern, and the plugin installed."""

    database = open_database(copy.url)
    user_id = await hire(database, "intern@demo.example", "Ira Intern", AccountRole.STAFF, "intern")

    await database.write(lambda unit: unit.session.execute(update(PoolEntry).values(note=NOTE)))
    token = await token_for(database, user_id)
    await database.close()
    async with opened(replace(copy, tokens={**copy.tokens, "intern": token}), SRC) as house:
        yield house


async def test_an_intern_sees_every_client_and_learns_of_none_who_it_is(masked: House) -> None:
    everybody = {"search": None, "name": "ASC"}
    known = (await masked.data("admin", CLIENTS, everybody))["clients"]
    seen = (await masked.data("intern", CLIENTS, everybody))["clients"]
    telling = {"name", "externalId", "dateOfBirth", "attributes"}
    assert seen["totalCount"] == known["totalCount"] > 0
    assert all(each["name"] for each in known["nodes"])
    assert [each for each in seen["nodes"] if any(each[name] is not None for name in telling)] == []
    assert {each["id"]: each["payer"] for each in seen["nodes"]} == {
        each["id"]: each["payer"] for each in known["nodes"]
    }


async def test_searching_and_sorting_by_name_tell_an_intern_nothing(masked: House) -> None:
    ((name,), *_) = await masked.rows(select(Client.name).limit(1))
    sought = {"search": name, "name": "ASC"}
    assert (await masked.data("admin", CLIENTS, sought))["clients"]["totalCount"] > 0
    assert (await masked.data("intern", CLIENTS, sought))["clients"]["totalCount"] == 0
    for direction in ("ASC", "DESC"):
        page = await masked.data("intern", CLIENTS, {"search": None, "name": direction})
        ids = [each["id"] for each in page["clients"]["nodes"]]
        assert ids == sorted(ids, reverse=direction == "DESC")


async def test_an_intern_ranks_providers_and_may_assign_none(masked: House) -> None:
    (known,) = (await masked.data("admin", WAITING))["pool"]["entries"]["nodes"]
    (entry,) = (await masked.data("intern", WAITING))["pool"]["entries"]["nodes"]
    (match,) = entry["client"]["matches"]["matches"]
    assert (known["note"], entry["note"]) == (NOTE, None)
    before = await masked.snapshot()
    pair = {"client": entry["client"]["id"], "provider": match["provider"]["id"]}
    assert await masked.problem("intern", ASSIGN, pair) == "FORBIDDEN"
    assert await masked.snapshot() == before
