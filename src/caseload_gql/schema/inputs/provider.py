"""Which providers to list, and in which order."""

from enum import StrEnum

import strawberry
from strawberry import ID

from caseload_gql.schema.enums import LoadStatus, ProviderStatus, described
from caseload_gql.schema.inputs.direction import OrderDirection
from caseload_gql.schema.inputs.fields import optional


class ProviderOrderField(StrEnum):
    """What providers can be sorted by."""

    NAME = "NAME"
    CAPACITY = "CAPACITY"
    LOAD = "LOAD"
    UTILIZATION = "UTILIZATION"
    OPEN_SLOTS = "OPEN_SLOTS"
    CASELOAD_COUNT = "CASELOAD_COUNT"


described(
    ProviderOrderField,
    "What to sort providers by. All but NAME may shift while you page, as clients are assigned.",
    {
        "NAME": "By name, case and accents aside.",
        "CAPACITY": "By the load they may carry.",
        "LOAD": "By the load they carry.",
        "UTILIZATION": "By how full they are; those with capacity 0 come last either way.",
        "OPEN_SLOTS": "By the room they have.",
        "CASELOAD_COUNT": "By the number of active clients.",
    },
)


@strawberry.input(description="Which providers to list; conditions are combined, and one left out does not restrict.")
class ProviderFilter:
    """A filter over providers."""

    search: str | None = optional("Beginnings of words of the name, case and accents aside.")
    status: list[ProviderStatus] | None = optional("Any of these.")
    load_status: list[LoadStatus] | None = optional("Any of these.")
    has_open_slots: bool | None = optional("Whether there is room: capacity above load.")
    accepting_new_clients: bool | None = optional("Whether the provider takes new clients.")
    team_id: ID | None = optional("The provider's team.")
    location_id: ID | None = optional("A location where the provider sees clients.")
    specialty: str | None = optional("One of the provider's specialties, case and accents aside.")
    language: str | None = optional("One of the provider's languages, case and accents aside.")
    payer: str | None = optional("A payer whose clients the provider takes, case and accents aside.")


@strawberry.input(description="How to sort providers.")
class ProviderOrder:
    """An order of providers."""

    field: ProviderOrderField = strawberry.field(description="What to sort by.")
    direction: OrderDirection = strawberry.field(description="Which way.")
