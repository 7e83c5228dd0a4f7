"""What the mutations of the practice, its teams and its locations take."""

import strawberry
from strawberry import ID

from caseload_gql.schema.enums import GateMode, SupervisorAccess
from caseload_gql.schema.inputs.fields import optional
from caseload_gql.services.practice_commands import ModeOfGate, ScorerWeight


@strawberry.input(description="How much a scorer is to count.")
class ScorerSettingInput:
    """A scorer with its weight."""

    scorer: str = strawberry.field(description="The scorer's name, as `practice.scorers` lists it.")
    weight: float = strawberry.field(
        description="How much it counts beside the others, 0 to 1,000,000; 0 leaves it out."
    )

    def plain(self) -> ScorerWeight:
        """What the use case is told."""
        return ScorerWeight(self.scorer, self.weight)


@strawberry.input(description="How strictly a gate is to be applied.")
class GateSettingInput:
    """A gate with its mode."""

    code: str = strawberry.field(description="The gate's code, as `practice.gates` lists it.")
    mode: GateMode = strawberry.field(description="How strictly it is applied.")

    def plain(self) -> ModeOfGate:
        """What the use case is told."""
        return ModeOfGate(self.code, self.mode)


@strawberry.input(
    description="What changes of the practice's settings. A field left out stays as it is; null puts it back to the "
    "default."
)
class UpdatePracticeInput:
    """Input of updatePractice."""

    name: str | None = optional("The practice's name, at most 200 characters; cannot be cleared.")
    time_zone: str | None = optional(
        "The practice's time zone, an IANA name such as America/Chicago; cannot be cleared. Days from now on are "
        "counted in it; recorded days stay as they were recorded."
    )
    nearing_capacity_at: float | None = optional(
        "The utilisation from which a provider is nearing capacity, above 0 and up to 1 with at most four decimals; "
        "null means 0.85."
    )
    wait_target_days: int | None = optional(
        "Calendar days within which a client should be assigned, 0 to 3,650; null means 14."
    )
    supervisor_access: SupervisorAccess | None = optional(
        "What supervisors may do for their own teams; cannot be cleared. It takes effect at once."
    )
    scorers: list[ScorerSettingInput] | None = optional(
        "Weights of scorers, each named once; those not named stay as they are, and null sets all back to 1."
    )
    gates: list[GateSettingInput] | None = optional(
        "Modes of gates, each named once; those not named stay as they are, and null sets all back to WARN."
    )


@strawberry.input(description="A team to begin.")
class AddTeamInput:
    """Input of addTeam."""

    name: str = strawberry.field(
        description="The team's name, at most 200 characters; no other team has it, case and accents aside."
    )


@strawberry.input(description="What changes of a team. A field left out stays as it is.")
class UpdateTeamInput:
    """Input of updateTeam."""

    team_id: ID = strawberry.field(description="The team.")
    name: str | None = optional("The team's name, at most 200 characters, which no other team has; cannot be cleared.")


@strawberry.input(description="A location to begin.")
class AddLocationInput:
    """Input of addLocation."""

    name: str = strawberry.field(
        description="The location's name, at most 200 characters; no other location has it, case and accents aside."
    )
    latitude: float | None = optional("Degrees north, -90 to 90; together with the longitude, or neither.")
    longitude: float | None = optional("Degrees east, -180 to 180; together with the latitude, or neither.")


@strawberry.input(description="What changes of a location. A field left out stays as it is; null clears it.")
class UpdateLocationInput:
    """Input of updateLocation."""

    location_id: ID = strawberry.field(description="The location.")
    name: str | None = optional(
        "The location's name, at most 200 characters, which no other location has; cannot be cleared."
    )
    latitude: float | None = optional("Degrees north, -90 to 90; both coordinates or neither.")
    longitude: float | None = optional("Degrees east, -180 to 180; both coordinates or neither.")
