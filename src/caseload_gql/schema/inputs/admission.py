"""What admitClient and updateClient take."""

from datetime import date

import strawberry
from strawberry import ID
from strawberry.scalars import JSON

from caseload_gql.schema.enums import InsuranceStatus, PoolPriority, Weekday
from caseload_gql.schema.inputs.fields import KEY, optional
from caseload_gql.services.commands import Window


@strawberry.input(description="A span of time that recurs each week, practice-local.")
class WeeklyWindowInput:
    """A weekly span within one day."""

    weekday: Weekday = strawberry.field(description="The day.")
    starts: str = strawberry.field(description="When it starts: practice-local, HH:MM.")
    ends: str = strawberry.field(description="When it ends: practice-local, HH:MM, after it starts.")

    def plain(self) -> Window:
        """The window as the use cases take it."""
        return Window(self.weekday, self.starts, self.ends)


@strawberry.input(description="A new client; what is not known may be left out.")
class AdmitClientInput:
    """Input of admitClient."""

    name: str = strawberry.field(description="The client's name, at most 200 characters.")
    date_of_birth: date | None = optional("Date of birth.")
    intake_date: date | None = optional("The day of intake, today or earlier; today where left out.")
    insurance_status: InsuranceStatus = strawberry.field(description="State of the insurance.")
    payer: str | None = optional("Who pays for the care, such as an insurer, by name.")
    location_id: ID | None = optional("Where the client wishes to be seen.")
    telehealth_ok: bool | None = optional("Whether the client agrees to be seen remotely; no where left out.")
    service_requirements: list[str] | None = optional("Services the client needs.")
    languages: list[str] | None = optional("Languages the client speaks.")
    case_weight: float | None = optional("How much capacity the client takes, 0.01 to 100; 1 where left out.")
    attributes: JSON | None = optional("A JSON object of facts of the practice's own, for its scorers and policies.")
    team_id: ID | None = optional("The team to route the client to; a supervisor's only team where left out.")
    priority: PoolPriority | None = optional("How pressing the wait is; ROUTINE where left out.")
    note: str | None = optional("A note on the pool entry, at most 2,000 characters.")
    external_id: str | None = optional("The practice's own key for this client, unique.")
    availability: list[WeeklyWindowInput] | None = optional("Weekly times at which the client can come.")
    preferred_provider_id: ID | None = optional("The provider whom the client would like.")
    do_not_match_provider_ids: list[ID] | None = optional("Providers this client must not be given to.")
    idempotency_key: ID | None = optional(KEY)


@strawberry.input(description="What changes of a client. A field left out stays as it is; null clears it.")
class UpdateClientInput:
    """Input of updateClient."""

    client_id: ID = strawberry.field(description="The client.")
    name: str | None = optional("The client's name, at most 200 characters; cannot be cleared.")
    date_of_birth: date | None = optional("Date of birth.")
    insurance_status: InsuranceStatus | None = optional("State of the insurance; cannot be cleared.")
    payer: str | None = optional("Who pays for the care, such as an insurer, by name.")
    location_id: ID | None = optional("Where the client wishes to be seen.")
    telehealth_ok: bool | None = optional("Whether the client agrees to be seen remotely; null means no.")
    service_requirements: list[str] | None = optional("Services the client needs; the whole list.")
    languages: list[str] | None = optional("Languages the client speaks; the whole list.")
    case_weight: float | None = optional(
        "How much capacity the client takes, 0.01 to 100; null means 1. The present provider's load changes with it, "
        "past the capacity too."
    )
    attributes: JSON | None = optional("Facts of the practice's own; the whole JSON object.")
    intake_date: date | None = optional(
        "The day of intake, not after the present wait or assignment began; cannot be cleared."
    )
    external_id: str | None = optional("The practice's own key for this client, unique.")
    availability: list[WeeklyWindowInput] | None = optional("Weekly times at which the client can come; all of them.")
    preferred_provider_id: ID | None = optional("The provider whom the client would like.")
    do_not_match_provider_ids: list[ID] | None = optional(
        "Providers this client must not be given to; the whole list. Those whom you may not see stay on it."
    )
    client_version: int | None = optional("The client's version as last read; STALE when it has changed since.")
