"""Changes of the practice's settings, its teams and its locations."""

import strawberry

from caseload_gql.policy.actions import PRACTICE_WRITE
from caseload_gql.schema.inputs.practice import (
    AddLocationInput,
    AddTeamInput,
    UpdateLocationInput,
    UpdatePracticeInput,
    UpdateTeamInput,
)
from caseload_gql.schema.mutations.field import mutation
from caseload_gql.schema.types import practice_payload as payload
from caseload_gql.services import practice_commands as commands


@strawberry.type
class PracticeMutations:
    """What can be changed of the practice."""

    update_practice = mutation(
        "Changes the practice's settings: what is left out stays as it is. It takes effect at once, for everybody.",
        action=PRACTICE_WRITE,
        takes=UpdatePracticeInput,
        makes=commands.UpdatePractice,
        gives=payload.UpdatePracticePayload,
    )
    add_team = mutation(
        "Begins a team; providers and supervisors are put into it one by one.",
        action=PRACTICE_WRITE,
        takes=AddTeamInput,
        makes=commands.AddTeam,
        gives=payload.AddTeamPayload,
    )
    update_team = mutation(
        "Renames a team.",
        action=PRACTICE_WRITE,
        takes=UpdateTeamInput,
        makes=commands.UpdateTeam,
        gives=payload.UpdateTeamPayload,
    )
    add_location = mutation(
        "Begins a location where clients are to be seen.",
        action=PRACTICE_WRITE,
        takes=AddLocationInput,
        makes=commands.AddLocation,
        gives=payload.AddLocationPayload,
    )
    update_location = mutation(
        "Changes a location's name or place on the globe. What is left out stays as it is; null clears.",
        action=PRACTICE_WRITE,
        takes=UpdateLocationInput,
        makes=commands.UpdateLocation,
        gives=payload.UpdateLocationPayload,
    )
