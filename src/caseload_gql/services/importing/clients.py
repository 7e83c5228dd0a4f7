"""Puts the lines of clients.csv into the practice, some hundred at a time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from sqlalchemy import Table, bindparam, delete, update

from caseload_gql.db.facets import CLIENT_KINDS, client_facet_rows, word_rows
from caseload_gql.db.models import (
    Assignment,
    Client,
    ClientFacet,
    ClientWindow,
    ClientWord,
    Location,
    PoolEntry,
    Team,
    client_do_not_match,
)
from caseload_gql.db.unit_of_work import Recorded, UnitOfWork
from caseload_gql.domain.events import Event, EventType
from caseload_gql.services.bulk import Rows
from caseload_gql.services.importing.audit import record
from caseload_gql.services.importing.cases import Case, open_cases
from caseload_gql.services.importing.overriding import override
from caseload_gql.services.importing.placing import Placing, place
from caseload_gql.services.importing.profile import TOLD, Profile, read_profile
from caseload_gql.services.importing.roster import Roster
from caseload_gql.services.importing.sheet import Line, Sheet
from caseload_gql.services.importing.writing import in_turns, writing
from caseload_gql.services.journal import changes

#: Lines looked up and written together: below the parameters that either driver takes.
_BATCH: Final = 1_000
_TABLES: Final = (
    Team,
    Location,
    Client,
    ClientFacet,
    ClientWord,
    ClientWindow,
    client_do_not_match,
    PoolEntry,
    Assignment,
)
#: What is not told of a new client.
_NOTHING: Final[tuple[object, ...]] = (None, False, [])
_SATELLITES: Final = (ClientFacet.__table__, ClientWord.__table__, ClientWindow.__table__, client_do_not_match)

#: By field, what it held before and holds after.
Differences = dict[str, tuple[object, object]]


@dataclass(slots=True)
class Batch:
    """Changes of rows that are there; the columns changed make the key."""

    updates: defaultdict[tuple[Table, tuple[str, ...]], list[dict[str, Any]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    renewed: list[str] = field(default_factory=list)

    def change(self, table: Table, row_id: str, values: Mapping[str, Any]) -> None:
        """Change some columns of a row."""
        if values:
            self.updates[table, tuple(values)].append({"row_id": row_id, **{f"to_{k}": v for k, v in values.items()}})


@dataclass(frozen=True, slots=True)
class Placed:
    """A good line: the client as they will be and where they stand, and what is known of them."""

    profile: Profile
    placing: Placing
    case: Case | None


async def import_clients(roster: Roster, sheet: Sheet, *, dry: bool) -> None:
    """Add and update clients; faults go to the sheet. `dry`: look for faults only, as the rows will not be kept."""
    remaining = sheet.lines()
    async with writing() as written:
        while lines := [line async for line in in_turns(islice(remaining, _BATCH))]:
            if roster.clients_before:
                await written.settled()
            cases = await open_cases(roster, [line.key for line in lines])
            placed = [
                each
                async for line in in_turns(lines)
                if (each := _place(roster, sheet, line, cases.get(line.key))) is not None
            ]
            keeps = not dry and not sheet.faults
            if keeps and roster.rules:
                await written.settled()
            if keeps:
                await override(roster, [each.placing for each in placed])
            batch = Batch()
            async for each in in_turns(placed):
                _keep(roster, each, batch)
            if keeps:
                await written.begin(_write(roster.unit, batch, roster.hand_over(), roster.unit.hand_over()))
            roster.progress(len(lines))


def batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """The lines, some hundred at a time."""
    remaining = iter(lines)
    while batch := list(islice(remaining, _BATCH)):
        yield batch


def _place(roster: Roster, sheet: Sheet, line: Line, case: Case | None) -> Placed | None:
    profile = read_profile(roster, sheet, line, case)
    placing = None if profile is None else place(roster, sheet, line, profile, case)
    return None if profile is None or placing is None else Placed(profile, placing, case)


def _keep(roster: Roster, placed: Placed, batch: Batch) -> None:
    profile, placing, case = placed.profile, placed.placing, placed.case
    profile.row["status"] = placing.status
    found = changes(_differences(profile, placing, case))
    if case is not None and not found:
        roster.report.unchanged += 1
        return
    if case is None:
        roster.report.clients_added += 1
        roster.rows.add(Client, **profile.row)
    else:
        roster.report.clients_updated += 1
        _change(profile, placing, case, batch)
    _satellites(roster, profile)
    if placing.new_entry is not None:
        roster.rows.add(PoolEntry, **placing.new_entry)
    if placing.new_assignment is not None:
        roster.rows.add(Assignment, **placing.new_assignment)
    assigned, entered = placing.new_assignment, placing.new_entry
    event = Event(
        EventType.CLIENT_IMPORTED,
        roster.unit.now,
        client_id=profile.row["id"],
        provider_id=None if assigned is None else assigned["provider_id"],
        pool_entry_id=None if entered is None else entered["id"],
        assignment_id=None if assigned is None else assigned["id"],
        override_reason=placing.override_reason,
        changes=found,
    )
    record(roster, event)


def _differences(profile: Profile, placing: Placing, case: Case | None) -> Differences:
    row = profile.row
    if case is None:
        told: Differences = {name: (None, row[name]) for name in TOLD if row[name] not in _NOTHING}
        if profile.windows:
            told["availability"] = ([], _shown(profile.windows))
        if profile.avoided:
            told["do_not_match"] = ([], sorted(profile.avoided))
    else:
        told = {name: (case.row[name], row[name]) for name in TOLD}
        told["availability"] = (_shown(case.windows), _shown(profile.windows))
        told["do_not_match"] = (sorted(case.avoided), sorted(profile.avoided))
    return told | placing.told


def _change(profile: Profile, placing: Placing, case: Case, batch: Batch) -> None:
    client_id = profile.row["id"]
    profile.row["version"] += 1
    batch.change(Client.__table__, client_id, {name: value for name, value in profile.row.items() if name != "id"})
    batch.renewed.append(client_id)
    if case.assignment is not None:
        batch.change(Assignment.__table__, case.assignment["id"], placing.assignment_changes)
    if case.entry is not None and placing.entry_changes:
        version = {"version": case.entry["version"] + 1}
        batch.change(PoolEntry.__table__, case.entry["id"], placing.entry_changes | version)


def _satellites(roster: Roster, profile: Profile) -> None:
    rows, row = roster.rows, profile.row
    rows.extend(ClientFacet, client_facet_rows(row["id"], {name: row[name] for name in CLIENT_KINDS}))
    rows.extend(ClientWord, word_rows("client_id", row["id"], row["name"]))
    for provider_id in sorted(profile.avoided):
        rows.add(client_do_not_match, client_id=row["id"], provider_id=provider_id)
    for position, span in enumerate(profile.windows):
        rows.add(
            ClientWindow,
            client_id=row["id"],
            position=position,
            weekday=span.weekday,
            starts=span.starts,
            ends=span.ends,
        )


async def _write(unit: UnitOfWork, batch: Batch, rows: Rows, events: Recorded) -> None:
    """Places first, then what ends, then what begins: one open entry and one active assignment at any time."""
    await rows.insert_only(unit, Team, Location)
    connection = await unit.session.connection()
    for (table, columns), changed in batch.updates.items():
        statement = (
            update(table)
            .where(table.c.id == bindparam("row_id"))
            .values({name: bindparam(f"to_{name}", type_=table.c[name].type) for name in columns})
        )
        await connection.execute(statement, changed)
    if batch.renewed:
        for table in _SATELLITES:
            await connection.execute(delete(table).where(table.c.client_id.in_(batch.renewed)))
    await rows.insert(unit, *_TABLES)
    await unit.write_events(events)


def _shown(spans: Sequence[Any]) -> list[str]:
    return [f"{span.weekday.value} {span.starts}-{span.ends}" for span in spans]
