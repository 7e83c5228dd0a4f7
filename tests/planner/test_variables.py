"""Variables that cannot be used are explained; those that can are what graphql-core makes of them."""

from collections.abc import Mapping
from typing import Any

import pytest
from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema, GraphQLString, OperationDefinitionNode, parse
from graphql.execution.values import VariableValues

from caseload_gql.db.engine import Database
from caseload_gql.planner.marks import mark_of
from caseload_gql.planner.selection import Operation
from caseload_gql.schema.build import graphql_schema
from tests.planner.door import SCHEMA, door_of

QUERY = """
query($n: Int!, $f: ClientFilter, $d: Int! = 3) {
  clients(first: $n, filter: $f) { totalCount } pool { dueWithin(days: $d) }
}
"""


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "'$n'"),
        ({"n": None}, "'$n'"),
        ({"n": "3"}, "'$n'"),
        ({"n": 2**31}, "'$n'"),
        ({"n": 3, "f": {"nix": 1}}, "'$f'"),
        ({"n": 3, "f": {"status": ["NIX"]}}, "'$f'"),
        ({"n": 3, "f": {"intakeFrom": "yesterday"}}, "'$f'"),
        ({"n": 3, "d": None}, "'$d'"),
    ],
    ids=["absent", "null", "text", "large", "field", "enum", "date", "null for a default"],
)
async def test_a_variable_that_cannot_be_used_is_named(
    database: Database, variables: Mapping[str, Any], said: str
) -> None:
    door = door_of(database)
    answer = await door.ask(QUERY, variables)
    assert "data" not in answer
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"BAD_USER_INPUT"}
    assert said in answer["errors"][0]["message"].replace('"', "'")
    assert (door.planner.figures.hits, door.planner.figures.misses) == (0, 0)


async def test_variables_that_are_left_out_take_their_defaults_or_stay_away(database: Database) -> None:
    door = door_of(database)
    assert await door.data(QUERY, {"n": 3}) == await door.data(QUERY, {"n": 3, "f": None, "d": 3})
    assert (await door.data(QUERY, {"n": 3, "d": 10_000}))["pool"]["dueWithin"] >= 0


def operation(text: str, schema: GraphQLSchema) -> Operation:
    (definition,) = parse(text).definitions
    assert isinstance(definition, OperationDefinitionNode)
    return Operation(schema, {}, definition, VariableValues({}, {}))


def test_an_operation_of_a_kind_that_the_schema_has_not_is_a_fault_of_ours() -> None:
    with pytest.raises(LookupError, match="no subscription"):
        operation("subscription { x }", graphql_schema(SCHEMA)).root()


def test_rows_are_of_object_types() -> None:
    with pytest.raises(TypeError, match="Node is no object type"):
        operation("{ practice { id } }", graphql_schema(SCHEMA)).below("Node", [], ())


def test_a_schema_without_marks_is_a_fault_of_ours() -> None:
    bare = GraphQLSchema(GraphQLObjectType("Query", {"x": GraphQLField(GraphQLString)}))
    with pytest.raises(LookupError, match="no mark"):
        operation("{ x }", bare).root()
    with pytest.raises(LookupError, match="no mark"):
        mark_of(GraphQLField(GraphQLString))
