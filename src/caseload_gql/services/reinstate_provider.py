"""Use case: a provider who left comes back to the practice."""

from caseload_gql.db.models import Provider
from caseload_gql.domain.events import Event, EventType
from caseload_gql.domain.provider_lifecycle import ProviderStep
from caseload_gql.domain.vocabulary import ProviderStatus
from caseload_gql.policy.actions import PROVIDER_MANAGE
from caseload_gql.services.earlier import keep_terms
from caseload_gql.services.journal import changes
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.provider_commands import ReinstateProvider
from caseload_gql.services.provider_profile import capacity_problems
from caseload_gql.services.provider_standing import barred_provider, hold_provider
from caseload_gql.services.refusal import Refused, not_allowed
from caseload_gql.services.write import Write


async def reinstate_provider(write: Write, command: ReinstateProvider) -> Outcome:
    """Make the provider ACTIVE again, with the capacity of before unless another is given; nobody comes back along.

    Raises `Refused`.
    """
    provider = await hold_provider(write, PROVIDER_MANAGE, command.provider_id)
    shown: dict[str, str | None] = {"provider": provider.id}
    problems = barred_provider(ProviderStep.REINSTATE, provider)
    capacity = provider.capacity if command.capacity is None else command.capacity
    problems += capacity_problems(capacity)
    if problems:
        raise Refused(problems, shown)
    before = (provider.status, provider.capacity)
    await keep_terms(write, provider)
    provider.status = ProviderStatus.ACTIVE
    provider.capacity = capacity
    provider.version += 1
    await write.unit.session.flush()
    if not await write.within(PROVIDER_MANAGE, Provider, provider.id):
        raise Refused([not_allowed("provider", "providerId")], shown)
    after = (provider.status, provider.capacity)
    write.record(
        Event(
            EventType.PROVIDER_REINSTATED,
            write.now(),
            provider_id=provider.id,
            changes=changes(dict(zip(("status", "capacity"), zip(before, after, strict=True), strict=True))),
        )
    )
    return Outcome(ids=shown)
