"""Values of an operation's variables while it is planned: what shapes the plan is seen, the rest stays closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLInputType,
    GraphQLNonNull,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    specified_scalar_types,
)

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """A value that a variable brings: the plan knows where it stands, never what it is."""

    path: Path


def closed(kind: GraphQLInputType, value: Any, path: Path) -> tuple[Any, Any]:  # noqa: ANN401  # any coerced value
    """A coerced value with its open parts closed, and its shape.

    Nulls, absent fields, lengths of lists, enum values and booleans are the shape; every other value is `Given`.
    """
    if isinstance(kind, GraphQLNonNull):
        return closed(kind.of_type, value, path)
    if value is None:
        return None, None
    if is_list_type(kind):
        pairs = [closed(kind.of_type, each, (*path, at)) for at, each in enumerate(value)]
        return [each for each, _ in pairs], tuple(shape for _, shape in pairs)
    if is_input_object_type(kind):
        found = {name: closed(kind.fields[name].type, each, (*path, name)) for name, each in value.items()}
        return {name: each for name, (each, _) in found.items()}, tuple(
            (name, shape) for name, (_, shape) in found.items()
        )
    if is_enum_type(kind) or kind is _BOOLEAN:
        return value, value
    return Given(path), _GIVEN


def dig(values: Mapping[str, Any], path: Path) -> Any:  # noqa: ANN401  # any coerced value
    """The value at a path among the variables' coerced values."""
    found: Any = values
    for step in path:
        found = found[step]
    return found


_BOOLEAN = specified_scalar_types["Boolean"]
_GIVEN = "given"
