"""Use case: a provider comes back from leave."""

from caseload_gql.db.models import Provider
from caseload_gql.domain.events import Event, EventType
from caseload_gql.domain.provider_lifecycle import ProviderStep
from caseload_gql.domain.vocabulary import ProviderStatus
from caseload_gql.policy.actions import PROVIDER_WRITE
from caseload_gql.services.earlier import keep_terms
from caseload_gql.services.journal import changes
from caseload_gql.services.leave import end_leave, leave_fields
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.provider_commands import EndProviderLeave
from caseload_gql.services.provider_standing import barred_provider, hold_provider
from caseload_gql.services.refusal import Refused, not_allowed
from caseload_gql.services.write import Write


async def end_provider_leave(write: Write, command: EndProviderLeave) -> Outcome:
    """Make the provider ACTIVE again, with the capacity of before; who was moved stays there. Raises `Refused`."""
    provider = await hold_provider(write, PROVIDER_WRITE, command.provider_id)
    shown: dict[str, str | None] = {"provider": provider.id}
    if problems := barred_provider(ProviderStep.END_LEAVE, provider):
        raise Refused(problems, shown)
    at = write.now()
    leave = await end_leave(write, provider, at)
    await keep_terms(write, provider)
    before, provider.status = provider.status, ProviderStatus.ACTIVE
    provider.version += 1
    await write.unit.session.flush()
    if not await write.within(PROVIDER_WRITE, Provider, provider.id):
        raise Refused([not_allowed("provider", "providerId")], shown)
    write.record(
        Event(
            EventType.PROVIDER_LEAVE_ENDED,
            at,
            provider_id=provider.id,
            changes=changes({"status": (before, provider.status), **leave_fields(leave, None)}),
        )
    )
    return Outcome(ids=shown)
