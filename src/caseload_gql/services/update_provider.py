"""Use case: what is recorded of a provider changes."""

from dataclasses import fields
from typing import Any

from caseload_gql.db.models import Location, Provider
from caseload_gql.domain.events import Event, EventType
from caseload_gql.errors import UserError, UserErrorCode
from caseload_gql.policy.actions import PROVIDER_WRITE, READ
from caseload_gql.services.add_provider import unseen_places
from caseload_gql.services.commands import UNCHANGED
from caseload_gql.services.external_ids import flush_keyed, key_conflicts
from caseload_gql.services.journal import changes
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.provider_commands import AddProvider, UpdateProvider
from caseload_gql.services.provider_profile import Profile, check_profile, told
from caseload_gql.services.provider_rows import (
    Beside,
    read_beside,
    rewrite,
    set_profile,
    told_of,
)
from caseload_gql.services.provider_standing import hold_provider
from caseload_gql.services.refusal import Refused, not_allowed, problem, stale
from caseload_gql.services.write import Write


async def update_provider(write: Write, command: UpdateProvider) -> Outcome:
    """Change what was given and leave the rest; clients stay where they are, whatever they no longer suit.

    Locations that the actor does not see stay on the list. Raises `Refused`.
    """
    provider = await hold_provider(write, PROVIDER_WRITE, command.provider_id)
    shown: dict[str, str | None] = {"provider": provider.id}
    before = await read_beside(write, provider.id)
    said = {each.name for each in fields(command) if getattr(command, each.name) is not UNCHANGED}
    asked = _asked(provider, before, command)
    profile, found = check_profile(asked)
    problems = [*told(found, said), *await _unusable(write, provider, profile, command)]
    if problems:
        raise Refused(problems, shown)
    after = Beside(await _locations(write, before, command), profile.availability)
    was = told_of(provider, before)
    set_profile(provider, profile, asked.team_id)
    differences = changes({name: (was[name], now) for name, now in told_of(provider, after).items()})
    if differences:
        provider.version += 1
        await flush_keyed(write, provider)
        await rewrite(write, provider, {each.field for each in differences}, after)
        write.record(Event(EventType.PROVIDER_UPDATED, write.now(), provider_id=provider.id, changes=differences))
    if not await write.within(PROVIDER_WRITE, Provider, provider.id):
        path = "teamId" if command.team_id is not UNCHANGED else "providerId"
        raise Refused([not_allowed("provider", path)], shown)
    return Outcome(ids=shown)


def _asked(provider: Provider, beside: Beside, command: UpdateProvider) -> AddProvider:
    """The provider as it would be added with these changes; what cannot be cleared stays."""
    present: dict[str, Any] = {
        "name": provider.name,
        "credential": provider.credential,
        "accepting_new_clients": provider.accepting_new_clients,
        "specialties": provider.specialties,
        "languages": provider.languages,
        "payers": provider.payers,
        "telehealth": provider.telehealth,
        "location_ids": beside.location_ids,
        "team_id": provider.team_id,
        "external_id": provider.external_id,
        "services": provider.services,
        "minimum_age": provider.minimum_age,
        "maximum_age": provider.maximum_age,
        "availability": beside.windows,
    }
    given = {name: getattr(command, name) for name in present if getattr(command, name) is not UNCHANGED}
    kept = {"name": provider.name} if command.name is None else {}
    return AddProvider(capacity=provider.capacity, **(present | given | kept))


async def _unusable(write: Write, provider: Provider, profile: Profile, command: UpdateProvider) -> list[UserError]:
    """Problems that do not lie in the profile alone."""
    found = []
    if command.name is None:
        found.append(problem(UserErrorCode.INVALID, "name can be changed, and not cleared.", "name"))
    if command.provider_version not in {None, provider.version}:
        found.append(stale("provider", "providerVersion"))
    new_places = AddProvider(
        "",
        0,
        location_ids=None if command.location_ids is UNCHANGED else command.location_ids,
        team_id=None if command.team_id is UNCHANGED else command.team_id,
    )
    found += await unseen_places(write, new_places)
    return found + await key_conflicts(write, Provider, profile.external_id, provider.id)


async def _locations(write: Write, before: Beside, command: UpdateProvider) -> tuple[str, ...]:
    if command.location_ids is UNCHANGED:
        return before.location_ids
    unseen = set(before.location_ids) - await write.among(READ, Location, before.location_ids)
    return tuple(sorted(unseen | set(command.location_ids or ())))
