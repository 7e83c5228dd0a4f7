"""Use case: a new provider is recorded."""

from caseload_gql.db.ids import fresh_id
from caseload_gql.db.models import Location, Provider, Team
from caseload_gql.domain.events import Event, EventType
from caseload_gql.domain.vocabulary import ProviderStatus
from caseload_gql.errors import UserError
from caseload_gql.policy.actions import PROVIDER_MANAGE, READ
from caseload_gql.services.earlier import note_beginning
from caseload_gql.services.external_ids import flush_keyed, key_conflicts
from caseload_gql.services.journal import changes
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.provider_commands import AddProvider
from caseload_gql.services.provider_profile import Profile, check_profile
from caseload_gql.services.provider_rows import (
    Beside,
    rewrite,
    set_profile,
    told_of,
)
from caseload_gql.services.refusal import Refused, not_allowed, not_found
from caseload_gql.services.wording import MOST_ITEMS
from caseload_gql.services.write import Write


async def add_provider(write: Write, command: AddProvider) -> Outcome:
    """Record the provider, ACTIVE and without clients. Raises `Refused`."""
    profile, problems = check_profile(command)
    problems += await unseen_places(write, command)
    problems += await key_conflicts(write, Provider, profile.external_id)
    if problems:
        raise Refused(problems)
    provider = await _insert(write, command, profile)
    if not await write.within(PROVIDER_MANAGE, Provider, provider.id):
        raise Refused([not_allowed("provider", "name" if command.team_id is None else "teamId")])
    return Outcome(ids={"provider": provider.id})


async def unseen_places(write: Write, command: AddProvider) -> list[UserError]:
    """NOT_FOUND for the team and each location that is not there for this actor."""
    found = []
    if command.team_id is not None:
        found.append(await write.out_of_scope(READ, Team, command.team_id, "teamId"))
    wanted = command.location_ids or ()
    if len(wanted) <= MOST_ITEMS:
        seen = await write.among(READ, Location, wanted)
        found += [not_found("location", "locationIds", str(at)) for at, each in enumerate(wanted) if each not in seen]
    return [each for each in found if each is not None]


async def _insert(write: Write, command: AddProvider, profile: Profile) -> Provider:
    at = write.now()
    provider = Provider(
        id=fresh_id("prv", at),
        status=ProviderStatus.ACTIVE,
        capacity=command.capacity,
        caseload_count=0,
        load_hundredths=0,
        version=1,
    )
    set_profile(provider, profile, command.team_id)
    write.unit.session.add(provider)
    await flush_keyed(write, provider)
    note_beginning(write, provider)
    beside = Beside(tuple(sorted(set(command.location_ids or ()))), profile.availability)
    now = {"status": provider.status, "capacity": provider.capacity, **told_of(provider, beside)}
    recorded = changes({name: (None, value) for name, value in now.items() if value != []})
    await rewrite(write, provider, {each.field for each in recorded}, beside)
    write.record(Event(EventType.PROVIDER_ADDED, at, provider_id=provider.id, changes=recorded))
    return provider
