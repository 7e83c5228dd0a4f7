"""Use case: the load that a provider may carry is set."""

from caseload_gql.db.models import Provider
from caseload_gql.domain.events import Event, EventType
from caseload_gql.errors import UserError
from caseload_gql.policy.actions import PROVIDER_WRITE
from caseload_gql.services.commands import SetProviderCapacity
from caseload_gql.services.earlier import keep_terms
from caseload_gql.services.journal import changes
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.provider_profile import capacity_problems
from caseload_gql.services.provider_standing import hold_provider
from caseload_gql.services.refusal import Refused, not_allowed, stale
from caseload_gql.services.write import Write


async def set_provider_capacity(write: Write, command: SetProviderCapacity) -> Outcome:
    """Set the capacity, in whole units; below the load is allowed, and moves nobody.

    The same capacity once more changes nothing. Raises `Refused`.
    """
    provider = await hold_provider(write, PROVIDER_WRITE, command.provider_id)
    shown: dict[str, str | None] = {"provider": provider.id}
    problems = _unusable(provider, command)
    if problems:
        raise Refused(problems, shown)
    before = provider.capacity
    if command.capacity == before:
        return Outcome(ids=shown)
    await keep_terms(write, provider)
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
    problems = capacity_problems(command.capacity)
    if command.provider_version not in {None, provider.version}:
        problems.append(stale("provider", "providerVersion"))
    return problems
