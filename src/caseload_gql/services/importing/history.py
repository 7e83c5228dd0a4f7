"""Puts past stays in the pool and assignments into the practice, for clients who come in the same import."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from caseload_gql.db.invariants import STATUS, WAITS_BESIDE, WEIGHT
from caseload_gql.db.models import Assignment, Base, Client, EarlierWeight, PoolEntry, Team
from caseload_gql.domain.events import Event, EventType
from caseload_gql.domain.vocabulary import ProviderStatus
from caseload_gql.services.importing.audit import record
from caseload_gql.services.importing.cases import client_known_by
from caseload_gql.services.importing.clients import batches
from caseload_gql.services.importing.earlier import check_past, earlier_weights
from caseload_gql.services.importing.profile import seat_of
from caseload_gql.services.importing.roster import Roster, Seat
from caseload_gql.services.importing.running import Running, ask_of_running
from caseload_gql.services.importing.sheet import Line, Sheet
from caseload_gql.services.journal import changes

#: Cells that stand together: all of them, or none.
_ENTRY_END: Final = ("left_at", "left_on", "outcome")
_ASSIGNMENT_END: Final = ("ended_at", "ended_on", "end_reason")
_SESSION: Final = ("first_session_at", "first_session_on")
#: What cannot be of clients whose history was taken over, and the column of their lines that is blamed.
_STANDING: Final = (
    ("status", STATUS, "the client does not stand so at the end of the history"),
    ("wait_reason", WAITS_BESIDE, "a client who has a provider waits with reason TRANSFER, or not at all"),
    ("case_weight", WEIGHT, "the running assignment counts another weight"),
)
#: No place's clock is further from UTC.
_DAY: Final = timedelta(days=1)
_NEW_ONLY: Final = "the client was there before; history is taken over with new clients only"


@dataclass(slots=True)
class _Past:
    """What is known of the clients of some lines: their ids, the rows that are there, and how their stretches lie."""

    clients: Mapping[str, str]
    #: The client of each row that is there, by the row's id.
    owners: dict[str, str]
    #: The client of each stay that assignments may name.
    entries: Mapping[str, str] = field(default_factory=dict)
    stretches: defaultdict[str, list[tuple[datetime, datetime | None]]] = field(
        default_factory=lambda: defaultdict(list)
    )


async def import_history(roster: Roster, entries: Sheet | None, assignments: Sheet | None) -> None:
    """Take over stays, then assignments, and hold the clients' lines to them; faults go to the sheets."""
    if entries is not None:
        for lines in batches(entries.lines()):
            await _entries(roster, entries, lines)
    if assignments is not None:
        for lines in batches(assignments.lines()):
            await _assignments(roster, assignments, lines, entries)
    report = roster.report
    told = {
        "stays": (0, report.entries_taken_over),
        "assignments": (0, report.assignments_taken_over),
        "runningPastGates": (0, report.running_past_gates),
    }
    if changes(told):
        record(roster, Event(EventType.HISTORY_IMPORTED, roster.unit.now, changes=changes(told)))


async def check_standing(roster: Roster, clients: Sheet) -> None:
    """Blame the lines of clients who do not stand as their history ends."""
    for column, broken, reason in _STANDING:
        for client_id, key in await roster.unit.rows(select(Client.id, Client.external_id).where(broken)):
            if roster.numbering.made(client_id):
                clients.blame(clients.keys.line_of(key) or 1, column, reason)


async def _entries(roster: Roster, sheet: Sheet, lines: Sequence[Line]) -> None:
    past = await _past(roster, PoolEntry, lines, (PoolEntry.entered_at, PoolEntry.left_at))
    for line in lines:
        client_id = _client_of(roster, sheet, line, past)
        if client_id is None:
            continue
        cells, count = line.cells, len(sheet.faults)
        _together(sheet, line, _ENTRY_END)
        _in_order(roster, sheet, line, "entered_at", "left_at")
        before = _seat(roster, sheet, line, "previous_provider_external_id")
        _alone(sheet, line, past, client_id, ("entered_at", "left_at"), overlapping=True)
        if len(sheet.faults) > count:
            continue
        team = cells.get("team")
        row = _cells(line, "id", "reason", "priority", "entered_at", "entered_on", *_ENTRY_END, "note")
        roster.rows.add(
            PoolEntry,
            client_id=client_id,
            team_id=None if team is None else roster.team_id(str(team)),
            previous_provider_id=None if before is None else before.id,
            version=1 if row["left_at"] is None else 2,
            **row,
        )
        roster.report.entries_taken_over += 1
    await roster.rows.insert(roster.unit, Team, PoolEntry)
    roster.progress(len(lines))


