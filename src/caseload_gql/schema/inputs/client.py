"""Which clients to list, and in which order."""

from datetime import date
from enum import StrEnum

import strawberry
from strawberry import ID

from caseload_gql.schema.enums import ClientStatus, InsuranceStatus, described
from caseload_gql.schema.inputs.direction import OrderDirection
from caseload_gql.schema.inputs.fields import optional


class ClientOrderField(StrEnum):
    """What clients can be sorted by."""

    NAME = "NAME"
    INTAKE_DATE = "INTAKE_DATE"
    CASE_WEIGHT = "CASE_WEIGHT"


described(
    ClientOrderField,
    "What to sort clients by.",
    {
        "NAME": "By name, case and accents aside.",
        "INTAKE_DATE": "By the day of intake.",
        "CASE_WEIGHT": "By how much capacity they take.",
    },
)


@strawberry.input(description="Which clients to list; conditions are combined, and one left out does not restrict.")
class ClientFilter:
    """A filter over clients."""

    search: str | None = optional("Beginnings of words of the name, case and accents aside.")
    status: list[ClientStatus] | None = optional("Any of these.")
    insurance_status: list[InsuranceStatus] | None = optional("Any of these.")
    location_id: ID | None = optional("Where the client wishes to be seen.")
    provider_id: ID | None = optional("The provider who serves the client now.")
    team_id: ID | None = optional("Clients of the team's providers, and those routed to it.")
    payer: str | None = optional("The payer's name, case and accents aside.")
    service_requirement: str | None = optional("One of the services the client needs, case and accents aside.")
    intake_from: date | None = optional("Intake on this day or later.")
    intake_to: date | None = optional("Intake on this day or earlier.")


@strawberry.input(description="How to sort clients.")
class ClientOrder:
    """An order of clients."""

    field: ClientOrderField = strawberry.field(description="What to sort by.")
    direction: OrderDirection = strawberry.field(description="Which way.")
