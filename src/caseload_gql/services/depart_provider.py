"""Use case: a provider leaves the practice."""

from collections.abc import Sequence

from caseload_gql.db.models import Provider, ProviderLeave
from caseload_gql.domain.events import Event, EventType
from caseload_gql.domain.provider_lifecycle import ProviderStep
from caseload_gql.domain.vocabulary import AssignmentEndReason, PoolReason, ProviderStatus
from caseload_gql.policy.actions import PROVIDER_MANAGE
from caseload_gql.services.caseload import hold_caseload, send_to_pool
from caseload_gql.services.earlier import keep_terms
from caseload_gql.services.journal import changes
from caseload_gql.services.leave import end_leave, leave_fields, leaves_covered, uncover
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.provider_commands import DepartProvider
from caseload_gql.services.provider_standing import barred_provider, hold_provider
from caseload_gql.services.refusal import Overtaken, Refused, not_allowed
from caseload_gql.services.write import Write, could_be_id


async def depart_provider(write: Write, command: DepartProvider) -> Outcome:
    """Send every client to the pool, those whom the actor does not see too, and end a leave that runs.

    Leaves of others that the provider covers go on without a cover: nobody who has left is named as being there.
    Raises `Refused`.
    """
    provider, covered = await _hold(write, command)
    shown: dict[str, str | None] = {"provider": provider.id}
    if problems := barred_provider(ProviderStep.DEPART, provider):
        raise Refused(problems, shown)
    caseload = await hold_caseload(write, {provider.id: provider}, provider)
    before, count = provider.status, provider.caseload_count
    leave = await end_leave(write, provider, caseload.at)
    await keep_terms(write, provider)
    provider.status = ProviderStatus.DEPARTED
    provider.version += 1
    write.record(
        Event(
            EventType.PROVIDER_DEPARTED,
            caseload.at,
            provider_id=provider.id,
            changes=changes(
                {
                    "status": (before, provider.status),
                    **leave_fields(leave, None),
                    "caseloadCount": (count, 0),
                }
            ),
        )
    )
    entries = await send_to_pool(
        write,
        caseload,
        caseload.standings,
        because=AssignmentEndReason.PROVIDER_LEFT,
        reason=PoolReason.PROVIDER_LEFT,
    )
    for each in covered:
        await uncover(write, each, caseload.at)
    if not await write.within(PROVIDER_MANAGE, Provider, provider.id):
        raise Refused([not_allowed("provider", "providerId")], shown)
    return Outcome(ids=shown, lists={"pool_entries": [each.id for each in entries]})


async def _hold(write: Write, command: DepartProvider) -> tuple[Provider, Sequence[ProviderLeave]]:
    """Lock the provider and those whose leaves the provider covers, all at once, in the order in which all lock.

    Raises `Overtaken` where somebody else named the provider as a cover before the locks were had.
    """
    known: set[str] = set()
    if could_be_id(command.provider_id):
        known = {each.provider_id for each in await leaves_covered(write, command.provider_id)}
    provider = await hold_provider(write, PROVIDER_MANAGE, command.provider_id, known)
    covered = await leaves_covered(write, provider.id)
    if not known.issuperset(each.provider_id for each in covered):
        raise Overtaken
    return provider, covered
