"""What the mutations of the practice, its teams and its locations answer."""

import strawberry

from caseload_gql.schema.errors import UserError
from caseload_gql.schema.planned import planned
from caseload_gql.schema.types.payload import problems
from caseload_gql.schema.types.place import Location, Team
from caseload_gql.schema.types.practice import Practice


@strawberry.type(description="The outcome of updatePractice.")
class UpdatePracticePayload:
    """Payload of updatePractice."""

    practice: Practice | None = planned("The practice as it is now.")
    user_errors: list[UserError] = problems()


@strawberry.type(description="The outcome of addTeam.")
class AddTeamPayload:
    """Payload of addTeam."""

    team: Team | None = planned("The new team; null where there are userErrors.")
    user_errors: list[UserError] = problems()


@strawberry.type(description="The outcome of updateTeam.")
class UpdateTeamPayload:
    """Payload of updateTeam."""

    team: Team | None = planned("The team as it is now.")
    user_errors: list[UserError] = problems()


@strawberry.type(description="The outcome of addLocation.")
class AddLocationPayload:
    """Payload of addLocation."""

    location: Location | None = planned("The new location; null where there are userErrors.")
    user_errors: list[UserError] = problems()


@strawberry.type(description="The outcome of updateLocation.")
class UpdateLocationPayload:
    """Payload of updateLocation."""

    location: Location | None = planned("The location as it is now.")
    user_errors: list[UserError] = problems()
