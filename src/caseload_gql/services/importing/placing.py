"""Where a client stands after a line: with a provider, or waiting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

from caseload_gql.domain.vocabulary import (
    AssignmentEndReason,
    ClientStatus,
    PoolEntryOutcome,
    PoolPriority,
    PoolReason,
)
from caseload_gql.matching.facts import ClientFacts, ProviderFacts
from caseload_gql.matching.gates import check_gates
from caseload_gql.services import earlier
from caseload_gql.services.importing.cases import Case
from caseload_gql.services.importing.profile import Profile, seat_of
from caseload_gql.services.importing.report import Report
from caseload_gql.services.importing.roster import Roster, Seat
from caseload_gql.services.importing.sheet import Line, Sheet

IMPORTED_AS_IT_WAS = "Imported as it was"


@dataclass(frozen=True, slots=True)
class Proposed:
    """A client and a provider as they were before the assignment, and the gates that it does not pass."""

    client: ClientFacts
    provider: ProviderFacts
    previous_provider_id: str | None
    failed: tuple[str, ...]


@dataclass(slots=True)
class Placing:
    """Rows to insert and rows to change; `told` is what the audit says of it."""

    status: ClientStatus
    new_assignment: dict[str, Any] | None = None
    new_entry: dict[str, Any] | None = None
    assignment_changes: dict[str, Any] = field(default_factory=dict)
    entry_changes: dict[str, Any] = field(default_factory=dict)
    told: dict[str, tuple[object, object]] = field(default_factory=dict)
    #: Who was given to whom, and the codes of the gates in the way.
    proposed: Proposed | None = None
    override_reason: str | None = None

    def override(self, report: Report, codes: Sequence[str]) -> None:
        """Record the new assignment as one past what these codes name."""
        self.override_reason = imported_past(codes)
        if self.new_assignment is not None:
            self.new_assignment["override_reason"] = self.override_reason
        report.overrides += 1
        report.gates.update(dict.fromkeys(codes, 1))


def imported_past(codes: Sequence[str]) -> str:
    """The reason that is recorded of an assignment past what these codes name."""
    return f"{IMPORTED_AS_IT_WAS}: {', '.join(dict.fromkeys(codes))}"


def place(roster: Roster, sheet: Sheet, line: Line, profile: Profile, case: Case | None) -> Placing | None:
    """Find the client's place; None where the sheet was told of faults."""
    count = len(sheet.faults)
    if case is not None:
        placing = _settle(roster, sheet, line, profile, case)
    elif roster.historic:
        placing = Placing(_status_told(line))
    else:
        placing = _settle_new(roster, sheet, line, profile)
    return placing if len(sheet.faults) == count else None


def _settle_new(roster: Roster, sheet: Sheet, line: Line, profile: Profile) -> Placing:
    placing = Placing(_status_told(line))
    reason = line.cells.get("wait_reason")
    key = line.cells.get("provider_external_id")
    if (placing.status is ClientStatus.ACTIVE) is (key is None):
        told = "a client with a provider is ACTIVE, and no other; leave the cell empty, or write DISCHARGED"
        sheet.blame(line.number, "status", told)
        return placing
    seat = None if key is None else seat_of(roster, sheet, line, "provider_external_id", key)
    if key is None:
        for column in ("assigned_on", "first_session_on"):
            if line.cells.get(column) is not None:
                sheet.blame(line.number, column, "the client has no provider; name one in provider_external_id")
        if placing.status is ClientStatus.DISCHARGED:
            return placing
        _enter(roster, sheet, line, profile, placing, PoolReason(str(reason or PoolReason.NEW_INTAKE)), None)
        return placing
    if reason not in {None, PoolReason.TRANSFER}:
        sheet.blame(line.number, "wait_reason", "a client who has a provider waits with reason TRANSFER, or not at all")
    if reason is None and line.cells.get("wait_since") is not None:
        sheet.blame(
            line.number, "wait_since", "the client has a provider; to let them wait too, write TRANSFER in wait_reason"
        )
    if seat is not None:
        day = cast("date", line.cells.get("assigned_on") or profile.row["intake_date"])
        _assign(roster, sheet, line, profile, placing, seat, roster.instant(day), day)
        _meet(roster, sheet, line, placing, placing.new_assignment)
    if seat is not None and reason is PoolReason.TRANSFER:
        _enter(roster, sheet, line, profile, placing, PoolReason.TRANSFER, seat)
    return placing