async def _assignments(roster: Roster, sheet: Sheet, lines: Sequence[Line], entries: Sheet | None) -> None:
    past = await _past(roster, Assignment, lines, (Assignment.assigned_at, Assignment.ended_at))
    past.entries = await _owners(roster, PoolEntry, _given(lines, "pool_entry_id"))
    past.owners |= await _owners(roster, Assignment, _given(lines, "previous_assignment_id"))
    still_run: list[Running] = []
    for line in lines:
        client_id = _client_of(roster, sheet, line, past)
        if client_id is None:
            continue
        cells, count = line.cells, len(sheet.faults)
        _together(sheet, line, _ASSIGNMENT_END)
        _together(sheet, line, _SESSION)
        _in_order(roster, sheet, line, "assigned_at", "ended_at", "first_session_at")
        check_past(roster, sheet, line, "earlier_weights", cells.get("assigned_on"))
        _links(sheet, line, past, client_id, entries)
        _alone(sheet, line, past, client_id, ("assigned_at", "ended_at"), overlapping=False)
        seat = _seat(roster, sheet, line, "provider_external_id")
        running = cells.get("ended_at") is None
        if running and seat is not None and seat.row["status"] is ProviderStatus.DEPARTED:
            sheet.blame(line.number, "provider_external_id", "the provider has left and can serve nobody")
        if seat is None or len(sheet.faults) > count:
            continue
        past.owners[line.key] = client_id
        row = _cells(line, "id", "assigned_at", "assigned_on", "assigned_by", *_ASSIGNMENT_END, *_SESSION)
        roster.rows.add(
            Assignment,
            client_id=client_id,
            provider_id=seat.id,
            weight_hundredths=cells["weight"],
            assigned_by_id=None,
            match_score_ten_thousandths=cells.get("match_score"),
            **row,
            override_reason=cells.get("override_reason"),
            # What is not there was blamed, here or on its own line: nothing of this import will stay.
            pool_entry_id=_there(cells.get("pool_entry_id"), past.entries),
            previous_assignment_id=_there(cells.get("previous_assignment_id"), past.owners),
        )
        roster.rows.extend(EarlierWeight, earlier_weights(line))
        if running:
            still_run.append(Running(line.key, client_id, seat.facts()))
            seat.takes(int(str(cells["weight"])))
        roster.report.assignments_taken_over += 1
    await roster.rows.insert(roster.unit, Assignment)
    if not sheet.faults and not (entries is not None and entries.faults):
        await ask_of_running(roster, still_run)
    roster.progress(len(lines))


async def _past(roster: Roster, model: Any, lines: Sequence[Line], stretch: tuple[Any, Any]) -> _Past:  # noqa: ANN401  # a history model
    keys = list({str(line.cells["client_external_id"]) for line in lines if "client_external_id" in line.cells})
    table, session = Client.__table__, roster.unit.session
    rows = await session.execute(select(table.c.external_id, table.c.id).where(client_known_by(keys)))
    past = _Past({key or client_id: client_id for key, client_id in rows}, await _owners(roster, model, _keys(lines)))
    fresh = [each for each in past.clients.values() if roster.numbering.made(each)]
    for client_id, begins, ends in await session.execute(
        select(model.client_id, *stretch).where(model.client_id.in_(fresh))
    ):
        past.stretches[client_id].append((begins, ends))
    return past


async def _owners(roster: Roster, model: type[Base], ids: Iterable[str]) -> dict[str, str]:
    table = model.__table__
    found = await roster.unit.session.execute(select(table.c.id, table.c.client_id).where(table.c.id.in_(list(ids))))
    return {row.id: row.client_id for row in found}


