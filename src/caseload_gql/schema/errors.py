"""What stopped a mutation, for the person who asked for it."""

import strawberry

from caseload_gql.schema.enums import UserErrorCode
from caseload_gql.schema.gate import Gate


@strawberry.type(
    description="A problem that stopped a mutation; a mutation did what was asked exactly if there is none."
)
class UserError:
    """A problem with its place in the input."""

    code: UserErrorCode = strawberry.field(description="What kind of problem it is; programs go by this.")
    message: str = strawberry.field(description="What is wrong and what to do, in words for a person.")
    path: list[str] = strawberry.field(description="The input field that is at fault, from the outside in.")
    gate: Gate | None = strawberry.field(description="The failed gate, for NOT_ELIGIBLE, AT_CAPACITY and VETOED.")
