"""Which users to list, and what the mutations of people take."""

import strawberry
from strawberry import ID

from caseload_gql.schema.enums import AccountRole
from caseload_gql.schema.inputs.fields import optional


@strawberry.input(description="Which users to list; conditions are combined, and one left out does not restrict.")
class UserFilter:
    """A filter over users."""

    search: str | None = optional("Beginnings of words of the name or the email, case and accents aside.")
    account_role: list[AccountRole] | None = optional("Any of these.")
    team_id: ID | None = optional("A team that the user leads.")
    disabled: bool | None = optional("Whether the user is shut out.")


@strawberry.input(description="A person to add, who may then sign in by a link.")
class AddUserInput:
    """Input of addUser."""

    name: str = strawberry.field(description="The person's name, at most 200 characters.")
    email: str = strawberry.field(
        description="The person's email address; no other user has it, upper and lower case alike."
    )
    account_role: AccountRole = strawberry.field(description="The person's role in the account.")
    company_roles: list[str] | None = optional("Roles in the company: short words such as `supervisor` or `qmhp`.")
    team_ids: list[ID] | None = optional("The teams the person leads.")
    provider_id: ID | None = optional("The provider this person is; no other user is linked to it.")


@strawberry.input(description="What changes of a user. A field left out stays as it is; null clears it.")
class UpdateUserInput:
    """Input of updateUser."""

    user_id: ID = strawberry.field(description="The user.")
    name: str | None = optional("The person's name, at most 200 characters; cannot be cleared.")
    account_role: AccountRole | None = optional("The person's role in the account; cannot be cleared.")
    company_roles: list[str] | None = optional("Roles in the company; the whole list.")
    team_ids: list[ID] | None = optional(
        "The teams the person leads; the whole list. Those that you may not see stay on it."
    )
    provider_id: ID | None = optional("The provider this person is; no other user is linked to it.")
    disabled: bool | None = optional(
        "Whether the person is shut out: their sessions end at once and their tokens stop working; cannot be cleared."
    )


@strawberry.input(description="For whom to make a sign-in link.")
class CreateSignInLinkInput:
    """Input of createSignInLink."""

    user_id: ID = strawberry.field(description="The user who is to sign in.")
