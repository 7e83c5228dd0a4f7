"""Fields that plugins add are answered under the policy, contained, counted, and limited as the product's own."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Final

import pytest
from sqlalchemy import select

from caseload_gql.db.models import Client, EventRow, PluginValue
from tests.plugins.dropped import Drop
from tests.support import Demo, House, counted, opened

SOURCE: Final = """
from tests.plugins.seating import PLUGIN, extend_schema, policy_grants, policy_restrictions, register_actions
"""
TAKE: Final = """
mutation($input: TakeSeatInput!) {
  takeSeat(input: $input) { seat { number client { name label } } userErrors { code message path } }
}
"""
FIGURES: Final = "{ plugins { name deliveriesGivenUp implementations { name calls faults } } }"
CLIENTS: Final = "{ clients(first: 100, filter: { status: [%s] }) { nodes { id %s } } }"


@pytest.fixture
async def seated(demo: Demo, drop: Drop) -> AsyncIterator[House]:
    """The app with the plugin on the shared practice: nothing may be written."""
    async with opened(demo, drop(SOURCE), plugin_seconds=0.5) as house:
        yield house


@pytest.fixture
async def seating(copy: Demo, drop: Drop) -> AsyncIterator[House]:
    """The app with the plugin on a practice of this test's own."""
    async with opened(copy, drop(SOURCE), plugin_seconds=2) as house:
        yield house


async def figures(house: House) -> dict[str, tuple[int, int]]:
    """Calls and faults of each hook and field of the plugin."""
    found = (await house.data("admin", FIGURES))["plugins"]
    assert {each["deliveriesGivenUp"] for each in found} == {0}
    (plugin,) = (each for each in found if each["name"] == "seating")
    return {each["name"]: (each["calls"], each["faults"]) for each in plugin["implementations"]}


async def one_client(house: House, status: str = "ACTIVE") -> str:
    return str((await house.rows(select(Client.id).where(Client.status == status).order_by(Client.id)))[0][0])


async def test_a_field_of_rows_is_asked_once_a_level_and_reads_what_the_viewer_may(seated: House) -> None:
    with counted() as statements:
        found = await seated.data(
            "support", CLIENTS % ("ACTIVE, WAITING", 'name status intakeDate label(prefix: "Is")')
        )
    assert len([each for each in statements if "client" in each]) == 1
    hidden = 0
    for each in found["clients"]["nodes"]:
        hidden += each["name"] is None
        assert each["label"] == f"Is {each['name']} {each['intakeDate'][:4]}"
        assert (each["name"] is None) is (each["status"] == "WAITING")
    assert hidden > 0
    assert (await figures(seated))["Client.label"] == (1, 0)


async def test_a_field_is_null_where_its_action_is_out_of_scope_and_forbidden_where_it_is_not_held(
    seated: House,
) -> None:
    query = CLIENTS % ("ACTIVE, WAITING", "status mayBeSeated")
    found = (await seated.data("admin", query))["clients"]["nodes"]
    assert {each["status"] for each in found} == {"ACTIVE", "WAITING"}
    assert all(each["mayBeSeated"] is (True if each["status"] == "ACTIVE" else None) for each in found)
    answer = await seated.ask("ceo", CLIENTS % ("ACTIVE", "mayBeSeated"))
    assert {each["mayBeSeated"] for each in answer["data"]["clients"]["nodes"]} == {None}
    assert {each["extensions"]["code"] for each in answer["errors"]} == {"FORBIDDEN"}


async def test_the_roots_are_forbidden_to_who_does_not_hold_the_action(seated: House) -> None:
    before = await seated.snapshot()
    for who, query in (("billing", "{ seats { number } }"), ("ceo", TAKE)):
        variables = {"input": {"clientId": "cli_x", "number": 1}}
        answer = await seated.ask(who, query, variables)
        assert set(answer["data"].values()) == {None}
        assert [each["extensions"]["code"] for each in answer["errors"]] == ["FORBIDDEN"]
    assert await seated.snapshot() == before
    assert not {"Query.seats", "Mutation.takeSeat"} & set(await figures(seated))


async def test_rows_that_a_plugin_names_are_read_as_the_viewer_may_see_them(seating: House) -> None:
    client = await one_client(seating)
    await seating.data("admin", TAKE, {"input": {"clientId": client, "number": 7}})
    query = "{ seats { number window client { id label sitter { id } } neighbours { id } } }"
    found = (await seating.data("admin", query))["seats"]
    assert (found[0]["number"], found[0]["window"], found[0]["client"]["id"]) == (7, "LEFT", client)
    assert found[0]["client"]["sitter"] == {"id": client}
    assert found[1] == {"number": 0, "window": "NONE", "client": None, "neighbours": [None, None]}
    node = "query($id: ID!) { node(id: $id) { ... on Client { name label } } }"
    change = "mutation($id: ID!) { updateClient(input: { clientId: $id, caseWeight: 2 }) { client { name label } } }"
    by_node = (await seating.data("admin", node, {"id": client}))["node"]
    assert by_node["label"].startswith(f"label {by_node['name']} 20")
    assert (await seating.data("admin", change, {"id": client}))["updateClient"]["client"] == by_node
    for who in ("supervisor", "qmhp"):
        node = (await seating.data(who, "query($id: ID!) { node(id: $id) { id } }", {"id": client}))["node"]
        shown = (await seating.data(who, "{ seats { client { id } } }"))["seats"][0]["client"]
        assert shown == node


