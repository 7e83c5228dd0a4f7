"""The name is the mapping: at the start, every field that the planner reads is held against its model."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, cast

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
)
from sqlalchemy import inspect

from caseload_gql.db.models import Client, EventRow, PoolEntry, Provider, User
from caseload_gql.errors import ConfigurationError
from caseload_gql.planner.filters import _ENTRY, _OF_CLIENT, _TABLES
from caseload_gql.planner.marks import mark_of
from caseload_gql.planner.ordering import DEFAULTS, FIELDS
from caseload_gql.planner.roots import MODELS

CONNECTION: Final = "Connection"
#: Types computed over many rows, and the model that a filter on them narrows.
FIGURES: Final[Mapping[str, type | None]] = {
    "Workload": Provider,
    "WorkloadPoint": Provider,
    "WaitReport": None,
    "Pool": None,
}

_FILTERS: Final[Mapping[type, frozenset[str]]] = {
    Provider: frozenset(_TABLES[Provider]),
    Client: frozenset(_TABLES[Client]),
    EventRow: frozenset(_TABLES[EventRow]),
    User: frozenset(_TABLES[User]),
    PoolEntry: frozenset({*_ENTRY, *_OF_CLIENT}),
}


def check_mapping(schema: GraphQLSchema) -> None:
    """Hold every planned field of a marked schema against the models and the planner's tables.

    Raises ``ConfigurationError`` that names the type and the field of everything that does not fit.
    """
    faults = [*_fields_without_attribute(schema), *_arguments_without_meaning(schema)]
    if faults:
        message = "The schema and the models do not fit: " + " ".join(faults)
        raise ConfigurationError(message)


def _fields_without_attribute(schema: GraphQLSchema) -> Iterator[str]:
    """Walk from each entity to the values without an id that hang on it."""
    waiting = [(kind, MODELS[name]) for name, kind in schema.type_map.items() if name in MODELS]
    seen: set[tuple[str, type]] = set()
    while waiting:
        kind, model = waiting.pop()
        if not isinstance(kind, GraphQLObjectType) or (kind.name, model) in seen:
            continue
        seen.add((kind.name, model))
        for name, field in kind.fields.items():
            fault = _fault(model, field)
            if fault is not None:
                yield f"{kind.name}.{name} {fault}."
                continue
            relation = _relation(model, mark_of(field).attribute)
            returned = get_named_type(field.type)
            if relation is not None and not returned.name.endswith(CONNECTION):
                waiting.append((returned, relation.mapper.class_))


def _fault(model: type, field: GraphQLField) -> str | None:
    """What keeps a field from being read of a model, if anything does."""
    mark = mark_of(field)
    if mark.python:
        lacking = [name for name in mark.needs if not _is_value(model, name)]
        return f"needs {lacking[0]!r}, which is no value of {model.__name__}" if lacking else None
    returned = get_named_type(field.type)
    if not isinstance(returned, GraphQLObjectType):
        return None if _is_value(model, mark.attribute) else _lacks(model, mark.attribute, "value")
    return None if returned.name in FIGURES else _relation_fault(model, field, returned)


def _relation_fault(model: type, field: GraphQLField, returned: GraphQLObjectType) -> str | None:
    attribute = mark_of(field).attribute
    relation = _relation(model, attribute)
    if relation is None:
        return _lacks(model, attribute, "relationship")
    many = returned.name.endswith(CONNECTION) or isinstance(get_nullable_type(field.type), GraphQLList)
    if relation.uselist is not many:
        found, wanted = ("many rows", "one") if relation.uselist else ("one row", "many")
        return f"reads {attribute!r}, which leads to {found} where the schema has {wanted}"
    expected = MODELS.get(_row_type(returned).name)
    target = relation.mapper.class_
    if expected not in (None, target):
        return f"reads {attribute!r}, which leads to {target.__name__}"
    return None


def _arguments_without_meaning(schema: GraphQLSchema) -> Iterator[str]:
    for kind in schema.type_map.values():
        if not isinstance(kind, GraphQLObjectType) or kind.name.startswith("__"):
            continue
        for name, field in kind.fields.items():
            returned = get_named_type(field.type)
            if isinstance(returned, GraphQLObjectType) and not mark_of(field).python:
                for fault in _faulty_arguments(returned, field):
                    yield f"{kind.name}.{name} {fault}."


def _faulty_arguments(returned: GraphQLObjectType, field: GraphQLField) -> Iterator[str]:
    paged = returned.name.endswith(CONNECTION)
    model = MODELS.get(_row_type(returned).name) if paged else FIGURES.get(returned.name)
    if model is None:
        if paged:
            yield "is a list of what has no model"
        return
    if paged and model not in DEFAULTS:
        yield f"has no order of its own for {model.__name__}"
    for argument, names, known in (
        ("filter", _filter_names, _FILTERS.get(model, frozenset())),
        ("orderBy", _order_names, frozenset(FIELDS.get(model, {}))),
    ):
        given = _names(field.args.get(argument), names)
        yield from (
            f"takes {argument} {each!r}, which the planner does not know" for each in given if each not in known
        )


def _names(argument: GraphQLArgument | None, names: Callable[[GraphQLInputObjectType], list[str]]) -> list[str]:
    kind = None if argument is None else get_named_type(argument.type)
    return names(kind) if isinstance(kind, GraphQLInputObjectType) else []


def _filter_names(kind: GraphQLInputObjectType) -> list[str]:
    return list(kind.fields)


def _order_names(kind: GraphQLInputObjectType) -> list[str]:
    fields = get_named_type(kind.fields["field"].type)
    return list(fields.values) if isinstance(fields, GraphQLEnumType) else []


def _row_type(returned: GraphQLObjectType) -> GraphQLObjectType:
    """The type of the rows of a page, or the type itself."""
    if returned.name.endswith(CONNECTION):
        return cast("GraphQLObjectType", get_named_type(returned.fields["nodes"].type))
    return returned


def _relation(model: type, attribute: str) -> Any:  # noqa: ANN401  # a relationship of the model, or None
    return inspect(model).relationships.get(attribute)


def _is_value(model: type, attribute: str) -> bool:
    """Whether it is a column, or computed from columns."""
    return attribute in inspect(model).all_orm_descriptors and _relation(model, attribute) is None


def _lacks(model: type, attribute: str, kind: str) -> str:
    return f"reads {attribute!r}, which is no {kind} of {model.__name__}"
