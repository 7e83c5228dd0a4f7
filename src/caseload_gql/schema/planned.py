"""Fields that the planner answers: declared here, read from its rows by response key."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.types.unset import UNSET

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo

PLANNED = "planned"
ACTION = "action"
NEEDS = "needs"

Row = Mapping[str, object]
"""What the planner read for one object, keyed by response key; hidden keys begin with `$`."""

FIRST = "How many to return from the start of the list, 1 to 100."
AFTER = "Continue after this cursor, as given by an earlier page."
LAST = "How many to return from the end of the list, 1 to 100."
BEFORE = "Continue before this cursor, as given by an earlier page."
FILTER = "Which ones to list; conditions are combined, and without any all are listed."
ORDER = "How to sort; the first entry counts most, and ties are settled by id, in the direction of the last."


def argument(
    python_name: str, annotation: object, description: str, default: object = UNSET, *, name: str | None = None
) -> StrawberryArgument:
    """Declare an argument of a planned field; `name` is its GraphQL name where Python would not have it."""
    return StrawberryArgument(
        python_name=python_name,
        graphql_name=name,
        type_annotation=StrawberryAnnotation(annotation),
        description=description,
        default=default,
    )


AS_OF = argument(
    "as_of",
    date | None,
    "The practice-local day at whose end to look, today or earlier; left out, now. Clients count with the weights and "
    "providers with the capacities of then.",
)


def planned(
    description: str,
    *,
    name: str | None = None,
    action: str | None = None,
    arguments: Sequence[StrawberryArgument] = (),
) -> Any:  # noqa: ANN401  # stands for a value of whatever type the field is annotated with
    """Declare a field that the planner reads from the model attribute of the field's Python name.

    `name` is its GraphQL name where the two differ; `action` what the actor must be granted to read it.
    """
    field = StrawberryField(
        graphql_name=name,
        description=description,
        metadata={PLANNED: True, ACTION: action},
    )
    field.arguments = list(arguments)
    return field


def connection(
    description: str,
    *,
    filter: type | None = None,  # noqa: A002  # named as in the API
    order: type | None = None,
    action: str | None = None,
) -> Any:  # noqa: ANN401  # as for planned
    """Declare a page of a list: Relay's four arguments, with a filter and an order where the list has them."""
    return planned(description, action=action, arguments=page_arguments(filter, order))


def page_arguments(filter_type: type | None, order_type: type | None) -> list[StrawberryArgument]:
    """Return the arguments that every page of a list takes."""
    arguments = [
        argument("first", int | None, FIRST),
        argument("after", str | None, AFTER),
        argument("last", int | None, LAST),
        argument("before", str | None, BEFORE),
    ]
    if filter_type is not None:
        arguments.append(argument("filter", filter_type | None, FILTER))
    if order_type is not None:
        arguments.append(argument("order_by", list[order_type] | None, ORDER))  # type: ignore[valid-type]
    return arguments


def behind_python(
    description: str,
    *,
    needs: tuple[str, ...] = (),
    action: str | None = None,
) -> Callable[[Callable[..., object]], StrawberryField]:
    """Declare a field that a resolver answers; use as a decorator.

    `needs` are model attributes of the row, which the resolver finds under `"$<attribute>"`.
    """
    field: Callable[[Callable[..., object]], StrawberryField] = strawberry.field(
        description=description, metadata={NEEDS: needs, ACTION: action}
    )
    return field


def planned_value(source: Row, info: "GraphQLResolveInfo[object]", **_arguments: object) -> object:
    """Return what the planner put under the field's response key, for rows and for the operation's root."""
    return source[str(info.path.key)]
