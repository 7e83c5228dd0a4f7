"""What access is to be explained."""

import strawberry
from strawberry import ID

from caseload_gql.schema.inputs.fields import optional


@strawberry.input(description="Whose access to which row is to be explained.")
class ExplainAccessInput:
    """A question about access."""

    user_email: str = strawberry.field(description="The email of the person whose access is in question.")
    action: str = strawberry.field(description="The action, such as caseload:read; viewer.actions lists them.")
    id: ID = strawberry.field(description="The id of the row, as given by an earlier answer.")
    field: str | None = optional(
        "A field of the row, such as dateOfBirth: tells whether a policy hides it from the person, and which rules do."
    )
