"""The schema fits the models, and what would not fit is named at the start."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLString,
)

from caseload_gql.bootstrap import build_app
from caseload_gql.cli import run
from caseload_gql.db.models import Client
from caseload_gql.errors import ConfigurationError
from caseload_gql.planner.mapping import check_mapping
from caseload_gql.planner.marks import MARK, FieldMark
from caseload_gql.planner.ordering import FIELDS
from caseload_gql.schema.build import build_schema, graphql_schema
from caseload_gql.settings import Settings
from tests.databases import copy_of


def field(
    kind: Any, attribute: str, arguments: Mapping[str, GraphQLArgument] | None = None, needs: tuple[str, ...] = ()
) -> GraphQLField:
    mark = FieldMark(attribute, python=bool(needs), needs=needs)
    return GraphQLField(kind, args=dict(arguments or {}), extensions={MARK: mark})


def page_of(row: GraphQLObjectType) -> GraphQLObjectType:
    return GraphQLObjectType(f"{row.name}Connection", {"nodes": field(GraphQLList(row), "nodes")})


def client(**fields: GraphQLField) -> GraphQLSchema:
    row = GraphQLObjectType("Client", fields)
    return GraphQLSchema(GraphQLObjectType("Query", {"client": field(row, "client")}))


def refusal(schema: GraphQLSchema) -> str:
    with pytest.raises(ConfigurationError) as refused:
        check_mapping(schema)
    return str(refused.value)


PROVIDER = GraphQLObjectType("Provider", {"name": field(GraphQLString, "name")})
ASSIGNMENT = GraphQLObjectType("Assignment", {"id": field(GraphQLString, "id")})
WINDOW = GraphQLObjectType("WeeklyWindow", {"minutes": field(GraphQLInt, "minutes")})
STRANGER = GraphQLObjectType("Stranger", {"id": field(GraphQLString, "id")})


def test_the_schema_as_built_fits_the_models() -> None:
    check_mapping(graphql_schema(build_schema()))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"nick": field(GraphQLString, "nickname")}, "Client.nick reads 'nickname', which is no value of Client."),
        ({"location": field(GraphQLString, "location")}, "Client.location reads 'location', which is no value"),
        ({"provider": field(PROVIDER, "name")}, "Client.provider reads 'name', which is no relationship of Client."),
        ({"match": field(GraphQLInt, "match", needs=("id", "luck"))}, "Client.match needs 'luck', which is no value"),
        ({"doNotMatch": field(PROVIDER, "do_not_match")}, "leads to many rows where the schema has one."),
        ({"provider": field(GraphQLNonNull(GraphQLList(PROVIDER)), "provider")}, "one row where the schema has many."),
        ({"assignment": field(page_of(ASSIGNMENT), "assignment")}, "one row where the schema has many."),
        ({"assignment": field(PROVIDER, "assignment")}, "Client.assignment reads 'assignment', which leads to Assi"),
        ({"assignments": field(page_of(PROVIDER), "assignments")}, "reads 'assignments', which leads to Assignment."),
        ({"availability": field(GraphQLList(WINDOW), "availability")}, "WeeklyWindow.minutes reads 'minutes', which"),
        ({"assignments": field(page_of(STRANGER), "assignments")}, "Client.assignments is a list of what has no model"),
    ],
    ids=range(11),
)
def test_a_field_that_no_attribute_answers_is_named(fields: dict[str, GraphQLField], said: str) -> None:
    assert said in refusal(client(**fields))


def test_everything_that_does_not_fit_is_told_at_once() -> None:
    told = refusal(client(a=field(GraphQLString, "a"), b=field(GraphQLString, "b"), name=field(GraphQLString, "name")))
    assert ("Client.a " in told, "Client.b " in told, "Client.name " in told) == (True, True, False)


def test_filters_and_orders_that_the_planner_does_not_know_are_named() -> None:
    row = GraphQLObjectType("Client", {"id": field(GraphQLString, "id")})
    sign = GraphQLInputObjectType(
        "ClientFilter", {each: GraphQLInputField(GraphQLString) for each in ("payer", "sign")}
    )
    orders = GraphQLEnumType("ClientOrderField", {"NAME": "NAME", "HEIGHT": "HEIGHT"})
    order = GraphQLInputObjectType("ClientOrder", {"field": GraphQLInputField(orders)})
    arguments = {"filter": GraphQLArgument(sign), "orderBy": GraphQLArgument(GraphQLList(order))}
    told = refusal(GraphQLSchema(GraphQLObjectType("Query", {"clients": field(page_of(row), "clients", arguments)})))
    assert "Query.clients takes filter 'sign', which the planner does not know." in told
    assert "Query.clients takes orderBy 'HEIGHT', which the planner does not know." in told
    assert "payer" not in told
    assert "NAME" not in told


def test_a_workload_is_narrowed_by_what_is_known_of_providers() -> None:
    workload = GraphQLObjectType("Workload", {"load": field(GraphQLInt, "load")})
    narrowed = GraphQLInputObjectType("ProviderFilter", {"mood": GraphQLInputField(GraphQLString)})
    query = {"workload": field(workload, "workload", {"filter": GraphQLArgument(narrowed)})}
    assert "Query.workload takes filter 'mood'" in refusal(GraphQLSchema(GraphQLObjectType("Query", query)))


def test_no_list_is_without_an_order_of_its_own() -> None:
    row = GraphQLObjectType("Practice", {"id": field(GraphQLString, "id")})
    told = refusal(GraphQLSchema(GraphQLObjectType("Query", {"practices": field(page_of(row), "practices")})))
    assert "Query.practices has no order of its own for Practice." in told


def test_a_schema_that_does_not_fit_stops_the_start_and_fails_the_check(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = copy_of(sqlite_template, tmp_path / "practice.db")
    monkeypatch.delitem(cast("dict[str, object]", FIELDS[Client]), "CASE_WEIGHT")
    with pytest.raises(ConfigurationError, match="'CASE_WEIGHT'"):
        build_app(Settings(database_url=url))
    with pytest.raises(SystemExit) as ended:
        run(["check", "--database-url", url])
    assert ended.value.code == 1
    assert "schema    FAILED  The schema and the models do not fit: " in (told := capsys.readouterr().out)
    assert "Query.clients takes orderBy 'CASE_WEIGHT', which the planner does not know." in told
