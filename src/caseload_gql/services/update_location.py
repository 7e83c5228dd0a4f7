"""Use case: what is recorded of a location changes."""

from caseload_gql.db.models import Location
from caseload_gql.domain.events import EventType
from caseload_gql.services.commands import UNCHANGED
from caseload_gql.services.coordinates import check_coordinates
from caseload_gql.services.journal import changes
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.places import hold_place, keep_place, own_name
from caseload_gql.services.practice_commands import UpdateLocation
from caseload_gql.services.refusal import Refused
from caseload_gql.services.write import Write


async def update_location(write: Write, command: UpdateLocation) -> Outcome:
    """Change what was given and leave the rest. Raises `Refused`."""
    location = await hold_place(write, Location, command.location_id)
    before = (location.name, location.latitude, location.longitude)
    latitude = location.latitude if command.latitude is UNCHANGED else command.latitude
    longitude = location.longitude if command.longitude is UNCHANGED else command.longitude
    problems = check_coordinates(latitude, longitude)
    name = await own_name(write, location, command.name, problems)
    if problems:
        raise Refused(problems, {"location": location.id})
    after = location.name, location.latitude, location.longitude = name, latitude, longitude
    told = dict(zip(("name", "latitude", "longitude"), zip(before, after, strict=True), strict=True))
    return await keep_place(write, location, EventType.LOCATION_UPDATED, changes(told))
