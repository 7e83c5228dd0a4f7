"""Use case: the load that a provider may carry is set."""

from caseload_gql.db.models import Provider
from caseload_gql.domain.events import Event, EventType
from caseload_gql.errors import UserError, UserErrorCode
from caseload_gql.policy.actions import PROVIDER_WRITE
from caseload_gql.services.commands import SetProviderCapacity
from caseload_gql.services.journal import changes
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.refusal import Refused, not_allowed, not_found, problem, stale
from caseload_gql.services.write import Write, could_be_id

MOST = 10_000


async def set_provider_capacity(write: Write, command: SetProviderCapacity) -> Outcome:
    """Set the capacity, in whole units; below the load is allowed, and moves nobody. Raises `Refused`."""
    write.policy.require(write.actor, PROVIDER_WRITE)
    shown: dict[str, str | None] = {"provider": command.provider_id}
    locked = await write.unit.lock_providers([command.provider_id] if could_be_id(command.provider_id) else [])
    hidden = await write.out_of_scope(PROVIDER_WRITE, Provider, command.provider_id, "providerId")
    provider = locked.get(command.provider_id)
    if provider is None or hidden is not None:
        raise Refused([hidden or not_found("provider", "providerId")], shown)
    problems = _unusable(provider, command)
    if problems:
        raise Refused(problems, shown)
    before = provider.capacity
    provider.capacity = command.capacity
    provider.version += 1
    await write.unit.session.flush()
    if not await write.within(PROVIDER_WRITE, Provider, provider.id):
        raise Refused([not_allowed("provider", "providerId")], shown)
    write.record(
        Event(
            EventType.PROVIDER_CAPACITY_SET,
            write.now(),
            provider_id=provider.id,
            changes=changes({"capacity": (before, command.capacity)}),
        )
    )
    return Outcome(ids=shown)


def _unusable(provider: Provider, command: SetProviderCapacity) -> list[UserError]:
    problems = []
    if not 0 <= command.capacity <= MOST:
        message = f"The capacity is a whole number from 0 to {MOST:,}."
        problems.append(problem(UserErrorCode.INVALID, message, "capacity"))
    if command.provider_version not in {None, provider.version}:
        problems.append(stale("provider", "providerVersion"))
    return problems
