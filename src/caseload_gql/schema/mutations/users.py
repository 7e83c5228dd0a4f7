"""Changes of the practice's people."""

import strawberry

from caseload_gql.policy.actions import USERS_MANAGE
from caseload_gql.schema.inputs.user import AddUserInput, CreateSignInLinkInput, UpdateUserInput
from caseload_gql.schema.mutations.field import mutation
from caseload_gql.schema.types import user_payload as payload
from caseload_gql.services import user_commands as commands


@strawberry.type
class UserMutations:
    """What can be changed of people."""

    add_user = mutation(
        "Adds a person who may then sign in by a link.",
        action=USERS_MANAGE,
        takes=AddUserInput,
        makes=commands.AddUser,
        gives=payload.AddUserPayload,
    )
    update_user = mutation(
        "Changes roles, teams and the linked provider; disabling ends the user's sessions at once. What is left out "
        "stays as it is; null clears. The last ceo or admin who can sign in stays one.",
        action=USERS_MANAGE,
        takes=UpdateUserInput,
        makes=commands.UpdateUser,
        gives=payload.UpdateUserPayload,
    )
    create_sign_in_link = mutation(
        "Makes a one-time sign-in link to hand to the user; it is shown once.",
        action=USERS_MANAGE,
        takes=CreateSignInLinkInput,
        makes=commands.CreateSignInLink,
        gives=payload.CreateSignInLinkPayload,
    )
