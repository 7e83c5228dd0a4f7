"""Policies that try what they may not: to change their request, to ask the database, to name very many rows."""

import asyncio
import logging
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

import pytest
from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import aliased

from caseload_gql.db.engine import Database
from caseload_gql.db.models import Client
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.plugins.manifest import Plugin
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.policy.practice import PracticeFacts
from caseload_gql.policy.rules import Grant, PolicyRequest, Redact, Restrict
from tests.planner.door import Rules, door_of
from tests.slowdown import slowdown

ADA: Final = Actor("usr_ada", "Ada", "ada@demo.example", "STAFF")
PRACTICE: Final = PracticeFacts(gate_modes={"PAYER_NOT_TAKEN": "BLOCK"}, scorer_weights={"headroom": 2.0})
MANY: Final = 100_000
Rule = Grant | Restrict | Redact
Hook = Callable[[PolicyRequest], Iterable[Any]]


def plugin(name: str, grants: Hook | None = None, restrictions: Hook | None = None) -> LoadedPlugin:
    hooks = {"policy_grants": grants, "policy_restrictions": restrictions}
    return LoadedPlugin(Plugin(name, ">=1"), "0", {name: hook for name, hook in hooks.items() if hook is not None})


def everything(_: PolicyRequest) -> list[Grant]:
    return [Grant("ALL", "All.")]


async def seen(database: Database, *sources: Any) -> set[str]:
    row = aliased(Client)
    where = PolicyEngine(sources, PRACTICE).scope(ADA, "caseload:read", row).where
    async with database.read() as connection:
        return {each[4:] for each in await connection.scalars(select(row.id).where(true() if where is None else where))}


def promotes(request: PolicyRequest) -> list[Grant]:
    request.actor.account_role = "CEO"  # type: ignore[misc]  # what is tried
    return everything(request)


def opens_a_gate(request: PolicyRequest) -> list[Grant]:
    request.practice.gate_modes["PAYER_NOT_TAKEN"] = "OFF"  # type: ignore[index]  # what is tried
    return everything(request)


def outweighs(request: PolicyRequest) -> list[Grant]:
    request.practice.scorer_weights["headroom"] = 0.0  # type: ignore[index]  # what is tried
    return everything(request)


def tells_itself(request: PolicyRequest) -> list[Grant]:
    request.facts["seen"] = True  # type: ignore[index]  # what is tried
    return everything(request) if "seen" in request.facts else []


@pytest.mark.parametrize("changes", [promotes, opens_a_gate, outweighs, tells_itself])
async def test_a_policy_cannot_change_what_it_is_asked_with(database: Database, changes: Hook) -> None:
    asked: list[PolicyRequest] = []

    def note(request: PolicyRequest) -> list[Grant]:
        asked.append(request)
        return []

    assert await seen(database, plugin("changing", changes), plugin("next", note)) == set()
    (request,) = asked
    assert (request.actor, request.practice) == (ADA, PRACTICE)
    assert request.practice.gate_modes == {"PAYER_NOT_TAKEN": "BLOCK"}
    assert request.practice.scorer_weights == {"headroom": 2.0}


