"""A provider under lock, whom the actor may do something to."""

from caseload_gql.db.models import Provider
from caseload_gql.services.refusal import Refused, not_found
from caseload_gql.services.write import Write, could_be_id


async def hold_provider(write: Write, action: str, provider_id: str) -> Provider:
    """Lock a provider to whom the actor may do the action.

    Raises `Refused` with NOT_FOUND or NOT_ALLOWED at `providerId`.
    """
    locked = await write.unit.lock_providers([provider_id] if could_be_id(provider_id) else [])
    denied = await write.out_of_scope(action, Provider, provider_id, "providerId")
    provider = locked.get(provider_id)
    if provider is None or denied is not None:
        raise Refused([denied or not_found("provider", "providerId")], {"provider": provider_id})
    return provider
