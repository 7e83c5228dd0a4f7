"""Takes over what held before: terms of providers, weights of assignments, and leaves that have ended."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from caseload_gql.db.models import ProviderLeave
from caseload_gql.domain.events import Event, EventType
from caseload_gql.domain.vocabulary import ProviderStatus
from caseload_gql.services import earlier
from caseload_gql.services.importing.audit import record
from caseload_gql.services.importing.profile import seat_of
from caseload_gql.services.importing.roster import Roster, Seat
from caseload_gql.services.importing.sheet import Line, Sheet
from caseload_gql.services.journal import changes

#: By how much recorded days may lie past others: a practice may have moved its time zone between them.
_MOVED: Final = timedelta(days=1)
#: First and last days of stretches.
Stretches = list[tuple[date, date]]


def earlier_terms(roster: Roster, line: Line, provider: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of `EarlierTerms` of a new provider, who is new to the practice too unless a history says otherwise.

    A history without the column does not tell since when; the departed were there while they served somebody.
    """
    given: Any = line.cells.get("earlier_terms") or ()
    told = roster.historic and ("earlier_terms" in line.cells or provider["status"] is not ProviderStatus.DEPARTED)
    if not given and not told:
        return [earlier.terms(provider["id"], roster.today, provider["capacity"], None)]
    return [earlier.terms(provider["id"], day, capacity, status) for day, (capacity, status) in given]


def earlier_weights(line: Line) -> Iterator[dict[str, Any]]:
    """The rows of `EarlierWeight` of a new assignment."""
    given: Any = line.cells.get("earlier_weights") or ()
    return (earlier.weight(line.key, day, hundredths) for day, hundredths in given)


def check_past(roster: Roster, sheet: Sheet, line: Line, column: str, since: object = None) -> None:
    """Blame days until which something held that lie in the future, or before it began."""
    given: Any = line.cells.get(column)
    if not given:
        return
    if given[-1][0] > roster.today + _MOVED:
        sheet.blame(line.number, column, f"{given[-1][0].isoformat()} lies in the future")
    if isinstance(since, date) and given[0][0] < since - _MOVED:
        sheet.blame(line.number, column, f"{given[0][0].isoformat()} lies before it began")


async def import_leaves(roster: Roster, sheet: Sheet, *, dry: bool) -> None:
    """Take over leaves that have ended, of providers who come in the same import; faults go to the sheet.

    `dry`: look for faults only, as the providers will not be kept.
    """
    lines = list(sheet.lines())
    table = ProviderLeave.__table__
    there = dict((await roster.unit.rows(select(table.c.id, table.c.provider_id))) if lines else ())
    running = select(table.c.provider_id, table.c.starts_on).where(table.c.ended_at.is_(None))
    taken: defaultdict[str, Stretches] = defaultdict(list)
    for provider_id, starts_on in await roster.unit.rows(running):
        taken[provider_id].append((starts_on, date.max))
    for line in lines:
        seat = _whose(roster, sheet, line, there)
        if seat is not None:
            _leave(roster, sheet, line, seat, taken[seat.id])
        roster.progress(1)
    if not dry and not sheet.faults:
        await roster.rows.insert_only(roster.unit, ProviderLeave)
    if told := changes({"leaves": (0, roster.report.leaves_taken_over)}):
        record(roster, Event(EventType.HISTORY_IMPORTED, roster.unit.now, changes=told))


def _whose(roster: Roster, sheet: Sheet, line: Line, there: dict[str, str]) -> Seat | None:
    """The new provider of a leave that is not there yet; else None, and the sheet is told of faults."""
    missing = [name for name, column in sheet.columns.items() if column.needed and name not in line.cells]
    if missing:
        sheet.blame(line.number, missing[0], "the column is missing; leaves are taken over whole")
        return None
    column = "provider_external_id"
    seat = seat_of(roster, sheet, line, column, line.cells[column])
    if seat is None:
        return None
    if there.get(line.key, seat.id) != seat.id:
        sheet.blame(line.number, sheet.key, "the id is another provider's; write ids as the export did")
    elif line.key in there:
        roster.report.unchanged += 1
    elif not seat.new:
        sheet.blame(line.number, column, "the provider was there before; leaves are taken over with new providers only")
    else:
        return seat
    return None


def _leave(roster: Roster, sheet: Sheet, line: Line, seat: Seat, taken: Stretches) -> None:
    count = len(sheet.faults)
    begins, until, ended = (line.cells.get(name) for name in ("leave_from", "leave_until", "ended_at"))
    if not isinstance(begins, date) or not isinstance(ended, datetime):
        return
    over = ended.astimezone(roster.zone).date()
    if ended > roster.unit.now:
        sheet.blame(
            line.number, "ended_at", "the instant lies in the future; a leave that runs stands in providers.csv"
        )
    if begins > over + _MOVED:
        sheet.blame(line.number, "leave_from", "leave_from lies after ended_at")
    if isinstance(until, date) and until < begins:
        sheet.blame(line.number, "leave_until", "leave_until lies before leave_from")
    if any(begins < other_over - _MOVED and other_begins < over - _MOVED for other_begins, other_over in taken):
        sheet.blame(line.number, "leave_from", "it overlaps another leave of the provider")
    taken.append((begins, over))
    key = line.cells.get("leave_cover_external_id")
    cover = None if key is None else seat_of(roster, sheet, line, "leave_cover_external_id", key)
    if cover is seat:
        sheet.blame(line.number, "leave_cover_external_id", "a provider cannot cover their own leave")
    if len(sheet.faults) > count:
        return
    roster.rows.add(
        ProviderLeave,
        id=line.key,
        provider_id=seat.id,
        starts_on=begins,
        ends_on=until,
        cover_provider_id=None if cover is None else cover.id,
        ended_at=ended,
    )
    roster.report.leaves_taken_over += 1