def _status_told(line: Line) -> ClientStatus:
    """The status of a new client: as the line says, else by whether it names a provider."""
    served = line.cells.get("provider_external_id") is not None
    return ClientStatus(str(line.cells.get("status") or (ClientStatus.ACTIVE if served else ClientStatus.WAITING)))


def _settle(roster: Roster, sheet: Sheet, line: Line, profile: Profile, case: Case) -> Placing:
    placing = Placing(case.row["status"])
    key = line.cells.get("provider_external_id")
    seat = None if key is None else seat_of(roster, sheet, line, "provider_external_id", key)
    present = case.assignment
    if seat is not None and (present is None or present["provider_id"] != seat.id):
        _move(roster, sheet, line, profile, placing, seat, case)
    else:
        _reweigh(roster, profile, placing, present)
        if seat is not None:
            _meet(roster, sheet, line, placing, present)
    if case.entry is not None and placing.new_assignment is None:
        _reroute(roster, line, placing, case.entry)
    return placing


def _move(roster: Roster, sheet: Sheet, line: Line, profile: Profile, placing: Placing, seat: Seat, case: Case) -> None:
    if case.row["status"] is ClientStatus.DISCHARGED:
        sheet.blame(line.number, "provider_external_id", "the client is discharged; readmit the client first")
        return
    day = line.cells.get("assigned_on") or roster.today
    if not isinstance(day, date):
        return
    at = roster.instant(day)
    present = case.assignment
    held = [case.last_ended_at] if present is None else [present["assigned_at"], present["first_session_at"]]
    if any(moment is not None and at < moment for moment in (*held, case.last_ended_at)):
        sheet.blame(line.number, "assigned_on", f"{day.isoformat()} lies within an earlier assignment of the client")
        return
    if present is not None:
        roster.by_id[present["provider_id"]].gives_up(present["weight_hundredths"])
        placing.assignment_changes |= {
            "ended_at": at,
            "ended_on": day,
            "end_reason": AssignmentEndReason.TRANSFERRED,
        }
        roster.report.moved += 1
    if case.entry is not None:
        left = max(at, case.entry["entered_at"])
        placing.entry_changes |= {
            "left_at": left,
            "left_on": max(day, case.entry["entered_on"]),
            "outcome": PoolEntryOutcome.ASSIGNED,
        }
    _assign(roster, sheet, line, profile, placing, seat, at, day, case)
    _meet(roster, sheet, line, placing, placing.new_assignment)


def _assign(  # what an assignment is made of
    roster: Roster,
    sheet: Sheet,
    line: Line,
    profile: Profile,
    placing: Placing,
    seat: Seat,
    at: datetime,
    day: date,
    case: Case | None = None,
) -> None:
    row = profile.row
    facts = ClientFacts(
        id=row["id"],
        weight_hundredths=row["case_weight_hundredths"],
        service_requirements=tuple(row["service_requirements"]),
        languages=tuple(row["languages"]),
        payer=row["payer"],
        insurance_status=row["insurance_status"],
        location_id=row["location_id"],
        telehealth_ok=row["telehealth_ok"],
        date_of_birth=row["date_of_birth"],
        availability=tuple(profile.windows),
        preferred_provider_id=row["preferred_provider_id"],
        do_not_match=profile.avoided,
        attributes=row["attributes"] if isinstance(row["attributes"], dict) else {},
    )
    provider = seat.facts()
    gates = check_gates(facts, provider, roster.today, roster.gate_modes)
    if gates.never:
        message = "the provider has left; let the client wait, with reason PROVIDER_LEFT"
        sheet.blame(line.number, "provider_external_id", message)
        return
    present = None if case is None else case.assignment
    previous = None if present is None else present["provider_id"]
    placing.proposed = Proposed(facts, provider, previous, tuple(gate.code for gate in gates.failed))
    entry = None if case is None else case.entry
    seat.takes(row["case_weight_hundredths"])
    placing.status = ClientStatus.ACTIVE
    placing.told["provider_id"] = (previous, seat.id)
    placing.told["assigned_on"] = (None if present is None else present["assigned_on"], day)
    placing.new_assignment = {
        "id": roster.fresh_id("asg"),
        "client_id": row["id"],
        "provider_id": seat.id,
        "weight_hundredths": row["case_weight_hundredths"],
        "assigned_at": at,
        "assigned_on": day,
        "assigned_by": "import",
        "assigned_by_id": None,
        "ended_at": None,
        "ended_on": None,
        "end_reason": None,
        "first_session_at": None,
        "first_session_on": None,
        "match_score_ten_thousandths": None,
        "override_reason": None,
        "pool_entry_id": None if entry is None else entry["id"],
        "previous_assignment_id": None if present is None else present["id"],
    }
    roster.report.assigned += 1


