"""What the mutations on assignments take."""

from datetime import date, datetime

import strawberry
from strawberry import ID

from caseload_gql.schema.enums import PoolPriority
from caseload_gql.schema.inputs.fields import KEY, optional

_OVERRIDE = (
    "Why the client is assigned past capacity or another failed gate, for those who may; it is recorded. Ignored where "
    "no gate fails. Nothing carries anybody past a departure or a plugin's veto."
)
_VERSION = "The client's version as last read; STALE when it has changed since."


@strawberry.input(description="Which client goes to which provider.")
class AssignClientInput:
    """Input of assignClient."""

    client_id: ID = strawberry.field(description="The client, who must be in the pool.")
    provider_id: ID = strawberry.field(description="The provider who takes over.")
    override_reason: str | None = optional(_OVERRIDE)
    assigned_at: datetime | None = optional(
        "Backdates the assignment, not before the intake and not into an earlier assignment; now where left out."
    )
    client_version: int | None = optional(_VERSION)
    idempotency_key: ID | None = optional(KEY)


@strawberry.input(description="Which active client moves to which provider.")
class ReassignClientInput:
    """Input of reassignClient."""

    client_id: ID = strawberry.field(description="The client, who must have a provider.")
    provider_id: ID = strawberry.field(description="The provider who takes over.")
    override_reason: str | None = optional(_OVERRIDE)
    client_version: int | None = optional(_VERSION)
    idempotency_key: ID | None = optional(KEY)


@strawberry.input(description="Which active client goes back to the pool.")
class ReturnClientToPoolInput:
    """Input of returnClientToPool."""

    client_id: ID = strawberry.field(description="The client, who must have a provider.")
    note: str | None = optional("What the next person should know, at most 2,000 characters.")
    team_id: ID | None = optional(
        "The team to route the entry to. Where left out: the provider's, or the one that an open transfer has already."
    )
    keep_provider_until_moved: bool = strawberry.field(
        default=False, description="Whether the present provider goes on serving the client until the move."
    )
    client_version: int | None = optional(_VERSION)
    idempotency_key: ID | None = optional(KEY)


@strawberry.input(description="Which assignment to take back.")
class UndoAssignmentInput:
    """Input of undoAssignment."""

    assignment_id: ID = strawberry.field(description="The client's latest assignment, still active.")
    idempotency_key: ID | None = optional(KEY)


@strawberry.input(description="Whose care ends.")
class DischargeClientInput:
    """Input of dischargeClient."""

    client_id: ID = strawberry.field(description="The client, waiting or served.")
    note: str | None = optional("Why, at most 2,000 characters; kept in the audit.")
    client_version: int | None = optional(_VERSION)
    idempotency_key: ID | None = optional(KEY)


@strawberry.input(description="Which discharged client comes back.")
class ReadmitClientInput:
    """Input of readmitClient."""

    client_id: ID = strawberry.field(description="The client, who must be discharged.")
    intake_date: date | None = optional("The day of the new intake, since the discharge; today where left out.")
    team_id: ID | None = optional("The team to route the entry to; none where left out.")
    idempotency_key: ID | None = optional(KEY)


@strawberry.input(description="When the first session was held.")
class RecordFirstSessionInput:
    """Input of recordFirstSession."""

    client_id: ID = strawberry.field(description="The client, who must have a provider.")
    at: datetime = strawberry.field(description="When the session began: since the assignment, and not in the future.")
    idempotency_key: ID | None = optional(KEY)


@strawberry.input(description="Who stays with the provider after all.")
class WithdrawTransferInput:
    """Input of withdrawTransfer."""

    client_id: ID = strawberry.field(description="The client, who must have a provider and wait to be moved.")
    idempotency_key: ID | None = optional(KEY)


@strawberry.input(description="Where a pool entry goes. A field left out stays as it is.")
class RoutePoolEntryInput:
    """Input of routePoolEntry."""

    pool_entry_id: ID = strawberry.field(description="The entry, which must be open.")
    team_id: ID | None = optional("The team that is to find a provider; null routes to no team.")
    priority: PoolPriority | None = optional("How pressing it is; null makes it routine.")
    note: str | None = optional("What the next person should know, at most 2,000 characters; null clears it.")
    pool_entry_version: int | None = optional("The entry's version as last read; STALE when it has changed since.")
