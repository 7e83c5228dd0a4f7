"""An operation made ready once: its variables' types, and the plans made for it so far."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import GraphQLError, GraphQLInputType, GraphQLNonNull, GraphQLSchema, OperationDefinitionNode, Undefined
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import VariableValues, get_variable_values
from graphql.utilities.coerce_input_value import coerce_default_value, coerce_input_value

from caseload_gql.planner.facts import Facts
from caseload_gql.planner.given import closed
from caseload_gql.planner.plan import Plan
from caseload_gql.planner.questions import Tree
from caseload_gql.planner.selection import Operation

#: Plans kept for one operation: its variables' and its actors' shapes are few.
PLANS_AT_MOST: Final = 64
#: Problems told of one request's variables: each takes a while to put into words, and there may be tens of thousands.
PROBLEMS_AT_MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Variables:
    """The first question of every plan: which variables are there, and what of them shapes it."""

    kinds: Mapping[str, GraphQLInputType]

    def __call__(self, facts: Facts) -> Hashable:
        """The shapes of the variables that are there."""
        return tuple((name, closed(self.kinds[name], value, (name,))[1]) for name, value in facts.variables.items())

    def __hash__(self) -> int:
        """There is one for an operation."""
        return id(self)


class Prepared:
    """One operation of a validated document."""

    def __init__(
        self, schema: GraphQLSchema, fragments: dict[str, FragmentDetails], definition: OperationDefinitionNode
    ) -> None:
        """Takes what graphql-core needs to collect the operation's fields."""
        self.schema = schema
        self.fragments = fragments
        self.definition = definition
        signatures = [get_variable_signature(schema, each) for each in definition.variable_definitions or ()]
        self._signatures = [each for each in signatures if isinstance(each, GraphQLVariableSignature)]
        self.variables = Variables({each.name: each.type for each in self._signatures})
        self.plans: Tree[Plan] = Tree(self.variables, PLANS_AT_MOST)

    def coerced(self, given: Mapping[str, object]) -> dict[str, Any] | list[GraphQLError]:
        """The coerced values of the operation's variables, or what is wrong with them."""
        values: dict[str, Any] = {}
        for signature in self._signatures:
            value: Any = given.get(signature.name, Undefined)
            if value is not Undefined:
                value = coerce_input_value(value, signature.type)
            elif signature.default is not None:
                value = coerce_default_value(signature)
            elif not isinstance(signature.type, GraphQLNonNull):
                continue
            if value is Undefined:
                return self._explained(given)
            values[signature.name] = value
        return values

    def selection(self, values: Mapping[str, Any]) -> Operation:
        """The operation with these values of its variables."""
        return Operation(self.schema, self.fragments, self.definition, VariableValues({}, dict(values)))

    def shaped(self, values: Mapping[str, Any]) -> Operation:
        """The operation with its variables closed, to be planned for every request of the same shape."""
        kinds = self.variables.kinds
        return self.selection({name: closed(kinds[name], value, (name,))[0] for name, value in values.items()})

    def _explained(self, given: Mapping[str, object]) -> list[GraphQLError]:
        definitions = self.definition.variable_definitions or ()
        found = get_variable_values(
            self.schema, definitions, dict(given), max_errors=PROBLEMS_AT_MOST, hide_suggestions=True
        )
        return found if isinstance(found, list) else [GraphQLError("The variables cannot be used.")]