def _enter(
    roster: Roster,
    sheet: Sheet,
    line: Line,
    profile: Profile,
    placing: Placing,
    reason: PoolReason,
    present: Seat | None,
) -> None:
    key = line.cells.get("wait_previous_provider_external_id")
    before = present if key is None else seat_of(roster, sheet, line, "wait_previous_provider_external_id", key)
    day = cast("date", line.cells.get("wait_since") or profile.row["intake_date"])
    at = roster.instant(day)
    team = line.cells.get("wait_team")
    placing.new_entry = {
        "id": roster.fresh_id("pen"),
        "client_id": profile.row["id"],
        "reason": reason,
        "priority": line.cells.get("wait_priority", PoolPriority.ROUTINE),
        "entered_at": at,
        "entered_on": day,
        "left_at": None,
        "left_on": None,
        "outcome": None,
        "team_id": None if team is None else roster.team_id(str(team)),
        "note": line.cells.get("wait_note"),
        "previous_provider_id": None if before is None else before.id,
        "version": 1,
    }
    placing.told["wait_since"] = (None, day)
    placing.told["wait_reason"] = (None, reason)
    roster.report.waiting += 1


def _reweigh(roster: Roster, profile: Profile, placing: Placing, present: Mapping[str, Any] | None) -> None:
    """A weight may be raised past the capacity; the provider then shows by how much."""
    weight = profile.row["case_weight_hundredths"]
    if present is not None and present["weight_hundredths"] != weight:
        roster.by_id[present["provider_id"]].reweighs(weight - present["weight_hundredths"])
        roster.earlier_weights.append(earlier.weight(present["id"], roster.today, present["weight_hundredths"]))
        placing.assignment_changes["weight_hundredths"] = weight


def _meet(roster: Roster, sheet: Sheet, line: Line, placing: Placing, assignment: dict[str, Any] | None) -> None:
    day = line.cells.get("first_session_on")
    if not isinstance(day, date) or assignment is None or assignment["first_session_on"] == day:
        return
    if day < assignment["assigned_on"]:
        sheet.blame(line.number, "first_session_on", f"{day.isoformat()} lies before the assignment")
        return
    met = {"first_session_at": max(roster.instant(day), assignment["assigned_at"]), "first_session_on": day}
    placing.told["first_session_on"] = (assignment["first_session_on"], day)
    if assignment is placing.new_assignment:
        assignment.update(met)
    else:
        placing.assignment_changes |= met


def _reroute(roster: Roster, line: Line, placing: Placing, entry: Mapping[str, Any]) -> None:
    wanted: dict[str, Any] = {}
    if "wait_priority" in line.cells:
        wanted["priority"] = line.cells["wait_priority"]
    if "wait_note" in line.cells:
        wanted["note"] = line.cells["wait_note"]
    if "wait_team" in line.cells:
        team = line.cells["wait_team"]
        wanted["team_id"] = None if team is None else roster.team_id(str(team))
    for name, value in wanted.items():
        if entry[name] != value:
            placing.entry_changes[name] = value
            placing.told[f"wait_{name}"] = (entry[name], value)
