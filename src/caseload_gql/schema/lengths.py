"""How long a list an operation asks for: by a literal, a variable, or a default."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graphql import (
    FieldNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    OperationDefinitionNode,
    ValueNode,
    VariableNode,
)

from caseload_gql.schema.sizes import PAGED, Size

#: Digits of a number that are read; no page is nearly that long.
_DIGITS: Final = 12


@dataclass(slots=True)
class Lengths:
    """Reads the lengths that one operation asks for, with the variables it was sent."""

    given: Mapping[str, object]
    defaults: Mapping[str, ValueNode]
    #: The longest page. What is longer is refused where it is read, with a better sentence than a cost could give.
    longest: int
    #: What each variable is taken to ask for, whatever it was sent: the least or the most that it could be.
    assumed: int | None = None
    #: Whether a variable was asked for any length.
    varies: bool = False

    def of(self, node: FieldNode, size: Size) -> int:
        """How many objects the field brings for each object that it hangs on."""
        if not size.sized_by:
            return self.longest if size.times is None else size.times
        asked = [self._asked(each.value, size) for each in node.arguments or () if each.name.value in size.sized_by]
        known = [length for length in asked if length is not None]
        length = max(known) if known else size.times
        return self.longest if length is None else max(0, min(length, self.longest))

    def _asked(self, node: ValueNode, size: Size) -> int | None:
        """The length that one argument asks for, None where it asks for none."""
        if isinstance(node, VariableNode):
            self.varies = True
            if self.assumed is not None:
                return self.assumed
        value = self._value(node)
        return _page(value) if size.sized_by is PAGED else _items(value)

    def _value(self, node: ValueNode | None) -> object:
        """The value as sent; a list of literals is told by its length alone."""
        if isinstance(node, VariableNode):
            name = node.name.value
            # A default is a constant, so this ends here.
            return self.given[name] if name in self.given else self._value(self.defaults.get(name))
        if isinstance(node, IntValueNode):
            return int(node.value[:_DIGITS])
        if isinstance(node, ListValueNode):
            return node.values
        return None if isinstance(node, NullValueNode) else node


def lengths_of(
    operation: OperationDefinitionNode, given: Mapping[str, object], longest: int, assumed: int | None
) -> Lengths:
    """The lengths that the operation asks for, by its variables and their defaults."""
    defaults = {
        each.variable.name.value: each.default_value
        for each in operation.variable_definitions or ()
        if each.default_value is not None
    }
    return Lengths(given, defaults, longest, assumed)


def _page(value: object) -> int | None:
    """How many entries a page is asked for; None where the value is no whole number."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _items(value: object) -> int | None:
    """How many items a list has; one value alone stands for a list of it."""
    if value is None:
        return None
    return len(value) if isinstance(value, list | tuple) else 1
