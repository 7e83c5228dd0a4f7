"""Puts the lines of providers.csv into the practice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import bindparam, delete, func, select, update

from caseload_gql.db.facets import PROVIDER_KINDS, provider_facet_rows, word_rows
from caseload_gql.db.models import (
    EarlierTerms,
    Location,
    Provider,
    ProviderFacet,
    ProviderLeave,
    ProviderWindow,
    ProviderWord,
    Team,
    provider_location,
)
from caseload_gql.domain.availability import Span
from caseload_gql.domain.events import Event, EventType
from caseload_gql.domain.text import sort_key
from caseload_gql.domain.vocabulary import ProviderStatus
from caseload_gql.services.earlier import keep, terms
from caseload_gql.services.importing.audit import record
from caseload_gql.services.importing.clients import batches
from caseload_gql.services.importing.columns import KEY, PROVIDER_COLUMNS
from caseload_gql.services.importing.covers import COVER, Covers
from caseload_gql.services.importing.earlier import check_past, earlier_terms
from caseload_gql.services.importing.roster import Roster, Seat
from caseload_gql.services.importing.sheet import Line, Sheet
from caseload_gql.services.journal import changes

#: Parents before children.
PROVIDER_TABLES: Final = (Team, Location, Provider)
#: What is written of each some hundred lines. Leaves wait for the last: a cover may stand on any line.
_AT_ONCE: Final = (
    *PROVIDER_TABLES,
    ProviderFacet,
    ProviderWord,
    ProviderWindow,
    provider_location,
    EarlierTerms,
)
_DIRECT: Final = (
    "name",
    "capacity",
    "credential",
    "accepting_new_clients",
    "specialties",
    "services",
    "languages",
    "payers",
    "minimum_age",
    "maximum_age",
    "telehealth",
    "status",
)


@dataclass(frozen=True, slots=True)
class Known:
    """Running leaves of the providers that are there, and the ids of those that come, by their keys."""

    leaves: Mapping[str, Mapping[str, Any]]
    #: The days on which providers came back from their latest leaves.
    back: Mapping[str, date]
    coming: Mapping[str, str]
    covers: Covers


async def import_providers(roster: Roster, sheet: Sheet) -> None:
    """Add and update providers; faults go to the sheet."""
    keys = await _find_places(roster, sheet)
    roster.bad_keys |= set(sheet.keys) - set(keys)
    coming = {key: roster.fresh_id("prv") for key in keys if key not in roster.by_key}
    leaves = await _leaves(roster)
    known = Known(leaves, await _back(roster), coming, Covers.of(leaves.values()))
    for lines in batches(sheet.lines()):
        for line in lines:
            await _line(roster, sheet, line, known)
        if not sheet.faults:
            await roster.rows.insert_only(roster.unit, *_AT_ONCE)
            await roster.unit.write_events()
        roster.progress(len(lines))
    known.covers.check(roster, sheet)
    if not sheet.faults:
        await roster.rows.insert(roster.unit, *PROVIDER_TABLES)


async def save_loads(roster: Roster) -> None:
    """Write the loads that clients changed."""
    touched = [seat.row for seat in roster.by_id.values() if seat.touched]
    if not touched:
        return
    table = Provider.__table__
    statement = (
        update(table)
        .where(table.c.id == bindparam("row_id"))
        .values(load_hundredths=bindparam("load"), caseload_count=bindparam("clients"), version=table.c.version + 1)
    )
    loads = [{"row_id": row["id"], "load": row["load_hundredths"], "clients": row["caseload_count"]} for row in touched]
    connection = await roster.unit.session.connection()
    await connection.execute(statement, loads)
    roster.report.providers_over_capacity += sum(row["load_hundredths"] > row["capacity"] * 100 for row in touched)


async def _find_places(roster: Roster, sheet: Sheet) -> list[str]:
    """Make the teams and locations first, so that rows can point at them; the keys of the lines, as they are read."""
    keys = []
    for line in sheet.lines():
        keys.append(line.key)
        if line.cells.get("team") is not None:
            roster.team_id(str(line.cells["team"]))
        for name in _list(line, "locations"):
            roster.location_id(name)
    await roster.rows.insert(roster.unit)
    return keys


async def _line(roster: Roster, sheet: Sheet, line: Line, known: Known) -> None:
    seat = roster.by_key.get(line.key)
    row = _blank(line, known) if seat is None else seat.row
    after = row | {name: line.cells[name] for name in _DIRECT if name in line.cells}
    if not _sound(roster, sheet, line, row, after, known, new=seat is None):
        roster.bad_keys.add(line.key)
        return
    after["name_key"] = sort_key(after["name"])
    if "team" in line.cells:
        team = line.cells["team"]
        after["team_id"] = None if team is None else roster.team_id(str(team))
    places = set() if seat is None else seat.location_ids
    wanted = {roster.location_id(name) for name in _list(line, "locations")} if "locations" in line.cells else places
    spans = () if seat is None else seat.windows
    given = _list(line, "availability") if "availability" in line.cells else spans
    told = {name: (None if seat is None else row[name], after[name]) for name in (*_DIRECT, "team_id")}
    told["location_ids"] = (sorted(places), sorted(wanted))
    told["availability"] = (_shown(spans), _shown(given))
    leave = known.leaves.get(after["id"])
    wanted_leave = _leave(roster, line, after, leave, _cover(roster, sheet, line, known))
    known.covers.note(line, {} if seat is None else row, after, wanted_leave)
    told["leave"] = (_leave_shown(leave), _leave_shown(wanted_leave))
    differences = changes(told)
    if seat is not None and not differences:
        roster.report.unchanged += 1
        return
    if seat is None:
        roster.report.providers_added += 1
        roster.rows.add(Provider, **after)
        roster.rows.extend(EarlierTerms, earlier_terms(roster, line, after))
        seat = roster.seat(after, wanted, given, new=True)
    else:
        roster.report.providers_updated += 1
        await _update(roster, seat, after, wanted)
        seat.windows = given
        await _end_or_correct(roster, leave, wanted_leave)
    _satellites(roster, after, wanted, given)
    if leave is None and wanted_leave is not None:
        roster.rows.add(ProviderLeave, **wanted_leave)
    record(roster, Event(EventType.PROVIDER_IMPORTED, roster.unit.now, provider_id=seat.id, changes=differences))


def _blank(line: Line, known: Known) -> dict[str, Any]:
    cleared = {column.name: column.cleared for column in PROVIDER_COLUMNS if column.name in _DIRECT}
    lists = {name: list(value) for name, value in cleared.items() if isinstance(value, tuple)}
    fixed = {
        "id": known.coming[line.key],
        KEY: line.key,
        "team_id": None,
        "caseload_count": 0,
        "load_hundredths": 0,
        "version": 1,
    }
    return cleared | lists | fixed


def _sound(  # what a line is held against
    roster: Roster,
    sheet: Sheet,
    line: Line,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    known: Known,
    *,
    new: bool,
) -> bool:
    count = len(sheet.faults)
    if new:
        for column in PROVIDER_COLUMNS:
            if column.needed and column.name not in line.cells:
                sheet.blame(line.number, column.name, "the row is new, and the column is needed for new rows")
    youngest, oldest = after["minimum_age"], after["maximum_age"]
    if youngest is not None and oldest is not None and youngest > oldest:
        sheet.blame(line.number, "maximum_age", "maximum_age is below minimum_age")
    if after["status"] is ProviderStatus.DEPARTED and before["caseload_count"]:
        sheet.blame(line.number, "status", "the provider has clients; move them before the provider departs")
    _leave_sound(sheet, line, before, after, known)
    check_past(roster, sheet, line, "earlier_terms")
    return len(sheet.faults) == count


def _leave_sound(sheet: Sheet, line: Line, before: Mapping[str, Any], after: Mapping[str, Any], known: Known) -> None:
    if after["status"] is not ProviderStatus.ON_LEAVE:
        for name in ("leave_from", "leave_until", COVER):
            if line.cells.get(name) is not None:
                sheet.blame(line.number, name, "a leave has days only where the status is ON_LEAVE")
    starts, until = line.cells.get("leave_from"), line.cells.get("leave_until")
    if isinstance(starts, date) and isinstance(until, date) and until < starts:
        sheet.blame(line.number, "leave_until", "leave_until lies before leave_from")
    back = known.back.get(before["id"])
    if isinstance(starts, date) and back is not None and starts < back and before["id"] not in known.leaves:
        reason = f"it lies before {back.isoformat()}, when the provider came back from an earlier leave"
        sheet.blame(line.number, "leave_from", reason)


async def _update(roster: Roster, seat: Seat, after: dict[str, Any], wanted: set[str]) -> None:
    after["version"] += 1
    session, provider_id = roster.unit.session, seat.id
    if (seat.row["capacity"], seat.row["status"]) != (after["capacity"], after["status"]):
        kept = terms(provider_id, roster.today, seat.row["capacity"], seat.row["status"])
        await keep(roster.unit, EarlierTerms, [kept])
    await session.execute(update(Provider.__table__).where(Provider.__table__.c.id == provider_id).values(after))
    for table in (ProviderFacet.__table__, ProviderWord.__table__, ProviderWindow.__table__, provider_location):
        await session.execute(delete(table).where(table.c.provider_id == provider_id))
    seat.row.update(after)
    seat.location_ids = wanted


def _satellites(roster: Roster, row: Mapping[str, Any], location_ids: set[str], spans: Sequence[Span]) -> None:
    rows, provider_id = roster.rows, row["id"]
    rows.extend(ProviderFacet, provider_facet_rows(provider_id, {name: row[name] for name in PROVIDER_KINDS}))
    rows.extend(ProviderWord, word_rows("provider_id", provider_id, row["name"]))
    for location_id in sorted(location_ids):
        rows.add(provider_location, provider_id=provider_id, location_id=location_id)
    for position, span in enumerate(spans):
        rows.add(
            ProviderWindow,
            provider_id=provider_id,
            position=position,
            weekday=span.weekday,
            starts=span.starts,
            ends=span.ends,
        )


def _cover(roster: Roster, sheet: Sheet, line: Line, known: Known) -> str | None:
    """The id of the provider who covers the leave, who may stand on a later line."""
    key = line.cells.get(COVER)
    if key is None:
        return None
    seat = roster.by_key.get(str(key))
    found = known.coming.get(str(key)) if seat is None else seat.id
    if key == line.key:
        sheet.blame(line.number, COVER, "a provider cannot cover their own leave")
    elif found is None and key not in roster.bad_keys:
        sheet.blame(line.number, COVER, "no provider has this external id")
    return found


def _leave(
    roster: Roster, line: Line, after: Mapping[str, Any], running: Mapping[str, Any] | None, cover: str | None
) -> dict[str, Any] | None:
    """The leave as it will be, if the provider is on one; its days come from the line, else stay as they are."""
    if after["status"] is not ProviderStatus.ON_LEAVE:
        return None
    row: dict[str, Any] = dict(running or {"id": roster.fresh_id("lve"), "provider_id": after["id"]})
    until = line.cells.get("leave_until", row.get("ends_on"))
    starts = line.cells.get("leave_from") or row.get("starts_on") or roster.today
    if isinstance(until, date) and isinstance(starts, date):
        starts = min(starts, until)
    covered_by = cover if COVER in line.cells else row.get("cover_provider_id")
    return {**row, "cover_provider_id": covered_by, "starts_on": starts, "ends_on": until, "ended_at": None}


async def _end_or_correct(roster: Roster, running: Mapping[str, Any] | None, wanted: dict[str, Any] | None) -> None:
    """End the leave that runs, or give it the days that it is said to have."""
    if running is not None and running != wanted:
        table = ProviderLeave.__table__
        values = {"ended_at": roster.unit.now} if wanted is None else wanted
        await roster.unit.session.execute(update(table).where(table.c.id == running["id"]).values(values))


async def _back(roster: Roster) -> dict[str, date]:
    table = ProviderLeave.__table__
    latest = select(table.c.provider_id, func.max(table.c.ended_at)).group_by(table.c.provider_id)
    return {row[0]: row[1].astimezone(roster.zone).date() for row in await roster.unit.rows(latest) if row[1]}


async def _leaves(roster: Roster) -> dict[str, dict[str, Any]]:
    table = ProviderLeave.__table__
    found = await roster.unit.session.execute(select(table).where(table.c.ended_at.is_(None)))
    return {row["provider_id"]: dict(row) for row in found.mappings()}


def _leave_shown(row: Mapping[str, Any] | None) -> list[str] | None:
    if row is None:
        return None
    until = "" if row["ends_on"] is None else row["ends_on"].isoformat()
    return [row["starts_on"].isoformat(), until, *([row["cover_provider_id"]] if row["cover_provider_id"] else [])]


def _list(line: Line, column: str) -> list[Any]:
    value = line.cells.get(column)
    return list(value) if isinstance(value, list) else []


def _shown(spans: Sequence[Span]) -> list[str]:
    return [f"{span.weekday.value} {span.starts}-{span.ends}" for span in spans]
