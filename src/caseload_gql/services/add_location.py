"""Use case: a location begins."""

from caseload_gql.db.ids import fresh_id
from caseload_gql.db.models import Location
from caseload_gql.domain.events import EventType
from caseload_gql.services.coordinates import check_coordinates
from caseload_gql.services.journal import changes
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.places import keep_place, own_name
from caseload_gql.services.practice_commands import AddLocation
from caseload_gql.services.refusal import Refused
from caseload_gql.services.update_practice import lock_practice
from caseload_gql.services.write import Write


async def add_location(write: Write, command: AddLocation) -> Outcome:
    """Begin a location where nobody works yet. Raises `Refused`."""
    await lock_practice(write.unit)
    latitude, longitude = command.latitude, command.longitude
    location = Location(id=fresh_id("loc", write.now()), latitude=latitude, longitude=longitude)
    problems = check_coordinates(latitude, longitude)
    location.name = await own_name(write, location, command.name, problems)
    if problems:
        raise Refused(problems)
    told = {"name": (None, location.name), "latitude": (None, latitude), "longitude": (None, longitude)}
    return await keep_place(write, location, EventType.LOCATION_ADDED, changes(told), new=True)
