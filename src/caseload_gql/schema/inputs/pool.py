"""Which pool entries to list, and in which order."""

from enum import StrEnum

import strawberry
from strawberry import ID

from caseload_gql.schema.enums import InsuranceStatus, PoolPriority, PoolReason, described
from caseload_gql.schema.inputs.direction import OrderDirection
from caseload_gql.schema.inputs.fields import optional


class PoolOrderField(StrEnum):
    """What pool entries can be sorted by."""

    PRIORITY = "PRIORITY"
    WAIT = "WAIT"
    WAIT_SINCE_INTAKE = "WAIT_SINCE_INTAKE"
    INTAKE_DATE = "INTAKE_DATE"


described(
    PoolOrderField,
    "What to sort pool entries by.",
    {
        "PRIORITY": "By priority; descending puts the urgent first.",
        "WAIT": "By the wait of this entry; descending puts the longest first.",
        "WAIT_SINCE_INTAKE": "By the wait since intake; descending puts the longest first.",
        "INTAKE_DATE": "By the day of the client's intake.",
    },
)


@strawberry.input(
    description="Which pool entries to list; conditions are combined, and one left out does not restrict."
)
class PoolFilter:
    """A filter over open pool entries."""

    search: str | None = optional("Beginnings of words of the client's name, case and accents aside.")
    reason: list[PoolReason] | None = optional("Any of these.")
    priority: list[PoolPriority] | None = optional("Any of these.")
    insurance_status: list[InsuranceStatus] | None = optional("The client's insurance: any of these.")
    location_id: ID | None = optional("Where the client wishes to be seen.")
    service_requirement: str | None = optional("One of the services the client needs, case and accents aside.")
    payer: str | None = optional("The client's payer, case and accents aside.")
    language: str | None = optional("One of the client's languages, case and accents aside.")
    team_id: ID | None = optional("The team that the entry is routed to.")
    unrouted: bool | None = optional("True: entries routed to no team. False: entries routed to some team.")
    waiting_at_least_days: int | None = optional("The least wait of the entry in practice-local days.")
    past_target: bool | None = optional(
        "True: entries that wait longer than the practice's target. False: entries within it."
    )
    due_within_days: int | None = optional(
        "Entries that will pass the target within so many days if nothing is done, as `dueWithin` counts them."
    )


@strawberry.input(description="How to sort pool entries.")
class PoolOrder:
    """An order of pool entries."""

    field: PoolOrderField = strawberry.field(description="What to sort by.")
    direction: OrderDirection = strawberry.field(description="Which way.")
