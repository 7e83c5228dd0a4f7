"""What the database knows of the clients of some lines."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from caseload_gql.db.models import Assignment, Client, ClientWindow, PoolEntry, client_do_not_match
from caseload_gql.domain.availability import Span
from caseload_gql.services.importing.roster import Roster


@dataclass(slots=True)
class Case:
    """A client that is there already, with what runs and when the last thing ended."""

    row: dict[str, Any]
    assignment: dict[str, Any] | None = None
    entry: dict[str, Any] | None = None
    avoided: set[str] = field(default_factory=set)
    windows: list[Span] = field(default_factory=list)
    last_ended_at: datetime | None = None


async def open_cases(roster: Roster, keys: Sequence[str]) -> dict[str, Case]:
    """Lock and read the clients with these external ids, where there are any who were not imported just now."""
    if not roster.clients_before:
        return {}
    session = roster.unit.session
    table = Client.__table__
    found = await session.execute(select(table).where(client_known_by(keys)).order_by(table.c.id).with_for_update())
    cases = {row["id"]: Case(dict(row)) for row in found.mappings()}
    if not cases:
        return {}
    ids = list(cases)
    assignments, entries = Assignment.__table__, PoolEntry.__table__
    for row in (await session.execute(select(assignments).where(assignments.c.client_id.in_(ids)))).mappings():
        case = cases[row["client_id"]]
        if row["ended_at"] is None:
            case.assignment = dict(row)
        elif case.last_ended_at is None or row["ended_at"] > case.last_ended_at:
            case.last_ended_at = row["ended_at"]
    running = select(entries).where(entries.c.client_id.in_(ids), entries.c.left_at.is_(None))
    for row in (await session.execute(running)).mappings():
        cases[row["client_id"]].entry = dict(row)
    await _wishes(roster, cases)
    return {case.row["external_id"] or case.row["id"]: case for case in cases.values()}


def client_known_by(keys: Sequence[str]) -> ColumnElement[bool]:
    """The clients of these keys: their external ids, and the ids of those who have none."""
    table = Client.__table__
    own = [key for key in keys if key.startswith("cli_")]
    known = table.c.external_id.in_(keys)
    return or_(known, and_(table.c.id.in_(own), table.c.external_id.is_(None))) if own else known


async def _wishes(roster: Roster, cases: dict[str, Case]) -> None:
    session, ids = roster.unit.session, list(cases)
    avoided = select(client_do_not_match).where(client_do_not_match.c.client_id.in_(ids))
    for client_id, provider_id in await session.execute(avoided):
        cases[client_id].avoided.add(provider_id)
    table = ClientWindow.__table__
    windows: defaultdict[str, list[Span]] = defaultdict(list)
    ordered = select(table).where(table.c.client_id.in_(ids)).order_by(table.c.client_id, table.c.position)
    for row in await session.execute(ordered):
        windows[row.client_id].append(Span(row.weekday, row.starts, row.ends))
    for client_id, spans in windows.items():
        cases[client_id].windows = spans