async def test_a_policy_that_asks_the_database_itself_fails_and_shows_nothing(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async def ask() -> list[str]:
        async with database.read() as connection:
            return list(await connection.scalars(select(Client.id)))

    def asking(request: PolicyRequest) -> Iterator[Rule]:
        coroutine = ask()
        try:
            ids = asyncio.run(coroutine)
        finally:
            coroutine.close()
        yield Restrict("R", "Those that were read.", request.row.id.in_(ids))

    def statement(request: PolicyRequest) -> Iterator[Rule]:
        del request
        yield Restrict("R", "A statement for a condition.", select(Client.id))  # type: ignore[arg-type]  # as tried

    with caplog.at_level(logging.ERROR):
        assert await seen(database, plugin("open", everything), plugin("asking", None, asking)) == set()
        assert await seen(database, plugin("open", everything), plugin("stating", None, statement)) == set()
    assert "policy of plugin 'asking' failed" in caplog.text
    assert "policy of plugin 'stating' failed" in caplog.text


def endless(request: PolicyRequest) -> Iterator[Grant]:
    while True:
        yield Grant("ALL", "All.", request.row.name == "north")


@pytest.mark.parametrize(
    "rubbish",
    [
        lambda request: 7,
        lambda request: "rules",
        lambda request: [None],
        lambda request: [Grant],
        lambda request: {"ALL": True},
        lambda request: [Grant("ALL", "All.", "TRUE")],  # type: ignore[arg-type]  # as tried
        endless,
    ],
    ids=["number", "text", "none", "class", "mapping", "truth", "endless"],
)
async def test_rubbish_grants_nothing_hides_all_and_blames_its_plugin(database: Database, rubbish: Hook) -> None:
    assert await seen(database, plugin("rubbish", rubbish)) == set()
    assert await seen(database, plugin("open", everything), plugin("rubbish", None, rubbish)) == set()


async def test_nothing_is_an_answer(database: Database) -> None:
    silent = plugin("silent", lambda request: None, lambda request: None)  # type: ignore[arg-type, return-value]  # as tried
    assert await seen(database, silent) == set()
    assert len(await seen(database, plugin("open", everything), silent)) == 6


@pytest.mark.parametrize("order", [1, -1])
async def test_what_two_plugins_say_is_the_same_in_either_order(database: Database, order: int) -> None:
    def north(request: PolicyRequest) -> Iterator[Rule]:
        yield Restrict("NORTH", "Not north.", request.row.name != "north")

    def vip(request: PolicyRequest) -> Iterator[Rule]:
        yield Restrict("VIP", "Not vip.", request.row.name != "vip")

    def broken(request: PolicyRequest) -> Iterator[Rule]:
        raise RuntimeError(request.action)

    one, other = plugin("one", everything, north), plugin("other", lambda request: [], vip)
    assert await seen(database, *[one, other][::order]) == {"south", "gone", "routed", "unrouted"}
    assert await seen(database, *[one, plugin("broken", everything, broken)][::order]) == set()


async def test_a_field_that_was_not_declared_takes_its_rows_away(database: Database) -> None:
    def hides(request: PolicyRequest) -> Iterator[Rule]:
        if request.resource == "Client":
            yield Redact("NAMES", "Hidden.", ("name",))

    assert await seen(database, plugin("open", everything, hides)) == set()
    declared = replace(plugin("open", everything, hides), manifest=Plugin("open", ">=1", redacts=("Client.name",)))
    assert len(await seen(database, declared)) == 6


async def test_a_hidden_field_is_in_no_answer_and_narrows_no_list(database: Database) -> None:
    def hides(request: PolicyRequest) -> list[Restrict | Redact]:
        if request.resource != "Client":
            return []
        return [Redact("STATUS", "Hidden.", ("insurance_status",), request.row.name == "north")]

    door = door_of(database, [Rules(restricted=hides)])
    found = await door.data(
        """
        {
          all: clients(first: 9) { totalCount nodes { name insuranceStatus } }
          verified: clients(first: 9, filter: { insuranceStatus: VERIFIED }) { totalCount nodes { name } }
          node(id: "cli_north") { ... on Client { insuranceStatus } }
          nodes(ids: ["cli_north", "cli_south"]) { ... on Client { insuranceStatus } }
        }
        """
    )
    told = {each["name"]: each["insuranceStatus"] for each in found["all"]["nodes"]}
    assert (found["all"]["totalCount"], found["verified"]["totalCount"]) == (6, 5)
    assert {name for name, status in told.items() if status is None} == {"north"}
    assert "north" not in {each["name"] for each in found["verified"]["nodes"]}
    assert found["node"] == {"insuranceStatus": None}
    assert [each["insuranceStatus"] for each in found["nodes"]] == [None, "VERIFIED"]


@pytest.fixture
async def listed(database: Database) -> Callable[[int], Any]:
    """Asks which clients are seen under a policy that names so many ids, true ones last; and how long that took."""
    ids = [f"cli_{at:07}" for at in range(MANY - 2)] + ["cli_north", "cli_gone"]
    doors = {}
    for size in (2, MANY):

        def named(request: PolicyRequest, size: int = size) -> list[Grant]:
            column: Any = request.row.id
            where: ColumnElement[bool] | None = column.in_(ids[-size:]) if request.resource == "Client" else None
            return [Grant("NAMED", "Named.", where)]

        doors[size] = door_of(database, [Rules(named)])

    async def ask(size: int) -> tuple[set[str], float]:
        began = time.perf_counter()
        nodes = (await doors[size].data("{ clients(first: 9) { nodes { name } } }"))["clients"]["nodes"]
        return {each["name"] for each in nodes}, time.perf_counter() - began

    return ask


async def test_a_hundred_thousand_ids_are_right_and_cost_at_most_a_tenth_of_a_second(
    listed: Callable[[int], Any],
) -> None:
    times: dict[int, list[float]] = {2: [], MANY: []}
    slower = []
    for _ in range(15):
        slower.append(slowdown())
        for size, taken in times.items():
            names, seconds = await listed(size)
            assert names == {"north", "gone"}
            taken.append(seconds)
    few, many, factor = (statistics.median(each) for each in (times[2], times[MANY], slower))
    assert many - few < 0.1 * factor
