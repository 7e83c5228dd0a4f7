"""What a plugin's field may take and give, held against the schema at the start."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

from caseload_gql.plugins.entity_refs import ENTITIES
from caseload_gql.plugins.refusal import did_you_mean, refusal
from caseload_gql.schema.planned import PLANNED
from caseload_gql.schema.sizes import NAMED, PAGED

#: Where Strawberry keeps its own form of a type, and of a field.
DEFINITION: Final = "strawberry-definition"
USER_ERRORS: Final = "userErrors"
_OWN: Final = "caseload_gql.schema."


@dataclass(slots=True)
class Fitting:
    """Holds the fields of one plugin against the schema, and finds the types that it brings."""

    plugin: str
    #: The object types of the plugin's own that were met.
    objects: dict[str, GraphQLObjectType] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    def check(self, place: str, added: GraphQLField) -> None:
        """Raise `ConfigurationError` where the field cannot be had."""
        self._output(place, added)
        self._arguments(place, added)
        sizing = [name for name in (*PAGED, *NAMED) if name in added.args]
        if sizing and not is_list_type(get_nullable_type(added.type)):
            raise refusal(self.plugin, f"{place} takes {sizing[0]}, which sizes lists, and returns none; rename it")

    def check_payload(self, place: str, added: GraphQLField) -> GraphQLObjectType:
        """The type that a mutation returns, once it is one that can show user errors."""
        payload = get_nullable_type(added.type)
        if not isinstance(payload, GraphQLObjectType) or payload.name not in self.objects:
            raise refusal(self.plugin, f"{place} must return an object type of its own")
        if not isinstance(get_nullable_type(added.args["input"].type), GraphQLInputObjectType):
            raise refusal(self.plugin, f"{place} must take an input type of its own as input")
        for name, each in payload.fields.items():
            if name == USER_ERRORS and DEFINITION in each.extensions and not _is_of_product(each):
                raise refusal(self.plugin, f"{payload.name}.{name} is added by itself; leave it out")
            if name != USER_ERRORS and is_non_null_type(each.type):
                raise refusal(self.plugin, f"{payload.name}.{name} must be nullable, as user errors leave it out")
        return payload

    def check_needs(self, place: str, needs: tuple[str, ...], readable: Mapping[str, GraphQLField]) -> None:
        """Raise `ConfigurationError` for what the API does not show of a row by that name."""
        for name in needs:
            if name not in readable:
                message = f"{place} needs {name!r}, which is no value that the API shows of a row by that Python name"
                raise refusal(self.plugin, message + did_you_mean(name, readable))

    def _output(self, place: str, shown: GraphQLField) -> None:
        if not (shown.description or "").strip():
            raise refusal(self.plugin, f"{place} needs a description")
        named: Any = get_named_type(shown.type)
        if is_leaf_type(named):
            self._leaf(named)
        elif not isinstance(named, GraphQLObjectType):
            raise refusal(self.plugin, f"{place} is of an interface or union, {named.name}; use object types")
        elif not _is_of_product(named):
            self._object(named)
        elif named.name not in ENTITIES:
            raise refusal(
                self.plugin, f"{place} is of the product's own type {named.name}, which a plugin cannot answer"
            )
        elif any(is_non_null_type(each) for each in _innermost(shown.type)):
            raise refusal(self.plugin, f"{place} must be nullable where it names a row, which may be out of sight")

    def _object(self, kind: GraphQLObjectType) -> None:
        if kind.name in self._seen:
            return
        self._seen.add(kind.name)
        if kind.interfaces:
            raise refusal(self.plugin, f"the type {kind.name} has an interface; use plain types")
        self._described(kind)
        self.objects[kind.name] = kind
        for name, each in kind.fields.items():
            if name == USER_ERRORS and _is_of_product(each):
                continue
            place = f"{kind.name}.{name}"
            if cast("Any", each.extensions[DEFINITION]).base_resolver is not None:
                raise refusal(
                    self.plugin, f"{place} has a resolver; let the resolver of the field that returns it answer it"
                )
            self._output(place, each)

    def _arguments(self, place: str, added: GraphQLField) -> None:
        for name, argument in added.args.items():
            if not (argument.description or "").strip():
                raise refusal(
                    self.plugin, f"{place}({name}:) needs a description: Annotated[..., strawberry.argument(...)]"
                )
            self._input(get_named_type(argument.type))

    def _input(self, kind: Any) -> None:  # noqa: ANN401  # an input type
        if not isinstance(kind, GraphQLInputObjectType):
            self._leaf(kind)
            return
        if kind.name in self._seen or _is_of_product(kind):
            return
        self._seen.add(kind.name)
        self._described(kind)
        for name, each in kind.fields.items():
            if not (each.description or "").strip():
                raise refusal(self.plugin, f"{kind.name}.{name} needs a description")
            self._input(get_named_type(each.type))

    def _leaf(self, kind: Any) -> None:  # noqa: ANN401  # a scalar or an enum
        if not isinstance(kind, GraphQLEnumType) or _is_of_product(kind) or kind.name in self._seen:
            return
        self._seen.add(kind.name)
        self._described(kind)
        for name, value in kind.values.items():
            if not (value.description or "").strip():
                raise refusal(self.plugin, f"{kind.name}.{name} needs a description")

    def _described(self, kind: Any) -> None:  # noqa: ANN401  # any type
        if not (kind.description or "").strip():
            raise refusal(self.plugin, f"the type {kind.name} needs a description")


def readable_fields(kind: GraphQLObjectType) -> dict[str, GraphQLField]:
    """The values that the API shows of a row, by their Python names: what a policy hides is hidden under these."""
    found = {}
    for each in kind.fields.values():
        definition = cast("Any", each.extensions[DEFINITION])
        if definition.metadata.get(PLANNED) is True and is_leaf_type(get_named_type(each.type)):
            found[str(definition.python_name)] = each
    return found


def _innermost(kind: Any) -> Iterator[Any]:  # noqa: ANN401  # an output type
    """The type as it stands innermost, where it names rows."""
    nullable = get_nullable_type(kind)
    if is_list_type(nullable):
        yield from _innermost(nullable.of_type)
    else:
        yield kind


def _is_of_product(thing: Any) -> bool:  # noqa: ANN401  # a type or a field
    """Whether the product itself declares it."""
    definition: Any = thing.extensions.get(DEFINITION)
    origin = getattr(definition, "origin", None) or getattr(definition, "wrapped_cls", None)
    return str(getattr(origin, "__module__", "")).startswith(_OWN)
