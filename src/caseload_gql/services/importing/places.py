"""Puts the lines of teams.csv and locations.csv into the practice."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import select, update

from caseload_gql.db.models import Location, Team
from caseload_gql.domain.events import Event, EventType
from caseload_gql.domain.text import sort_key
from caseload_gql.services.coordinates import check_coordinates
from caseload_gql.services.importing.audit import record
from caseload_gql.services.importing.roster import Place, Roster
from caseload_gql.services.importing.sheet import Line, Sheet
from caseload_gql.services.journal import changes, subject

_COORDINATES: Final = ("latitude", "longitude")


async def import_teams(roster: Roster, sheet: Sheet) -> None:
    """Add teams, and spell the names of known ones as the file does; faults go to the sheet."""
    there = await _there(roster, Team)
    for line, key in _named_once(sheet):
        row = there.get(key)
        if row is None:
            team_id = roster.team_id(line.key)
            found = changes({"team": (None, team_id), "name": (None, line.key)})
            record(roster, Event(EventType.TEAM_ADDED, roster.unit.now, changes=found))
        else:
            await _change(roster, Team, row, {"name": line.key}, EventType.TEAM_UPDATED)
        roster.progress(1)
    await roster.rows.insert_only(roster.unit, Team)


async def import_locations(roster: Roster, sheet: Sheet) -> None:
    """Add locations and update known ones; faults go to the sheet."""
    there = await _there(roster, Location)
    for line, key in _named_once(sheet):
        row = there.get(key)
        wanted = {"name": line.key, **{name: _degrees(line, name, row) for name in _COORDINATES}}
        problems = check_coordinates(wanted["latitude"], wanted["longitude"])
        for problem in problems:
            sheet.blame(line.number, problem.path[1], problem.message)
        if not problems and row is None:
            location_id = roster.location_id(line.key, Place(**wanted))
            told = {"location": (None, location_id), **{name: (None, value) for name, value in wanted.items()}}
            record(roster, Event(EventType.LOCATION_ADDED, roster.unit.now, changes=changes(told)))
        elif not problems and row is not None:
            await _change(roster, Location, row, wanted, EventType.LOCATION_UPDATED)
        roster.progress(1)
    await roster.rows.insert_only(roster.unit, Location)


def _named_once(sheet: Sheet) -> Iterator[tuple[Line, str]]:
    """The lines with the keys of their names; one that another line names already is blamed."""
    seen: dict[str, int] = {}
    for line in sheet.lines():
        key = sort_key(line.key)
        if key in seen:
            reason = f"line {seen[key]} has the same name, case and accents aside"
            sheet.blame(line.number, sheet.key, reason)
        else:
            seen[key] = line.number
            yield line, key


async def _there(roster: Roster, model: type[Team | Location]) -> dict[str, dict[str, Any]]:
    """The rows by their keys; of two that bear one name, the one that lines go to."""
    known = roster.teams if model is Team else roster.locations
    table = model.__table__
    found = (await roster.unit.session.execute(select(table).order_by(table.c.id))).mappings()
    return {row["name_key"]: dict(row) for row in found if known.get(row["name_key"]) == row["id"]}


def _degrees(line: Line, name: str, row: dict[str, Any] | None) -> Any:  # noqa: ANN401  # a number, or None
    kept = None if row is None else row[name]
    return line.cells.get(name, kept)


async def _change(
    roster: Roster, model: type[Team | Location], row: dict[str, Any], wanted: dict[str, Any], kind: EventType
) -> None:
    found = changes({name: (row[name], value) for name, value in wanted.items()})
    if not found:
        roster.report.unchanged += 1
        return
    table = model.__table__
    await roster.unit.session.execute(update(table).where(table.c.id == row["id"]).values(wanted))
    roster.report.places_updated += 1
    about = subject("team" if model is Team else "location", row["id"])
    record(roster, Event(kind, roster.unit.now, changes=(about, *found)))
