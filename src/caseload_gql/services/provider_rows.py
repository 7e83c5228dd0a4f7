"""The provider's row as its profile says, the rows that stand beside it, and what the audit tells of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.exc import IntegrityError

from caseload_gql.db.facets import PROVIDER_KINDS, provider_facet_rows, word_rows
from caseload_gql.db.models import (
    Base,
    Provider,
    ProviderFacet,
    ProviderWindow,
    ProviderWord,
    provider_location,
)
from caseload_gql.domain.text import sort_key
from caseload_gql.errors import UserError, UserErrorCode
from caseload_gql.services.commands import Window
from caseload_gql.services.provider_profile import Profile
from caseload_gql.services.refusal import Refused, problem
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
    windows = await write.unit.session.scalars(
        select(ProviderWindow).where(ProviderWindow.provider_id == provider_id).order_by(ProviderWindow.position)
    )
    return Beside(tuple(locations), tuple(Window(each.weekday, each.starts, each.ends) for each in windows))


async def external_id_taken(write: Write, external_id: str) -> bool:
    """Whether a provider has the practice's own key already."""
    return await write.unit.session.scalar(select(Provider.id).where(Provider.external_id == external_id)) is not None


def external_id_conflict() -> UserError:
    """The key is another provider's."""
    return problem(UserErrorCode.CONFLICT, "Another provider has this externalId.", "externalId")


async def flush(write: Write) -> None:
    """Write the row. Raises `Refused` where somebody else took the key since it was looked for."""
    try:
        await write.unit.session.flush()
    except IntegrityError as error:
        if "external_id" not in str(error.orig):
            raise
        raise Refused([external_id_conflict()]) from error


async def rewrite(write: Write, provider: Provider, changed: set[str], after: Beside) -> None:
    """The rows beside the provider, where they are others than before."""
    provider_id = provider.id
    if changed & set(PROVIDER_KINDS):
        lists = {name: getattr(provider, name) for name in PROVIDER_KINDS}
        await _replace(write, ProviderFacet, provider_id, provider_facet_rows(provider_id, lists))
    if "name" in changed:
        await _replace(write, ProviderWord, provider_id, word_rows("provider_id", provider_id, provider.name))
    if "locationIds" in changed:
        rows = [{"provider_id": provider_id, "location_id": each} for each in after.location_ids]
        await _replace(write, provider_location, provider_id, rows)
    if "availability" in changed:
        windows: list[dict[str, Any]] = [
            {"provider_id": provider_id, "position": at, "weekday": each.weekday, "starts": each.starts}
            | {"ends": each.ends}
            for at, each in enumerate(after.windows)
        ]
        await _replace(write, ProviderWindow, provider_id, windows)


async def _replace(
    write: Write, target: type[Base] | Table, provider_id: str, rows: Sequence[Mapping[str, Any]]
) -> None:
    table = target if isinstance(target, Table) else target.__table__
    await write.unit.session.execute(delete(target).where(table.c.provider_id == provider_id))
    if rows:
        await write.unit.session.execute(insert(target), rows)
