"""A filter by the id of a row that the asker may not see answers as one by an id that no row has."""

from typing import Any, Final

import pytest
from sqlalchemy import insert, update

from caseload_gql.db.engine import Database
from caseload_gql.db.models import Client, PoolEntry, Provider, provider_location
from caseload_gql.policy.rules import Grant, PolicyRequest, Redact
from tests.planner.door import Door, Rules, door_of

HIDDEN: Final = {"Provider": "prv_s", "Team": "tem_s", "Location": "loc_a"}
CLIENTS: Final = (
    "query($id: ID!) {{ found: clients(first: 9, filter: {{ {0}: $id }}) {{ totalCount nodes {{ id }} }} }}"
)
PROVIDERS: Final = CLIENTS.replace("clients", "providers")
ENTRIES: Final = (
    "query($id: ID!) {{ pool {{ found: entries(first: 9, filter: {{ {0}: $id }}) {{ totalCount nodes {{ id }} }} }} }}"
)
#: A list, its condition, and the kind of row that the condition names.
FILTERS: Final = [
    (CLIENTS, "providerId", "Provider"),
    (CLIENTS, "teamId", "Team"),
    (CLIENTS, "locationId", "Location"),
    (PROVIDERS, "teamId", "Team"),
    (PROVIDERS, "locationId", "Location"),
    (ENTRIES, "teamId", "Team"),
    (ENTRIES, "locationId", "Location"),
]
EVERYTHING: Final = (Grant("ALL", "All."),)


async def opened(database: Database, *rules: Rules) -> Door:
    """Each of the rows that may be hidden has something listed that names it; no provider of team s is hidden."""
    door = door_of(database, list(rules))
    await door.run(
        insert(Provider).values(id="prv_t", name="T", name_key="t", team_id="tem_s", capacity=5),
        update(Client).where(Client.id.in_(["cli_north", "cli_unrouted"])).values(location_id="loc_a"),
        update(PoolEntry).where(PoolEntry.id == "pen_routed").values(team_id="tem_s"),
        insert(provider_location).values(provider_id="prv_n", location_id="loc_a"),
    )
    return door


async def found(door: Door, query: str, condition: str, row_id: str) -> Any:
    data = await door.data(query.format(condition), {"id": row_id})
    return (data.get("pool") or data)["found"]


def all_but(hidden: str) -> Rules:
    def granted(request: PolicyRequest) -> tuple[Grant, ...]:
        if request.resource == hidden:
            return (Grant("OTHERS", "All but one.", request.row.id != HIDDEN[hidden]),)
        return EVERYTHING

    return Rules(granted)


@pytest.mark.parametrize(("query", "condition", "kind"), FILTERS)
async def test_the_id_of_a_row_that_is_seen_finds_what_names_it(
    database: Database, query: str, condition: str, kind: str
) -> None:
    answer = await found(await opened(database, Rules()), query, condition, HIDDEN[kind])
    assert answer["totalCount"] == len(answer["nodes"]) > 0


@pytest.mark.parametrize(("query", "condition", "kind"), FILTERS)
async def test_the_id_of_a_row_that_is_not_seen_finds_nothing(
    database: Database, query: str, condition: str, kind: str
) -> None:
    door = await opened(database, all_but(kind))
    hidden = await found(door, query, condition, HIDDEN[kind])
    assert hidden == await found(door, query, condition, "unknown") == {"totalCount": 0, "nodes": []}


async def test_the_team_of_a_provider_who_is_not_seen_does_not_find_the_client(database: Database) -> None:
    seen = await found(await opened(database, all_but("Provider")), CLIENTS, "teamId", "tem_s")
    assert [node["id"] for node in seen["nodes"]] == ["cli_routed"]


async def test_the_team_of_an_entry_that_is_not_seen_does_not_find_the_client(database: Database) -> None:
    def granted(request: PolicyRequest) -> tuple[Grant, ...]:
        return () if request.resource == "PoolEntry" else EVERYTHING

    seen = await found(await opened(database, Rules(granted)), CLIENTS, "teamId", "tem_s")
    assert [node["id"] for node in seen["nodes"]] == ["cli_south"]


@pytest.mark.parametrize(("kind", "left"), [("Provider", "cli_routed"), ("PoolEntry", "cli_south")])
async def test_a_hidden_team_of_a_provider_or_an_entry_does_not_find_the_client(
    database: Database, kind: str, left: str
) -> None:
    def restricted(request: PolicyRequest) -> tuple[Redact, ...]:
        return (Redact("TEAM", "Teams are hidden.", ("team",)),) if request.resource == kind else ()

    seen = await found(await opened(database, Rules(restricted=restricted)), CLIENTS, "teamId", "tem_s")
    assert [node["id"] for node in seen["nodes"]] == [left]
