"""Figures over many rows, held against the rows themselves; and arguments that spoil their own field only."""

from fractions import Fraction
from typing import Any

import pytest

from tests.support import House

FIGURES = (
    "providerCount caseloadCount capacity load openSlots overBy utilization gini byLoadStatus { loadStatus count }"
)
PROVIDERS = "nodes { id status capacity load openSlots overBy utilization loadStatus caseloadCount team { id } }"


def summed(rows: list[Any], name: str) -> Any:
    return sum((Fraction(str(row[name])) for row in rows), Fraction(0))


def check(found: Any, rows: list[Any]) -> None:
    working = [row for row in rows if row["status"] != "DEPARTED"]
    assert found["providerCount"] == len(working)
    for figure, name in (
        ("caseloadCount", "caseloadCount"),
        ("capacity", "capacity"),
        ("load", "load"),
        ("openSlots", "openSlots"),
        ("overBy", "overBy"),
    ):
        assert Fraction(str(found[figure])) == summed(working, name)
    capacity = summed(working, "capacity")
    expected = None if capacity == 0 else round(float(summed(working, "load") / capacity), 6)
    assert found["utilization"] == pytest.approx(expected, abs=1e-6)
    assert found["gini"] == pytest.approx(gini([row["utilization"] for row in working]), abs=1e-5)
    counts = {each["loadStatus"]: each["count"] for each in found["byLoadStatus"]}
    assert {name: count for name, count in counts.items() if count} == {
        name: sum(row["loadStatus"] == name for row in working) for name in {row["loadStatus"] for row in working}
    }


def gini(utilizations: list[float | None]) -> float:
    """Half the mean difference between any two, over the mean."""
    known = [each for each in utilizations if each is not None]
    differences = sum(abs(one - other) for one in known for other in known)
    return differences / (2 * len(known) * sum(known))


@pytest.mark.parametrize("who", ["ceo", "supervisor"])
async def test_the_workload_is_that_of_the_providers_seen(reading: House, who: str) -> None:
    query = f"""{{
      workload {{ {FIGURES} }} providers(first: 100) {{ {PROVIDERS} }}
      accepting: workload(filter: {{ acceptingNewClients: true }}) {{ providerCount }}
      listed: providers(first: 100, filter: {{ acceptingNewClients: true }}) {{ nodes {{ status }} }}
      teams(first: 9) {{ nodes {{ id workload {{ {FIGURES} }} }} }}
    }}"""
    found = await reading.data(who, query)
    check(found["workload"], found["providers"]["nodes"])
    working = [row for row in found["listed"]["nodes"] if row["status"] != "DEPARTED"]
    assert found["accepting"]["providerCount"] == len(working)
    for team in found["teams"]["nodes"]:
        theirs = [row for row in found["providers"]["nodes"] if (row["team"] or {}).get("id") == team["id"]]
        check(team["workload"], theirs)


@pytest.mark.parametrize("who", ["ceo", "supervisor"])
async def test_the_pool_is_summed_up_over_the_entries_seen(reading: House, who: str) -> None:
    query = """{ pool {
      totalCount longestWaitDays medianWaitDays byReason { reason count longestWaitDays }
      entries(first: 100) { nodes { reason waitDays } }
    } }"""
    pool = (await reading.data(who, query))["pool"]
    nodes = pool["entries"]["nodes"]
    waits = sorted(node["waitDays"] for node in nodes)
    assert pool["totalCount"] == len(waits)
    assert pool["longestWaitDays"] == waits[-1]
    assert pool["medianWaitDays"] == (waits[(len(waits) - 1) // 2] + waits[len(waits) // 2]) / 2
    reasons = sorted({node["reason"] for node in nodes})
    by_reason = {reason: [node["waitDays"] for node in nodes if node["reason"] == reason] for reason in reasons}
    assert pool["byReason"] == [
        {"reason": reason, "count": len(found), "longestWaitDays": max(found)} for reason, found in by_reason.items()
    ]


async def test_an_argument_that_cannot_be_used_spoils_its_own_field_only(reading: House) -> None:
    query = "query($days: Int) { pool { dueWithin(days: $days) } practice { name } }"
    answer = await reading.ask("ceo", query, {"days": None})
    assert answer["data"]["pool"] is None
    assert answer["data"]["practice"]["name"]
    (error,) = answer["errors"]
    assert (error["path"], error["extensions"]) == (["pool", "dueWithin"], {"code": "BAD_USER_INPUT"})


async def test_more_nodes_than_a_page_holds_are_refused_with_the_number(reading: House) -> None:
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert (await reading.data("ceo", query, {"ids": ["x"] * 100}))["nodes"] == [None] * 100
    (error,) = (await reading.ask("ceo", query, {"ids": ["x"] * 101}))["errors"]
    assert error["message"] == "ids holds 101; at most 100 are read at once."


async def test_evenness_of_one_load_is_whole(reading: House) -> None:
    provider = (await reading.data("ceo", "{ providers(first: 1) { nodes { name } } }"))["providers"]["nodes"][0]
    query = "query($name: String) { workload(filter: { search: $name }) { coefficientOfVariation providerCount } }"
    found = (await reading.data("ceo", query, {"name": provider["name"]}))["workload"]
    assert found["providerCount"] == 1
    assert found["coefficientOfVariation"] in {0, None}
