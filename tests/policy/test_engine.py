"""The engine: who holds what, what is kept, and that it fails on the safe side."""

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import pytest
from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    case,
    exists,
    false,
    literal_column,
    not_,
    null,
    or_,
    select,
    text,
    true,
    tuple_,
)
from sqlalchemy.orm import aliased

from caseload_gql.db.engine import Database
from caseload_gql.db.models import Assignment, Client, PoolEntry, Provider
from caseload_gql.errors import Forbidden
from caseload_gql.policy import engine as engine_module
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.policy.practice import PracticeFacts
from caseload_gql.policy.rules import Grant, PolicyRequest, Redact, Restrict

ADA = Actor("usr_ada", "Ada", "ada@demo.example", "STAFF")
READ = "caseload:read"

Where = Callable[[PolicyRequest], ColumnElement[bool] | None]


class Source:
    """A policy that answers for clients with what a test gives it."""

    def __init__(
        self,
        grants: Callable[[PolicyRequest], Iterable[Grant]] = lambda _: (),
        restrictions: Callable[[PolicyRequest], Iterable[Restrict | Redact]] = lambda _: (),
    ) -> None:
        self.name = "test-plugin"
        self.asked = 0
        self._grants = grants
        self._restrictions = restrictions

    def grants(self, request: PolicyRequest) -> Iterable[Grant]:
        self.asked += 1
        return self._grants(request)

    def restrictions(self, request: PolicyRequest) -> Iterable[Restrict | Redact]:
        return self._restrictions(request)


def granting(where: Where = lambda _: None) -> Source:
    return Source(lambda request: [Grant("G", "granted", where(request))])


def restricting(where: Callable[[PolicyRequest], ColumnElement[bool]]) -> Source:
    return Source(restrictions=lambda request: [Restrict("R", "restricted", where(request))])


def failing(_: PolicyRequest) -> Iterable[Grant]:
    message = "broken"
    raise RuntimeError(message)


async def seen(database: Database, *sources: Source, kind: type[Client | PoolEntry] = Client) -> list[set[str]]:
    """The ids that an alias and the mapped class let see, without their prefix."""
    engine = PolicyEngine(sources)
    found = []
    async with database.read() as connection:
        for row in (aliased(kind), kind):
            scope = engine.scope(ADA, READ, row)
            statement = select(row.id) if scope.where is None else select(row.id).where(scope.where)
            found.append({each[4:] for each in await connection.scalars(statement)})
    return found


EVERYBODY = {"north", "south", "vip", "gone", "routed", "unrouted"}


def both(names: set[str]) -> list[set[str]]:
    return [names, names]


async def test_nothing_is_seen_without_a_grant(database: Database) -> None:
    assert await seen(database) == both(set())


async def test_a_grant_without_a_condition_shows_every_row(database: Database) -> None:
    assert await seen(database, granting()) == both(EVERYBODY)
    assert await seen(database, granting(), granting(lambda request: request.row.id == "x")) == both(EVERYBODY)


async def test_grants_are_united_and_restrictions_all_hold(database: Database) -> None:
    north = granting(lambda request: request.row.name == "north")
    south = granting(lambda request: request.row.name == "south")
    assert await seen(database, north, south) == both({"north", "south"})
    assert await seen(database, north, south, restricting(lambda request: request.row.name != "north")) == both(
        {"south"}
    )
    assert await seen(database, granting(), restricting(lambda request: request.row.name != "north")) == both(
        EVERYBODY - {"north"}
    )


#: Conditions over `payer`, which is NULL in every row, with the rows that they hold for all the same.
OVER_NULL: Final[Mapping[str, tuple[Callable[[Any], ColumnElement[bool]], set[str]]]] = {
    "equal": (lambda row: row.payer == "x", set()),
    "not equal": (lambda row: row.payer != "x", set()),
    "not over equal": (lambda row: not_(row.payer == "x"), set()),
    "not over not equal": (lambda row: not_(row.payer != "x"), set()),
    "in": (lambda row: row.payer.in_(["x"]), set()),
    "not in": (lambda row: row.payer.not_in(["x"]), set()),
    "not over in": (lambda row: not_(row.payer.in_(["x", "y"])), set()),
    "compared with null": (lambda row: row.name == null(), set()),
    "null itself": (lambda _: null() == true(), set()),
    "and": (lambda row: and_(row.payer != "x", row.name == "north"), set()),
    "or": (lambda row: or_(row.payer != "x", row.name == "north"), {"north"}),
    "not over and": (lambda row: not_(and_(row.payer == "x", row.name == "north")), EVERYBODY - {"north"}),
    "case without else": (lambda row: case((row.payer != "x", true())), set()),
    "in a related row": (lambda row: row.assignments.any(Assignment.override_reason != "x"), set()),
}


@pytest.mark.parametrize(("where", "held"), OVER_NULL.values(), ids=OVER_NULL)
async def test_null_neither_grants_nor_lets_a_row_stay(
    database: Database, where: Callable[[Any], ColumnElement[bool]], held: set[str]
) -> None:
    assert await seen(database, granting(lambda request: where(request.row))) == both(held)
    assert await seen(database, granting(), restricting(lambda request: where(request.row))) == both(held)
    north = granting(lambda request: request.row.name == "north")
    assert await seen(database, north, restricting(lambda request: where(request.row))) == both(held & {"north"})


async def test_a_raising_grant_is_absent_and_a_raising_restriction_hides_all(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "caseload_gql.policy"):
        assert await seen(database, Source(failing), granting(lambda request: request.row.name == "north")) == both(
            {"north"}
        )
        assert await seen(database, granting(), Source(restrictions=failing)) == both(set())  # type: ignore[arg-type]
    assert all("test-plugin" in record.getMessage() for record in caplog.records)
    assert len(caplog.records) == 2
    assert "broken" not in caplog.text


