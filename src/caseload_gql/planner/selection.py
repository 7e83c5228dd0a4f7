"""An operation as a frozen tree: fragments, aliases, merging and directives resolved by graphql-core itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graphql import (
    GraphQLAbstractType,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_argument_values,
    get_named_type,
    is_abstract_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_fields, collect_subfields
from graphql.execution.values import VariableValues

from caseload_gql.planner.marks import FieldMark, mark_of

TYPENAME = "__typename"
#: Names the concrete type of a row where the schema says only `Node`.
HIDDEN_TYPE = "$type"
_PLAIN = FieldMark(attribute=TYPENAME, python=False)


@dataclass(frozen=True)
class Selected:
    """One field to answer: under which key, from which attribute, with which arguments, and what below it."""

    key: str
    name: str
    mark: FieldMark
    arguments: Mapping[str, Any]
    #: Name of the object type it returns; None for scalars, enums and interfaces.
    type_name: str | None
    children: tuple["Selected", ...]
    #: Response keys from the root, without list positions.
    path: tuple[str, ...]
    #: Whether the field, or one below it, is answered by Python.
    has_python: bool
    #: Why its arguments cannot be used, if they cannot.
    problem: str | None = None
    #: Whether a list of nodes, or a node, may be null.
    nullable: bool = True

    def unusable(self) -> "Selected | None":
        """The field whose arguments cannot be used: itself, or the first one below it."""
        if self.problem is not None:
            return self
        return next((found for child in self.children if (found := child.unusable()) is not None), None)


@dataclass(frozen=True)
class Operation:
    """A validated operation with what graphql-core needs to collect its fields."""

    schema: GraphQLSchema
    fragments: dict[str, FragmentDetails]
    definition: OperationDefinitionNode
    variables: VariableValues

    def root(self) -> tuple[Selected, ...]:
        """The fields of the operation's root."""
        kind = self.schema.get_root_type(self.definition.operation)
        if kind is None:
            message = f"the schema has no {self.definition.operation.value}"
            raise LookupError(message)
        grouped = collect_fields(self.schema, self.fragments, self.variables, kind, self.definition)
        return self._fields(kind, grouped.grouped_field_set, ())

    def below(self, type_name: str, details: Sequence[FieldDetails], path: tuple[str, ...]) -> tuple[Selected, ...]:
        """The fields that merged field nodes ask of an object type."""
        kind = self.schema.type_map[type_name]
        if not isinstance(kind, GraphQLObjectType):
            message = f"{type_name} is no object type"
            raise TypeError(message)
        grouped = collect_subfields(self.schema, self.fragments, self.variables, self.definition, kind, list(details))
        return self._fields(kind, grouped.grouped_field_set, path)

    def _fields(
        self,
        kind: GraphQLObjectType,
        grouped: Mapping[str, list[FieldDetails]],
        path: tuple[str, ...],
    ) -> tuple[Selected, ...]:
        return tuple(self._field(kind, key, details, (*path, key)) for key, details in grouped.items())

    def _field(
        self,
        kind: GraphQLObjectType,
        key: str,
        details: list[FieldDetails],
        path: tuple[str, ...],
    ) -> Selected:
        node = details[0].node
        name = node.name.value
        if name.startswith("__"):
            return Selected(key, name, _PLAIN, {}, None, (), path, has_python=name != TYPENAME)
        definition = kind.fields[name]
        mark = mark_of(definition)
        try:
            arguments = get_argument_values(definition, node, self.variables)
        except GraphQLError as error:
            return Selected(key, name, mark, {}, None, (), path, mark.python, error.message)
        returned: Any = get_named_type(definition.type)
        if is_abstract_type(returned):
            found = self._abstract(key, name, mark, arguments, returned, details, path)
            return replace(found, nullable=not is_non_null_type(definition.type))
        if mark.python or not isinstance(returned, GraphQLObjectType):
            return Selected(key, name, mark, arguments, None, (), path, has_python=mark.python)
        children = self.below(returned.name, details, path)
        python = any(child.has_python for child in children)
        found = Selected(key, name, mark, arguments, returned.name, children, path, has_python=python)
        return replace(found, nullable=not is_non_null_type(definition.type))

    def _abstract(
        self,
        key: str,
        name: str,
        mark: FieldMark,
        arguments: Mapping[str, Any],
        returned: GraphQLAbstractType,
        details: list[FieldDetails],
        path: tuple[str, ...],
    ) -> Selected:
        """One child a possible type, each holding what is asked of that type."""
        children = []
        for possible in self.schema.get_possible_types(returned):
            fields = self.below(possible.name, details, path)
            python = any(child.has_python for child in fields)
            children.append(Selected(possible.name, name, mark, {}, possible.name, fields, path, has_python=python))
        python = any(child.has_python for child in children)
        return Selected(key, name, mark, arguments, None, tuple(children), path, has_python=python)
