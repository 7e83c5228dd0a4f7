"""How a policy is shaped decides which plan is taken; what it says of one actor stays with that actor."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from sqlalchemy import Boolean, ColumnElement, bindparam, false, func, or_, select, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement

from caseload_gql.db.engine import Database
from caseload_gql.db.models import Provider
from caseload_gql.planner import plan
from caseload_gql.planner.facts import Facts
from caseload_gql.planner.request import Asking
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.rules import Grant, PolicyRequest, Redact, Restrict
from caseload_gql.policy.visibility import Visibility
from tests.planner.door import NOON, Rules, actor, door_of

NAMES = "{ clients(first: 9) { nodes { name } } }"
Where = Callable[[Any, str], ColumnElement[bool]]


def by_actor(*wheres: tuple[str, Where | None], redact: Callable[[Actor], Iterable[Redact]] = lambda _: ()) -> Rules:
    """Grants clients to each actor by their own condition, everything else to all."""
    known = dict(wheres)

    def granted(request: PolicyRequest) -> list[Grant]:
        where = known[request.actor.name]
        if request.resource != "Client" or where is None:
            return [Grant("ALL", "All.")]
        return [Grant("OWN", "Their own.", where(request.row, request.actor.name))]

    def restricted(request: PolicyRequest) -> list[Restrict | Redact]:
        return list(redact(request.actor)) if request.resource == "Client" else []

    return Rules(granted, restricted)


def named(row: Any, name: str) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = row.name == name
    return condition


def any_of(row: Any, name: str) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = row.name.in_([name, "unrouted"])
    return condition


async def seen(door: Any, name: str) -> list[str]:
    data = await door.data(NAMES, who=actor(name))
    return [node["name"] for node in data["clients"]["nodes"]]


async def test_two_actors_of_one_shape_share_a_plan_and_no_value(database: Database) -> None:
    door = door_of(database, [by_actor(("north", named), ("south", named))])
    for _ in range(2):
        assert await seen(door, "north") == ["north"]
        assert await seen(door, "south") == ["south"]
    assert (door.planner.figures.hits, door.planner.figures.misses) == (3, 1)


async def test_grants_of_another_shape_never_share_a_plan(database: Database) -> None:
    def but_for(row: Any, name: str) -> ColumnElement[bool]:
        condition: ColumnElement[bool] = row.name != name
        return condition

    conditions = [("north", named), ("south", any_of), ("vip", but_for), ("gone", None)]
    door = door_of(database, [by_actor(*conditions)])
    for _ in range(2):
        assert await seen(door, "north") == ["north"]
        assert await seen(door, "south") == ["south", "unrouted"]
        assert await seen(door, "vip") == ["gone", "north", "routed", "south", "unrouted"]
        assert len(await seen(door, "gone")) == 6
    assert (door.planner.figures.hits, door.planner.figures.misses) == (4, 4)


async def test_redactions_of_another_shape_never_share_a_plan(database: Database) -> None:
    def hides(who: Actor) -> list[Redact]:
        return {
            "north": [],
            "south": [Redact("H", "Hidden.", ("name",))],
            "vip": [Redact("H", "Hidden.", ("external_id",))],
            "gone": [Redact("H", "Hidden.", ("name", "external_id"))],
        }[who.name]

    everybody = [(name, None) for name in ("north", "south", "vip", "gone")]
    door = door_of(database, [by_actor(*everybody, redact=hides)])
    query = "{ clients(first: 1, filter: { status: DISCHARGED }) { nodes { name externalId } } }"
    for _ in range(2):
        for name in ("north", "south", "vip", "gone"):
            (node,) = (await door.data(query, who=actor(name)))["clients"]["nodes"]
            assert node["name"] == (None if name in {"south", "gone"} else "gone")
    assert (door.planner.figures.hits, door.planner.figures.misses) == (4, 4)


async def test_a_policy_may_be_of_one_shape_for_clients_and_another_for_providers(database: Database) -> None:
    def granted(request: PolicyRequest) -> list[Grant]:
        if request.resource == "Provider" and request.actor.name == "narrow":
            return [Grant("OWN", "Their own.", request.row.id == "prv_n")]
        return [Grant("ALL", "All.")]

    door = door_of(database, [Rules(granted)])
    query = "{ clients(first: 9, filter: { status: ACTIVE }) { nodes { name provider { id } } } }"
    for _ in range(2):
        for name, there in (("narrow", {"prv_n", None}), ("wide", {"prv_n", "prv_s"})):
            nodes = (await door.data(query, who=actor(name)))["clients"]["nodes"]
            assert {node["provider"] and node["provider"]["id"] for node in nodes} == there
    assert await door.plans_for(NAMES, None, who=actor("narrow")) == 1
    assert await door.plans_for(NAMES, None, who=actor("wide")) == 0


async def test_who_holds_an_action_and_who_does_not_have_plans_of_their_own(database: Database) -> None:
    def granted(request: PolicyRequest) -> list[Grant]:
        return [Grant("ALL", "All.")] if request.actor.name == "holder" else []

    door = door_of(database, [Rules(granted)])
    for _ in range(2):
        assert (await door.ask(NAMES, who=actor("holder")))["data"]["clients"]["nodes"]
        denied = await door.ask(NAMES, who=actor("stranger"))
        assert denied["data"] == {"clients": None}
        assert denied["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert (door.planner.figures.hits, door.planner.figures.misses) == (2, 2)


class Strange(FunctionElement[bool]):
    """A condition of a plugin that SQLAlchemy cannot tell from another of its class."""

    type = Boolean()

    def __init__(self, name: str, column: ColumnElement[str]) -> None:
        self.name_wanted = name
        super().__init__(column)


@compiles(Strange)
def _strange(element: Strange, compiler: SQLCompiler, **kw: Any) -> str:
    (column,) = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"({column} = '{element.name_wanted}')"


class Told(Strange):
    """The same, saying so."""

    inherit_cache = False


@pytest.mark.parametrize("kind", [Strange, Told])
@pytest.mark.filterwarnings("ignore:Class Strange will not make use of SQL compilation caching")
async def test_a_condition_that_cannot_be_told_from_others_is_answered_right_and_never_kept(
    database: Database, kind: type[Strange]
) -> None:
    def strange(row: Any, name: str) -> ColumnElement[bool]:
        return or_(kind(name, row.name), row.name == "unrouted")

    door = door_of(database, [by_actor(("north", strange), ("south", strange), ("vip", None))])
    for _ in range(2):
        assert await seen(door, "north") == ["north", "unrouted"]
        assert await seen(door, "south") == ["south", "unrouted"]
    assert (door.planner.figures.hits, door.planner.figures.misses) == (0, 4)
    await seen(door, "vip")
    await seen(door, "vip")
    assert (door.planner.figures.hits, door.planner.figures.misses) == (1, 5)


async def test_a_redaction_that_cannot_be_told_from_others_is_never_kept(database: Database) -> None:
    def restricted(request: PolicyRequest) -> list[Redact]:
        if request.resource != "Client":
            return []
        return [Redact("H", "Hidden.", ("name",), Told(request.actor.name, request.row.name))]

    door = door_of(database, [Rules(restricted=restricted)])
    for _ in range(2):
        for name in ("north", "south"):
            assert sorted({"north", "south"} - {*await seen(door, name)}) == [name]
    assert door.planner.figures.hits == 0


@pytest.mark.parametrize(
    "hidden",
    [
        bindparam(None, "north", unique=True, literal_execute=True),
        bindparam(None, callable_=lambda: "north", unique=True),
    ],
    ids=["literal_execute", "callable"],
)
async def test_a_value_that_a_kept_text_would_hide_is_refused(database: Database, hidden: Any) -> None:
    door = door_of(database, [by_actor(("north", lambda row, _: row.name == hidden))])
    assert await seen(door, "north") == []
    nobody = Visibility(lambda _: pytest.fail("not asked"), lambda _: (True, None))
    asking = Asking(Facts(nobody, "usr_ada", NOON.date(), 8500, 14, {}))
    column = select(func.count()).where(Provider.name == hidden).scalar_subquery()
    with pytest.raises(ValueError, match="literal_execute"):
        plan.make_plan(asking, database.driver, {"c": column})


async def test_a_list_is_one_value_however_long_it_is(database: Database) -> None:
    lists = {"none": [], "one": ["north"], "two": ["north", "south"], "null": [None, "vip"], "many": ["x"] * 500}
    door = door_of(database, [by_actor(*((name, lambda row, name: row.name.in_(lists[name])) for name in lists))])
    found = {name: await seen(door, name) for name in lists}
    assert found == {"none": [], "one": ["north"], "two": ["north", "south"], "null": ["vip"], "many": []}
    assert door.planner.figures.misses == 2  # a list of one is a comparison


@pytest.mark.parametrize(("constant", "count"), [(true(), 6), (false(), 0)], ids=["true", "false"])
async def test_a_condition_may_be_a_constant(database: Database, constant: ColumnElement[bool], count: int) -> None:
    door = door_of(database, [by_actor(("north", lambda *_: constant))])
    assert [len(await seen(door, "north")) for _ in range(2)] == [count, count]


async def test_what_is_visible_is_asked_again_after_half_a_minute(database: Database) -> None:
    now, name = [0.0], ["north"]
    door = door_of(database, [by_actor(("ada", lambda row, _: row.name == name[0]))], clock=lambda: now[0])
    assert await seen(door, "ada") == ["north"]
    name[0] = "south"
    now[0] = 29.9
    assert await seen(door, "ada") == ["north"]
    now[0] = 60.0
    assert await seen(door, "ada") == ["south"]
    assert (door.planner.figures.hits, door.planner.figures.misses) == (2, 1)
