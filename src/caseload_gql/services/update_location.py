"""Use case: what is recorded of a location changes."""

from caseload_gql.db.models import Location
from caseload_gql.domain.events import Event, EventType
from caseload_gql.domain.text import sort_key
from caseload_gql.policy.actions import PRACTICE_WRITE
from caseload_gql.services.commands import UNCHANGED
from caseload_gql.services.coordinates import check_coordinates
from caseload_gql.services.journal import changes, subject
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.places import own_name
from caseload_gql.services.practice_commands import UpdateLocation
from caseload_gql.services.refusal import Refused, not_allowed
from caseload_gql.services.update_practice import lock_practice
from caseload_gql.services.write import Write


async def update_location(write: Write, command: UpdateLocation) -> Outcome:
    """Change what was given and leave the rest. Raises `Refused`."""
    shown: dict[str, str | None] = {"location": command.location_id}
    await lock_practice(write)
    denied = await write.out_of_scope(PRACTICE_WRITE, Location, command.location_id, "locationId")
    if denied is not None:
        raise Refused([denied], shown)
    location = await write.unit.session.get_one(Location, command.location_id)
    latitude = location.latitude if command.latitude is UNCHANGED else command.latitude
    longitude = location.longitude if command.longitude is UNCHANGED else command.longitude
    problems = check_coordinates(latitude, longitude)
    name = location.name
    if command.name is not UNCHANGED:
        name = await own_name(write, Location, command.name, problems, but=location.id)
    if problems:
        raise Refused(problems, shown)
    found = changes(
        {
            "name": (location.name, name),
            "latitude": (location.latitude, latitude),
            "longitude": (location.longitude, longitude),
        }
    )
    location.name, location.name_key = name, sort_key(name)
    location.latitude, location.longitude = latitude, longitude
    await write.unit.session.flush()
    if not await write.within(PRACTICE_WRITE, Location, location.id):
        raise Refused([not_allowed("location", "name")], shown)
    if found:
        write.record(Event(EventType.LOCATION_UPDATED, write.now(), changes=(subject("location", location.id), *found)))
    return Outcome(ids=shown)
