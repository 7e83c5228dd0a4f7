"""What the mutations of people answer."""

from typing import cast

import strawberry

from caseload_gql.schema.errors import UserError
from caseload_gql.schema.planned import Row, behind_python, planned
from caseload_gql.schema.types.payload import problems
from caseload_gql.schema.types.user import User


@strawberry.type(description="The outcome of addUser.")
class AddUserPayload:
    """Payload of addUser."""

    user: User | None = planned("The new user; null where there are userErrors.")
    user_errors: list[UserError] = problems()


@strawberry.type(description="The outcome of updateUser.")
class UpdateUserPayload:
    """Payload of updateUser."""

    user: User | None = planned("The user as they are now.")
    user_errors: list[UserError] = problems()


@strawberry.type(description="The outcome of createSignInLink.")
class CreateSignInLinkPayload:
    """Payload of createSignInLink."""

    @behind_python("The link to hand to the user. It is shown this once, works once, and is kept nowhere.")
    @staticmethod
    def url(source: strawberry.Parent[Row]) -> str | None:
        """What the use case made, if it did."""
        return cast("str | None", source.get("url"))

    user_errors: list[UserError] = problems()
