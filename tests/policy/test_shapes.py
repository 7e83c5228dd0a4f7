"""What an answer is taken apart into: a shape that actors share, and values that they do not."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import ColumnElement, String, bindparam, exists, func, literal, or_, select

from caseload_gql.db.engine import Database
from caseload_gql.db.models import Assignment, Client
from caseload_gql.policy import engine as engine_module
from caseload_gql.policy import shape
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.answer import Answer
from caseload_gql.policy.engine import ROWS, PolicyEngine
from caseload_gql.policy.expressions import with_lists
from caseload_gql.policy.practice import PracticeFacts
from caseload_gql.policy.rules import Grant, PolicyRequest
from caseload_gql.policy.shape import Shaped, Shapes

ADA, BOB = (Actor(f"usr_{name}", name, "", "STAFF") for name in ("ada", "bob"))
ROW = ROWS["Client"]


class Granting:
    """A policy that grants clients where a test says."""

    name = "test-plugin"

    def __init__(self, where: Callable[[Any], ColumnElement[bool] | None]) -> None:
        self.where = where
        self.asked = 0

    def grants(self, request: PolicyRequest) -> list[Grant]:
        self.asked += 1
        return [Grant("G", "Granted.", self.where(request.row))]

    def restrictions(self, _: PolicyRequest) -> list[Any]:
        return []


def shaped(shapes: Shapes, where: ColumnElement[bool]) -> Shaped:
    return shapes.of("Client", Answer(granted=True, where=with_lists(where)))


def test_values_are_taken_out_in_order_and_a_list_is_one_of_them() -> None:
    where = or_(ROW.name == "a", ROW.name.in_(["b", "c"]), ROW.case_weight_hundredths > 5)
    found = shaped(Shapes(), where)
    assert found.values == ("a", ["b", "c"], 5)
    assert found.shape.size == 3


@pytest.mark.parametrize(
    ("listed", "compared"),
    [(ROW.name.in_(["a"]), ROW.name == "a"), (ROW.name.not_in(["a"]), ROW.name != "a")],
    ids=["in", "not in"],
)
def test_a_list_of_one_is_a_comparison(listed: ColumnElement[bool], compared: ColumnElement[bool]) -> None:
    shapes = Shapes()
    found = shaped(shapes, listed)
    assert found.values == ("a",)
    assert found.shape is shaped(shapes, compared).shape


def test_the_shape_that_was_longest_not_met_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shape, "KEEP_SHAPES", 2)
    shapes = Shapes()
    name, payer, weight = ROW.name == "a", ROW.payer == "a", ROW.case_weight_hundredths == 1
    first, second = shaped(shapes, name).shape, shaped(shapes, payer).shape
    assert shaped(shapes, name).shape is first
    shaped(shapes, weight)
    assert shaped(shapes, name).shape is first
    assert shaped(shapes, payer).shape is not second


def test_a_value_that_is_named_twice_is_one_parameter() -> None:
    value = literal("x", String())
    found = shaped(Shapes(), or_(ROW.name == value, ROW.payer == value))
    assert found.values == ("x",)
    assert found.shape.where is not None
    assert str(found.shape.where).count(":caseload_client_0") == 2


@pytest.mark.parametrize(
    "where",
    [
        lambda value: ROW.name == value,
        lambda value: ROW.name.in_([value]),
        lambda value: ROW.name.in_([value, "c"]),
        lambda value: ROW.assignments.any(Assignment.override_reason == value),
        lambda value: func.lower(ROW.name) == value,
        lambda value: ROW.id.in_(select(Assignment.client_id).where(Assignment.assigned_by == value)),
    ],
    ids=["equal", "in", "in more", "any", "function", "subquery"],
)
def test_answers_that_differ_in_values_only_are_of_one_shape(where: Callable[[str], ColumnElement[bool]]) -> None:
    shapes = Shapes()
    one, other = shaped(shapes, where("a")), shaped(shapes, where("b"))
    assert one.shape is other.shape
    assert one.values != other.values


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ROW.name == "a", ROW.name != "a"),
        (ROW.name == "a", ROW.payer == "a"),
        (ROW.name == "a", ROW.name.in_(["a", "b"])),
        (ROW.name.in_(["a"]), ROW.name.in_(["a", "b"])),
        (ROW.name.in_(["a", "b"]), ROW.name.not_in(["a", "b"])),
        (ROW.payer == None, ROW.payer == "a"),  # noqa: E711  # SQL's IS NULL
        (ROW.case_weight_hundredths == 1, ROW.case_weight_hundredths == literal(1.0)),
    ],
    ids=["operator", "column", "list", "one of a list", "not", "null", "type"],
)
def test_answers_that_differ_in_more_than_values_are_of_other_shapes(
    one: ColumnElement[bool], other: ColumnElement[bool]
) -> None:
    shapes = Shapes()
    assert shaped(shapes, one).shape is not shaped(shapes, other).shape


def test_equal_conditions_over_another_kind_of_row_are_of_another_shape() -> None:
    shapes, nothing = Shapes(), Answer(granted=True, where=None)
    assert shapes.of("Client", nothing).shape is not shapes.of("Provider", nothing).shape
    assert shapes.of("Client", nothing).shape is shapes.of("Client", nothing).shape


def test_a_redaction_is_part_of_the_shape() -> None:
    shapes = Shapes()
    answers = [
        Answer(granted=True, where=None, redactions=redactions)
        for redactions in ({}, {"name": ROW.payer == "a"}, {"payer": ROW.payer == "a"}, {"name": ROW.payer == "b"})
    ]
    none, name, payer, other_name = (shapes.of("Client", answer) for answer in answers)
    assert len({none.shape, name.shape, payer.shape}) == 3
    assert name.shape is other_name.shape
    assert (name.values, other_name.values) == (("a",), ("b",))


async def seen(database: Database, where: Callable[[Any], ColumnElement[bool]]) -> list[str]:
    """The names that the policy lets see, by its shape and values."""
    found = PolicyEngine([Granting(where)]).shaped(ADA, "Client")
    scope = engine_module.moved(found.shape, Client)
    values = {f"caseload_client_{at}": value for at, value in enumerate(found.values)}
    assert scope.where is not None
    async with database.read() as connection:
        return sorted(await connection.scalars(select(Client.name).where(scope.where), values))


async def test_a_list_that_a_subquery_says_stays_one(database: Database) -> None:
    def served(row: Any) -> ColumnElement[bool]:
        condition: ColumnElement[bool] = row.id.in_(
            select(Assignment.client_id).where(Assignment.provider_id.in_(["prv_s", "prv_x"]))
        )
        return condition

    assert await seen(database, served) == ["south"]


@pytest.mark.parametrize("length", [2, 1_000, 1_001])
@pytest.mark.parametrize("negated", [False, True], ids=["in", "not in"])
@pytest.mark.parametrize("named", ["north", None], ids=["named", "null"])
async def test_a_list_of_any_length_is_asked_alike(
    database: Database, *, length: int, negated: bool, named: str | None
) -> None:
    listed = [*(f'nobody, "{at}" é' for at in range(length - 1)), named]

    def among(row: Any) -> ColumnElement[bool]:
        condition: ColumnElement[bool] = row.name.not_in(listed) if negated else row.name.in_(listed)
        return condition

    everyone = await seen(database, lambda row: row.name != "nobody")
    others = [name for name in everyone if name != "north"] if named else []
    assert await seen(database, among) == (others if negated else ["north"] if named else [])


async def test_the_row_may_not_hide_in_what_a_subquery_selects_from(database: Database) -> None:
    def hiding(row: Any) -> ColumnElement[bool]:
        derived = select(literal(1).label("one")).where(row.name == "north").correlate(row).subquery()
        return exists(select(derived.c.one))

    assert await seen(database, hiding) == []


def test_a_named_parameter_is_refused_before_it_could_be_taken_for_one_of_a_shape() -> None:
    where = ROW.name == bindparam("caseload_client_0", "x")
    assert PolicyEngine([Granting(lambda _: where)]).shaped(ADA, "Client").shape.size == 0


def test_what_actors_may_see_is_kept_for_a_bounded_number_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "KEEP_ANSWERS", 1)
    source = Granting(lambda row: row.name == "x")
    engine = PolicyEngine([source], clock=lambda: 0.0)
    facts = PracticeFacts()
    first = engine.visibility(ADA, facts)
    assert engine.visibility(ADA, facts) is first
    engine.visibility(BOB, facts)
    assert engine.visibility(ADA, facts) is not first


def test_the_policy_is_asked_once_for_a_kind_of_row_and_once_for_an_action() -> None:
    source = Granting(lambda row: row.id == "x")
    visible = PolicyEngine([source]).visibility(ADA, PracticeFacts())
    assert visible.of("Client") is visible.of("Client")
    assert source.asked == 1
    assert visible.may("users:manage")
    asked = source.asked
    assert visible.may("users:manage")
    assert source.asked == asked
    assert not visible.may("no:such")
