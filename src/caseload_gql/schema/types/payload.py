"""What the mutations answer: the rows as they are now, and what stood in the way."""

from typing import Any, cast

import strawberry

from caseload_gql.schema.errors import UserError
from caseload_gql.schema.planned import Row, behind_python, planned
from caseload_gql.schema.types.assignment import Assignment
from caseload_gql.schema.types.client import Client
from caseload_gql.schema.types.pool import Pool, PoolEntry
from caseload_gql.schema.types.provider import Provider

ERRORS_KEY = "$user_errors"
"""The hidden key under which a payload's row keeps the problems found."""

_CLIENT = "The client as it is now; null where you may not see the client."
_PROVIDER = "The provider as it is now."
_POOL = "The pool as it is now."


def _problems(source: strawberry.Parent[Row]) -> list[UserError]:
    return cast("list[UserError]", list(cast("tuple[object, ...]", source[ERRORS_KEY])))


def problems() -> Any:  # noqa: ANN401  # as for planned
    """Declare the payload's list of problems."""
    return behind_python("What stood in the way; empty exactly if everything was done as asked. Counts as 10 nodes.")(
        _problems
    )


@strawberry.type(description="The outcome of assignClient.")
class AssignClientPayload:
    """Payload of assignClient."""

    assignment: Assignment | None = planned("The new assignment; null where there are userErrors.")
    client: Client | None = planned(_CLIENT)
    provider: Provider | None = planned("The provider who took over, or was to.")
    previous_provider: Provider | None = planned("The provider whom the client comes from, if any.")
    pool_entry: PoolEntry | None = planned("The entry that the assignment closed.")
    pool: Pool | None = planned(_POOL)
    user_errors: list[UserError] = problems()


@strawberry.type(description="The outcome of reassignClient.")
class ReassignClientPayload:
    """Payload of reassignClient."""

    assignment: Assignment | None = planned("The new assignment; null where there are userErrors.")
    client: Client | None = planned(_CLIENT)
    provider: Provider | None = planned("The provider who took over, or was to.")
    previous_provider: Provider | None = planned("The provider whom the client comes from.")
    pool_entry: PoolEntry | None = planned("The transfer entry that the move closed, if there was one.")
    pool: Pool | None = planned(_POOL)
    user_errors: list[UserError] = problems()


@strawberry.type(description="The outcome of returnClientToPool.")
class ReturnClientToPoolPayload:
    """Payload of returnClientToPool."""

    pool_entry: PoolEntry | None = planned(
        "The entry that is open now: a new one, or the transfer that was open already."
    )
    client: Client | None = planned(_CLIENT)
    provider: Provider | None = planned("The provider whom the client comes from.")
    pool: Pool | None = planned(_POOL)
    user_errors: list[UserError] = problems()


@strawberry.type(description="The outcome of undoAssignment.")
class UndoAssignmentPayload:
    """Payload of undoAssignment."""

    assignment: Assignment | None = planned("The one taken back; `client.assignment` is the new one, if any.")
    client: Client | None = planned(_CLIENT)
    provider: Provider | None = planned("The provider of the assignment that was taken back.")
    previous_provider: Provider | None = planned(
        "The provider before that, if any, to whom the client returns where every gate lets the client back."
    )
    pool_entry: PoolEntry | None = planned(
        "The entry in which the client waits now, if any: the one that the assignment had closed, or else a new one."
    )
    pool: Pool | None = planned(_POOL)
    user_errors: list[UserError] = problems()


@strawberry.type(description="The outcome of dischargeClient.")
class DischargeClientPayload:
    """Payload of dischargeClient."""

    client: Client | None = planned(_CLIENT)
    provider: Provider | None = planned("The provider who served the client until now, if any.")
    pool_entry: PoolEntry | None = planned("The entry that the discharge closed, if one was open.")
    pool: Pool | None = planned(_POOL)
    user_errors: list[UserError] = problems()


