"""Fields that stand beside the usual: names of types, what a role may not read, payloads, the pool beside Python."""

from typing import Any

import pytest

from caseload_gql.db.engine import Database
from caseload_gql.identity.identified import Identified
from caseload_gql.policy.rules import Grant, PolicyRequest
from caseload_gql.schema.documents import Ready
from tests.planner.door import ADA, FACTS, Rules, door_of
from tests.support import House

TYPES = """
{
  __typename
  pool { __typename id byReason { __typename } entries(first: 1) { __typename } }
  clients(first: 1) { __typename pageInfo { __typename } edges { __typename node { __typename } } }
  workload { __typename byLoadStatus { __typename } }
}
"""


async def test_everything_says_its_type(reading: House) -> None:
    found = await reading.data("ceo", TYPES)
    assert found["__typename"] == "Query"
    assert found["pool"]["__typename"] == "Pool"
    assert found["pool"]["byReason"][0] == {"__typename": "PoolReasonCount"}
    assert found["pool"]["entries"] == {"__typename": "PoolEntryConnection"}
    assert found["clients"] == {
        "__typename": "ClientConnection",
        "pageInfo": {"__typename": "PageInfo"},
        "edges": [{"__typename": "ClientEdge", "node": {"__typename": "Client"}}],
    }
    assert found["workload"]["byLoadStatus"][0] == {"__typename": "LoadStatusCount"}


async def test_the_pool_is_the_same_beside_what_python_answers(reading: House) -> None:
    pool = "pool { __typename id totalCount entries(first: 3) { nodes { id waitDays } } }"
    alone = await reading.data("ceo", f"{{ {pool} }}")
    beside = await reading.data("ceo", f"{{ {pool} plugins {{ name }} }}")
    assert beside["pool"] == alone["pool"]
    node = f'{{ node(id: "{alone["pool"]["id"]}") {{ ... on Pool {{ __typename totalCount }} }} plugins {{ name }} }}'
    assert (await reading.data("ceo", node))["node"]["totalCount"] == alone["pool"]["totalCount"]


async def test_a_field_that_a_role_may_not_read_is_null_and_says_why(database: Database) -> None:
    def granted(request: PolicyRequest) -> list[Grant]:
        return [Grant("ALL", "All.")] if request.action == "caseload:read" else []

    door = door_of(database, [Rules(granted)])
    for _ in range(2):
        answer = await door.ask("{ teams(first: 2) { nodes { name workload { gini } } } workload { gini } }")
        assert answer["data"] == {
            "teams": {"nodes": [{"name": "North", "workload": None}, {"name": "South", "workload": None}]},
            "workload": None,
        }
        paths = [error["path"] for error in answer["errors"]]
        assert paths == [["teams", "nodes", "workload"], ["workload"]]
        assert {error["extensions"]["code"] for error in answer["errors"]} == {"FORBIDDEN"}


async def test_a_payload_shows_the_pool_and_leaves_out_what_the_outcome_does_not_name(house: House) -> None:
    mutation = """
    mutation($input: AdmitClientInput!) {
      admitClient(input: $input) { client { name } poolEntry { id } pool { totalCount } userErrors { code } }
    }
    """
    before = (await house.data("ceo", "{ pool { totalCount } }"))["pool"]["totalCount"]
    given: dict[str, Any] = {"name": "Zoë Quint", "externalId": "x-1", "insuranceStatus": "VERIFIED"}
    done = (await house.data("ceo", mutation, {"input": given}))["admitClient"]
    assert done["client"] == {"name": "Zoë Quint"}
    assert done["pool"] == {"totalCount": before + 1}
    again = (await house.data("ceo", mutation, {"input": given}))["admitClient"]
    assert (again["client"], again["poolEntry"], again["pool"]) == (None, None, {"totalCount": before + 1})
    assert again["userErrors"]


@pytest.mark.parametrize(("query", "read"), [("{ plugins { name } }", False), ("{ practice { name } }", True)])
async def test_an_operation_without_rows_is_explained_without_a_statement(
    database: Database,
    query: str,
    read: bool,  # noqa: FBT001  # a parameter of the test
) -> None:
    door = door_of(database)
    ready = door.executor._documents.read(query, None)
    assert isinstance(ready, Ready)
    told = await door.planner.explain(Identified(ADA, FACTS, 1, None), ready.prepared, {}, analyze=False)
    assert (bool(told.statement), bool(told.plan), told.in_python) == (read, read, not read)


async def test_a_statement_is_explained_with_the_places_of_its_values_and_none_of_them(database: Database) -> None:
    query = """
    query($day: Date, $days: Int!, $payer: String) {
      clients(first: 3, filter: { intakeFrom: $day, payer: $payer }) { nodes { name } }
      pool { dueWithin(days: $days) entries(first: 2, filter: { waitingAtLeastDays: $days }) { nodes { id } } }
    }
    """

    def granted(request: PolicyRequest) -> list[Grant]:
        where = request.row.case_weight_hundredths < 7331 if request.resource == "Client" else None
        return [Grant("LIGHT", "Light ones.", where)]

    door = door_of(database, [Rules(granted)])
    ready = door.executor._documents.read(query, None)
    assert isinstance(ready, Ready)
    values = ready.prepared.coerced({"day": "2026-03-04", "days": 4711, "payer": "Aetna's"})
    assert isinstance(values, dict)
    told = await door.planner.explain(Identified(ADA, FACTS, 1, None), ready.prepared, values, analyze=False)
    text = "\n".join([told.statement, *told.parameters, *told.plan])
    assert told.plan
    for value in ("2026-03-04", "4711", "aetna", "7331"):
        assert value not in text.casefold()
    for source in ('variable "day"', 'variable "days"', 'variable "payer"', "policy of Client", "today"):
        assert any(line.endswith(source) for line in told.parameters)


async def test_rows_that_python_names_are_read_under_the_same_policy(reading: House) -> None:
    seen = await reading.data(
        "supervisor", "{ clients(first: 3) { nodes { id } } providers(first: 100) { nodes { id name } } }"
    )
    known = {node["id"]: node["name"] for node in seen["providers"]["nodes"]}
    matches = "matches(includeIneligible: true) { matches { provider { id called: name } } }"
    query = f"query($id: ID!) {{ client(id: $id) {{ {matches} }} }}"
    for client in seen["clients"]["nodes"]:
        found = (await reading.data("supervisor", query, {"id": client["id"]}))["client"]["matches"]["matches"]
        named = [each["provider"] for each in found if each["provider"] is not None]
        assert named
        assert all(known[provider["id"]] == provider["called"] for provider in named)
