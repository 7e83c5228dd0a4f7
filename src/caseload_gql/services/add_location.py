"""Use case: a location begins."""

from caseload_gql.db.ids import fresh_id
from caseload_gql.db.models import Location
from caseload_gql.domain.events import Event, EventType
from caseload_gql.domain.text import sort_key
from caseload_gql.policy.actions import PRACTICE_WRITE
from caseload_gql.services.coordinates import check_coordinates
from caseload_gql.services.journal import changes
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.places import own_name
from caseload_gql.services.practice_commands import AddLocation
from caseload_gql.services.refusal import Refused, not_allowed
from caseload_gql.services.update_practice import lock_practice
from caseload_gql.services.write import Write


async def add_location(write: Write, command: AddLocation) -> Outcome:
    """Begin a location where nobody works yet. Raises `Refused`."""
    await lock_practice(write)
    problems = check_coordinates(command.latitude, command.longitude)
    name = await own_name(write, Location, command.name, problems)
    if problems:
        raise Refused(problems)
    location = Location(
        id=fresh_id("loc", write.now()),
        name=name,
        name_key=sort_key(name),
        latitude=command.latitude,
        longitude=command.longitude,
    )
    write.unit.session.add(location)
    await write.unit.session.flush()
    if not await write.within(PRACTICE_WRITE, Location, location.id):
        raise Refused([not_allowed("location", "name")])
    found = changes(
        {
            "location": (None, location.id),
            "name": (None, name),
            "latitude": (None, command.latitude),
            "longitude": (None, command.longitude),
        }
    )
    write.record(Event(EventType.LOCATION_ADDED, write.now(), changes=found))
    return Outcome(ids={"location": location.id})