async def test_a_field_that_fails_is_null_masked_and_blamed_and_the_rest_stands(
    seated: House, caplog: pytest.LogCaptureFixture
) -> None:
    failing = [
        *(
            (f'broken(how: "{how}") {{ number }}', "Query.broken")
            for how in ("raise", "wait", "refuse", "store", "text", "object")
        ),
        ('broken(how: "number") { number }', "Seat.number"),
        ('broken(how: "row") { client { id } }', "Seat.client"),
        ('broken(how: "many") { neighbours { id } }', "Seat.neighbours"),
        ("seats(first: 1, overfull: true) { number }", "Query.seats"),
        ("clients(first: 3) { nodes { miscounted } }", "Client.miscounted"),
    ]
    for field, place in failing:
        caplog.clear()
        with caplog.at_level(logging.ERROR):
            answer = await seated.ask("admin", f"{{ failing: {field} practice {{ name }} }}")
        assert answer["data"]["practice"]["name"], field
        assert {each["extensions"]["code"] for each in answer["errors"]} == {"INTERNAL_SERVER_ERROR"}, field
        (error_id,) = {each["extensions"]["errorId"] for each in answer["errors"]}
        (logged,) = [each.getMessage() for each in caplog.records if error_id in each.getMessage()]
        assert f"field {place} of plugin 'seating' failed" in logged, field
        assert ("TimeoutError" in logged) is ("wait" in field), field
        assert "Ana Ruiz" not in caplog.text + str(answer), field
    found = await figures(seated)
    assert found["Query.broken"] == (9, 6)
    assert [found[place] for _, place in failing[6:]] == [(1, 1)] * 5


async def test_a_change_is_kept_with_its_event_and_what_the_plugin_remembers(seating: House) -> None:
    client = await one_client(seating)
    with counted() as statements:
        done = (await seating.data("admin", TAKE, {"input": {"clientId": client, "number": 7}}))["takeSeat"]
    written = [each.split()[0] for each in statements]
    locks = [at for at, each in enumerate(statements) if "client.id IN" in each]
    assert locks[0] < min(written.index("INSERT"), written.index("UPDATE"))
    assert done["userErrors"] == []
    assert done["seat"]["number"] == 7
    assert done["seat"]["client"]["label"].startswith(f"label {done['seat']['client']['name']}")
    (event,) = await seating.rows(select(EventRow.__table__).where(EventRow.type == "seating/SEATED"))
    assert (event.client_id, event.override_reason, event.door) == (client, "Tired.", "api")
    assert event.changes == [{"field": "number", "before": None, "after": 7}]
    values = await seating.rows(select(PluginValue.__table__))
    assert [(each.plugin, each.key, each.value) for each in values] == [("seating", f"seat/{client}", "7")]


async def test_a_change_that_is_refused_or_fails_changes_nothing(seating: House) -> None:
    served, waiting = await one_client(seating), await one_client(seating, "WAITING")
    before = await seating.snapshot()
    for client in (waiting, "cli_nobody", "prv_nobody", "x" * 180):
        answer = await seating.data("admin", TAKE, {"input": {"number": 7, "clientId": client}})
        assert answer["takeSeat"]["seat"] is None
        (problem,) = answer["takeSeat"]["userErrors"]
        assert (problem["code"], problem["path"]) == ("NOT_FOUND", ["input", "clientId"])
    for then in ("raise", "wait", "nonsense", "cli_nobody", "prv_nobody"):
        answer = await seating.ask("admin", TAKE, {"input": {"number": 7, "clientId": served, "then": then}})
        assert answer["data"]["takeSeat"] is None, then
        assert [each["extensions"]["code"] for each in answer["errors"]] == ["INTERNAL_SERVER_ERROR"], then
    assert await seating.snapshot() == before
    assert (await figures(seating))["Mutation.takeSeat"] == (9, 5)


async def test_changes_of_one_plugin_are_made_one_after_the_other(seating: House) -> None:
    given = {"clientId": await one_client(seating), "number": 7, "then": "count"}
    await asyncio.gather(*(seating.data("admin", TAKE, {"input": given}) for _ in range(8)))
    (counted_up,) = await seating.rows(select(PluginValue.value).where(PluginValue.key == "count"))
    assert counted_up.value == "8"


async def test_a_change_that_moves_access_stands_though_its_rows_cannot_be_shown(seating: House) -> None:
    given = {"clientId": await one_client(seating), "number": 7, "then": "access"}
    done = (await seating.data("admin", TAKE, {"input": given}))["takeSeat"]
    assert done == {"seat": {"number": 7, "client": None}, "userErrors": []}
    assert len(await seating.rows(select(PluginValue.key))) == 1
    again = (await seating.data("admin", "{ seats { client { id } } }"))["seats"]
    assert again[0]["client"]["id"] == given["clientId"]


async def test_limits_and_introspection_hold_for_fields_of_plugins(seated: House) -> None:
    assert await seated.problem("admin", "{ seats(first: 100) { neighbours { id doNotMatch { id } } } }") == (
        "QUERY_TOO_COMPLEX"
    )
    deep = "{ seats { client { sitter { sitter { sitter { sitter { sitter { sitter { sitter { sitter { sitter { sitter "
    assert await seated.problem("admin", f"{deep} {{ id }} {'}' * 12}") == "QUERY_TOO_COMPLEX"
    asked = '{ __type(name: "Client") { fields { name description args { name description } } } }'
    fields = (await seated.data("admin", asked))["__type"]["fields"]
    (found,) = (each for each in fields if each["name"] == "label")
    assert found["description"] == "A label."
    assert found["args"] == [{"name": "prefix", "description": "What it begins with."}]
