"""The audit as it is read: newest first, by filters, and no more of it than the reader may see of its rows."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, Final, cast

import pytest
from sqlalchemy import insert, text

from caseload_gql.db.engine import Database
from caseload_gql.db.models import User
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.events import Event, EventType, FieldChange
from caseload_gql.identity.facts import FactFinder
from caseload_gql.identity.identified import Identified
from caseload_gql.planner.planner import Planner
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.policy.rules import Grant, PolicyRequest, Redact, Restrict
from caseload_gql.schema.bound import BoundAccess
from caseload_gql.schema.context import RequestContext
from caseload_gql.schema.execute import GraphQLExecutor
from caseload_gql.schema.reader import PlannerReader
from tests.planner.door import NOON, SCHEMA, Door, Rules, door_of

DAY: Final = timedelta(days=1)
AT: Final = datetime(2026, 11, 10, 9, tzinfo=UTC)
NUMBERS: Final = "query($f: AuditEventFilter) { auditEvents(first: 9, filter: $f) { totalCount nodes { number } } }"
VALUES: Final = "{ auditEvents(first: 9) { nodes { number overrideReason changes { field before after } } } }"


def event(kind: EventType, days: int = 0, *changes: FieldChange, **rows: Any) -> Event:
    return Event(kind, AT + days * DAY, changes=changes, **rows)


NORTH: Final = {"client_id": "cli_north", "provider_id": "prv_n", "assignment_id": "asg_north_n"}
EVENTS: Final = [
    event(EventType.TEAM_ADDED, 0, FieldChange("name", None, "North")),
    event(EventType.CLIENT_ADMITTED, 1, FieldChange("name", None, "Eve"), client_id="cli_south"),
    event(
        EventType.CLIENT_ASSIGNED,
        2,
        FieldChange("providerId", "prv_s", "prv_n"),
        FieldChange("note", "old", None),
        FieldChange("caseWeight", 1.5, 2.0),
        override_reason="because",
        **NORTH,
    ),
    event(
        EventType.CLIENT_UPDATED,
        3,
        FieldChange("dateOfBirth", "1990-01-01", "1991-01-01"),
        FieldChange("doNotMatchProviderIds", ["prv_s"], []),
        FieldChange("attributes", None, {"vip": True}),
        client_id="cli_north",
    ),
    event(EventType.PROVIDER_UPDATED, 4, FieldChange("name", "S", "Sam"), provider_id="prv_s"),
]


@pytest.fixture
async def recorded(database: Database) -> Database:
    async def work(unit: UnitOfWork) -> None:
        user = {"id": "usr_ada", "name": "Ada", "name_key": "ada", "email": "ada@x.example", "account_role": "ADMIN"}
        await unit.session.execute(insert(User).values(**user, company_roles=[]))
        for each in EVENTS:
            unit.record(each, actor_id="usr_ada", actor_name="Ada", door="graphql")

    await database.write(work)
    return database


def door_with_values(database: Database, *rules: Rules) -> Door:
    """As `door_of`, with what the resolvers of events need."""
    policy = PolicyEngine(list(rules or (Rules(),)))
    planner = Planner(database, policy, lambda: NOON)

    def context(identified: Identified, reader: PlannerReader) -> RequestContext:
        access = BoundAccess(policy, identified, FactFinder(database))
        none = cast("Any", SimpleNamespace())
        return RequestContext(identified.actor, none, reader, none, none, access)

    return Door(database, planner, GraphQLExecutor(SCHEMA, planner, context))


async def numbers(door: Door, **narrowed: Any) -> list[int]:
    found = (await door.data(NUMBERS, {"f": narrowed}))["auditEvents"]
    assert found["totalCount"] == len(found["nodes"])
    return [each["number"] for each in found["nodes"]]


async def values(door: Door) -> dict[int, Any]:
    found = (await door.data(VALUES))["auditEvents"]["nodes"]
    return {
        each["number"]: {
            "reason": each["overrideReason"],
            **{change["field"]: (change["before"], change["after"]) for change in each["changes"]},
        }
        for each in found
    }


async def test_events_come_newest_first_and_page_by_page_and_by_their_id(recorded: Database) -> None:
    door = door_of(recorded, (Rules(),))
    whole = "id number type at actor door client { id } provider { id }"
    page = "query($a: String) { auditEvents(first: 2, after: $a) { pageInfo { hasNextPage endCursor } nodes { %s } } }"
    first = (await door.data(page % whole))["auditEvents"]
    assert [each["number"] for each in first["nodes"]] == [5, 4]
    newest = first["nodes"][0]
    assert newest | {"id": ""} == {
        "id": "",
        "number": 5,
        "type": "PROVIDER_UPDATED",
        "at": "2026-11-14T09:00:00.000000+00:00",
        "actor": "Ada",
        "door": "graphql",
        "client": None,
        "provider": {"id": "prv_s"},
    }
    second = (await door.data(page % whole, {"a": first["pageInfo"]["endCursor"]}))["auditEvents"]
    assert [each["number"] for each in second["nodes"]] == [3, 2]
    by_id = f"query($i: ID!) {{ node(id: $i) {{ __typename ... on AuditEvent {{ {whole} }} }} }}"
    assert (await door.data(by_id, {"i": newest["id"]}))["node"] == {"__typename": "AuditEvent", **newest}


async def test_filters_narrow_the_list(recorded: Database) -> None:
    door = door_of(recorded, (Rules(),))
    assert await numbers(door) == [5, 4, 3, 2, 1]
    assert await numbers(door, type=["CLIENT_ASSIGNED", "TEAM_ADDED", "NO_SUCH", "a\0b"]) == [3, 1]
    assert await numbers(door, type=[]) == []
    assert await numbers(door, clientId="cli_north") == [4, 3]
    assert await numbers(door, providerId="prv_s", type=None) == [5]
    assert await numbers(door, clientId="cli_nobody") == []
    assert await numbers(door, **{"from": (AT + DAY).isoformat(), "to": (AT + 3 * DAY).isoformat()}) == [4, 3, 2]
    literal = (
        '{ auditEvents(last: 1, filter: { type: ["TEAM_ADDED"], from: "2026-11-10T09:00:00Z" }) { nodes { number } } }'
    )
    assert (await door.data(literal))["auditEvents"]["nodes"] == [{"number": 1}]


async def test_no_event_is_listed_of_a_row_that_is_not_seen(recorded: Database) -> None:
    def restricted(request: PolicyRequest) -> Iterable[Restrict | Redact]:
        if request.resource == "Client":
            yield Restrict("NORTH", "North only.", request.row.id != "cli_south")
        if request.resource == "Provider":
            yield Restrict("NORTH", "North only.", request.row.id != "prv_s")

    door = door_with_values(recorded, Rules(restricted=restricted))
    assert await numbers(door) == [4, 3, 1]
    assert await numbers(door, clientId="cli_south") == []
    ids = [row.id for row in await recorded.rows(text("SELECT id FROM event ORDER BY number"))]
    query = "query($i: [ID!]!) { nodes(ids: $i) { id } }"
    assert [each is None for each in (await door.data(query, {"i": ids}))["nodes"]] == [False, True, False, False, True]
    found = await values(door)
    assert found[3]["providerId"] == (None, "prv_n")
    assert found[4]["doNotMatchProviderIds"] == (None, [])


async def test_without_the_action_the_list_is_forbidden_and_events_are_not_found(recorded: Database) -> None:
    def granted(request: PolicyRequest) -> Iterable[Grant]:
        if request.action != "audit:read":
            yield Grant("REST", "All the rest.")

    door = door_of(recorded, (Rules(granted),))
    answer = await door.ask(NUMBERS)
    assert answer["data"]["auditEvents"] is None
    assert [each["extensions"]["code"] for each in answer["errors"]] == ["FORBIDDEN"]
    (first, *_) = await recorded.rows(text("SELECT id FROM event"))
    assert (await door.data("query($i: ID!) { node(id: $i) { id } }", {"i": first.id}))["node"] is None


async def test_values_come_with_their_fields(recorded: Database) -> None:
    found = await values(door_with_values(recorded))
    assert found[1] == {"reason": None, "name": (None, "North")}
    assert found[3] == {
        "reason": "because",
        "providerId": ("prv_s", "prv_n"),
        "note": ("old", None),
        "caseWeight": (1.5, 2.0),
    }
    assert found[4]["attributes"] == (None, {"vip": True})


async def test_values_of_hidden_fields_are_null_in_the_rows_where_they_are_hidden(recorded: Database) -> None:
    def restricted(request: PolicyRequest) -> Iterable[Restrict | Redact]:
        hidden = {
            "Client": (("date_of_birth", "attributes", "name"), request.row.id == "cli_north"),
            "Assignment": (("override_reason",), request.row.id == "asg_north_n"),
            "PoolEntry": (("note",), request.row.id == "pen_routed"),
        }
        if request.resource in hidden:
            fields, where = hidden[request.resource]
            yield Redact("MASKED", "Masked.", fields, where)

    found = await values(door_with_values(recorded, Rules(restricted=restricted)))
    assert found[1] == {"reason": None, "name": (None, "North")}
    assert found[2] == {"reason": None, "name": (None, "Eve")}
    # The event names no pool entry, so that whose note it is cannot be told.
    assert (found[3]["reason"], found[3]["note"], found[3]["caseWeight"]) == (None, (None, None), (1.5, 2.0))
    assert (found[4]["dateOfBirth"], found[4]["attributes"]) == ((None, None), (None, None))
    assert found[4]["doNotMatchProviderIds"] == (["prv_s"], [])
    assert found[5]["name"] == ("S", "Sam")
