"""What addProvider and updateProvider take."""

import strawberry
from strawberry import ID

from caseload_gql.schema.inputs.admission import WeeklyWindowInput
from caseload_gql.schema.inputs.fields import KEY, optional


@strawberry.input(description="A new provider; what is not known may be left out.")
class AddProviderInput:
    """Input of addProvider."""

    name: str = strawberry.field(description="The provider's name, at most 200 characters.")
    credential: str | None = optional("Licence or degree, as the practice writes it.")
    capacity: int = strawberry.field(
        description="The load the provider may carry: the number of active clients of weight 1, 0 to 10,000."
    )
    accepting_new_clients: bool | None = optional("Whether the provider takes new clients; yes where left out.")
    specialties: list[str] | None = optional("Clinical focus, such as trauma or adolescents.")
    languages: list[str] | None = optional("Languages in which the provider works.")
    payers: list[str] | None = optional("Payers whose clients the provider takes.")
    telehealth: bool | None = optional("Whether the provider sees clients remotely; no where left out.")
    location_ids: list[ID] | None = optional("Where the provider sees clients.")
    team_id: ID | None = optional("The provider's team.")
    external_id: str | None = optional("The practice's own key for this provider, unique.")
    services: list[str] | None = optional("Services the provider may give.")
    minimum_age: int | None = optional("Youngest client age in years, 0 to 130.")
    maximum_age: int | None = optional("Oldest client age in years, 0 to 130, not below the youngest.")
    availability: list[WeeklyWindowInput] | None = optional(
        "Weekly times at which the provider sees clients; no two of them overlap."
    )
    idempotency_key: ID | None = optional(KEY)


@strawberry.input(description="What changes of a provider. A field left out stays as it is; null clears it.")
class UpdateProviderInput:
    """Input of updateProvider."""

    provider_id: ID = strawberry.field(description="The provider.")
    name: str | None = optional("The provider's name, at most 200 characters; cannot be cleared.")
    credential: str | None = optional("Licence or degree, as the practice writes it.")
    accepting_new_clients: bool | None = optional("Whether the provider takes new clients; null means yes.")
    specialties: list[str] | None = optional("Clinical focus, such as trauma or adolescents; the whole list.")
    languages: list[str] | None = optional("Languages in which the provider works; the whole list.")
    payers: list[str] | None = optional("Payers whose clients the provider takes; the whole list.")
    telehealth: bool | None = optional("Whether the provider sees clients remotely; null means no.")
    location_ids: list[ID] | None = optional(
        "Where the provider sees clients; the whole list. Those that you may not see stay on it."
    )
    team_id: ID | None = optional("The provider's team, which must be one that you may see; null means none.")
    external_id: str | None = optional("The practice's own key for this provider, unique.")
    services: list[str] | None = optional("Services the provider may give; the whole list.")
    minimum_age: int | None = optional("Youngest client age in years, 0 to 130.")
    maximum_age: int | None = optional("Oldest client age in years, 0 to 130, not below the youngest.")
    availability: list[WeeklyWindowInput] | None = optional(
        "Weekly times at which the provider sees clients; all of them, no two overlapping."
    )
    provider_version: int | None = optional("The provider's version as last read; STALE when it has changed since.")