@strawberry.type(description="The outcome of readmitClient.")
class ReadmitClientPayload:
    """Payload of readmitClient."""

    client: Client | None = planned(_CLIENT)
    pool_entry: PoolEntry | None = planned("The entry that was opened.")
    pool: Pool | None = planned(_POOL)
    user_errors: list[UserError] = problems()


@strawberry.type(description="The outcome of recordFirstSession.")
class RecordFirstSessionPayload:
    """Payload of recordFirstSession."""

    assignment: Assignment | None = planned("The present assignment; null where there are userErrors.")
    client: Client | None = planned(_CLIENT)
    user_errors: list[UserError] = problems()


@strawberry.type(description="The outcome of withdrawTransfer.")
class WithdrawTransferPayload:
    """Payload of withdrawTransfer."""

    pool_entry: PoolEntry | None = planned("The entry that was closed.")
    client: Client | None = planned(_CLIENT)
    pool: Pool | None = planned(_POOL)
    user_errors: list[UserError] = problems()


@strawberry.type(description="The outcome of routePoolEntry.")
class RoutePoolEntryPayload:
    """Payload of routePoolEntry."""

    pool_entry: PoolEntry | None = planned("The entry as it is now; null where it has gone out of your sight.")
    user_errors: list[UserError] = problems()


@strawberry.type(description="The outcome of admitClient.")
class AdmitClientPayload:
    """Payload of admitClient."""

    client: Client | None = planned("The new client; null where there are userErrors.")
    pool_entry: PoolEntry | None = planned("The new client's pool entry.")
    pool: Pool | None = planned(_POOL)
    user_errors: list[UserError] = problems()


@strawberry.type(description="The outcome of updateClient.")
class UpdateClientPayload:
    """Payload of updateClient."""

    client: Client | None = planned(_CLIENT)
    user_errors: list[UserError] = problems()


@strawberry.type(description="The outcome of addProvider.")
class AddProviderPayload:
    """Payload of addProvider."""

    provider: Provider | None = planned("The new provider; null where there are userErrors.")
    user_errors: list[UserError] = problems()


@strawberry.type(description="The outcome of updateProvider.")
class UpdateProviderPayload:
    """Payload of updateProvider."""

    provider: Provider | None = planned(_PROVIDER)
    user_errors: list[UserError] = problems()


@strawberry.type(description="The outcome of departProvider.")
class DepartProviderPayload:
    """Payload of departProvider."""

    provider: Provider | None = planned(_PROVIDER)
    pool_entries: list[PoolEntry] = planned(
        "The open entries of the clients who had the provider, as far as you may see them. Counts as 100 nodes."
    )
    user_errors: list[UserError] = problems()


@strawberry.type(description="The outcome of reinstateProvider.")
class ReinstateProviderPayload:
    """Payload of reinstateProvider."""

    provider: Provider | None = planned(_PROVIDER)
    user_errors: list[UserError] = problems()


@strawberry.type(description="The outcome of startProviderLeave.")
class StartProviderLeavePayload:
    """Payload of startProviderLeave."""

    provider: Provider | None = planned(_PROVIDER)
    assignments: list[Assignment] = planned(
        "The new assignments to the covering provider, as far as you may see them. Counts as 100 nodes."
    )
    pool_entries: list[PoolEntry] = planned(
        "The open entries of the clients who went to the pool, as far as you may see them. Counts as 100 nodes."
    )
    user_errors: list[UserError] = problems()


@strawberry.type(description="The outcome of endProviderLeave.")
class EndProviderLeavePayload:
    """Payload of endProviderLeave."""

    provider: Provider | None = planned(_PROVIDER)
    user_errors: list[UserError] = problems()


@strawberry.type(description="The outcome of setProviderCapacity.")
class SetProviderCapacityPayload:
    """Payload of setProviderCapacity."""

    provider: Provider | None = planned(_PROVIDER)
    user_errors: list[UserError] = problems()
