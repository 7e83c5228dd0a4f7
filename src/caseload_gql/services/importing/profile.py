"""A client's own facts as a line tells them: merged with what is there, checked, resolved to ids."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from caseload_gql.domain.availability import Span
from caseload_gql.domain.text import sort_key
from caseload_gql.domain.vocabulary import ClientStatus
from caseload_gql.services.importing.cases import Case
from caseload_gql.services.importing.columns import CLIENT_COLUMNS, KEY
from caseload_gql.services.importing.roster import Roster, Seat
from caseload_gql.services.importing.sheet import Line, Sheet

_DIRECT: Final = (
    "name",
    "intake_date",
    "insurance_status",
    "date_of_birth",
    "payer",
    "telehealth_ok",
    "service_requirements",
    "languages",
    "attributes",
)
_DAYS: Final = ("intake_date", "date_of_birth", "assigned_on", "first_session_on", "wait_since")
_NEEDED: Final = tuple(column.name for column in CLIENT_COLUMNS if column.needed)
#: What is told of a client in the audit, by column.
TOLD: Final = (*_DIRECT, "location_id", "case_weight_hundredths", "preferred_provider_id", "status")


@dataclass(frozen=True, slots=True)
class Profile:
    """The row as it will be, and the lists that stand beside it."""

    row: dict[str, Any]
    avoided: frozenset[str]
    windows: Sequence[Span]


def read_profile(roster: Roster, sheet: Sheet, line: Line, case: Case | None) -> Profile | None:
    """Merge and check; None where the sheet was told of faults."""
    count = len(sheet.faults)
    if case is None:
        _demand_columns(sheet, line)
    row = _blank(roster, line) if case is None else dict(case.row)
    row |= {name: line.cells[name] for name in _DIRECT if name in line.cells}
    if "case_weight" in line.cells:
        row["case_weight_hundredths"] = line.cells["case_weight"]
    _check_days(roster, sheet, line, row)
    row["preferred_provider_id"] = _resolved(roster, sheet, line, "preferred_provider_external_id", row)
    avoided = set() if case is None else case.avoided
    if "do_not_match_external_ids" in line.cells:
        keys = line.cells["do_not_match_external_ids"]
        seats = [seat_of(roster, sheet, line, "do_not_match_external_ids", key) for key in listed(keys)]
        avoided = {seat.id for seat in seats if seat is not None}
    if len(sheet.faults) > count:
        return None
    _derive(roster, line, row)
    windows = [] if case is None else case.windows
    given = listed(line.cells["availability"]) if "availability" in line.cells else windows
    return Profile(row, frozenset(avoided), given)


def seat_of(roster: Roster, sheet: Sheet, line: Line, column: str, key: object) -> Seat | None:
    """The provider with an external id; where there is none the sheet is told."""
    seat = roster.by_key.get(str(key))
    if seat is None and key not in roster.bad_keys:
        sheet.blame(line.number, column, "no provider has this external id; import the provider first or with it")
    return seat


def listed(value: object) -> list[Any]:
    """A list cell's items."""
    return list(value) if isinstance(value, list) else []


def _blank(roster: Roster, line: Line) -> dict[str, Any]:
    values: dict[str, Any] = dict.fromkeys(_DIRECT)
    return values | {
        "id": roster.fresh_id("cli"),
        KEY: line.key,
        "status": ClientStatus.WAITING,
        "telehealth_ok": False,
        "service_requirements": [],
        "languages": [],
        "location_id": None,
        "preferred_provider_id": None,
        "case_weight_hundredths": 100,
        "version": 1,
    }


def _demand_columns(sheet: Sheet, line: Line) -> None:
    for column in _NEEDED:
        if column not in line.cells:
            sheet.blame(line.number, column, "the row is new, and the column is needed for new rows")


def _check_days(roster: Roster, sheet: Sheet, line: Line, row: Mapping[str, Any]) -> None:
    for column in _DAYS:
        day = line.cells.get(column)
        if isinstance(day, date) and day > roster.today:
            sheet.blame(line.number, column, f"{day.isoformat()} lies in the future")
    intake, birth = row["intake_date"], row["date_of_birth"]
    if intake is None:
        return
    if birth is not None and birth > intake:
        sheet.blame(line.number, "date_of_birth", "date_of_birth lies after intake_date")
    for column in ("assigned_on", "first_session_on", "wait_since"):
        day = line.cells.get(column)
        if isinstance(day, date) and day < intake:
            sheet.blame(line.number, column, f"{day.isoformat()} lies before intake_date")
    assigned, session = line.cells.get("assigned_on"), line.cells.get("first_session_on")
    if isinstance(assigned, date) and isinstance(session, date) and session < assigned:
        sheet.blame(line.number, "first_session_on", "first_session_on lies before assigned_on")


def _resolved(roster: Roster, sheet: Sheet, line: Line, column: str, row: Mapping[str, Any]) -> str | None:
    if column not in line.cells:
        kept = row["preferred_provider_id"]
        return None if kept is None else str(kept)
    key = line.cells[column]
    seat = None if key is None else seat_of(roster, sheet, line, column, key)
    return None if seat is None else seat.id


def _derive(roster: Roster, line: Line, row: dict[str, Any]) -> None:
    row["name_key"] = sort_key(row["name"])
    row["payer_key"] = None if row["payer"] is None else sort_key(row["payer"])
    if "location" in line.cells:
        name = line.cells["location"]
        row["location_id"] = None if name is None else roster.location_id(str(name))
