"""The provider's row as its profile says, the rows that stand beside it, and what the audit tells of them."""

from dataclasses import dataclass

from sqlalchemy import select

from caseload_gql.db.facets import PROVIDER_KINDS, provider_facet_rows, word_rows
from caseload_gql.db.models import Provider, ProviderFacet, ProviderWindow, ProviderWord, provider_location
from caseload_gql.domain.text import sort_key
from caseload_gql.services.beside import read_windows, replace_rows, window_rows
from caseload_gql.services.commands import Window
from caseload_gql.services.provider_profile import Profile
from caseload_gql.services.windows import shown
from caseload_gql.services.write import Write


@dataclass(frozen=True, slots=True)
class Beside:
    """The lists of a provider that are rows of their own: locations in order of id, and weekly windows."""

    location_ids: tuple[str, ...] = ()
    windows: tuple[Window, ...] = ()


def set_profile(provider: Provider, profile: Profile, team_id: str | None) -> None:
    """Write the profile into the row."""
    provider.name = profile.name
    provider.name_key = sort_key(profile.name)
    provider.credential = profile.credential
    provider.accepting_new_clients = profile.accepting_new_clients
    provider.specialties = profile.specialties
    provider.services = profile.services
    provider.languages = profile.languages
    provider.payers = profile.payers
    provider.telehealth = profile.telehealth
    provider.minimum_age = profile.minimum_age
    provider.maximum_age = profile.maximum_age
    provider.external_id = profile.external_id
    provider.team_id = team_id


def told_of(provider: Provider, beside: Beside) -> dict[str, object]:
    """What the audit compares, by the names of the API."""
    return {
        "name": provider.name,
        "externalId": provider.external_id,
        "credential": provider.credential,
        "acceptingNewClients": provider.accepting_new_clients,
        "specialties": list(provider.specialties),
        "services": list(provider.services),
        "languages": list(provider.languages),
        "payers": list(provider.payers),
        "telehealth": provider.telehealth,
        "minimumAge": provider.minimum_age,
        "maximumAge": provider.maximum_age,
        "teamId": provider.team_id,
        "locationIds": list(beside.location_ids),
        "availability": shown(beside.windows),
    }


async def read_beside(write: Write, provider_id: str) -> Beside:
    """The rows beside a provider as they are."""
    locations = await write.unit.session.scalars(
        select(provider_location.c.location_id)
        .where(provider_location.c.provider_id == provider_id)
        .order_by(provider_location.c.location_id)
    )
    return Beside(tuple(locations), await read_windows(write, ProviderWindow, {"provider_id": provider_id}))


async def rewrite(write: Write, provider: Provider, changed: set[str], after: Beside) -> None:
    """The rows beside the provider, where they are others than before."""
    owner = {"provider_id": provider.id}
    if changed & set(PROVIDER_KINDS):
        lists = {name: getattr(provider, name) for name in PROVIDER_KINDS}
        await replace_rows(write, ProviderFacet, owner, provider_facet_rows(provider.id, lists))
    if "name" in changed:
        await replace_rows(write, ProviderWord, owner, word_rows("provider_id", provider.id, provider.name))
    if "locationIds" in changed:
        places = [{**owner, "location_id": each} for each in after.location_ids]
        await replace_rows(write, provider_location, owner, places)
    if "availability" in changed:
        await replace_rows(write, ProviderWindow, owner, window_rows(owner, after.windows))
