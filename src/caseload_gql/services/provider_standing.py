"""A provider under lock, whom the actor may do something to."""

from collections.abc import Iterable

from caseload_gql.db.models import Provider
from caseload_gql.domain.provider_lifecycle import ProviderStep, provider_bar
from caseload_gql.errors import UserError
from caseload_gql.services.refusal import Refused, not_found, problem
from caseload_gql.services.write import Write, could_be_id


async def hold_provider(write: Write, action: str, provider_id: str, beside_ids: Iterable[str | None] = ()) -> Provider:
    """Lock a provider to whom the actor may do the action, and the others that are named with it.

    Raises `Refused` with NOT_FOUND or NOT_ALLOWED at `providerId`.
    """
    wanted = [each for each in (provider_id, *beside_ids) if each is not None and could_be_id(each)]
    locked = await write.unit.lock_providers(wanted)
    denied = await write.out_of_scope(action, Provider, provider_id, "providerId")
    provider = locked.get(provider_id)
    if provider is None or denied is not None:
        raise Refused([denied or not_found("provider", "providerId")], {"provider": provider_id})
    return provider


def barred_provider(step: ProviderStep, provider: Provider) -> list[UserError]:
    """The problem of a step that is not open to a provider of this status; none where it is."""
    found = provider_bar(step, provider.status)
    return [] if found is None else [problem(found.code, found.sentence, "providerId")]