async def test_a_condition_deep_in_subqueries_follows_the_row(database: Database) -> None:
    def same_provider(request: PolicyRequest) -> ColumnElement[bool]:
        row = request.row
        return row.assignments.any(Assignment.provider.has(and_(Provider.id == "prv_n", row.name == "north")))  # type: ignore[no-any-return]

    assert await seen(database, granting(same_provider)) == both({"north"})


async def test_a_condition_with_an_own_subquery_follows_the_row(database: Database) -> None:
    def held(request: PolicyRequest) -> ColumnElement[bool]:
        return exists(select(Assignment.id).where(Assignment.client_id == request.row.id))

    assert await seen(database, granting(held)) == both({"north", "south", "vip", "gone"})


async def test_one_condition_serves_two_aliases_of_one_statement(database: Database) -> None:
    engine = PolicyEngine([granting(lambda request: request.row.name.in_(("north", "south")))])
    one, other = aliased(Client), aliased(Client)
    wheres = [engine.scope(ADA, READ, row).where for row in (one, other)]
    async with database.read() as connection:
        rows = await connection.execute(
            select(one.id, other.id)
            .join_from(one, other, true())
            .where(*(where for where in wheres if where is not None))
        )
    assert len(rows.all()) == 4


@pytest.mark.parametrize(
    "where",
    [
        lambda _: text("1 = 1"),
        lambda _: literal_column("1 = 1"),
        lambda request: request.row.name == bindparam("name", "north"),
        lambda request: request.row.name == bindparam(None, callable_=lambda: "north", unique=True),
        lambda request: request.row.name == bindparam(None, "north", unique=True, literal_execute=True),
        lambda request: tuple_(request.row.id, request.row.name).in_([("a", "b")]),
        lambda _: Provider.id == "prv_n",
        lambda request: exists(select(request.row.id).where(Provider.id == "prv_n").correlate(None)),
        lambda _: "not an expression",
        lambda request: request.row.name,
        lambda request: request.row.assignments,
    ],
    ids=[
        "text",
        "literal",
        "named",
        "callable",
        "literal_execute",
        "tuple",
        "other_table",
        "uncorrelated",
        "no_sql",
        "no_truth",
        "relationship",
    ],
)
async def test_an_unsafe_condition_grants_nothing_and_hides_all(database: Database, where: Where) -> None:
    assert await seen(database, granting(where)) == both(set())
    assert await seen(database, granting(), restricting(where)) == both(set())  # type: ignore[arg-type]


async def test_a_column_that_is_true_or_false_is_a_condition(database: Database) -> None:
    def flag(request: PolicyRequest) -> ColumnElement[bool]:
        column: ColumnElement[bool] = request.row.telehealth_ok
        return column

    assert await seen(database, granting(flag)) == both(set())
    assert await seen(database, granting(lambda request: not_(flag(request)))) == both(EVERYBODY)
    assert await seen(database, granting(), restricting(flag)) == both(set())


async def test_a_subquery_may_not_leave_the_row_uncorrelated(database: Database) -> None:
    def open_to_all(request: PolicyRequest) -> ColumnElement[bool]:
        inner = exists().where(PoolEntry.client_id == request.row.id, PoolEntry.client_id == Assignment.client_id)
        return exists(select(Assignment.id).where(inner))

    assert await seen(database, granting(open_to_all)) == both(set())


async def test_the_wrong_kind_of_rule_is_a_fault(database: Database) -> None:
    confused = Source(lambda _: [Restrict("R", "no grant", true())])  # type: ignore[list-item]
    assert await seen(database, confused) == both(set())
    without = Source(restrictions=lambda _: [Restrict("R", "no condition", None)])  # type: ignore[arg-type]
    assert await seen(database, granting(), without) == both(set())


async def test_a_redaction_hides_where_it_is_true_or_unknown(database: Database) -> None:
    source = Source(
        lambda _: [Grant("G", "granted")],
        lambda request: [
            Redact("A", "hides", ("name",), request.row.name == "north"),
            Redact("B", "hides", ("name", "payer"), request.row.payer == "x"),
            Redact("C", "hides", ("location",)),
        ],
    )
    row = aliased(Client)
    redactions = PolicyEngine([source]).scope(ADA, READ, row).redactions
    async with database.read() as connection:
        hidden = {
            name: await connection.scalar(select(where).where(row.id == "cli_south"))
            for name, where in redactions.items()
        }
    assert {name: bool(value) for name, value in hidden.items()} == {"name": True, "payer": True, "location": True}


def test_an_action_nobody_knows_is_never_held() -> None:
    engine = PolicyEngine([granting()])
    assert not engine.may(ADA, "no:such")
    assert engine.may(ADA, READ)
    engine.require(ADA, READ)
    with pytest.raises(Forbidden, match="caseload:read"):
        PolicyEngine([]).require(ADA, READ)


def test_an_answer_is_kept_for_half_a_minute_and_by_settings() -> None:
    now = [0.0]
    source = granting(lambda _: false())
    engine = PolicyEngine([source], clock=lambda: now[0])
    for at, asked in ((0.0, 1), (29.9, 1), (30.0, 2)):
        now[0] = at
        engine.scope(ADA, READ, aliased(Client))
        assert source.asked == asked
    engine.at(PracticeFacts(supervisor_access="READ")).scope(ADA, READ, aliased(Client))
    assert source.asked == 3


def test_kept_answers_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "KEEP_ANSWERS", 1)
    source = granting()
    engine = PolicyEngine([source])
    for resource in (Client, Provider, Client):
        engine.scope(ADA, READ, aliased(resource))
    assert source.asked == 3
