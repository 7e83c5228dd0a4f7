"""Builds the schema, and marks every field with what the planner must know of it."""

from typing import TYPE_CHECKING, cast

import strawberry
from graphql import GraphQLField, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from caseload_gql.planner.marks import MARK, FieldMark
from caseload_gql.plugins.plugin_fields import PluginField
from caseload_gql.schema.added.companions import blamed, companions_of
from caseload_gql.schema.added.graft import graft
from caseload_gql.schema.mutations import Mutation
from caseload_gql.schema.planned import ACTION, NEEDS, PLANNED, planned_value
from caseload_gql.schema.queries import Query
from caseload_gql.schema.scalars import SCALARS
from caseload_gql.schema.types.node import type_of_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from strawberry.types.field import StrawberryField

_BACK_REFERENCE = "strawberry-definition"


def build_schema(extra_types: "Iterable[type]" = (), fields: "Sequence[PluginField]" = ()) -> strawberry.Schema:
    """Build the schema, with types that no field of it names, and with the fields that plugins add.

    Raises `ConfigurationError` that names the plugin of a field that does not fit.
    """
    extra, companions = tuple(extra_types), companions_of(fields)
    try:
        schema = _with_types([*extra, *(each.type for each in companions)])
    except Exception as error:
        if not companions:
            raise
        raise blamed(error, extra, companions, _with_types) from error
    mark_fields(graphql_schema(schema))
    graft(schema, graphql_schema(schema), companions)
    return schema


def _with_types(types: "Iterable[type]") -> strawberry.Schema:
    return strawberry.Schema(
        query=Query,
        mutation=Mutation,
        types=types,
        config=StrawberryConfig(scalar_map=SCALARS),
    )


def graphql_schema(schema: strawberry.Schema) -> GraphQLSchema:
    """Return graphql-core's form of the schema, which the planner and the executor read."""
    return schema._schema  # noqa: SLF001  # strawberry offers no other way


def mark_fields(schema: GraphQLSchema) -> None:
    """Mark every field, let planned ones read the planner's rows, and let rows tell their own type."""
    for graphql_type in schema.type_map.values():
        if graphql_type.name.startswith("__"):
            continue
        if isinstance(graphql_type, GraphQLInterfaceType):
            graphql_type.resolve_type = type_of_row
        if isinstance(graphql_type, GraphQLObjectType):
            graphql_type.is_type_of = None
        if isinstance(graphql_type, GraphQLObjectType | GraphQLInterfaceType):
            for field in graphql_type.fields.values():
                _mark(field)


def _mark(field: GraphQLField) -> None:
    definition = cast("StrawberryField", field.extensions[_BACK_REFERENCE])
    facts = cast("Mapping[str, object]", definition.metadata)
    is_planned = facts.get(PLANNED) is True
    field.extensions[MARK] = FieldMark(
        attribute=definition.python_name,
        python=not is_planned,
        needs=cast("tuple[str, ...]", facts.get(NEEDS, ())),
        action=cast("str | None", facts.get(ACTION)),
    )
    if is_planned:
        field.resolve = planned_value