def _client_of(roster: Roster, sheet: Sheet, line: Line, past: _Past) -> str | None:
    """The client whose history the line goes on; None where it is there already, or the sheet was told of a fault."""
    missing = [name for name, column in sheet.columns.items() if column.needed and name not in line.cells]
    if missing:
        sheet.blame(line.number, missing[0], "the column is missing; history is taken over whole")
        return None
    client_id = past.clients.get(str(line.cells["client_external_id"]))
    owner = past.owners.get(line.key)
    if client_id is None:
        sheet.blame(line.number, "client_external_id", "no client has this external id; import the client with it")
    elif owner is not None and owner != client_id:
        sheet.blame(line.number, sheet.key, "the id is another client's; write ids as the export did")
    elif owner is not None:
        roster.report.unchanged += 1
    elif not roster.numbering.made(client_id):
        sheet.blame(line.number, "client_external_id", _NEW_ONLY)
    else:
        return client_id
    return None


def _together(sheet: Sheet, line: Line, names: Sequence[str]) -> None:
    given = [name for name in names if line.cells.get(name) is not None]
    if given and len(given) < len(names):
        missing = next(name for name in names if name not in given)
        sheet.blame(line.number, missing, f"the cell is empty; it stands together with {given[0]}")


def _in_order(roster: Roster, sheet: Sheet, line: Line, begins: str, *later: str) -> None:
    first = line.cells.get(begins)
    for name in (begins, *later):
        moment = line.cells.get(name)
        if isinstance(moment, datetime) and moment > roster.unit.now:
            sheet.blame(line.number, name, "the instant lies in the future")
        elif isinstance(first, datetime) and isinstance(moment, datetime) and moment < first:
            sheet.blame(line.number, name, f"{name} lies before {begins}")
        elif isinstance(moment, datetime):
            _on_its_day(sheet, line, name, moment)


def _on_its_day(sheet: Sheet, line: Line, name: str, moment: datetime) -> None:
    column = f"{name.removesuffix('_at')}_on"
    day = line.cells.get(column)
    if isinstance(day, date) and abs(day - moment.astimezone(UTC).date()) > _DAY:
        sheet.blame(line.number, column, f"{name} falls on another day, wherever the practice was")


def _alone(sheet: Sheet, line: Line, past: _Past, client_id: str, names: tuple[str, str], *, overlapping: bool) -> None:
    """One running stretch a client; assignments of one client never overlap."""
    begins, ends = (line.cells.get(name) for name in names)
    if not isinstance(begins, datetime) or not isinstance(ends, datetime | None):
        return
    others = past.stretches[client_id]
    if ends is None and any(other is None for _, other in others):
        sheet.blame(line.number, names[1], "the client has a running one already; only one has no end")
    elif not overlapping and any(
        (other_ends is None or begins < other_ends) and (ends is None or other_begins < ends)
        for other_begins, other_ends in others
    ):
        sheet.blame(line.number, names[0], "it overlaps another assignment of the client")
    others.append((begins, ends))


def _links(sheet: Sheet, line: Line, past: _Past, client_id: str, entries: Sheet | None) -> None:
    entry, before = line.cells.get("pool_entry_id"), line.cells.get("previous_assignment_id")
    # One whose own line is bad is not told of twice.
    told = entries is not None and entries.keys.line_of(str(entry)) is not None and entry not in past.entries
    if entry is not None and not told and past.entries.get(str(entry)) != client_id:
        sheet.blame(line.number, "pool_entry_id", "it is no stay of this client")
    told = before not in past.owners and (sheet.keys.line_of(str(before)) or line.number) < line.number
    if before is not None and not told and past.owners.get(str(before)) != client_id:
        sheet.blame(line.number, "previous_assignment_id", "it is no assignment of this client on an earlier line")


def _seat(roster: Roster, sheet: Sheet, line: Line, column: str) -> Seat | None:
    key = line.cells.get(column)
    return None if key is None else seat_of(roster, sheet, line, column, key)


def _cells(line: Line, *names: str) -> dict[str, Any]:
    return {name: line.cells.get(name) for name in names}


def _there(row_id: object, rows: Mapping[str, str]) -> str | None:
    return str(row_id) if row_id in rows else None


def _keys(lines: Sequence[Line]) -> list[str]:
    return [line.key for line in lines]


def _given(lines: Sequence[Line], column: str) -> list[str]:
    return [str(line.cells[column]) for line in lines if line.cells.get(column) is not None]
