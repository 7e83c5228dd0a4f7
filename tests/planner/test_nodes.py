"""Anything by its id, and null alike for what is unknown, malformed or unseen."""

import pytest

from tests.support import House

EVERYTHING = """
{
  practice { id } pool { id entries(first: 1) { nodes { id } } } viewer { id }
  teams(first: 1) { nodes { id } } locations(first: 1) { nodes { id } }
  providers(first: 1, filter: { loadStatus: AVAILABLE, status: ACTIVE }) { nodes { id } }
  clients(first: 1, filter: { status: ACTIVE }) { nodes { id assignment { id } } }
}
"""
NODES = (
    "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Client { called: name } ... on Provider { name } } }"
)


async def test_every_type_is_found_by_its_id_in_the_order_asked_for(reading: House) -> None:
    found = await reading.data("ceo", EVERYTHING)
    client = found["clients"]["nodes"][0]
    expected = [
        (found["practice"]["id"], "Practice"),
        (found["pool"]["id"], "Pool"),
        (found["pool"]["entries"]["nodes"][0]["id"], "PoolEntry"),
        (found["viewer"]["id"], "Viewer"),
        (found["teams"]["nodes"][0]["id"], "Team"),
        (found["locations"]["nodes"][0]["id"], "Location"),
        (found["providers"]["nodes"][0]["id"], "Provider"),
        (client["id"], "Client"),
        (client["assignment"]["id"], "Assignment"),
    ]
    nodes = (await reading.data("ceo", NODES, {"ids": [each for each, _ in expected]}))["nodes"]
    assert [(node["id"], node["__typename"]) for node in nodes] == expected
    for identifier, kind in expected:
        query = "query($id: ID!) { node(id: $id) { __typename id } }"
        assert (await reading.data("ceo", query, {"id": identifier}))["node"] == {"__typename": kind, "id": identifier}


@pytest.mark.parametrize(
    "identifier",
    [
        "",
        "nonsense",
        "cli_",
        "cli_unknown",
        "prv_00000000000000000000000000",
        "zzz_1",
        "cli_\u0000",
        "cli_é'--",
        "x" * 5000,
    ],
    ids=range(9),
)
async def test_malformed_and_unknown_ids_are_null(reading: House, identifier: str) -> None:
    query = """
    query($id: ID!, $ids: [ID!]!) {
      node(id: $id) { id } nodes(ids: $ids) { id } client(id: $id) { id } provider(id: $id) { id }
    }
    """
    answer = await reading.data("ceo", query, {"id": identifier, "ids": [identifier]})
    assert answer == {"node": None, "nodes": [None], "client": None, "provider": None}


async def test_rows_of_other_teams_are_null(reading: House) -> None:
    query = "{ clients(first: 100) { nodes { id } } providers(first: 100) { nodes { id } } }"
    everything, seen = [await reading.data(who, query) for who in ("ceo", "supervisor")]
    for listed in ("clients", "providers"):
        own = {node["id"] for node in seen[listed]["nodes"]}
        hidden = [node["id"] for node in everything[listed]["nodes"] if node["id"] not in own][:50]
        assert own
        assert hidden
        answer = await reading.data("supervisor", NODES, {"ids": hidden})
        assert answer["nodes"] == [None] * len(hidden)


async def test_the_id_of_one_type_does_not_open_another(reading: House) -> None:
    found = await reading.data("ceo", EVERYTHING)
    query = "query($id: ID!) { client(id: $id) { id } }"
    assert await reading.data("ceo", query, {"id": found["providers"]["nodes"][0]["id"]}) == {"client": None}
