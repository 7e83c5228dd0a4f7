"""Moves the fields of plugins from their companions to the types they are for."""

from collections.abc import Sequence
from typing import cast

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema
from strawberry import Schema

from caseload_gql.plugins.extend_schema import TypeField
from caseload_gql.plugins.plugin_fields import PluginField
from caseload_gql.plugins.refusal import refusal
from caseload_gql.schema.added.companions import Companion
from caseload_gql.schema.added.fitting import USER_ERRORS, Fitting, readable_fields
from caseload_gql.schema.added.resolving import Answering, resolve_plain, resolve_problems

#: Where the product itself declares user errors.
_PAYLOAD = "AssignClientPayload"


def graft(strawberry_schema: Schema, schema: GraphQLSchema, companions: Sequence[Companion]) -> None:
    """Move every field, once it is found to fit, into a marked schema.

    Raises `ConfigurationError` that names the plugin of one that does not fit.
    """
    for each in companions:
        source = cast("GraphQLObjectType", schema.type_map.pop(each.name))
        target = cast("GraphQLObjectType", schema.type_map[each.on])
        fitting = Fitting(each.plugin)
        for name, added in each.fields.items():
            if name in target.fields:
                raise refusal(each.plugin, f"the API has a field {added.place} already; name yours otherwise")
            shown = source.fields[name]
            fitting.check(added.place, shown)
            _answer(strawberry_schema, schema, fitting, added, shown, target)
            target.fields[name] = shown
        for kind in fitting.objects.values():
            _answer_plainly(kind, next(iter(each.fields.values())))


def _answer(  # what an answer is made of
    strawberry_schema: Schema,
    schema: GraphQLSchema,
    fitting: Fitting,
    added: PluginField,
    shown: GraphQLField,
    target: GraphQLObjectType,
) -> None:
    declared = added.declared
    readable = readable_fields(target) if isinstance(declared, TypeField) else {}
    answering = Answering(added, shown, strawberry_schema, readable)
    if isinstance(declared, TypeField):
        fitting.check_needs(added.place, declared.needs, readable)
        shown.resolve = answering.of_row
    elif added.on == "Mutation":
        payload = fitting.check_payload(added.place, shown)
        payload.fields.setdefault(USER_ERRORS, _user_errors(schema))
        shown.resolve = answering.of_mutation
    else:
        shown.resolve = answering.of_query


def _answer_plainly(kind: GraphQLObjectType, added: PluginField) -> None:
    for name, field in kind.fields.items():
        if name != USER_ERRORS:
            field.resolve = resolve_plain(added, f"{kind.name}.{name}", field)


def _user_errors(schema: GraphQLSchema) -> GraphQLField:
    """The field of the product's payloads, answered for a plugin's."""
    own = cast("GraphQLObjectType", schema.type_map[_PAYLOAD]).fields[USER_ERRORS]
    return GraphQLField(own.type, description=own.description, extensions=own.extensions, resolve=resolve_problems)
